"""Currencies by sign, code and name: where in a text one is written, and which (ISO 4217)."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.lexicons import table

_STABLE_COIN = re.compile(r"[tc](?!\w)")


@dataclass(frozen=True, slots=True)
class Currency:
    """One written form of a currency, in lower case.

    `before`: the form may stand before the number too (`USD 50`). `whole`: the currency has no fraction in use, so
    that three digits after a comma or point are thousands.
    """

    form: str
    code: str
    before: bool
    whole: bool


@cache
def currencies() -> tuple[Currency, ...]:
    """All forms of the lexicon, in its order."""
    return tuple(
        Currency(row["form"], row["code"], row["place"] == "both", bool(row["whole"]))
        for row in table("currencies.csv")
    )


@cache
def _by_first_two() -> dict[str, tuple[Currency, ...]]:
    found: dict[str, list[Currency]] = {}
    for currency in sorted(currencies(), key=lambda currency: -len(currency.form)):
        found.setdefault(currency.form[:2], []).append(currency)
    return {head: tuple(forms) for head, forms in found.items()}


def currency_at(lower: str, start: int, *, scaled: bool = False) -> tuple[Currency, int] | None:
    """The longest currency form that begins at `start`, and its end.

    After a scale word (`scaled`) the space behind `đồng` and `USD` may be forgotten: `25 triệu đồngtiền thuế`.
    """
    forms = _by_first_two()
    for head in (lower[start : start + 2], lower[start : start + 1]):
        for currency in forms.get(head, ()):
            end = start + len(currency.form)
            if lower.startswith(currency.form, start) and _ends(lower, end, currency, scaled=scaled):
                return currency, end
    return None


def _ends(lower: str, end: int, currency: Currency, *, scaled: bool) -> bool:
    following = lower[end : end + 1]
    if not following.isalnum() or not currency.form[-1].isalpha():
        return True
    # USDT and USDC are no dollars
    return (scaled and currency.form == "đồng") or (
        currency.form == "usd" and following.isalpha() and not _STABLE_COIN.match(lower, end)
    )
