"""Sums of money: number, scale word and currency, with range, modifier, rate and what they restate.

A hit of the scan is a scale word or a currency. From there the number before it (or after it, `USD 50`) is found, and
the sum is read from left to right; nothing is looked at where no number stands by a hit. Cells of tables whose unit
stands elsewhere are read after that.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors import beside
from extractors.amounts.cells import with_cells
from extractors.amounts.context import stands_for_money
from extractors.amounts.reading import Sum, read_sum, tidy
from extractors.currencies import Currency, currencies
from extractors.mentions import Amount
from extractors.modifiers import modifier_of
from extractors.numerals import SCALES
from extractors.quantities import (
    BECAME,
    became,
    is_date,
    is_from,
    lower_end,
    minus_before,
    number_before,
    range_end,
    sharing,
)
from extractors.quick import maker
from extractors.rates import rate_after, rate_before
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_amount = maker(Amount)
_SCALE_ANCHORS = tuple(SCALES)
#: `đ` alone would hit every word that begins with it.
_DONG_SIGN_ANCHORS = tuple(f"{digit}{gap}đ" for digit in "0123456789" for gap in ("", " "))
_FORMS = tuple(currency for currency in currencies() if currency.form != "đ")
_IN_LETTERS = tuple(currency.form[0].isalpha() for currency in _FORMS)
_ANCHORS = _SCALE_ANCHORS + _DONG_SIGN_ANCHORS + tuple(currency.form for currency in _FORMS)
_FIRST_SIGN = len(_SCALE_ANCHORS)
_FIRST_FORM = _FIRST_SIGN + len(_DONG_SIGN_ANCHORS)
#: More than all the money there is, in any currency: a slip, or a number that is none.
_MOST = Decimal(10**24)
_VND = next(currency for currency in currencies() if currency.form == "đồng")

_AFTER_SIGN = re.compile(r" ?(?=\d)")
#: After a number in words that only says again the one in digits before it: `100.000.000 (một trăm triệu) đồng`.
_SPELLED_OUT = re.compile(r"\) (?:đồng|usd)(?!\w)")
_TICKER_BEFORE = re.compile(r"(?<!\w)[A-Z]{3} {1,2}-?[0-9.,]+(?: tỷ|%)[^A-Za-z]{1,8}$")
_TICKER_AFTER = re.compile(r"[,;]? (?:và )?(?!VND|USD|EUR)[A-Z]{3}(?!\w)")
_LIST = re.compile(r"(?:,| và| hoặc| hay|;| -) (?:(?:gần|hơn|khoảng|trên) )?(?=\d)")
#: Between a sum and the same sum in another currency.
_RESTATES = re.compile(
    r" ?\((?:tương đương|tương ứng|khoảng|hơn|gần|trên|xấp xỉ|quy đổi|~|≈| )*"
    r"|,? tương (?:đương|ứng)(?: với)? (?:(?:khoảng|hơn|gần|trên|xấp xỉ|từ) )?"
)


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Amount]:
    """The sums of a text, in reading order."""
    amounts: list[Amount] = []
    lower = text.lower
    done = 0
    for start, end, index in sorted(hits):
        if start < done:
            continue
        if index >= _FIRST_FORM:
            at = index - _FIRST_FORM
            if start and _IN_LETTERS[at] and lower[start - 1].isalpha():
                continue
            number = number_before(text, start, done)
            if number is None:
                form = _FORMS[at]
                if not form.before:
                    continue
                first = _prefixed(text, form, start, end)
            else:
                first = read_sum(text, number)
        elif index >= _FIRST_SIGN:
            if lower[end : end + 1].isalnum():
                continue
            first = _at(text, number_before(text, start + 1, done))
        else:
            if (start and lower[start - 1].isalpha()) or (lower[end : end + 1].isalpha() and lower[end] not in "đu"):
                continue
            first = _at(text, number_before(text, start, done))
        if first is None or first.end <= start:
            # no number ends here, so none that ends later reaches over this place
            done = end if index < _FIRST_SIGN else done
            continue
        if first.in_words and lower[first.end : first.end + 1] == ")" and _SPELLED_OUT.match(lower, first.end):
            continue
        new = _amounts(text, first, amounts, done)
        amounts += new
        done = max(end, new[-1].end if new else first.end)
    _give_roles(text, amounts)
    return with_cells(text, amounts, _read_alone) if text.cells else amounts


def _read_alone(text: Text, start: int) -> list[Amount]:
    """The sum, alone in its text, whose number, or whose range's upper end, begins at `start`."""
    first = read_sum(text, start)
    return [] if first is None else _amounts(text, first, (), 0)


def _at(text: Text, number: int | None) -> Sum | None:
    return None if number is None else read_sum(text, number)


def _prefixed(text: Text, form: Currency, start: int, end: int) -> Sum | None:
    """`USD 50 triệu`, `$10k`: the currency stands before the number."""
    gap = _AFTER_SIGN.match(text.lower, end)
    if gap is None:
        return None
    number = read_sum(text, gap.end())
    if number is None:
        return None
    if number.currency is not None or (form.code == "VND" and _is_ticker(text, start, number.end)):
        # `giá USD 25.450 đồng`, `SHB -32,3 tỷ, VND 41,9 tỷ`: the number is for itself
        return number
    if form.form[0].isalpha() and (text.lower[start - 1 : start] == "/" or (gap.end() > end and _is_year(number))):
        return None
    value, alternative = number.value, number.alternative
    if form.whole and not number.scaled and alternative is not None:
        value, alternative = max(value, alternative), None
    return number._replace(start=start, currency=form, value=value, alternative=alternative)


def _is_year(number: Sum) -> bool:
    return not number.scaled and 1900 <= number.value <= 2100 and number.value == int(number.value)


def _is_ticker(text: Text, start: int, end: int) -> bool:
    """Whether the `VND` before a sum is the share of that name, in a list of shares."""
    return (
        _TICKER_BEFORE.search(text.folded, max(0, start - 40), start) is not None
        or _TICKER_AFTER.match(text.folded, end) is not None
    )


def _amounts(text: Text, first: Sum, before: Sequence[Amount], floor: int) -> list[Amount]:
    """The mentions that a sum stands for: itself, alone or as the end of a range, after those that share its unit."""
    lower = text.lower
    start, end = first.start, first.end
    value, value_max, alternative = first.value, None, first.alternative
    currency = first.currency
    rule = "number_in_words" if first.in_words else "number_in_digits"
    if value >= _MOST or (not first.scaled and is_date(lower, start, value)):
        return []
    whole = not first.scaled and currency is not None and currency.whole
    before_it = beside.before(lower, start, floor)
    after_it = beside.after(lower, end)
    lowest = None
    if before_it.lower_end:
        lowest = lower_end(text, start, floor, below=first.factor, scale=first.scale, whole=whole)
    if lowest is not None:
        start, value_max, alternative, rule = lowest.start, first.value, None, "range"
        value = tidy(lowest.value)
        before_it = beside.before(lower, start, floor)
    elif after_it.upper_end and (highest := _upper_end(text, first)) is not None:
        end, value_max, alternative, rule = highest.end, highest.value, None, "range"
        currency = currency or highest.currency
        if highest.scaled and not first.scaled and lower[first.end - 1].isdigit() and first.factor < highest.factor:
            value = tidy(first.factor * highest.scale)  # `USD 5-7 triệu`
        after_it = beside.after(lower, end)
    if currency is not None:
        code = currency.code
    elif (shared_currency := _shared_currency(text, end)) is not None:
        code, rule = shared_currency.code, "shared_currency"
    elif stands_for_money(
        text, start, end, floor, scale=_last_scale(lower, end), after_sum=_runs_on(lower, start, before)
    ):
        code, rule = _elliptic_currency(lower, start, before), "scale_without_currency"
    else:
        return []
    if value_max is None and before_it.minus and start and (minus := minus_before(lower, start)):
        start, value, alternative = start - minus, -value, None if alternative is None else -alternative
        before_it = beside.before(lower, start, floor)
    rate = rate_after(lower, text.folded, end) if after_it.rate else None
    per = rate[0] if rate else rate_before(lower, text.folded, start, floor)
    shared = sharing(text, start, floor, whole=whole) if before_it.sharing else ()
    amounts = [
        _amount(
            start=other.start,
            end=other.end,
            text=text.folded[other.start : other.end],
            rule="shared_unit",
            currency=code,
            value=tidy(other.value * first.scale),
            value_max=None,
            modifier=modifier_of(lower, other.start, other.end, floor),
            per=per,
            role=other.role,
            ambiguous=other.alternative is not None,
            value_alternative=None if other.alternative is None else tidy(other.alternative * first.scale),
        )
        for other in shared
    ]
    amounts.append(
        _amount(
            start=start,
            end=end,
            text=text.folded[start:end],
            rule=rule,
            currency=code,
            value=value,
            value_max=value_max,
            modifier=modifier_of(lower, start, rate[1] if rate else end, floor, told=before_it.modifier),
            per=per,
            role="to" if amounts and amounts[-1].role else None,
            ambiguous=alternative is not None,
            value_alternative=alternative,
            equivalent_to=_restated(lower, code, start, before),
        )
    )
    return amounts


def _last_scale(lower: str, end: int) -> int:
    return next((exponent for word, exponent in SCALES.items() if lower.endswith(word, max(0, end - 5), end)), 9)


def _upper_end(text: Text, lowest: Sum) -> Sum | None:
    """The upper end of a range whose lower end has a unit of its own: `5 tỷ đến 7 tỷ đồng`, `98 - 99 triệu đồng`."""
    lower = text.lower
    at = range_end(lower, lowest.end)
    if at is None:
        return None
    if lower[at].isdigit():
        upper = read_sum(text, at)
    elif lowest.currency is not None and lowest.currency.before and lower.startswith(lowest.currency.form, at):
        upper = _prefixed(text, lowest.currency, at, at + len(lowest.currency.form))
    else:
        return None
    if upper is None or upper.value <= lowest.value or not (upper.scaled or upper.currency):
        return None
    if upper.currency and lowest.currency and upper.currency.code != lowest.currency.code:
        return None
    if upper.currency is None and lowest.currency is None:
        return None if _last_scale(lower, upper.end) < 6 else upper
    return upper


def _shared_currency(text: Text, end: int) -> Currency | None:
    """The currency of the sum that this one runs into: `từ 2,2 tỷ lên 132 tỷ đồng`, `5 tỷ và 7 tỷ đồng`."""
    lower = text.lower
    match = BECAME.match(lower, end) or _LIST.match(lower, end)
    if match is None or not lower[match.end()].isdigit():
        return None
    following = read_sum(text, match.end())
    return following.currency if following is not None and following.scaled else None


def _restated(lower: str, currency: str, start: int, amounts: Sequence[Amount]) -> int | None:
    """The position of the sum just before, where this one says it again in another currency."""
    if not amounts or amounts[-1].currency == currency or start - amounts[-1].end > 40:
        return None
    match = _RESTATES.fullmatch(lower, amounts[-1].end, start)
    return len(amounts) - 1 if match else None


def _runs_on(lower: str, start: int, before: Sequence[Amount]) -> bool:
    """Whether a sum stands shortly before in the same sentence: `từ 10-15 triệu đồng, hoặc từ 20 triệu trở lên`."""
    if not before or start - before[-1].end > 60:
        return False
    between = lower[before[-1].end : start]
    return "\n" not in between and ". " not in between


def _elliptic_currency(lower: str, start: int, before: Sequence[Amount]) -> str:
    """The currency of a sum that names none: that of the sum before it in its sentence, or else the đồng.

    `11,2 tỷ USD, tăng 1,6 tỷ trong tuần` speaks of dollars; `110 triệu USD (khoảng 2.424 tỷ)` does not.
    """
    if not before:
        return _VND.code
    last = before[-1]
    if last.currency == _VND.code or start - last.end > 90 or _RESTATES.fullmatch(lower, last.end, start):
        return _VND.code
    between = lower[last.end : start]
    if "\n" in between or ". " in between:
        return _VND.code
    return last.currency if last.equivalent_to is None else before[last.equivalent_to].currency


def _give_roles(text: Text, amounts: list[Amount]) -> None:
    """Mark what a sum was and what it became: `từ 2,2 tỷ lên 132 tỷ đồng`."""
    lower = text.lower
    for at in range(len(amounts) - 1):
        first = amounts[at]
        if (
            first.value_max is None
            and first.role is None
            and first.modifier != "at_least"
            and is_from(lower, first.start)
        ):
            for then in range(at + 1, min(at + 3, len(amounts))):
                same = amounts[then].currency == first.currency
                if same and became(lower, first.end, amounts[then].start):
                    amounts[at] = replace(first, role="from")
                    amounts[then] = replace(amounts[then], role="to")
                    break


EXTRACTOR = Extractor(name="amounts", version="2", find=find, anchors=_ANCHORS, reads_cells=True)
