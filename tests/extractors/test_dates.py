"""Written dates: every form, and the year that a day without one belongs to."""

from datetime import date

import pytest

from extractors.dates import date_at


@pytest.mark.parametrize(
    ("written", "published_on", "expected"),
    [
        ("21/5/2012", None, date(2012, 5, 21)),
        ("05/04/2011)", None, date(2011, 4, 5)),
        ("21-5-2012", None, date(2012, 5, 21)),
        ("21.5.2012.", None, date(2012, 5, 21)),
        ("21 / 5 / 2012", None, date(2012, 5, 21)),
        ("21 tháng 5 năm 2012", None, date(2012, 5, 21)),
        ("27 tháng 02 \nnăm 2026", None, date(2026, 2, 27)),
        ("1 tháng giêng năm 1946", None, date(1946, 1, 1)),
        ("3 tháng mười hai năm 2001", None, date(2001, 12, 3)),
        ("7/9, thủ tướng", date(2024, 9, 20), date(2024, 9, 7)),
        ("30/12", date(2025, 1, 5), date(2024, 12, 30)),
        ("7 tháng 9", date(2024, 9, 7), date(2024, 9, 7)),
        ("7/9", None, None),
        ("31/2/2012", None, None),
        ("29/2/2023", None, None),
    ],
)
def test_on(written: str, published_on: date | None, expected: date | None) -> None:
    found = date_at(written, 0)
    assert found is not None
    assert found.on(published_on) == expected


@pytest.mark.parametrize(
    "written", ["32/5/2012", "21/13/2012", "5/2012/NĐ", "1/2%", "21/5-2012/3", "tháng 5", "", "1.234.567"]
)
def test_no_date(written: str) -> None:
    found = date_at(written, 0)
    assert found is None or found.year is None


def test_the_span_is_the_date_s() -> None:
    found = date_at("ngày 21 tháng 5 năm 2012 của", 5)
    assert found is not None
    assert (found.start, found.end) == (5, 24)
