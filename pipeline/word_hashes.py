"""Hashes of words (runs of letters and digits), remembered for each piece of text between blanks: a word holds none."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import chain

#: How many pieces are remembered before all are forgotten: less than 40 MB.
_MOST_PIECES = 200_000
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


def word_hashes(pieces: Sequence[str]) -> Iterable[int]:
    """A hash of 64 bits for each word of pieces without blanks; the lowest bit says whether the word has a digit."""
    if len(_known) > _MOST_PIECES:
        _known.clear()
    return chain.from_iterable(map(_known.__getitem__, pieces))


def count_words(pieces: Sequence[str]) -> int:
    """How many words are in pieces without blanks."""
    return sum(map(len, map(_known.__getitem__, pieces)))


class _Pieces(dict[str, tuple[int, ...]]):
    """The hashes of the words in each piece."""

    def __missing__(self, piece: str) -> tuple[int, ...]:
        found = self[piece] = tuple(map(_hash, _WORD.findall(piece)))
        return found


def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    hashed = int.from_bytes(digest, "little")
    return hashed | 1 if _DIGIT.search(word) else hashed & ~1


_known = _Pieces()
