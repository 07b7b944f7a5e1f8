"""Numbers in digits: a surface and the document's habit in, a reading out.

Vietnamese writes a decimal comma and a thousands point; some articles write the English way round. Most numbers
tell by themselves which they are. One comma before exactly three digits (`3,500`) does not: the document's habit
decides, and where it does not the Vietnamese reading holds and the other one is kept as the alternative.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractors.quick import quick
from extractors.text import Text

_SEPARATORS = re.compile(r"[.,]")
#: A longer row of digits is no number that people write, and Decimal would round it.
_LONGEST = 32
#: So many numbers are enough to know a habit.
_ENOUGH = 24
_JOINING = frozenset("/:-_")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)")

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_ASCII_DIGITS = frozenset("0123456789")
#: Commas and points before a digit. Each begins with a letter of its own, which the search runs to without a pattern.
_MARKS = re.compile(",[0-9]"), re.compile(r"\.[0-9]")
_SEPARATED = re.compile(r"[0-9]+(?:[.,][0-9]+)+")
#: A number with a single separator shows the habit only before a unit: `21.5` may be a date.
_UNIT = re.compile(
    r" ?(%|phần trăm|điểm|tỷ|tỉ|triệu|nghìn|ngàn|đồng|usd|đô la|euro|lần|km|ha\b|m2|m²|m3|tấn|độ|kg|mw|gw|kwh|lít|\$)"
)


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """What a number's surface says; `alternative` is the second reading where two remain."""

    value: Decimal
    alternative: Decimal | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether two readings remain."""
        return self.alternative is not None


@quick
@dataclass(frozen=True, slots=True)
class Habit:
    """How often a document's unambiguous numbers use the comma and the point for what."""

    decimal_comma: int = 0
    thousands_point: int = 0
    decimal_point: int = 0
    thousands_comma: int = 0

    @property
    def style(self) -> Literal["vietnamese", "english"] | None:
        """The habit, if one outweighs the other at least two to one."""
        vietnamese = self.decimal_comma + self.thousands_point
        english = self.decimal_point + self.thousands_comma
        if vietnamese > english and vietnamese >= 2 * english:
            return "vietnamese"
        if english > vietnamese and english >= 2 * vietnamese:
            return "english"
        return None


NO_HABIT = Habit()


def number_habit(text: Text) -> Habit:
    """The document's habit, counted once; or the one that the text comes with."""
    return text.habit if text.habit is not None else _count_evidence(text.lower)


def habit_of(surfaces: Iterable[str]) -> Habit:
    """The habit of numbers that belong together, such as those of a table's column."""
    # each of them is measured in something, as a number in running text is when a unit follows
    return _count_evidence("\n".join(f"{surface} lần" for surface in surfaces))


@lru_cache(maxsize=4)
def _count_evidence(lower: str) -> Habit:
    decimal_comma = thousands_point = decimal_point = thousands_comma = 0
    for match in _separated(lower):
        if decimal_comma + thousands_point + decimal_point + thousands_comma == _ENOUGH:
            break
        surface, end = match.group(), match.end()
        readings = _split(surface)
        if readings is None or (readings.ambiguous and lower[end : end + 5] != " đồng"):
            continue
        before = lower[match.start() - 1 : match.start()]
        if before.isalnum() or before in _JOINING or lower[end : end + 1] == "/":
            continue
        comma, point = surface.rfind(","), surface.rfind(".")
        if comma >= 0 and point >= 0:
            # the last separator is the decimal one
            if comma > point:
                decimal_comma += 1
            else:
                decimal_point += 1
        elif readings.ambiguous or _GROUPED.fullmatch(surface):
            # a fraction of a đồng has no three places, so `12,000 đồng` is thousands too
            if comma < 0:
                thousands_point += 1
            else:
                thousands_comma += 1
        elif _UNIT.match(lower, end):
            if comma >= 0:
                decimal_comma += 1
            else:
                decimal_point += 1
    return Habit(decimal_comma, thousands_point, decimal_point, thousands_comma)


def _separated(lower: str) -> Iterator[re.Match[str]]:
    """The numbers with a comma or point inside, from left to right."""
    done = 0
    for at in sorted([mark.start() for pattern in _MARKS for mark in pattern.finditer(lower)]):
        start = at
        while start > done and lower[start - 1] in _ASCII_DIGITS:
            start -= 1
        if done <= start < at and (match := _SEPARATED.match(lower, start)) is not None:
            yield match
            done = match.end()


@lru_cache(maxsize=16384)
def _split(surface: str) -> Reading | None:
    """The Vietnamese reading and, as alternative where the separators allow it, the English one."""
    if len(surface) > _LONGEST or _NUMERAL.fullmatch(surface) is None:
        return None
    parts = _SEPARATORS.split(surface)
    if len(parts) == 1:
        return Reading(Decimal(surface))
    marks = _SEPARATORS.findall(surface)
    joined = "".join(parts)
    decimal = Decimal("".join(parts[:-1]) + "." + parts[-1])
    if len(marks) == 1:
        head, tail = parts
        if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
            return Reading(decimal)
        whole = Decimal(joined)
        return Reading(whole, decimal) if marks[0] == "." else Reading(decimal, whole)
    if len(set(marks)) == 1:
        return Reading(Decimal(joined)) if _GROUPED.fullmatch(surface) else None
    last = len(surface) - len(parts[-1]) - 1
    grouped = _GROUPED.fullmatch(surface, 0, last) is not None and surface[last] != marks[0]
    return Reading(decimal) if grouped else None


def parse_number(surface: str, habit: Habit = NO_HABIT, *, whole: bool = False) -> Reading | None:
    """Read a number in digits (`1.234.567`, `62,584`); None where the separators make no number (`1.2.3`).

    `whole`: the unit has no fraction of three places (`12,000 đồng`), so groups of three are thousands.
    """
    reading = _split(surface)
    if reading is None or reading.alternative is None:
        return reading
    vietnamese, english = reading.value, reading.alternative
    if whole:
        return Reading(max(vietnamese, english))
    style = habit.style
    if "," in surface:
        if style == "english":
            return Reading(english)
        return Reading(vietnamese) if style == "vietnamese" else reading
    # a point before three digits is the usual thousands point, unless the document uses the comma for thousands
    if style == "english":
        return Reading(english) if habit.thousands_comma else reading
    return Reading(vietnamese)


def read_number(surface: str, text: Text, *, whole: bool = False) -> Reading | None:
    """`parse_number` with the habit of the document, which is counted only where it matters."""
    reading = _split(surface)
    if reading is None or reading.alternative is None:
        return reading
    return parse_number(surface, NO_HABIT if whole else number_habit(text), whole=whole)


def digits_before(lower: str, end: int, floor: int) -> int | None:
    """Where the number in digits that ends at `end` begins, no further back than `floor`; None where none ends there.

    A number glued to letters, or that is part of a date or a code (`5/2012`, `Q1`), is none.
    """
    if not lower[end - 1 : end].isdigit():
        return None
    start = max(floor, end - 24)
    while (run := len(lower[start:end].rstrip("0123456789.,"))) == 0 and start > floor:
        start = max(floor, start - 4 * (end - start))
    start += run
    while start < end and lower[start] in ".,":
        start += 1
    return start if start < end else None
