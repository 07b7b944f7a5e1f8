"""The comparators for other projects' cases of money and percentages, and the share of those cases that we meet."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.cases.money_percent import money_matches, nothing_found, percent_matches
from extractors import amounts, percentages
from extractors.mentions import Amount, Percentage
from extractors.registry import Scanner
from extractors.text import Text

_CASES = Path(__file__).parents[3] / "shared" / "cases" / "dev.jsonl"
_SCANNER = Scanner((amounts.EXTRACTOR, percentages.EXTRACTOR))


def found_in(given: str) -> tuple[list[Amount], list[Percentage]]:
    text = Text.of(given)
    of_money, of_percent = _SCANNER.scan(text.lower)
    return amounts.find(text, of_money, {}), percentages.find(text, of_percent, {})


MONEY: list[tuple[str, Any, bool]] = [
    ("5 tỷ đồng", {"value": 5_000_000_000, "currency": "VND", "comparator": "="}, True),
    ("5 tỷ đồng", {"value": 5_000_000_000, "currency": "USD", "comparator": "="}, False),
    ("5 tỷ đồng", {"value": 6_000_000_000, "currency": "VND"}, False),
    ("5-6 tỷ đồng", {"value": 5_000_000_000, "currency": "VND"}, False),
    ("5-6 đồng", {"min": 5, "max": 6, "currency": "VND", "comparator": "between"}, True),
    ("không quá 6 đồng", {"max": 6, "currency": "VND", "comparator": "<="}, True),
    ("6 đồng", {"max": 6, "currency": "VND", "comparator": "<="}, False),
    ("hơn 6 đồng", [{"value": 6, "currency": "VND", "approx": "hơn"}], True),
    ("6 đồng", [{"value": 6, "currency": "VND", "approx": "hơn"}], False),
    ("6 đồng và 7 đồng", [{"value": 6, "currency": "VND"}], False),
    ("2.700 đồng/cổ phiếu", [{"value": 2700, "currency": "VND", "per": "cổ phiếu"}], True),
    ("lãi 3,200 tỷ đồng", [{"readings": [3_200_000_000_000, 3_200_000_000], "currency": "VND"}], True),
    ("lãi 3,2 tỷ đồng", [{"readings": [3_200_000_000_000, 3_200_000_000], "currency": "VND"}], False),
    ("5 kg", None, True),
    ("5 đồng", None, False),
]


@pytest.mark.parametrize(("text", "expected", "matches"), MONEY)
def test_money(text: str, expected: Any, matches: bool) -> None:
    assert money_matches(expected, found_in(text)[0]) is matches


PERCENT: list[tuple[str, Any, bool]] = [
    ("tăng 5%", [{"value": 5, "unit": "%", "direction": "increase"}], True),
    ("giảm 5%", [{"value": 5, "unit": "%", "direction": "increase"}], False),
    ("tăng 5 điểm %", [{"value": 5, "unit": "pp"}], True),
    ("tăng 5%", [{"value": 5, "unit": "pp"}], False),
    ("-0,24%", [{"value": -0.24, "unit": "%"}], True),
    ("từ 3% lên 4%", [{"value": 3, "unit": "%", "role": "from"}, {"value": 4, "unit": "%", "role": "to"}], True),
    ("5%", None, False),
]


@pytest.mark.parametrize(("text", "expected", "matches"), PERCENT)
def test_percent(text: str, expected: Any, matches: bool) -> None:
    assert percent_matches(expected, found_in(text)[1]) is matches


def test_nothing_found() -> None:
    assert nothing_found(*found_in("5 kg"))
    assert not nothing_found(*found_in("5%"))
    assert found_in("5%")[1][0].value == Decimal(5)


@pytest.mark.skipif(not _CASES.exists(), reason=f"the cases of other projects are not beside the checkout: {_CASES}")
def test_cases_of_other_projects() -> None:
    met: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for line in _CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        kind, scope, expected = case["kind"], case["scope"], case["expected"]
        if kind not in ("money", "percent", "measure", "money|percent") or scope == "stretch":
            continue
        of_money, of_percent = found_in(case["input"])
        if kind == "money":
            good = money_matches(expected, of_money)
        elif kind == "percent":
            good = percent_matches(expected, of_percent)
        else:
            good = nothing_found(of_money, of_percent)
        name = scope if scope == "negative" else kind
        met[name] += good
        all_of[name] += 1
    assert met["negative"] / all_of["negative"] >= 0.98
    assert met["money"] / all_of["money"] >= 0.97
    assert met["percent"] / all_of["percent"] >= 0.97
