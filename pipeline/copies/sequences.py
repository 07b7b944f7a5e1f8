"""A text as the set of its word sequences, hashed: what two texts have in common is counted on these.

Words are taken from the folded text in small letters, so that white space, case and Unicode's ways to compose a letter
do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.folding import fold
from pipeline.word_hashes import word_hashes

#: Words in a sequence.
LENGTH = 5

#: Hashes of 32 bits, sorted, each once.
Hashes = npt.NDArray[np.uint32]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Sequences:
    """The word sequences of a text, and the same with every number alike."""

    exact: Hashes
    without_numbers: Hashes


def sequences(text: str) -> Sequences:
    """Both sets of a text."""
    words = word_hashes(pieces_of(text))
    return Sequences(_joined(words), _joined(np.where(words & _NUMBER, _NUMBER, words)))


def exact_sequences(text: str, pieces: Sequence[str] | None = None) -> Hashes:
    """The word sequences of a text as they are; `pieces` as `pieces_of` gives them, where they are at hand."""
    return _joined(word_hashes(pieces_of(text) if pieces is None else pieces))


def in_common(hashes: Hashes, others: Hashes) -> int:
    """How many sequences are in both sets."""
    return len(np.intersect1d(hashes, others, assume_unique=True))


def share(hashes: Hashes, others: Hashes) -> float:
    """How much of the first set is in the second, 0 to 1, to four places."""
    return round(in_common(hashes, others) / len(hashes), 4) if len(hashes) else 0.0


def pieces_of(text: str) -> list[str]:
    """What stands between the blanks of a text, folded and in small letters."""
    return fold(text).lower.split()


def _joined(words: npt.NDArray[np.uint64]) -> Hashes:
    """One hash for each sequence of words: a polynomial in 64 bits, mixed as in MurmurHash3, of which half is kept."""
    count = max(0, len(words) - LENGTH + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(LENGTH):
        mixed = mixed * _ODD + words[at : at + count]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(factor)
    hashes = np.sort((mixed >> np.uint64(32)).astype(np.uint32))
    return hashes[np.r_[True, hashes[1:] != hashes[:-1]]] if count else hashes
