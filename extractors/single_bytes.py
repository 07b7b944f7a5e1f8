"""Text with one byte for each character, so that a scan over bytes gives the places of characters.

A scanner that takes text works on its UTF-8 and has to find out, for every byte of it, which character it belongs to;
that takes longer than the scan. The literals that are looked for hold few characters: each gets a byte of its own, so
do the letters of Vietnamese, and all that is left may share one.

Most articles hold nothing but the characters of one alphabet. Their bytes also give the lower-cased text, and tell that
nothing in it needs folding, in less time than either takes by itself.
"""

from codecs import charmap_build, charmap_decode, charmap_encode
from collections.abc import Iterable
from typing import Final, NamedTuple

#: What the codec writes for a character that has no byte.
_OTHER: Final = "?"
_ASCII: Final = "".join(map(chr, range(1, 128)))
#: Letters and marks of Vietnamese articles in lower case. Any may be left out: it saves the codec a detour.
_FREQUENT: Final = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ“”‘’…•²³°½–—·×öüçïë"
#: The first byte stands for no character: `charmap_build` is fast only with a NUL there.
_MOST: Final = 255
_NO_CHARACTER: Final = "\ufffe"
_LETTERS: Final = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
#: What most articles are written in, small letters and capitals. Folding leaves each of its characters as it is.
ALPHABET: Final = "\n" + "".join(map(chr, range(32, 127))) + _LETTERS + _LETTERS.upper() + "“”‘’…•²³°½×≤≥" + "£¥₩₫€₹₽"
_TABLE: Final = ("\0" + ALPHABET).ljust(_MOST, _NO_CHARACTER)
_ALPHABET_MAP: Final = charmap_build(_TABLE)
_TO_LOWER: Final = bytes(_TABLE.index(each.lower()) for each in _TABLE).ljust(256, b"\0")


class InAlphabet(NamedTuple):
    """A text of `ALPHABET` in lower case: as text, and as a byte for each character."""

    lower: str
    single: bytes


def in_alphabet(text: str) -> InAlphabet | None:
    """A text in lower case; None where it holds a character that is not in `ALPHABET`."""
    try:
        single = charmap_encode(text, "strict", _ALPHABET_MAP)[0].translate(_TO_LOWER)
    except UnicodeEncodeError:
        return None
    return InAlphabet(charmap_decode(single, "strict", _TABLE)[0], single)


class SingleBytes:
    """A character set of at most 255 for given literals, with which text is encoded.

    `alphabet`: whether it is that of `in_alphabet`, so that what this gives need not be encoded again.
    """

    def __init__(self, literals: Iterable[str]) -> None:
        """Raise ValueError where the literals hold more characters than there are bytes, or a question mark."""
        needed = dict.fromkeys("".join(literals))
        if len(needed) >= _MOST or _OTHER in needed or "\0" in needed:
            raise ValueError(f"{len(needed)} characters in literals; at most {_MOST - 1}, and neither ? nor NUL")
        self.alphabet = needed.keys() <= frozenset(ALPHABET)
        if self.alphabet:
            self._map = _ALPHABET_MAP
            return
        characters = [*dict.fromkeys((*needed, *_ASCII, *_FREQUENT))]
        # the letters at the end go first where the literals need their bytes
        characters = [*characters[: _MOST - 1], *([] if _OTHER in characters[: _MOST - 1] else [_OTHER])]
        self._map = charmap_build("\0" + "".join(characters).ljust(_MOST, _NO_CHARACTER))

    def encode(self, text: str) -> bytes:
        """A byte for each character. No byte of a literal's character stands for another one."""
        return charmap_encode(text, "replace", self._map)[0]
