"""The copies among documents: for each the original it repeats, and how much of it stands there."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from .candidates import candidates, sketch
from .sequences import Hashes, Sequences, exact_sequences, in_common, sequences, share

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
class _Seen:
    doc_id: str
    order: tuple[bool, date, str]
    digest: bytes
    length: int
    sketch: Hashes


def find_copies(documents: Iterable[Document]) -> list[Copy]:
    """Find the copies among documents, in the order of their `doc_id`; the order of the documents does not matter.

    The documents are gone through twice, so they must not be an iterator (TypeError); each `doc_id` must be there once
    (ValueError). Memory: about 7 bytes a word for all documents, and 8 more for those that resemble another.
    """
    if isinstance(documents, Iterator):
        raise TypeError("the documents are read twice: give a collection, not an iterator")
    seen = sorted(map(_see, documents), key=lambda one: one.order)
    if len({one.doc_id for one in seen}) < len(seen):
        raise ValueError("a doc_id occurs more than once among the documents")
    firsts: dict[bytes, _Seen] = {}
    exact = {one.doc_id: first.doc_id for one in seen if (first := firsts.setdefault(one.digest, one)) is not one}
    long_enough = [one for one in firsts.values() if one.length >= FEWEST]
    pairs = [
        (long_enough[earlier].doc_id, long_enough[later].doc_id)
        for earlier, later in candidates([one.sketch for one in long_enough])
    ]
    wanted = {doc_id for pair in pairs for doc_id in pair}
    texts = {one.doc_id: sequences(one.text) for one in documents if one.doc_id in wanted}
    return sorted(_copies(exact, _originals(pairs, texts), texts), key=lambda copy: copy.doc_id)


def stand_in_each_other(one: Sequences, other: Sequences) -> tuple[bool, bool]:
    """Whether the first text is a near copy of the second, and the second of the first.

    Enough of it must stand there, and not with other figures.
    """
    common = in_common(one.exact, other.exact)
    if common < NEAR * min(len(one.exact), len(other.exact)):
        return False, False
    without_numbers = in_common(one.without_numbers, other.without_numbers)
    return _near(one, common, without_numbers), _near(other, common, without_numbers)


def _near(text: Sequences, common: int, without_numbers: int) -> bool:
    held = common / len(text.exact)
    return held >= NEAR and held >= (1 - _OTHER_FIGURES) * without_numbers / len(text.without_numbers)


def _see(document: Document) -> _Seen:
    hashes = exact_sequences(document.text)
    written = " ".join(unicodedata.normalize("NFC", document.text).split())
    return _Seen(
        doc_id=document.doc_id,
        order=(document.published_on is None, document.published_on or date.max, document.doc_id),
        digest=hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        length=len(hashes),
        sketch=sketch(hashes),
    )


def _copies(exact: Mapping[str, str], near: Mapping[str, str], texts: Mapping[str, Sequences]) -> Iterator[Copy]:
    for doc_id, original in near.items():
        yield Copy(doc_id, original, "near", share(texts[doc_id].exact, texts[original].exact))
    for doc_id, first in exact.items():
        if first in near:
            yield Copy(doc_id, near[first], "near", share(texts[first].exact, texts[near[first]].exact))
        else:
            yield Copy(doc_id, first, "exact", 1.0)


def _originals(pairs: Iterable[tuple[str, str]], texts: Mapping[str, Sequences]) -> dict[str, str]:
    """For each near copy its original, which is none itself. Pairs name the document that was published first first."""
    each_other: dict[str, list[str]] = {}
    one_way: dict[str, list[str]] = {}
    for earlier, later in pairs:
        forward, back = stand_in_each_other(texts[later], texts[earlier])
        if forward and back:
            each_other.setdefault(later, []).append(earlier)
        elif forward:
            one_way.setdefault(later, []).append(earlier)
        elif back:
            one_way.setdefault(earlier, []).append(later)
    original: dict[str, str] = {}
    # pairs come in the order of publication, so each document's earlier ones are settled before it
    for later, others in each_other.items():
        _assign(later, others, original, texts)
    # a document that holds another is the longer one: it is settled first
    for shorter in sorted(one_way, key=lambda doc_id: (-len(texts[doc_id].exact), doc_id)):
        if shorter not in original:
            _assign(shorter, one_way[shorter], original, texts)
    return {doc_id: _root(doc_id, original) for doc_id in original}


def _assign(doc_id: str, others: Iterable[str], original: dict[str, str], texts: Mapping[str, Sequences]) -> None:
    """Make a document the copy of the one that holds most of it (of equals the first) of those that are no copies."""
    free = [other for other in others if other not in original]
    if free:
        own = texts[doc_id].exact
        original[doc_id] = max(free, key=lambda other: share(own, texts[other].exact))


def _root(doc_id: str, original: Mapping[str, str]) -> str:
    while doc_id in original:
        doc_id = original[doc_id]
    return doc_id
