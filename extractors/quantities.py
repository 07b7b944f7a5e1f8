"""Finding numbers around a unit: the number before it, a range's other end, signs, and from-to pairs.

Sums of money and percentages are built alike: a unit (`tỷ đồng`, `%`) is found first, then the number it belongs to.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.cells import parts_rows
from extractors.mentions import Role
from extractors.numerals import NUMBER_WORDS, digits_before, read_number, words_before
from extractors.quick import quick
from extractors.text import Text

_DIGITS = frozenset("0123456789")
_NUMERAL = "0123456789.,"
#: Most numbers are shorter than this.
_USUAL = 16
_BLANK = frozenset(" \n")
_BLANK_OR_PLUS = frozenset(" \n+")
_NUMBER_ENDS = frozenset(word[-1] for word in NUMBER_WORDS)
_NUMBER_ENDINGS = frozenset(word[-2:] for word in NUMBER_WORDS)
#: What a number may end with besides digits: a letter of words or of a short scale, the bracket behind its words.
_ENDS = _NUMBER_ENDS | frozenset("rk)")
_GROUPED_BEFORE = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+, $")
_SPACED_BEFORE = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?: [0-9]{3})* $")
_POINT_WORDS = (" chấm ", " phẩy ")
#: What stands before the space at which such a number goes on.
_BESIDE_LONGER = frozenset("0123456789,") | {word[-2] for word in _POINT_WORDS}
_POINT_BEFORE = re.compile(r"(?<![0-9.,])[0-9]+ (?:chấm|phẩy) $")
#: A number and, in brackets, the same in words: `05 (năm) tỷ đồng`.
_SPELLED_OUT = re.compile(r"([0-9]) ?\([^()|0-9]{1,40}\)$")
_SHORT_SCALE = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)?(?:tr[0-9]{0,3}|k)$")
_LOWER_END = re.compile(
    r"([0-9])(?: ?\([^()|]{1,16}\))? {0,2}(?:-|~|đến|tới) {0,2}(?:(?:gần|hơn|khoảng|trên|dưới) )?[-+]?$"
)
#: What may stand between a number and the lower end of its range, besides a dash.
RANGE_WORDS = ("đến", "tới", "gần", "hơn", "khoảng", "trên", "dưới")
_RANGE_ENDS = frozenset("-~") | {word[-1] for word in RANGE_WORDS}
_LOWER_WORD = re.compile(r"(?<!\w)([^\W\d_]+) (?:đến|tới) (?:(?:gần|hơn|khoảng|trên|dưới) )?$")
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
_EVERY = frozenset({"mỗi", "một", "hàng", "hằng", "cả"})
_TURNING = re.compile(
    r"(?<!\w)(?:lên|xuống|còn|thành|về|sang)(?: (?:còn|chỉ|mức|tới|đến|khoảng|gần|hơn|trên|dưới|là)){0,4}[ \n]?$"
)

#: Between the two ends of a range.
_TO = re.compile(r" {0,2}(?:-|~|đến|tới|to) {0,2}(?:(?:gần|hơn|khoảng|trên|dưới) )?(?=\S)")
#: How that begins, but for a space before it.
_BEGIN_TO = frozenset(" -~đt")
#: Between what a quantity was and what it became, up to the second number.
BECAME = re.compile(
    r" (?:đã )?(?:(?:tăng|giảm|nâng|hạ) )?(?:lên|xuống|còn|thành|về|sang)"
    r"(?: (?:lên|còn|chỉ|mức|tới|đến|khoảng|gần|hơn|trên|dưới|xuống|là|thành)){0,4} (?=[0-9])"
)


_SHARED_FROM = re.compile(
    r"(?<!\w)từ (?:mức )?(?:(?:gần|hơn|khoảng|trên|dưới) )?([0-9]+(?:[.,][0-9]+)*)"
    r" (?:tăng |giảm )?(?:lên|xuống|còn|thành|về)(?: (?:còn|chỉ|mức|tới|đến|khoảng|gần|hơn|trên|dưới|là)){0,4} $"
)
_SHARED_LIST = re.compile(
    r"(?<!\w)lần lượt(?: (?:là|đạt|mức|ở|tăng|giảm|khoảng|gần|hơn|trên|có|với|chiếm|bằng|còn)){0,4}"
    r" ((?:[0-9]+(?:[.,][0-9]+)*, ){0,8}[0-9]+(?:[.,][0-9]+)*),? (?:và|với)(?: (?:gần|hơn|khoảng|trên))? $"
)
#: What may stand between a number and those that share its unit.
SHARING_WORDS = frozenset(
    {"lên", "xuống", "còn", "thành", "về", "chỉ", "mức", "tới", "đến", "khoảng", "gần", "hơn", "trên", "dưới", "là"}
) | {"và", "với"}
_ONE = Decimal(1)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")


@quick
@dataclass(frozen=True, slots=True)
class Sharing:
    """A number that shares the unit of a later one: `10` of `từ 10 lên 12%`, `5,2` of `lần lượt 5,2 và 3%`."""

    start: int
    end: int
    value: Decimal
    alternative: Decimal | None
    role: Role | None


@quick
@dataclass(frozen=True, slots=True)
class LowerEnd:
    """The lower end of a range whose unit is written once, after the upper end (`5` of `từ 5 đến 7 tỷ đồng`).

    `value` counts the unit without scale words: 5000000000 for `5 đến 7 tỷ`, 800000 for `800.000 đến 1 triệu`.
    """

    start: int
    value: Decimal


def number_before(text: Text, end: int, floor: int) -> int | None:
    """Where the number, in digits or words, that stands just before `end` begins; no further back than `floor`."""
    lower = text.lower
    at = end - 1
    if at < floor:
        return None
    last = lower[at]
    stop = at if last == " " else end
    if stop > floor and lower[stop - 1] in _DIGITS:
        # what most are: digits behind a space that nothing else of a number stands before
        begin = stop - _USUAL if stop - _USUAL > floor else floor
        run = lower[begin:stop]
        others = run.rstrip(_NUMERAL)
        if others and run[len(others)] in _DIGITS:
            beside, further = others[-1], others[-2:-1]
            if beside in "\n(" or (beside == " " and further and further not in _BESIDE_LONGER):
                return begin + len(others)
    if last in _BLANK:
        while at > floor and end - at < 4 and lower[at] in _BLANK:
            at -= 1
        if not lower[at].isdigit() and lower[at] not in _ENDS:
            return None
        if (line_end := lower.find("\n", at + 1, end)) >= 0 and parts_rows(lower, line_end):
            return None
        last = lower[at]
    if last.isdigit():
        start = digits_before(lower, at + 1, floor)
        if not start:
            return start
        beside = lower[start - 1]
        if beside == " ":
            return _longer_start(lower, start, at + 1, end, floor)
        if beside == "r" and (short := _short_scale_before(lower, at + 1, floor)) is not None:
            return short
        return None if _glued(text, start) else start
    if last == ")" and (spelled := _SPELLED_OUT.search(lower, max(floor, at - 60), at + 1)) is not None:
        start = digits_before(lower, spelled.end(1), floor)
        return None if start is None or (start and _glued(text, start)) else start
    if last in "rk" and lower[at - 1 : at].isalnum():
        return _short_scale_before(lower, at + 1, floor)
    if at + 1 == end or lower[at - 1 : at + 1] not in _NUMBER_ENDINGS:
        return None
    begin = max(floor, at - 8)
    word = max(lower.rfind(" ", begin, at), lower.rfind("\n", begin, at), lower.rfind("(", begin, at), begin - 1) + 1
    if lower[word : at + 1] not in NUMBER_WORDS:
        return None
    before = words_before(lower, at + 1, floor)
    if before is not None:
        return before[0]
    # `5 trăm triệu`
    return digits_before(lower, word - 1, floor) if lower[word : at + 1] == "trăm" and word > floor else None


def _glued(text: Text, start: int) -> bool:
    """Whether the digits at `start` are the tail of a code (`Q1`, `VN30`), not of a word whose space is forgotten."""
    if not text.folded[start - 1].isalpha():
        return text.folded[start - 1] == "_"
    at = start
    while at and start - at < 8 and text.folded[at - 1].isalpha():
        at -= 1
    word = text.folded[at:start]
    return len(word) < 2 or not word.islower()


def _short_scale_before(lower: str, end: int, floor: int) -> int | None:
    """Where `1tr5`, `500k` or `2,5tr`, which ends at `end`, begins."""
    match = _SHORT_SCALE.search(lower, max(floor, end - 16), end)
    return match.start() if match else None


def _longer_start(lower: str, start: int, stop: int, end: int, floor: int) -> int:
    """`1.278, 95`, `100 000`, `2 chấm 23`: the number may begin further left."""
    if start - 2 < floor or (beside := lower[start - 2]) not in _BESIDE_LONGER:
        return start
    begin = max(floor, start - 24)
    match: re.Match[str] | None = None
    if beside == ",":
        if stop - start <= 2:
            match = _GROUPED_BEFORE.search(lower, begin, start)
    elif stop - start == 3 and beside in "0123456789":
        # before a scale word the space parts two numbers
        if lower[end : end + 1] not in ("t", "n"):
            match = _SPACED_BEFORE.search(lower, begin, start)
    elif lower.endswith(_POINT_WORDS, begin, start):
        match = _POINT_BEFORE.search(lower, begin, start)
    return match.start() if match else start


def lower_end(
    text: Text, start: int, floor: int, *, below: Decimal, scale: Decimal = _ONE, whole: bool = False
) -> LowerEnd | None:
    """The lower end of the range whose upper end begins at `start` and is `below` times `scale`; None without one."""
    lower = text.lower
    begin = start - 40 if start - 40 > floor else floor
    at = start - 1
    while at >= begin and lower[at] in _BLANK_OR_PLUS:
        at -= 1
    if at < floor or lower[at] not in _RANGE_ENDS:
        return None
    if lower[at] not in "-~" and not lower.endswith(RANGE_WORDS, begin, at + 1):
        return None
    # what stands before the sign or word tells most that are no range without a pattern
    near = lower[max(begin, start - 20) : start]
    last = near[: max(near.rfind("-"), near.rfind("~"), near.rfind("đến"), near.rfind("tới"), 0)].rstrip(" ")[-1:]
    if not last or (last not in _NUMBER_ENDS and last not in "0123456789)-~"):
        return None
    match = _LOWER_END.search(lower, begin, start)
    if match is None:
        return _lower_end_in_words(lower, start, floor, below=below, scale=scale)
    number = digits_before(lower, match.end(1), floor)
    if number is None or (number and _glued(text, number)) or lower[number - 1 : number] == "/":
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
    if value < below:
        return LowerEnd(number, value * scale)
    # `800.000 đến 1 triệu đồng`: written out, it needs no scale word
    return LowerEnd(number, value) if 1000 <= value < below * scale else None


def _lower_end_in_words(lower: str, start: int, floor: int, *, below: Decimal, scale: Decimal) -> LowerEnd | None:
    """`hai` of `từ hai đến ba tỷ đồng`."""
    match = _LOWER_WORD.search(lower, max(floor, start - 24), start)
    if match is None or match.group(1) not in NUMBER_WORDS:
        return None
    words = words_before(lower, match.end(1), floor)
    return LowerEnd(words[0], words[1] * scale) if words is not None and words[1] < below else None


def sharing(text: Text, start: int, floor: int, *, whole: bool) -> list[Sharing]:
    """The numbers before the one at `start` that share its unit, in reading order."""
    lower = text.lower
    begin = start - 90 if start - 90 > floor else floor
    if lower[start - 1 : start] not in " \n":
        return []
    role: Role | None = None
    # what the patterns allow up to the number holds their first word but once
    if (at := lower.rfind("từ ", begin, start)) >= 0 and (match := _SHARED_FROM.match(lower, at, start)):
        role = "from"
    elif (at := lower.rfind("lần lượt ", begin, start)) < 0 or not (match := _SHARED_LIST.match(lower, at, start)):
        return []
    shared: list[Sharing] = []
    for number in _NUMBER.finditer(lower, match.start(1), match.end(1)):
        reading = read_number(number.group(), text, whole=whole)
        if reading is None or _YEAR.fullmatch(number.group()):
            return []
        shared.append(Sharing(number.start(), number.end(), reading.value, reading.alternative, role))
    return shared


def is_minus(lower: str, at: int) -> bool:
    """Whether the dash at `at`, just before a number, is a minus sign and not a dash between words or numbers."""
    before = lower[at - 1 : at] if at else ""
    further = lower[at - 2 : at - 1] if at > 1 else ""
    if before == "/":
        return lower[max(0, at - 4) : at - 1].rstrip(" ").endswith("%")  # `-2%/-5%`, not `+/-5%`
    return not before or (before in " (\n:[" and not (further.isdigit() or further == "%"))


def is_date(lower: str, start: int, value: Decimal) -> bool:
    """Whether the bare number at `start` is a day, a month or a year, and what follows no unit of it.

    `Năm 2024 đồng yên giảm`, `trong tháng 5 USD tăng giá`, `sáng 20/6 đồng loạt`.
    """
    if value > 31 and not 1900 <= value <= 2100:
        return False
    if lower[start - 1 : start] == "/" and lower[start - 2 : start - 1].isdigit():
        return True
    words = lower[max(0, start - 16) : start].split()
    return bool(words) and words[-1] in _NOT_AN_END and not (len(words) > 1 and words[-2] in _EVERY)


def minus_before(lower: str, start: int) -> int:
    """The length of the minus sign, or of the word `âm`, right before the number at `start`; 0 without one."""
    before = lower[start - 2 : start] if start > 1 else lower[:start]
    if before[-1:] == "-":
        return 1 if is_minus(lower, start - 1) else 0
    if before == "m " and lower[start - 3 : start] == "âm " and not lower[start - 4 : start - 3].isalpha():
        return 3
    return 0


def is_from(lower: str, start: int) -> bool:
    """Whether `từ` stands before the number at `start`: `từ mức gần 5%`."""
    begin = start - 24 if start > 24 else 0
    return lower.find("từ ", begin, start) >= 0 and "từ" in lower[begin:start].split()[-3:]


def begins_range(following: str) -> bool:
    """Whether a range may go on behind a number, by the two characters behind it."""
    return (following[1:] if following[:1] == " " else following[:1]) in _BEGIN_TO


def range_end(lower: str, end: int) -> int | None:
    """Where the upper end of a range begins whose lower end ends at `end`; None where nothing joins it to another."""
    first = lower[end : end + 1]
    if (lower[end + 1 : end + 2] if first == " " else first) not in _BEGIN_TO:
        return None
    match = _TO.match(lower, end)
    return None if match is None else match.end()


def became(lower: str, start: int, end: int) -> bool:
    """Whether what stands between two quantities says that the first became the second: `… xuống còn …`."""
    between = lower[start:end]
    if len(between) > 90 or "." in between or ";" in between:
        return False
    return _TURNING.search(between) is not None
