"""Finding numbers around a unit: the number before it, a range's other end, signs, and from-to pairs.

Sums of money and percentages are built alike: a unit (`tỷ đồng`, `%`) is found first, then the number it belongs to.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.numerals import NUMBER_WORDS, digits_before, read_number, words_before
from extractors.text import Text

_NUMBER_ENDS = frozenset(word[-1] for word in NUMBER_WORDS)
_GROUPED_BEFORE = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+, $")
_SPACED_BEFORE = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})* $")
_POINT_BEFORE = re.compile(r"(?<![\d.,])\d+ (?:chấm|phẩy) $")
_LOWER_END = re.compile(
    r"(\d)(?: ?\([^()]{1,16}\))? {0,2}(?:-|~|đến|tới) {0,2}(?:(?:gần|hơn|khoảng|trên|dưới) )?[-+]?$"
)
#: Words before a number that make it a date, a place in a list or the like.
_NOT_AN_END = frozenset(
    [
        "ngày",
        "tháng",
        "năm",
        "quý",
        "số",
        "điều",
        "khoản",
        "mục",
        "kỳ",
        "đợt",
        "khóa",
        "khoá",
        "đoạn",
        "q",
        "phiên",
        "tuần",
        "lúc",
    ]
)
_TURNING = re.compile(
    r"(?<!\w)(?:lên|xuống|còn|thành|về|sang)(?: (?:còn|chỉ|mức|tới|đến|khoảng|gần|hơn|trên|dưới|là)){0,4}[ \n]?$"
)

#: Between the two ends of a range.
TO = re.compile(r" {0,2}(?:-|~|đến|tới|to) {0,2}(?:(?:gần|hơn|khoảng|trên|dưới) )?(?=\S)")
#: Between what a quantity was and what it became, up to the second number.
BECAME = re.compile(
    r" (?:đã )?(?:(?:tăng|giảm|nâng|hạ) )?(?:lên|xuống|còn|thành|về|sang)"
    r"(?: (?:lên|còn|chỉ|mức|tới|đến|khoảng|gần|hơn|trên|dưới|xuống|là|thành)){0,4} (?=\d)"
)


@dataclass(frozen=True, slots=True)
class LowerEnd:
    """The lower end of a range whose unit is written once, after the upper end (`5` of `từ 5 đến 7 tỷ đồng`)."""

    start: int
    value: Decimal


def number_before(lower: str, end: int, floor: int) -> int | None:
    """Where the number, in digits or words, that stands just before `end` begins; no further back than `floor`."""
    at = end - 1
    while at > floor and end - at < 4 and lower[at] in " \n":
        at -= 1
    if at < floor:
        return None
    last = lower[at]
    if last.isdigit():
        start = digits_before(lower, at + 1, floor)
        if start is None or _glued(lower, start):
            return None
        return _longer_start(lower, start, at + 1, end, floor)
    if at + 1 == end or last not in _NUMBER_ENDS:
        return None
    if lower[max(lower.rfind(" ", 0, at), lower.rfind("\n", 0, at)) + 1 : at + 1] not in NUMBER_WORDS:
        return None
    before = words_before(lower, at + 1, floor)
    return None if before is None else before[0]


def _glued(lower: str, start: int) -> bool:
    """Whether the digits at `start` are the tail of a code or a time (`Q1`, `10:30`)."""
    if start == 0:
        return False
    before = lower[start - 1]
    if before == ":":
        return lower[start - 2 : start - 1].isdigit()
    return before.isalpha() or before == "_"


def _longer_start(lower: str, start: int, stop: int, end: int, floor: int) -> int:
    """`1.278, 95`, `100 000`, `2 chấm 23`: the number may begin further left."""
    before = lower[max(floor, start - 2) : start]
    begin = max(floor, start - 24)
    match: re.Match[str] | None = None
    if before == ", " and stop - start <= 2:
        match = _GROUPED_BEFORE.search(lower, begin, start)
    elif before[-1:] == " " and before[:1].isdigit() and stop - start == 3:
        # before a scale word the space parts two numbers
        if lower[end : end + 1] not in ("t", "n"):
            match = _SPACED_BEFORE.search(lower, begin, start)
    elif before in ("m ", "y "):
        match = _POINT_BEFORE.search(lower, begin, start)
    return match.start() if match else start


def lower_end(text: Text, start: int, floor: int, *, below: Decimal, whole: bool) -> LowerEnd | None:
    """The lower end of the range whose upper end begins at `start` and is `below`; None where there is no range."""
    lower = text.lower
    at = start - 1
    while at >= floor and lower[at] in " \n+":
        at -= 1
    # most numbers have neither a dash nor `đến`, `tới`, `gần`, `hơn`… before them
    if at < floor or lower[at] not in "-~niơgđư":
        return None
    begin = max(floor, start - 40)
    match = _LOWER_END.search(lower, begin, start)
    if match is None:
        return None
    number = digits_before(lower, match.end(1), floor)
    if number is None or _glued(lower, number) or lower[number - 1 : number] == "/":
        return None
    before = lower[max(0, number - 12) : number].split()
    if before and before[-1] in _NOT_AN_END:
        return None
    reading = read_number(lower[number : match.end(1)], text, whole=whole)
    if reading is None:
        return None
    value = reading.value
    if lower[number - 1 : number] == "-" and is_minus(lower, number - 1):
        number, value = number - 1, -value
    return LowerEnd(number, value) if value < below else None


def is_minus(lower: str, at: int) -> bool:
    """Whether the dash at `at`, just before a number, is a minus sign and not a dash between words or numbers."""
    before = lower[at - 1 : at] if at else ""
    return not before or (before in " (\n/:[" and lower[at - 2 : at - 1] not in tuple("0123456789%"))


def is_from(lower: str, start: int) -> bool:
    """Whether `từ` stands before the number at `start`: `từ mức gần 5%`."""
    return "từ" in lower[max(0, start - 24) : start].split()[-3:]


def became(lower: str, start: int, end: int) -> bool:
    """Whether what stands between two quantities says that the first became the second: `… xuống còn …`."""
    between = lower[start:end]
    if len(between) > 90 or "." in between or ";" in between:
        return False
    return _TURNING.search(between) is not None
