"""Runs of one night as one night."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.joining import by_night, join
from tests.pipeline.crawl.observing import DAY, SOURCES, night, silent


def test_counts_add_up_and_the_end_is_the_last_ones() -> None:
    first = night(
        ended="interrupted", error="the crawl was killed", waiting=9, verdicts={"new": 3, "failed": 1}, pages=4
    )
    second = night(run_id="2.2", verdicts={"new": 5}, pages=5, new_urls=("a", "b"), warc_files=("one", "two"))
    second = replace(second, started_at=first.ended_at + timedelta(hours=1))
    joined = join([first, second])
    assert (joined.pages, joined.verdicts, joined.ended, joined.error, joined.waiting) == (
        9, {"failed": 1, "new": 8}, "finished", None, 0,
    )  # fmt: skip
    assert (joined.started_at, joined.ended_at) == (first.started_at, second.ended_at)
    assert joined.new_urls == (*first.new_urls, "a", "b")
    assert joined.warc_files == (*first.warc_files, "one", "two")
    assert joined.by_status == {"200": 132, "304": 8}


def test_a_clock_that_was_set_back_does_not_turn_runs_round() -> None:
    killed = night(run_id=f"{DAY}.1", ended="interrupted")
    last = replace(night(run_id=f"{DAY}.2"), started_at=killed.started_at - timedelta(hours=3))
    ((first, second),) = by_night([last, killed])
    assert (first, second) == (killed, last)
    assert join((first, second)).ended == "finished"


def test_a_source_that_answered_once_has_answered() -> None:
    sitemap, feed = SOURCES
    joined = join([night(), night(sources=(silent(sitemap, "timeout"), replace(feed, new=2)))])
    assert [(seen.entries, seen.new, seen.error) for seen in joined.sources] == [(80, 30, None), (30, 2, None)]


@pytest.mark.parametrize(
    ("states", "joined"),
    [
        (("first", "same"), "first"),
        (("changed", "same"), "changed"),
        (("same", "not_asked"), "same"),
        (("same", "unreachable"), "unreachable"),
        (("not_asked", "not_asked"), "not_asked"),
        (("unreachable", "same"), "same"),
    ],
)
def test_what_robots_txt_was(states: tuple[str, str], joined: str) -> None:
    assert join([night(robots=state) for state in states]).robots == joined


def test_the_median_length_is_that_of_most_articles() -> None:
    few = night(median_body_length=100, layouts={"2025": 2})
    none = night(median_body_length=None, layouts={})
    assert join([few, none, night()]).median_body_length == 2800
    assert join([none, none]).median_body_length is None


def test_no_run_is_no_night() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        join([])


@given(st.lists(st.integers(0, 5), max_size=12))
def test_every_run_is_in_one_night(days: list[int]) -> None:
    runs = [night(DAY + timedelta(days=day), run_id=f"{place}") for place, day in enumerate(days)]
    nights = by_night(runs)
    assert sorted(run.run_id for each in nights for run in each) == sorted(run.run_id for run in runs)
    assert [each[0].night for each in nights] == sorted({run.night for run in runs})
    assert sum(join(each).pages for each in nights) == sum(run.pages for run in runs)
