from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.politeness.waits import back_off, http_date, retry_after

NOON = datetime(1994, 11, 6, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 06 Nov 1994 12:00:37 GMT", 37.0),
        ("Sunday, 06-Nov-94 12:00:37 GMT", 37.0),
        ("Sun Nov  6 12:00:37 1994", 37.0),
        ("Sun, 06 Nov 1994 11:59:59 GMT", 0.0),
        ("Mon, 06 Nov 2034 12:00:00 GMT", 1_262_304_000.0),
        ("99999999999999999999", 1e20),
        ("", None),
        (None, None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("Sun, 99 Nov 1994 12:00:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOON) == seconds


@given(st.text(st.sampled_from("0123456789 :,-+SunNovGMT")))
def test_any_retry_after_is_a_wait_or_nothing(value: str) -> None:
    wait = retry_after(value, NOON)
    assert wait is None or wait >= 0


@pytest.mark.parametrize("value", ["Sun, 06 Nov 1994 12:00:00 GMT", "Sunday, 06-Nov-94 12:00:00 GMT"])
def test_dates_of_http_are_in_utc(value: str) -> None:
    assert http_date(value) == NOON


@pytest.mark.parametrize(("failures", "bound"), [(0, 5), (1, 5), (2, 10), (3, 20), (7, 300), (10_000, 300)])
def test_back_off_grows_to_its_bound(failures: int, bound: float) -> None:
    assert back_off(failures, base=5, longest=300, random=lambda: 1.0) == bound
    assert back_off(failures, base=5, longest=300, random=lambda: 0.0) == 0
    assert back_off(failures, base=5, longest=300, random=lambda: 0.5) == bound / 2
