"""Which documents resemble each other enough to be compared in full.

Of each document a sketch is kept: the quarter of its word sequences with the lowest hashes, the same quarter in every
document (the "modulo" MinHash of Broder 1997, now called FracMinHash). What two sketches have in common estimates how
much of the shorter text stands in the longer one, at any ratio of their lengths; signatures of MinHash LSH estimate the
Jaccard index instead, which is low where a short copy meets a long original. `python -m bench.copies` measures both.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .seeing import sketch
from .sequences import Hashes

#: The share of the shorter sketch that two documents must have in common; copies have 0.55 at least, give or take what
#: a sketch of some ten sequences is out by.
_CANDIDATE = 0.2
#: Of the documents that share a sequence with too many (a form, a footer), so many of the first are looked at, and so
#: many of the last before the document itself.
_CROWD = 32
#: Hashes of earlier documents that are looked at together: a document has some hundreds.
_AT_ONCE = 250_000


def candidates(sketches: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of documents, by their places, whose sketches have enough in common; ordered by the second, then the first.

    Memory: about 24 bytes for every hash of a sketch.
    """
    lengths = np.array([len(one) for one in sketches], dtype=np.int32)
    if lengths.any():
        owners = np.repeat(np.arange(len(sketches), dtype=np.int32), lengths)
        yield from candidates_by_hash(lengths, owners, np.concatenate(sketches))


def candidates_by_hash(
    lengths: npt.NDArray[np.int32], owners: npt.NDArray[np.int32], hashes: Hashes
) -> Iterator[tuple[int, int]]:
    """The same from the hashes of all sketches in one array, those of each document together, and their owners.

    Hashes that only one document has may be left out; `lengths` are those of the whole sketches.
    """
    if not len(hashes):
        return
    counts = np.bincount(owners, minlength=len(lengths))
    by_hash = np.argsort(hashes, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(hashes[by_hash]) > 0])
    owners = owners[by_hash]
    held = np.diff(np.r_[starts, len(hashes)])
    # for each hash of a sketch: where the documents that hold it begin, and how many of them are earlier
    begins, earlier = np.empty(len(hashes), dtype=np.int32), np.empty(len(hashes), dtype=np.int32)
    begins[by_hash] = np.repeat(starts, held)
    earlier[by_hash] = np.arange(len(hashes)) - np.repeat(starts, held)
    del by_hash, starts, held
    ends = np.cumsum(counts)
    # up to each document, with it; those before the first hash have none
    looked_at = np.cumsum(np.minimum(earlier, 2 * _CROWD), dtype=np.int64)[np.maximum(ends, 1) - 1] * (ends > 0)
    first = 0
    while first < len(ends):
        before = looked_at[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(looked_at, before + _AT_ONCE, side="right")))
        own = slice(int(ends[first] - counts[first]), int(ends[last - 1]))
        laters = np.repeat(np.arange(first, last, dtype=np.int64), counts[first:last])
        pairs, shared = np.unique(_paired(laters, begins[own], earlier[own], owners), return_counts=True)
        later, other = pairs >> 32, pairs & 0xFFFFFFFF
        enough = shared >= _CANDIDATE * np.minimum(lengths[other], lengths[later])
        yield from zip(other[enough].tolist(), later[enough].tolist(), strict=True)
        first = last


def _paired(
    laters: npt.NDArray[np.int64],
    begins: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
    owners: npt.NDArray[np.int32],
) -> npt.NDArray[np.int64]:
    """For each hash of a later document the documents before it that have the hash, both in one number: the later one
    in its high half. Of a crowd they are the first and the last."""
    crowded = counts > 2 * _CROWD
    laters = np.concatenate([laters, laters[crowded]])
    begins = np.concatenate([begins, (begins + counts - _CROWD)[crowded]])
    counts = np.concatenate([np.where(crowded, _CROWD, counts), np.full(int(crowded.sum()), _CROWD)])
    steps = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    found: npt.NDArray[np.int64] = (np.repeat(laters, counts) << 32) | owners[np.repeat(begins, counts) + steps]
    return found


__all__ = ["candidates", "candidates_by_hash", "sketch"]
