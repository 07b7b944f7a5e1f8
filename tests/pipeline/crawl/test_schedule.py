"""When an address is asked again."""

from datetime import date, timedelta

import pytest

from pipeline.crawl.night import Verdict
from pipeline.crawl.schedule import State, next_attempt, pace_of, rank_of, state_after

NIGHT = date(2026, 11, 22)


@pytest.mark.parametrize(("days", "pace"), [(-1, 1), (0, 1), (2, 1), (3, 4), (13, 4), (14, 60), (4000, 60)])
def test_young_articles_are_looked_at_often(days: int, pace: int) -> None:
    assert pace_of(days) == pace


@pytest.mark.parametrize(
    ("verdict", "failures", "nights"),
    [
        ("new", 0, 4),
        ("not_modified", 0, 4),
        ("rejected", 0, 4),
        ("failed", 1, 1),
        ("failed", 2, 2),
        ("failed", 5, 16),
        ("failed", 6, 32),
        ("failed", 5000, 32),
        ("gone", 1, 3),
        ("gone", 2, 14),
        ("gone", 3, None),
    ],
)
def test_the_next_attempt(verdict: Verdict, failures: int, nights: int | None) -> None:
    due = next_attempt(verdict, NIGHT, pace=4, failures=failures)
    assert due == (NIGHT + timedelta(days=nights) if nights is not None else None)


@pytest.mark.parametrize(
    ("verdict", "before", "has_text", "after"),
    [
        ("new", "waiting", False, "article"),
        ("unchanged", "failed", True, "article"),
        ("not_modified", "rejected", False, "rejected"),
        ("not_modified", "article", True, "article"),
        ("not_modified", "failed", True, "article"),
        ("not_modified", "failed", False, "failed"),
        ("not_modified", "waiting", False, "failed"),
        ("gone", "article", True, "gone"),
        ("failed", "gone", True, "failed"),
    ],
)
def test_the_state_after_an_answer(verdict: Verdict, before: State, has_text: bool, after: State) -> None:
    assert state_after(verdict, before, has_text=has_text) == after


def test_numbers_rank_by_size_and_above_times() -> None:
    ranks = [rank_of(None, None), rank_of(None, "2026-11-22"), rank_of("99999", None), rank_of("100000", "2020-01-01")]
    assert ranks == sorted(ranks)
