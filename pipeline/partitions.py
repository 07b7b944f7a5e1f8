"""From files to partitions: stretches of input that are large enough to be worth a task and small enough for memory.

A partition holds whole records in input order. Where the cuts fall decides nothing about the rows that come out, only
how the work is spread.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.documents import Reject
from pipeline.inputs import InputFile
from pipeline.surveys import Stretch, Surveyed, cuts_of, stretches, survey

#: Sizes in bytes of decompressed text. Rows are made of about a megabyte of text a second, so the largest partition is
#: some seconds of work, against 8 ms for its task; the smallest piece is what a file of lines can be cut into.
LARGEST_PARTITION = 1_000_000
#: On a cluster a partition is a file of the store: many small ones would be slow to read.
LARGEST_OF_CLUSTER = 32_000_000
#: Bytes of documents in a commit there: their rows do not pass through the driver, and each commit is one more to read.
COMMIT_BYTES_OF_CLUSTER = 512_000_000
SMALLEST_PIECE = 250_000
#: A compressed file is decompressed from its beginning for each partition: no more of them than keep that cheap.
_PIECES_OF_COMPRESSED = 64
#: A file costs more than its bytes: opening it, a row of its own.
_FILE_OVERHEAD = 2_000
#: Who looks at stretches of the input, and gives what `survey` gives of each, in order.
LookAt = Callable[[Sequence[Stretch]], Iterable[Surveyed]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one file, in the units of a `Cut`; `end` None is the file's end, wherever that is."""

    file: InputFile
    start: int = 0
    end: int | None = None
    first_line: int = 1
    size: int = 0


@dataclass(frozen=True, slots=True)
class Partition:
    """Pieces that one task reads; `number` is the partition's place in the input."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Bytes of decompressed input."""
        return sum(piece.size for piece in self.pieces)

    @property
    def place(self) -> str:
        """Where it stands in the input, in words."""
        first, last = self.pieces[0], self.pieces[-1]
        begin = first.file.origin.file + (f", from line {first.first_line}" if first.first_line > 1 else "")
        return begin if last is first else f"{begin} to {last.file.origin.file}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All partitions of a run, and the files that could not even be looked into."""

    partitions: tuple[Partition, ...]
    rejects: tuple[Reject, ...]

    @property
    def size(self) -> int:
        """Bytes of decompressed input."""
        return sum(partition.size for partition in self.partitions)


def plan_partitions(
    inputs: Iterable[InputFile | Reject],
    workers: int,
    look_at: LookAt | None = None,
    largest: int | None = None,
) -> Plan:
    """Plan the partitions of a run for so many workers, none much larger than `largest`.

    Files of lines and web archives are gone through once to find where to cut, here or by `look_at`, which gives what
    `survey` gives of each stretch, in order.
    """
    found = list(inputs)
    largest = LARGEST_PARTITION if largest is None else largest
    total = sum(each.size for each in found if isinstance(each, InputFile))
    step = max(SMALLEST_PIECE, min(largest // 4, total // (16 * workers)))
    asked = [stretches(each, step) if isinstance(each, InputFile) else [] for each in found]
    every = [stretch for each in asked for stretch in each]
    answers = iter(map(survey, every) if look_at is None else look_at(every))
    pieces: list[Piece] = []
    rejects: list[Reject] = []
    for each, mine in zip(found, asked, strict=True):
        if isinstance(each, Reject):
            rejects.append(each)
            continue
        surveyed = [next(answers) for _ in mine]
        if broken := next((one.unreadable for one in surveyed if one.unreadable is not None), None):
            rejects.append(Reject(each.origin, "unreadable_file", broken))
        elif each.format != "lines" and not surveyed:
            pieces.append(Piece(each, 0, None, 1, each.size + _FILE_OVERHEAD))
        else:
            cuts = cuts_of(each, surveyed, step)
            pieces.extend(Piece(each, cut.start, cut.end, cut.first, cut.size) for cut in cuts)
    total = sum(piece.size for piece in pieces)
    target = min(largest, max(SMALLEST_PIECE, total // (4 * workers)))
    return Plan(tuple(_grouped(pieces, target)), tuple(rejects))


def worker_count() -> int:
    """The cores that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _grouped(pieces: Sequence[Piece], target: int) -> Iterator[Partition]:
    """Join neighbouring pieces into partitions of about `target` bytes."""
    totals: dict[str, int] = {}
    for piece in pieces:
        totals[piece.file.origin.key] = totals.get(piece.file.origin.key, 0) + piece.size
    group: list[Piece] = []
    size = number = 0
    for piece in pieces:
        enough = target
        if piece.file.compression != "none":
            enough = max(target, totals[piece.file.origin.key] // _PIECES_OF_COMPRESSED)
        if group and size + piece.size > enough * 1.25:
            yield Partition(number, tuple(group))
            group, size = [], 0
            number += 1
        last = group[-1] if group else None
        if last is not None and last.file is piece.file and last.end == piece.start:
            group[-1] = replace(last, end=piece.end, size=last.size + piece.size)
        else:
            group.append(piece)
        size += piece.size
    if group:
        yield Partition(number, tuple(group))
