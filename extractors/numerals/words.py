"""Numbers in Vietnamese words: syllables in, a value out (`hai tỷ rưỡi` → 2500000000).

Northern and southern forms alike (`nghìn`/`ngàn`, `linh`/`lẻ`, `tỷ`/`tỉ`, `bảy`/`bẩy`), the spoken short forms
(`một triệu hai` = 1200000, `hăm lăm` = 25, `không trăm hai tám` = 28) and decimals (`hai phẩy năm`). A word that
stands for no definite number (`vài`, `hàng trăm`, a bare `nghìn tỷ`) is none.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

#: Scale words and their powers of ten, the largest first.
SCALES: dict[str, int] = {"tỷ": 9, "tỉ": 9, "triệu": 6, "vạn": 4, "nghìn": 3, "ngàn": 3}

_DIGITS = {
    "không": 0,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
#: Forms that a digit takes after another syllable of the same number only.
_BOUND_DIGITS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "rưỡi": 5, "rưởi": 5}
_ANY_DIGIT = _DIGITS | _BOUND_DIGITS
_HALVES = frozenset({"rưỡi", "rưởi"})
_FILLERS = frozenset({"linh", "lẻ"})
_POINTS = frozenset({"phẩy", "phảy", "chấm"})
_STARTS = frozenset(_DIGITS) | {"mười", "nửa", "hăm"}

#: Every syllable that may stand in a number.
NUMBER_WORDS = frozenset(_ANY_DIGIT) | {"mười", "mươi", "chục", "trăm", "hăm", "nửa"} | _FILLERS | _POINTS | set(SCALES)
#: Words before a number word that make it indefinite: `vài ba tỷ`, `hàng chục triệu`.
VAGUE = frozenset({"vài", "mấy", "dăm", "hàng", "chục", "những", "bạc", "nhiều", "thứ", "phần"})

#: `chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ …` down to the units has 29.
_MAX_SYLLABLES = 32
#: More digits read one by one (`phẩy một hai ba bốn …`) are no number that people write.
_MAX_DIGITS_IN_A_ROW = 6
#: No syllable has more letters than `nghiêng`; with brackets and a comma a word is no longer than this.
_LONGEST_WORD = 16
_WORD = re.compile(r"[^\W\d_]+")
#: Brackets and quotation marks that may stand before the first word of a number.
_OPENING = "(\"'“‘[«"


def words_to_number(words: Sequence[str]) -> Decimal | None:
    """The value of a number written in lower-case syllables; None where they are not one well-formed number."""
    if not words or len(words) > _MAX_SYLLABLES:
        return None
    return _value(list(words))


def _value(words: list[str]) -> Decimal | None:
    point = next((at for at in range(len(words) - 1, -1, -1) if words[at] in _POINTS), None)
    if point is not None and not any(word in SCALES for word in words[point:]):
        return _decimal(words[:point], words[point + 1 :])
    for exponent in (9, 6, 4, 3):
        at = _last_scale(words, exponent)
        if at is not None:
            return _scaled(words[:at], words[at + 1 :], exponent)
    if words == ["nửa"]:
        return Decimal("0.5")
    below = _below_thousand(words)
    return None if below is None else Decimal(below)


def _last_scale(words: list[str], exponent: int) -> int | None:
    return next((at for at in range(len(words) - 1, -1, -1) if SCALES.get(words[at]) == exponent), None)


def _scaled(left: list[str], right: list[str], exponent: int) -> Decimal | None:
    """`left` times the scale, plus `right`, which must be smaller than the scale."""
    if len(left) > 1 and (left[-2] in SCALES or any(SCALES.get(word) == exponent for word in left)):
        return None
    # a bare `tỷ rưỡi` is one and a half; a bare `tỷ` is no number
    factor = _value(left) if left else Decimal(1) if right and right[0] in _HALVES else None
    if factor is None or factor == 0:
        return None
    scale = Decimal(10) ** exponent
    if not right:
        return factor * scale
    if factor != int(factor):
        return None  # `nửa tỷ hai trăm`, `một phẩy năm tỷ hai`
    if len(right) == 1 and right[0] in _ANY_DIGIT:
        tenth = _ANY_DIGIT[right[0]]
        return None if tenth == 0 or right[0] in ("lăm", "nhăm") else factor * scale + tenth * scale / 10
    # `một tỷ lẻ năm triệu`
    rest = _value(right[1:] if right[0] in _FILLERS and right[-1] in SCALES else right)
    return None if rest is None or rest >= scale or rest != int(rest) else factor * scale + rest


def _decimal(left: list[str], right: list[str]) -> Decimal | None:
    whole = _value(left)
    if whole is None or not right or whole != int(whole):
        return None
    if all(word in _ANY_DIGIT for word in right):
        digits = "".join(str(_ANY_DIGIT[word]) for word in right)
    else:
        tail = _below_thousand(right)
        if tail is None:
            return None
        digits = str(tail)
    return Decimal(f"{int(whole)}.{digits}")


def _below_thousand(words: list[str]) -> int | None:
    if "trăm" not in words:
        return _below_hundred(words, after_hundreds=False)
    at = words.index("trăm")
    hundreds = _below_hundred(words[:at], after_hundreds=False)
    if hundreds is None or hundreds > 99:
        return None
    right = words[at + 1 :]
    if not right:
        rest: int | None = 0
    elif len(right) == 1 and right[0] in _ANY_DIGIT:
        # `hai trăm tư` = 240
        rest = _ANY_DIGIT[right[0]] * 10 or None
    elif right[0] in _FILLERS:
        rest = _ANY_DIGIT.get(right[1]) if len(right) == 2 else None
    else:
        rest = _below_hundred(right, after_hundreds=True)
    return None if rest is None else hundreds * 100 + rest


def _below_hundred(words: list[str], *, after_hundreds: bool) -> int | None:
    match words:
        case [one]:
            return 10 if one == "mười" else _DIGITS.get(one)
        case ["mười" | "hăm" as ten, unit] if unit in _ANY_DIGIT:
            return (10 if ten == "mười" else 20) + _ANY_DIGIT[unit]
        case [tens, "mươi" | "chục"] if tens in _DIGITS:
            return _DIGITS[tens] * 10 or None
        case [tens, "mươi", unit] if tens in _DIGITS and unit in _ANY_DIGIT:
            return _DIGITS[tens] * 10 + _ANY_DIGIT[unit] if _DIGITS[tens] else None
        case [tens, unit] if after_hundreds and tens in _DIGITS and unit in _ANY_DIGIT:
            return _DIGITS[tens] * 10 + _ANY_DIGIT[unit]
    return None


def words_after(lower: str, start: int) -> list[tuple[str, int]]:
    """The syllables from `start` on that may make one number, each with its end; at most 32."""
    found: list[tuple[str, int]] = []
    scales: list[int] = []
    at = start
    while len(found) < _MAX_SYLLABLES:
        match = _WORD.match(lower, at)
        if match is None or match.group() not in NUMBER_WORDS:
            break
        exponent = SCALES.get(match.group())
        if exponent is not None:
            # `một triệu tỷ hai triệu`: any scale but the largest may stand twice in a number
            if scales.count(exponent) > (exponent < 9):
                break
            scales.append(exponent)
        found.append((match.group(), match.end()))
        at = match.end()
        # in deeds a comma parts the groups: `hai trăm tỷ, ba trăm triệu đồng`
        if lower[at : at + 1] == "," and exponent is not None:
            at += 1
        if lower[at : at + 1] != " ":
            break
        at += 1
    return found


def words_before(lower: str, end: int, floor: int) -> tuple[int, Decimal] | None:
    """Where the number in words that ends at `end` begins, and its value; None where none ends there.

    It reaches back no further than `floor`. A number made vague by the word before it (`vài ba tỷ`) is none.
    """
    words: list[str] = []
    starts: list[int] = []
    at = end
    previous = ""
    digits = 0
    while len(words) < _MAX_SYLLABLES and at > floor:
        begin = max(floor, at - _LONGEST_WORD)
        start = max(lower.rfind(" ", begin, at), lower.rfind("\n", begin, at), begin - 1) + 1
        written = lower[start:at]
        word = written.lstrip(_OPENING)
        opened = len(word) != len(written)
        if words and word.endswith(",") and word[:-1] in SCALES:
            word = word[:-1]
        if word not in NUMBER_WORDS:
            previous = written
            break
        digits = digits + 1 if word in _DIGITS else 0
        if digits > _MAX_DIGITS_IN_A_ROW:
            return None
        words.append(word)
        starts.append(at - len(written) + (len(written) - len(written.lstrip(_OPENING))))
        if opened:
            break
        at = start - 1
    words.reverse()
    starts.reverse()
    for position, word in enumerate(words):
        if word in _STARTS and previous not in VAGUE:
            value = words_to_number(words[position:])
            if value is not None:
                return starts[position], value
        previous = word
    return None
