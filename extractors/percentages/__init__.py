"""Percentages and percentage points: number and sign or word, with range, direction, base, modifier and rate.

A hit of the scan is `%` or `phần trăm`; from there the number before it is found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from extractors import beside
from extractors.mentions import Percentage
from extractors.modifiers import modifier_of
from extractors.numerals import Reading, read_number, words_before
from extractors.percentages.base import base_after, base_before
from extractors.percentages.direction import direction_of
from extractors.quantities import became, is_from, lower_end, minus_before, number_before, range_end, sharing
from extractors.quick import maker
from extractors.rates import rate_after, rate_before
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_percentage = maker(Percentage)
_ANCHORS = ("%", "phần trăm")
_NUMBER = re.compile(r"([-+]?)(\d+(?:[.,]\d+)*)")
_UNIT = re.compile(r" {0,2}(?:(điểm) ?)?(?:%|phần trăm)(?!\w)")

Unit = Literal["percent", "percentage_point"]


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Percentage]:
    """The percentages of a text, in reading order."""
    lower = text.lower
    percentages: list[Percentage] = []
    done = 0
    for position, (start, end, _) in enumerate(hits):
        # `%20` is a space in an address
        if start <= done or (end < len(lower) and lower[end].isdigit()):
            done = max(done, end)
            continue
        limit = hits[position + 1][0] if position + 1 < len(hits) else len(lower)
        percentages += _percentages(text, start, end, done, limit, percentages[-1] if percentages else None)
        done = max(end, percentages[-1].end if percentages else 0)
    _give_roles(text, percentages)
    _share_bases(text, percentages)
    return percentages


def _percentages(
    text: Text, sign_start: int, end: int, floor: int, limit: int, before: Percentage | None
) -> list[Percentage]:
    """The percentages that the sign at `sign_start:end` makes: mostly one, more where numbers share it, or none."""
    lower = text.lower
    points = "m" in lower[sign_start - 2 : sign_start] and lower.endswith(("điểm", "điểm "), 0, sign_start)
    unit: Unit = "percentage_point" if points else "percent"
    number_end = lower.rindex("điểm", 0, sign_start) if points else sign_start
    start = number_before(text, number_end, floor)
    if start is None:
        return []
    reading = _reading(text, start, number_end, floor)
    if reading is None:
        return []
    value, value_max, alternative, rule = reading.value, None, reading.alternative, "number_and_sign"
    sign = ""
    before_it = beside.before(lower, start, floor)
    after_it = beside.after(lower, end)
    lowest = lower_end(text, start, floor, below=value) if before_it.lower_end else None
    if lowest is not None:
        start, value, value_max, alternative, rule = lowest.start, lowest.value, value, None, "range"
        before_it = beside.before(lower, start, floor)
    else:
        if before_it.minus and (minus := minus_before(lower, start)):
            sign, start, value = "-", start - minus, -value
            alternative = None if alternative is None else -alternative
            before_it = beside.before(lower, start, floor)
        elif lower[start - 1 : start] == "+":
            sign = "+"
        if after_it.upper_end and (highest := _upper_end(text, end, unit, value)) is not None:
            end, value_max, alternative, rule, sign = highest[0], highest[1], None, "range", ""
            after_it = beside.after(lower, end)
    rate = rate_after(lower, text.folded, end) if after_it.rate else None
    after = rate[1] if rate else end
    per = rate[0] if rate else rate_before(lower, text.folded, start, floor)
    shared = sharing(text, start, floor, whole=False) if before_it.sharing else []
    direction = direction_of(
        lower,
        shared[0].start if shared else start,
        after,
        percent=not points,
        ranged=value_max is not None or lower.startswith(" trở", after),
        sign=sign,
        before=before,
    )
    base = base_after(lower, text.folded, after, limit)
    if base is None and direction in ("increase", "decrease"):
        base = base_before(lower, text.folded, start, floor)
    percentages = [
        _percentage(
            start=other.start,
            end=other.end,
            text=text.folded[other.start : other.end],
            rule="shared_unit",
            unit=unit,
            value=other.value,
            value_max=None,
            direction=direction,
            base=base,
            modifier=modifier_of(lower, other.start, other.end, floor),
            per=per,
            role=other.role,
            ambiguous=other.alternative is not None,
            value_alternative=other.alternative,
        )
        for other in shared
    ]
    percentages.append(
        _percentage(
            start=start,
            end=end,
            text=text.folded[start:end],
            rule=rule,
            unit=unit,
            value=value,
            value_max=value_max,
            direction=direction,
            base=base,
            modifier=modifier_of(lower, start, after, floor, told=before_it.modifier),
            per=per,
            role="to" if shared and shared[-1].role else None,
            ambiguous=alternative is not None,
            value_alternative=alternative,
        )
    )
    return percentages


def _reading(text: Text, start: int, end: int, floor: int) -> Reading | None:
    """The number at `start`, which ends before the unit at `end`."""
    lower = text.lower
    if lower[start].isdigit():
        surface = lower[start:end].rstrip()
        if " " in surface:
            # `1.278, 95`, `2 phẩy 5`
            surface = surface.replace(" phẩy ", ",").replace(" chấm ", ",").replace(" ", "")
        return read_number(surface, text)
    while lower[end - 1].isspace():
        end -= 1
    words = words_before(lower, end, floor)
    return None if words is None else Reading(words[1])


def _upper_end(text: Text, end: int, unit: Unit, above: Decimal) -> tuple[int, Decimal] | None:
    """The upper end of a range with a unit at both ends: `10% đến 12%`."""
    lower = text.lower
    begin = range_end(lower, end)
    if begin is None:
        return None
    number = _NUMBER.match(lower, begin)
    if number is None:
        return None
    sign = _UNIT.match(lower, number.end())
    if sign is None or (sign.group(1) is None) != (unit == "percent"):
        return None
    reading = read_number(number.group(2), text)
    if reading is None:
        return None
    value = -reading.value if number.group(1) == "-" else reading.value
    return (sign.end(), value) if value > above else None


def _give_roles(text: Text, percentages: list[Percentage]) -> None:
    """Mark what a percentage was and what it became: `tăng từ 30% lên 45%`."""
    lower = text.lower
    for at in range(len(percentages) - 1):
        first, second = percentages[at], percentages[at + 1]
        # `từ 5% trở lên` is a bound
        if first.value_max is not None or first.modifier == "at_least" or not is_from(lower, first.start):
            continue
        if became(lower, first.end, second.start):
            percentages[at] = replace(first, role="from")
            percentages[at + 1] = replace(second, role="to")


def _share_bases(text: Text, percentages: list[Percentage]) -> None:
    """`tăng lần lượt 52,9% và 14,1% so với cùng kỳ`: the comparison holds for both."""
    for at in range(len(percentages) - 2, -1, -1):
        first, second = percentages[at], percentages[at + 1]
        if first.base is None and second.base is not None and second.start - first.end < 5:
            joint = text.lower[first.end : second.start]
            if joint in (" và ", ", ", " - "):
                percentages[at] = replace(first, base=second.base)


EXTRACTOR = Extractor(name="percentages", version="2", find=find, anchors=_ANCHORS)
