"""What is to be done with each document of a partition, and the documents themselves, on disk where they are many."""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, cast

import orjson

from pipeline.documents import SourceDocument
from pipeline.versions import NOW, Known, Standing, Version


class PartitionPlan:
    """What is to be done with each document of a partition; documents go by their number in it."""

    def __init__(self, versions: Sequence[Version], held: Sequence[bool], stored: Mapping[str, Known]) -> None:
        self._versions = versions
        self._held = held
        self._stored = stored
        self._of: dict[str, list[int]] = {}
        for number, version in enumerate(versions):
            self._of.setdefault(version.doc_id, []).append(number)

    def firsts(self) -> list[int]:
        """Of each document its last version in the partition."""
        return [self._last(numbers) for numbers in self._of.values()]

    def next_after(self, number: int) -> int | None:
        """The last version of a document without this one, which is struck out: the extractors failed on it."""
        left = self._of[self._versions[number].doc_id]
        left.remove(number)
        return self._last(left) if left else None

    def standing(self, number: int) -> Standing:
        """Where a version stands against the store."""
        known = self._stored.get(self._versions[number].doc_id)
        if known is None:
            return "newer"
        return "known" if self._held[number] else known.standing(self._versions[number])

    def needs_text(self, number: int) -> bool:
        """Whether the text of a version that is not extracted has to be kept."""
        version = self._versions[number]
        known = self._stored.get(version.doc_id)
        return version.time is not None and (known is None or not known.has_text(version.text_hash))

    def says(self) -> bytes:
        """All of this, for a hash."""
        firsts = set(self.firsts())
        each = ((number in firsts, self.standing(number), self.needs_text(number)) for number in range(len(self._held)))
        return orjson.dumps(list(each))

    def _last(self, numbers: Sequence[int]) -> int:
        """The last of some versions; of those that cannot be told apart the first read."""
        untimed = next((number for number in numbers if self._versions[number].time is None), None)
        return max(
            (number for number in numbers if self._versions[number].time is not None or number == untimed),
            key=self._time,
        )

    def _time(self, number: int) -> int:
        version = self._versions[number]
        known = self._stored.get(version.doc_id)
        if known is not None:
            return known.time_of(version)
        return NOW if version.time is None else version.time


class Spool:
    """Documents in order, on disk where they are many: an archive that is one partition may hold more than memory does.

    It can be gone through again and again, once at a time.
    """

    #: Code points of text that are held in memory, and how many each document and each of its segments counts besides;
    #: what comes after them is on disk.
    _IN_MEMORY = 8_000_000
    _A_DOCUMENT, _A_SEGMENT = 1_000, 100

    def __init__(self) -> None:
        self._held: list[SourceDocument] = []
        self._size = 0
        self._file: BinaryIO | None = None
        self._in_file = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, document: SourceDocument) -> None:
        """Add a document at the end; not while they are gone through."""
        self._size += len(document.text) + self._A_DOCUMENT + self._A_SEGMENT * len(document.segments)
        if self._file is None and self._size <= self._IN_MEMORY:
            self._held.append(document)
            return
        if self._file is None:
            self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - __exit__ closes it
        pickle.dump(document, self._file, pickle.HIGHEST_PROTOCOL)
        self._in_file += 1

    def __len__(self) -> int:
        return len(self._held) + self._in_file

    def __iter__(self) -> Iterator[SourceDocument]:
        yield from self._held
        if self._file is not None:
            self._file.seek(0)
            for _ in range(self._in_file):
                yield pickle.load(self._file)
