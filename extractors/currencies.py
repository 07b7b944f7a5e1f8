"""Currencies by sign, code and name: where in a text one is written, and which (ISO 4217)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.lexicons import table

_FIRST = re.compile(r"[^\W\d_]+(?!\d)|[^\w\s]")
_STABLE_COIN = re.compile(r"usd[tc]")


@dataclass(frozen=True, slots=True)
class Currency:
    """One written form of a currency, in lower case.

    `before`: the form may stand before the number too (`USD 50`). `whole`: the currency has no fraction in use, so
    that three digits after a comma or point are thousands. `worth`: how much of the currency it is (0.01 for a cent).
    """

    form: str
    code: str
    before: bool
    whole: bool
    worth: Decimal


@cache
def currencies() -> tuple[Currency, ...]:
    """All forms of the lexicon, in its order."""
    return tuple(
        Currency(row["form"], row["code"], row["place"] == "both", bool(row["whole"]), Decimal(row["worth"] or 1))
        for row in table("currencies.csv")
    )


@cache
def _forms() -> tuple[dict[str, Currency], dict[str, tuple[Currency, ...]]]:
    """Forms of one word or sign, and longer ones by their first word and two characters more, the longest first."""
    single: dict[str, Currency] = {}
    longer: dict[str, list[Currency]] = {}
    for currency in sorted(currencies(), key=lambda currency: -len(currency.form)):
        match = _FIRST.match(currency.form)
        first = match.group() if match else currency.form
        if first == currency.form:
            single[first] = currency
        else:
            longer.setdefault(currency.form[: len(first) + 2], []).append(currency)
    return single, {first: tuple(forms) for first, forms in longer.items()}


def currency_at(lower: str, start: int, *, scaled: bool = False) -> tuple[Currency, int] | None:
    """The longest currency form that begins at `start`, and its end.

    After a scale word (`scaled`) the space behind `đồng` and `USD` may be forgotten: `25 triệu đồngtiền thuế`.
    """
    match = _FIRST.match(lower, start)
    if match is None:
        return None
    single, longer = _forms()
    first, end = match.group(), match.end()
    # `us$` has but one character more
    for currency in longer.get(first + lower[end : end + 2]) or longer.get(first + lower[end : end + 1], ()):
        stop = start + len(currency.form)
        ended = not lower[stop : stop + 1].isalnum() or not currency.form[-1].isalpha()
        if currency.form != "cent/" and ended and lower.startswith(currency.form, start):
            return currency, stop
        if currency.form == "cent/" and lower.startswith(currency.form, start):
            return currency, stop - 1  # a bare `cent` may be of another currency; the slash begins the rate
    if (currency_of_word := single.get(first)) is not None:
        return currency_of_word, end
    for form in ("usd", "đồng") if scaled else ("usd",):
        if first.startswith(form) and not _STABLE_COIN.fullmatch(first):
            return single[form], start + len(form)
    return None
