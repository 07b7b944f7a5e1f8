"""The registry of extractors, and the one scan that tells which of them have anything to do in a text.

To add a kind of mention: a dataclass in `mentions`, a module that ends in `EXTRACTOR = Extractor(…)`, and one line
in `EXTRACTORS` below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from extractors.mentions import Mention
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
        self._places = list(places.values())
        self._automaton = AhoCorasick(list(places), implementation=Implementation.DFA)

    def scan(self, lower: str) -> list[list[Hit]]:
        """For each extractor, where its anchors stand in a folded, lower-cased text."""
        hits: list[list[Hit]] = [[] for _ in self.extractors]
        places = self._places
        for anchor, start, end in self._automaton.find_matches_as_indexes(lower, overlapping=True):
            for owner, index in places[anchor]:
                hits[owner].append((start, end, index))
        return hits


@cache
def scanner() -> Scanner:
    """The scanner over all registered extractors, built once a process."""
    return Scanner(load_extractors())
