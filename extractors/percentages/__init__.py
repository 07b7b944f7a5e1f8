"""Percentages and percentage points: number and sign or word, with range, direction, base, modifier and rate.

A hit of the scan is `%` or `phần trăm`; from there the number before it is found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from extractors.mentions import Percentage
from extractors.modifiers import estimated, modifier_after, modifier_before, words_before_number
from extractors.numerals import Reading, read_number, words_before
from extractors.percentages.base import base_after, base_before
from extractors.percentages.direction import direction_of
from extractors.quantities import TO, became, is_from, is_minus, lower_end, number_before
from extractors.rates import rate_after, rate_before
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_ANCHORS = ("%", "phần trăm")
_NUMBER = re.compile(r"[-+]?(\d+(?:[.,]\d+)*)")
_UNIT = re.compile(r" {0,2}(?:(điểm) ?)?(?:%|phần trăm)(?!\w)")
_POINT = re.compile(r"điểm ?$")


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Percentage]:
    """The percentages of a text, in reading order."""
    lower = text.lower
    percentages: list[Percentage] = []
    done = 0
    for position, (start, end, _) in enumerate(hits):
        if start < done or (lower[end : end + 1].isalnum() and not lower[end].isalpha()):
            continue
        limit = hits[position + 1][0] if position + 1 < len(hits) else len(lower)
        percentage = _percentage(text, start, end, done, limit, percentages[-1] if percentages else None)
        done = end
        if percentage is not None:
            percentages.append(percentage)
            done = percentage.end
    _give_roles(text, percentages)
    return percentages


def _percentage(
    text: Text, sign_start: int, end: int, floor: int, limit: int, before: Percentage | None
) -> Percentage | None:
    lower = text.lower
    unit: Literal["percent", "percentage_point"] = "percent"
    number_end = sign_start
    if lower[max(floor, sign_start - 5) : sign_start].strip() == "điểm":
        unit = "percentage_point"
        number_end = lower.rindex("điểm", 0, sign_start)
    start = number_before(lower, number_end, floor)
    if start is None:
        return None
    reading = _reading(text, start, number_end, floor)
    if reading is None:
        return None
    value, value_max, alternative, rule = reading.value, None, reading.alternative, "number_and_sign"
    sign = ""
    lowest = lower_end(text, start, floor, below=value, whole=False)
    if lowest is not None:
        start, value, value_max, alternative, rule = lowest.start, lowest.value, value, None, "range"
    elif (highest := _upper_end(text, end, unit, value)) is not None:
        end, value_max, alternative, rule = highest[0], highest[1], None, "range"
    if lowest is None and start:
        if lower[start - 1] == "-" and is_minus(lower, start - 1):
            sign, start, value = "-", start - 1, -value
            alternative = None if alternative is None else -alternative
        elif lower[start - 1] == "+":
            sign = "+"
        elif lower[max(0, start - 3) : start] == "âm " and not lower[max(0, start - 4)].isalpha():
            start, value, sign = start - 3, -value, "-"
    if value_max is not None:
        sign = ""
    rate = rate_after(lower, text.folded, end)
    after = rate[1] if rate else end
    words = words_before_number(lower, start, floor)
    modifier = modifier_after(lower, after) or modifier_before(words)
    if modifier is None and estimated(lower, start, floor):
        modifier = "about"
    direction = direction_of(
        lower, start, after, percent=unit == "percent", ranged=value_max is not None, sign=sign, before=before
    )
    base = base_after(lower, text.folded, after, limit)
    if base is None and direction in ("increase", "decrease"):
        base = base_before(lower, text.folded, start, floor)
    return Percentage(
        start=start,
        end=end,
        text=text.folded[start:end],
        rule=rule,
        unit=unit,
        value=value,
        value_max=value_max,
        direction=direction,
        base=base,
        modifier=modifier,
        per=rate[0] if rate else rate_before(lower, text.folded, start, floor),
        ambiguous=alternative is not None,
        value_alternative=alternative,
    )


def _reading(text: Text, start: int, end: int, floor: int) -> Reading | None:
    """The number at `start`, which ends before the unit at `end`."""
    lower = text.lower
    if lower[start].isdigit():
        return read_number(lower[start:end].rstrip(), text)
    stop = len(lower[:end].rstrip()) if lower[end - 1].isspace() else end
    words = words_before(lower, stop, floor)
    return None if words is None else Reading(words[1])


def _upper_end(text: Text, end: int, unit: str, above: Decimal) -> tuple[int, Decimal] | None:
    """The upper end of a range with a unit at both ends: `10% đến 12%`."""
    lower = text.lower
    match = TO.match(lower, end)
    if match is None:
        return None
    number = _NUMBER.match(lower, match.end())
    if number is None:
        return None
    sign = _UNIT.match(lower, number.end())
    if sign is None or (sign.group(1) is None) != (unit == "percent"):
        return None
    reading = read_number(number.group(1), text)
    return (sign.end(), reading.value) if reading is not None and reading.value > above else None


def _give_roles(text: Text, percentages: list[Percentage]) -> None:
    """Mark what a percentage was and what it became: `tăng từ 30% lên 45%`."""
    lower = text.lower
    for at in range(len(percentages) - 1):
        first, second = percentages[at], percentages[at + 1]
        if first.value_max is not None or not is_from(lower, first.start):
            continue
        if became(lower, first.end, second.start):
            percentages[at] = replace(first, role="from")
            percentages[at + 1] = replace(second, role="to")


EXTRACTOR = Extractor(name="percentages", version="1", find=find, anchors=_ANCHORS)
