"""Which documents resemble each other enough to be compared in full.

Of each document a sketch is kept: the quarter of its word sequences with the lowest hashes, the same quarter in every
document (the "modulo" MinHash of Broder 1997, now called FracMinHash). What two sketches have in common estimates how
much of the shorter text stands in the longer one, at any ratio of their lengths; signatures of MinHash LSH estimate the
Jaccard index instead, which is low where a short copy meets a long original. `python -m bench.copies` measures both.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .sequences import Hashes

#: One sequence in so many is in the sketch.
_SKETCHED = 4
#: The share of the shorter sketch that two documents must have in common; copies have 0.55 at least, give or take what
#: a sketch of some ten sequences is out by.
_CANDIDATE = 0.2
#: Of the documents that share a sequence with too many (a form, a footer), so many of the first are looked at, and so
#: many of the last before the document itself.
_CROWD = 32


def sketch(hashes: Hashes) -> Hashes:
    """The part of a document's word sequences that is kept to find its like."""
    return hashes[: np.searchsorted(hashes, 2**32 // _SKETCHED)].copy()


def candidates(sketches: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of documents, by their places, whose sketches have enough in common; ordered by the second, then the first.

    Memory: about 24 bytes for every hash of a sketch.
    """
    if not sketches:
        return
    lengths = np.array([len(one) for one in sketches])
    hashes = np.concatenate(sketches)
    by_hash = np.argsort(hashes, kind="stable")
    owners = np.repeat(np.arange(len(sketches), dtype=np.int32), lengths)[by_hash]
    starts = np.flatnonzero(np.r_[True, np.diff(hashes[by_hash]) > 0]) if len(hashes) else by_hash
    counts = np.diff(np.r_[starts, len(hashes)])
    # for each hash of a sketch: where the documents that hold it begin, and how many of them are earlier
    begins, earlier = np.empty(len(hashes), dtype=np.int32), np.empty(len(hashes), dtype=np.int32)
    begins[by_hash] = np.repeat(starts, counts)
    earlier[by_hash] = np.arange(len(hashes)) - np.repeat(starts, counts)
    del by_hash, hashes
    for later, (end, length) in enumerate(zip(np.cumsum(lengths).tolist(), lengths.tolist(), strict=True)):
        own = slice(end - length, end)
        others, shared = np.unique(owners[_before(begins[own], earlier[own])], return_counts=True)
        for other in others[shared >= _CANDIDATE * np.minimum(lengths[others], length)].tolist():
            yield other, later


def _before(begins: npt.NDArray[np.int32], counts: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The places of the documents before one, for each of its hashes; of a crowd the first and the last of them."""
    crowded = counts > 2 * _CROWD
    begins = np.concatenate([begins, (begins + counts - _CROWD)[crowded]])
    counts = np.concatenate([np.where(crowded, _CROWD, counts), np.full(int(crowded.sum()), _CROWD)])
    steps = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(begins, counts) + steps
