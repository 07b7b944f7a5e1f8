"""The copies among documents: for each the original it repeats, and how much of it stands there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from .candidates import candidates
from .seeing import Seen, see
from .sequences import Sequences, in_common, sequences, share

#: The share of a document's word sequences that makes it a near copy: between 0.66 and 0.4, nearer to the copies.
NEAR = 0.55
#: Of the sequences that agree without their numbers, the share that may differ in them; bulletins lose 0.27 and more,
#: copies with foreign text among theirs 0.09 at most.
_OTHER_FIGURES = 0.12
#: Documents with fewer sequences are too short to be near copies; they may be exact ones.
FEWEST = 30

Kind = Literal["exact", "near"]


class Document(Protocol):
    """What is looked at of a document."""

    @property
    def doc_id(self) -> str:
        """Its identity."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def published_on(self) -> date | None:
        """When it was published, if that is known."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that repeats another.

    `duplicate_of` is never a copy itself. `containment` is the share of this document's word sequences that stand in
    it, 0 to 1: 1 for an `exact` copy (the same text but for white space and Unicode's ways to compose a letter), at
    least `NEAR` for a `near` one, unless it is the copy of a copy.
    """

    doc_id: str
    duplicate_of: str
    duplicate_kind: Kind
    containment: float


@dataclass(frozen=True, slots=True)
class _Known:
    doc_id: str
    order: tuple[bool, date, str]
    seen: Seen


def find_copies(documents: Iterable[Document]) -> list[Copy]:
    """Find the copies among documents, in the order of their `doc_id`; the order of the documents does not matter.

    The documents are gone through twice, so they must not be an iterator (TypeError); each `doc_id` must be there once
    (ValueError). Memory: about 7 bytes a word for all documents, and 8 more for those that resemble another.
    """
    if isinstance(documents, Iterator):
        raise TypeError("the documents are read twice: give a collection, not an iterator")
    known = sorted(map(_know, documents), key=lambda one: one.order)
    places = {one.doc_id: place for place, one in enumerate(known)}
    if len(places) < len(known):
        raise ValueError("a doc_id occurs more than once among the documents")
    firsts: dict[bytes, int] = {}
    exact = {
        place: first for place, one in enumerate(known) if (first := firsts.setdefault(one.seen.digest, place)) != place
    }
    long_enough = [place for place in firsts.values() if known[place].seen.length >= FEWEST]
    pairs = [
        (long_enough[earlier], long_enough[later])
        for earlier, later in candidates([known[place].seen.sketch for place in long_enough])
    ]
    wanted = {place for pair in pairs for place in pair}
    texts = {place: sequences(one.text) for one in documents if (place := places[one.doc_id]) in wanted}
    found = (
        Copy(known[place].doc_id, known[original].doc_id, kind, containment)
        for place, original, kind, containment in settle(exact, pairs, texts)
    )
    return sorted(found, key=lambda copy: copy.doc_id)


def settle(
    exact: Mapping[int, int], pairs: Iterable[tuple[int, int]], texts: Mapping[int, Sequences]
) -> Iterator[tuple[int, int, Kind, float]]:
    """Each copy with its original, the kind and the containment, from the exact copies and the pairs that may be near.

    Documents are numbers, lower for those that were published first; a pair names the earlier one first, and pairs come
    in the order of their second, then their first. `exact` maps a copy to the first document with its text, and only
    such firsts are in pairs.
    """
    near = _originals(pairs, texts)
    for place, original in near.items():
        yield place, original, "near", share(texts[place].exact, texts[original].exact)
    for place, first in exact.items():
        if first in near:
            yield place, near[first], "near", share(texts[first].exact, texts[near[first]].exact)
        else:
            yield place, first, "exact", 1.0


def stand_in_each_other(one: Sequences, other: Sequences) -> tuple[bool, bool]:
    """Whether the first text is a near copy of the second, and the second of the first.

    Enough of it must stand there, and not with other figures; neither may be too short.
    """
    if min(len(one.exact), len(other.exact)) < FEWEST:
        return False, False
    common = in_common(one.exact, other.exact)
    if common < NEAR * min(len(one.exact), len(other.exact)):
        return False, False
    without_numbers = in_common(one.without_numbers, other.without_numbers)
    return _near(one, common, without_numbers), _near(other, common, without_numbers)


def _near(text: Sequences, common: int, without_numbers: int) -> bool:
    held = common / len(text.exact)
    return held >= NEAR and held >= (1 - _OTHER_FIGURES) * without_numbers / len(text.without_numbers)


def _know(document: Document) -> _Known:
    order = (document.published_on is None, document.published_on or date.max, document.doc_id)
    return _Known(document.doc_id, order, see(document.text))


def _originals(pairs: Iterable[tuple[int, int]], texts: Mapping[int, Sequences]) -> dict[int, int]:
    """For each near copy its original, which is none itself. Pairs name the document that was published first first."""
    each_other: dict[int, list[int]] = {}
    one_way: dict[int, list[int]] = {}
    for earlier, later in pairs:
        forward, back = stand_in_each_other(texts[later], texts[earlier])
        if forward and back:
            each_other.setdefault(later, []).append(earlier)
        elif forward:
            one_way.setdefault(later, []).append(earlier)
        elif back:
            one_way.setdefault(earlier, []).append(later)
    original: dict[int, int] = {}
    # pairs come in the order of publication, so each document's earlier ones are settled before it
    for later, others in each_other.items():
        _assign(later, others, original, texts)
    # a document that holds another is the longer one: it is settled first
    for shorter in sorted(one_way, key=lambda place: (-len(texts[place].exact), place)):
        if shorter not in original:
            _assign(shorter, one_way[shorter], original, texts)
    return {place: _root(place, original) for place in original}


def _assign(place: int, others: Iterable[int], original: dict[int, int], texts: Mapping[int, Sequences]) -> None:
    """Make a document the copy of the one that holds most of it (of equals the first) of those that are no copies."""
    free = [other for other in others if other not in original]
    if free:
        own = texts[place].exact
        original[place] = max(free, key=lambda other: share(own, texts[other].exact))


def _root(place: int, original: Mapping[int, int]) -> int:
    while place in original:
        place = original[place]
    return place
