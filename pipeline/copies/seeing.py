"""What is kept of a text to find its copies, so that it need not be read again."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .sequences import Hashes, exact_sequences

#: Raised when another sketch or digest is made of the same text, so that stored documents are read anew.
VERSION = "1"
#: One sequence in so many is in the sketch.
_SKETCHED = 4
#: What `str.split` takes for a blank, but for the space; the ideographic space is the last of them.
_BLANKS = [blank for blank in map(chr, range(0x3001)) if blank.isspace() and blank != " "]


@dataclass(frozen=True, slots=True)
class Seen:
    """A text's digest (16 bytes; the same for exact copies), its number of word sequences, and its sketch."""

    digest: bytes
    length: int
    sketch: Hashes


def see(text: str, pieces: Sequence[str] | None = None, *, composed: bool = False) -> Seen:
    """Look at a text; `pieces` are those between its blanks, folded and in small letters, where they are at hand.

    Of a text that is `composed` NFC would change nothing but blanks.
    """
    hashes = exact_sequences(text, pieces)
    written = squeezed(text if composed else unicodedata.normalize("NFC", text))
    digest = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Seen(digest, len(hashes), sketch(hashes))


def squeezed(text: str) -> str:
    """A text with one space for each run of blanks, and none around it: what splitting and joining gives, without a
    string for each word."""
    for blank in _BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def sketch(hashes: Hashes) -> Hashes:
    """The part of a text's word sequences that is kept to find its like."""
    return hashes[: np.searchsorted(hashes, 2**32 // _SKETCHED)].copy()
