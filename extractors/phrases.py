"""Literals of several words, found also where a line's end or a doubled space stands between two of their words.

An automaton looks for literals as they are. To write every literal with every gap would multiply them; here the
beginnings up to a broken gap (`hà\\n`) are anchors too, few because many literals share them, and the rest of the
literal is read from the text only where one of them stands.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from extractors.text import Hit

_BROKEN_GAPS: Final = ("  ", "\n", " \n")
_WHITESPACE: Final = re.compile(r"\s+")


class Phrases:
    """A fixed set of literals in lower case, one space between words, and the anchors that find them.

    `anchors` begins with the literals themselves, those of `unbroken` first, in the order given, so that a hit's index
    below their number is the literal's. The literals of `unbroken` are looked for as they are only.
    """

    def __init__(self, literals: Iterable[str], unbroken: Iterable[str] = ()) -> None:
        breakable = tuple(dict.fromkeys(literals))
        self.literals = tuple(dict.fromkeys((*unbroken, *breakable)))
        broken = (
            literal[:at] + gap
            for literal in breakable
            for at, character in enumerate(literal)
            if character == " "
            for gap in _BROKEN_GAPS
        )
        self.anchors = (*self.literals, *dict.fromkeys(broken))

    def found(self, lower: str, hits: Sequence[Hit]) -> list[Hit]:
        """The literals among an anchor scan's hits, ordered by start, then end; the index is the literal's."""
        whole = len(self.literals)
        found = {self._rejoined(lower, hit) if hit[2] >= whole else hit for hit in hits}
        return sorted(hit for hit in found if hit is not None)

    def _rejoined(self, lower: str, hit: Hit) -> Hit | None:
        """The longest literal that begins with a broken gap's beginning."""
        start = hit[0]
        pattern = self._by_first_word[self._first_word(self.anchors[hit[2]])]
        match = pattern.match(lower, start)
        if match is None:
            return None
        return start, match.end(), self._index[_WHITESPACE.sub(" ", match[0])]

    @staticmethod
    def _first_word(literal: str) -> str:
        return literal.split(None, 1)[0]

    @cached_property
    def _index(self) -> dict[str, int]:
        return {literal: index for index, literal in enumerate(self.literals)}

    @cached_property
    def _by_first_word(self) -> dict[str, re.Pattern[str]]:
        """For each first word, the literals that begin with it, the longest first, over any gaps."""
        grouped: dict[str, list[str]] = {}
        for literal in sorted(self.literals, key=lambda each: (-len(each), each)):
            if " " in literal:
                grouped.setdefault(self._first_word(literal), []).append(literal)
        return {
            first: re.compile("|".join(r"\s{1,3}".join(map(re.escape, literal.split(" "))) for literal in literals))
            for first, literals in grouped.items()
        }
