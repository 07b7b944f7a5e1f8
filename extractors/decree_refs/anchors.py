"""The literals at which the passes begin, and the sorting of their places to the passes."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.decree_refs.laws import INITIALS
from extractors.decree_refs.types import BY_WORDS, GENERIC_WORDS
from extractors.quick import quick
from extractors.text import Hit

_LETTERS = "abcdefghijklmnopqrstuvwxyzđư"
_DIGITS = "0123456789"
#: A digit, a separator and a letter: where a symbol's suffix begins. White space may stand on either side.
_SYMBOL = [f"{digit}{mark}{letter}" for digit in _DIGITS for mark in "/-" for letter in _LETTERS]
_SYMBOL += [f"{digit}{gap}" for digit in _DIGITS for gap in ("/ ", " /", "- ", " -", "/\n", "\n/", "-\n", "\n-")]
_NAMED = ["luật", "pháp lệnh", "hiến pháp", *(code.lower() for code in INITIALS)]


def _spaced(words: str) -> list[str]:
    """A type's words with the white space that line ends and careless typing put between them."""
    if " " not in words:
        return [words]
    return [words, *(words.replace(" ", gap, 1) for gap in ("\n", " \n", "  "))]


_TYPES = [variant for words in (*BY_WORDS, *GENERIC_WORDS) for variant in _spaced(words)]
#: Short forms of types. `TT` and `CT` stand inside many words: only before a number.
_SHORT = ["nđ", "qđ", "nq", "ttlt"]
_SHORT_NUMBERED = [f"{code}{gap}" for code in ("tt", "ct") for gap in (*_DIGITS, *(f" {d}" for d in _DIGITS), " số")]

ANCHORS = (*_SYMBOL, *_NAMED, *_TYPES, *_SHORT, *_SHORT_NUMBERED)
_NAMED_FROM = len(_SYMBOL)
_TYPES_FROM = _NAMED_FROM + len(_NAMED)
_NUMBERED_FROM = _TYPES_FROM + len(_TYPES) + len(_SHORT)

#: Where a word stands: start and end in the folded text.
Place = tuple[int, int]


@quick
@dataclass(frozen=True, slots=True)
class Places:
    """Where each pass begins: `digits` before a symbol's suffix, the words of `named` laws, the words of `types`."""

    digits: Sequence[int]
    named: Sequence[Place]
    types: Sequence[Place]


def sort_places(hits: Sequence[Hit]) -> Places:
    """Sort the anchors' places to the passes, each in reading order."""
    digits: list[int] = []
    named: list[Place] = []
    types: list[Place] = []
    for start, end, index in hits:
        if index < _NAMED_FROM:
            digits.append(start)
        elif index < _TYPES_FROM:
            named.append((start, end))
        elif index < _NUMBERED_FROM:
            types.append((start, end))
        else:
            types.append((start, start + 2))
    named.sort()
    types.sort()
    return Places(digits, named, types)
