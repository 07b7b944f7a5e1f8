"""The registry of extractors, and the one scan that tells which of them have anything to do in a text.

To add a kind of mention: a dataclass in `mentions`, a module that ends in `EXTRACTOR = Extractor(…)`, and one line
in `EXTRACTORS` below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from extractors.mentions import Mention
from extractors.single_bytes import SingleBytes
from extractors.text import Found, Hit, Text


@dataclass(frozen=True, slots=True)
class Extractor:
    """One kind of mention.

    `anchors` are literals (folded, lower case): where a text holds none of them, `find` is not called. `find` gets
    the text, the anchors' places in order of their ends (they may overlap), and what earlier extractors found; it
    gives mentions in reading order, in folded offsets. An extractor without anchors is called where one of the kinds
    in `after` found something; one that `reads_cells` also where the text has cells.
    """

    name: str
    version: str
    find: Callable[[Text, Sequence[Hit], Found], Sequence[Mention]]
    anchors: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reads_cells: bool = False


def load_extractors() -> tuple[Extractor, ...]:
    """The extractors in the order in which they run."""
    from extractors import amounts, decree_refs, percentages, province_lists, provinces, regions

    return (
        decree_refs.EXTRACTOR,
        amounts.EXTRACTOR,
        percentages.EXTRACTOR,
        provinces.EXTRACTOR,
        province_lists.EXTRACTOR,
        regions.EXTRACTOR,
    )


class Scanner:
    """All anchors of several extractors, found in one pass over a text."""

    def __init__(self, extractors: Sequence[Extractor]) -> None:
        self.extractors = extractors
        places: dict[str, list[tuple[int, int]]] = {}
        for owner, extractor in enumerate(extractors):
            for index, anchor in enumerate(extractor.anchors):
                places.setdefault(anchor, []).append((owner, index))
        #: of each anchor its owner and the owner's index; of an anchor that stands twice the others
        self._first = [each[0] for each in places.values()]
        self._more = [each[1:] for each in places.values()]
        # the characters of anchors are few, so bytes can stand for them and places in bytes are places in the text
        self._bytes = SingleBytes(places)
        self._automaton = BytesAhoCorasick(list(map(self._bytes.encode, places)), implementation=Implementation.DFA)

    def scan(self, lower: str, single: bytes | None = None) -> list[list[Hit]]:
        """For each extractor, where its anchors stand in a folded, lower-cased text.

        `single` is the same text in bytes as `single_bytes.in_alphabet` gives it, where that is at hand.
        """
        hits: list[list[Hit]] = [[] for _ in self.extractors]
        add = [found.append for found in hits]
        first, more = self._first, self._more
        scanned = single if single is not None and self._bytes.alphabet else self._bytes.encode(lower)
        for anchor, start, end in self._automaton.find_matches_as_indexes(scanned, overlapping=True):
            owner, index = first[anchor]
            add[owner]((start, end, index))
            if more[anchor]:
                for owner, index in more[anchor]:
                    add[owner]((start, end, index))
        return hits


@cache
def scanner() -> Scanner:
    """The scanner over all registered extractors, built once a process."""
    return Scanner(load_extractors())
