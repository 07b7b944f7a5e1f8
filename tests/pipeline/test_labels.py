"""Labels: every field and every fixed value of every kind has one; values are written as Vietnamese writes them."""

from dataclasses import fields
from decimal import Decimal
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from extractors.mentions import KINDS, Pinpoint
from pipeline.labels import FIELD_LABELS, KIND_LABELS, VALUE_LABELS, described, written
from tests.pipeline.exports.mentions import MENTIONS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_everything_has_a_label(kind: type) -> None:
    assert kind.list_name in KIND_LABELS  # type: ignore[attr-defined]
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name in ("start", "end", "text"):
            continue
        assert field.name in FIELD_LABELS
        for hint in (hints[field.name], *get_args(hints[field.name])):
            if get_origin(hint) is Literal:
                assert set(get_args(hint)) <= VALUE_LABELS[field.name].keys()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("value", Decimal("62584000000"), "62.584.000.000"),
        ("value", Decimal("-0.24"), "-0,24"),
        ("value", Decimal("1E+6"), "1.000.000"),
        ("value", Decimal("12.50"), "12,5"),
        ("value", Decimal("0"), "0"),
        ("issued_on", "2012-05-21", "21/5/2012"),
        ("issuer", ("Chính phủ", "Bộ Công Thương"), "Chính phủ, Bộ Công Thương"),
        ("pinpoint", Pinpoint(dieu="5", diem="a"), "điểm a Điều 5"),
        ("direction", "increase", "tăng"),
        ("truncated", True, "có"),
        ("complete", False, "không"),
        ("claimed_count", 27, "27"),
        ("equivalent_to", 0, "số tiền thứ 1 trong bài"),
        ("year", 2012, "2012"),
        ("symbol", "increase", "increase"),
    ],
)
def test_values(name: str, value: object, expected: str) -> None:
    assert written(name, value) == expected


def test_what_says_nothing_is_left_out() -> None:
    told = dict(described(MENTIONS[3]))
    assert told == {
        "Đơn vị": "phần trăm",
        "Giá trị": "12,5",
        "Chiều": "tăng",
        "Quy tắc": "test",
    }
