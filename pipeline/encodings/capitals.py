"""Converting one line by a chart, with what TCVN3 cannot say by itself: capitals, and signs that are no letters."""

import re

from .charts import Chart
from .syllables import LETTERS

#: Bullets of the fonts Symbol and Wingdings, and the copyright sign, which in TCVN3 are letters that no word consists
#: of (ã, ă, â, ỉ, ỹ) or that begin no line by themselves (Đ).
_LONE_SIGN = re.compile(r"(?<!\S)([·¨©Øü§])(?=\s|$)")
_MARKED = "".join(sorted(LETTERS | {letter.upper() for letter in LETTERS}))
_NO_PLAIN_SMALL = re.compile(f"(?<![^\\W\\d_])[A-Z{_MARKED}]+(?![^\\W\\d_])")
_WORD = re.compile(r"[^\W\d_]+")


def convert_line(line: str, chart: Chart) -> str:
    """A surface line as the chart reads it."""
    if chart.name != "tcvn3":
        return chart.convert(line)
    parts = _LONE_SIGN.split(line)
    converted = "".join(part if at % 2 else chart.convert(part) for at, part in enumerate(parts))
    return _with_capitals(converted) if any(map(_in_capitals, _NO_PLAIN_SMALL.findall(converted))) else converted


def _with_capitals(line: str) -> str:
    """Words whose plain letters are capitals (`CộNG HOà`), in capitals throughout.

    A word with two plain capitals and no plain small letter is such a word; one that has too few plain letters to
    tell (`Hà`) goes with the nearest words before and after it that do tell.
    """
    words = list(_WORD.finditer(line))
    told = [_in_capitals(word.group()) for word in words]
    before = _carried(told)
    after = _carried(told[::-1])[::-1]
    parts, done = [], 0
    for at, word in enumerate(words):
        around = {before[at], after[at]} - {None}
        if told[at] or (told[at] is None and around == {True}):
            parts += [line[done : word.start()], word.group().upper()]
            done = word.end()
    return "".join(parts) + line[done:]


def _in_capitals(word: str) -> bool | None:
    """Whether the plain letters say that a word with small marked letters was typed in capitals; None: they do not."""
    plain = [letter for letter in word if letter.isascii()]
    if any(letter.islower() for letter in plain):
        return False
    marked_small = any(letter.islower() for letter in word)
    return True if marked_small and len(plain) >= 2 else None


def _carried(told: list[bool | None]) -> list[bool | None]:
    carried: bool | None = None
    found = []
    for one in told:
        found.append(carried)
        carried = carried if one is None else one
    return found
