"""Cases of other projects against our mentions: whether a sum or a percentage expected by a case was found.

A case's `expected` is an object (the whole input is the thing), a list of objects (all must be found in the text, in
order), or null (nothing may be found). `value`, or `min` and `max` with a `comparator`, give the number; `currency`
is ISO 4217; `unit` is `%` or `pp`. `direction`, `role`, `per` and `approx` are compared where a case states them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.mentions import Amount, Percentage

Expected = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

_UNITS = {"%": "percent", "pp": "percentage_point"}
_BOUNDS = {"<=": ("at_most", "under"), ">=": ("at_least", "over"), "<": ("under",), ">": ("over",)}


def money_matches(expected: Expected, mentions: Sequence[Amount]) -> bool:
    """Whether the sums found are those that the case expects."""
    return _all_match(expected, mentions, _is_sum)


def percent_matches(expected: Expected, mentions: Sequence[Percentage]) -> bool:
    """Whether the percentages found are those that the case expects."""
    return _all_match(expected, mentions, _is_percentage)


def nothing_found(amounts: Sequence[Amount], percentages: Sequence[Percentage]) -> bool:
    """Whether a text that holds neither money nor percentages gave none."""
    return not amounts and not percentages


def _all_match(expected: Expected, mentions: Sequence[Any], same: Any) -> bool:
    wanted = [] if expected is None else [expected] if isinstance(expected, Mapping) else list(expected)
    return len(wanted) == len(mentions) and all(same(want, got) for want, got in zip(wanted, mentions, strict=True))


def _number(value: float | int) -> Decimal:
    return Decimal(str(value))


def _is_sum(want: Mapping[str, Any], got: Amount) -> bool:
    return want["currency"] == got.currency and _same_number(want, got) and _same_context(want, got)


def _is_percentage(want: Mapping[str, Any], got: Percentage) -> bool:
    if _UNITS[want["unit"]] != got.unit or not _same_number(want, got) or not _same_context(want, got):
        return False
    return want.get("direction") in (None, got.direction)


def _same_number(want: Mapping[str, Any], got: Amount | Percentage) -> bool:
    comparator = want.get("comparator", "=")
    if "readings" in want:
        readings = {_number(reading) for reading in want["readings"]}
        return got.ambiguous and {got.value, got.value_alternative} == readings
    if comparator == "between":
        return (got.value, got.value_max) == (_number(want["min"]), _number(want["max"]))
    if got.value_max is not None:
        return False
    if comparator in _BOUNDS and got.modifier not in _BOUNDS[comparator]:
        return False
    value = want["value"] if "value" in want else want["min"] if "min" in want else want["max"]
    return got.value == _number(value)


def _same_context(want: Mapping[str, Any], got: Amount | Percentage) -> bool:
    if want.get("approx") and got.modifier not in ("about", "over", "under"):
        return False
    return all(want.get(name) in (None, getattr(got, name)) for name in ("role", "per"))
