"""Hashes of words (runs of letters and digits), remembered for each piece of text between blanks: a word holds none."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: How many pieces are remembered before all are forgotten: less than 40 MB.
_MOST_PIECES = 200_000
_WORD = re.compile(r"\w+")
_HASH = np.dtype("<u8")
_DIGIT = re.compile(r"\d")


def word_hashes(pieces: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A hash of 64 bits for each word of pieces without blanks; the lowest bit says whether the word has a digit."""
    if len(_known) > _MOST_PIECES:
        _known.clear()
    return np.frombuffer(b"".join(map(_known.__getitem__, pieces)), _HASH)


def count_words(pieces: Sequence[str]) -> int:
    """How many words are in pieces without blanks."""
    return sum(map(len, map(_known.__getitem__, pieces))) // _HASH.itemsize


class _Pieces(dict[str, bytes]):
    """The hashes of the words in each piece, one after the other: joined they are an array, with no number made."""

    def __missing__(self, piece: str) -> bytes:
        found = self[piece] = b"".join(map(_hash, _WORD.findall(piece)))
        return found


def _hash(word: str) -> bytes:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=_HASH.itemsize).digest()
    lowest = digest[0] | 1 if _DIGIT.search(word) else digest[0] & ~1
    return bytes((lowest,)) + digest[1:]


_known = _Pieces()
