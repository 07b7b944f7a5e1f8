"""Ninety nights without a crawl: what the next one asks for, in which order, within which bounds."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

from pipeline.crawl.fetching import fetch_night
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.schedule import OLD_PACE
from pipeline.crawl.steps import run_night
from tests.pipeline.crawl.nights import FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Reply, Server
from tests.pipeline.crawl.stories import Story

OLD_RECHECKS = 3


def paths(stories: Sequence[Story]) -> list[str]:
    return [story.path for story in stories]


@pytest.mark.fault
def test_the_night_after_ninety_without_one(tmp_path: Path) -> None:
    paper = Paper(48, FIRST)
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, tmp_path)
        known = paper.live
        paper.faults[known[0].path] = [Reply(status=404)]
        run_night(crawled.settings(), fetch=fetch_night, extract=None)
        paces = {row["url"]: row["pace"] for row in crawled.rows() if row["state"] == "article"}
        young = {story.path for story in known[1:-1] if paces[story.url] < OLD_PACE}
        old = set(paths(known[1:-1])) - young
        assert len(young) > OLD_RECHECKS < len(old)
        # months pass, in which it published: long ago, and in the last days
        crawled.next_night(31)
        missed = paper.publish(3)
        crawled.next_night(60)
        fresh = paper.publish(3)
        edited = paper.edit(known[-1])
        server.new_log()
        done = run_night(crawled.settings(old_rechecks=OLD_RECHECKS), fetch=fetch_night, extract=None)
        asked = pages_asked(server.new_log())

    assert done.night is not None
    assert (done.night.ended, done.night.verdicts["new"], done.night.verdicts["changed"]) == ("finished", 6, 1)
    # tonight's news first, newest first; then what was edited, what is due again, and last what was missed long ago
    kinds = dict.fromkeys(paths(fresh), "new") | dict.fromkeys(paths(missed), "missed") | {edited.path: "edited"}
    assert [kind for kind, _ in groupby(asked, key=lambda path: kinds.get(path, "again"))] == [
        "new",
        "edited",
        "again",
        "missed",
    ]
    assert asked[:3] == paths(fresh)[::-1]
    assert asked[-3:] == paths(missed)[::-1]
    assert len(asked) == len(set(asked))
    again_asked = {path for path in asked if path not in kinds}
    assert young < again_asked
    assert len(again_asked & old) == OLD_RECHECKS

    # gone was news three months ago
    assert done.night.verdicts["gone"] == 1
    assert done.night.gone_urls == ()
    text = done.path.read_text("utf-8")
    assert "**6 new articles, 1 changed, 0 gone." in text
    assert "- 90 nights before this one saw no crawl" in text
    # the sums of each night are kept for good; what became of each page, for ninety nights, and what is gone
    settings = crawled.settings()
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        assert [night.night.isoformat() for night in frontier.nights()] == ["2026-07-06", "2026-10-05"]
    kept = crawled.rows("SELECT verdict FROM outcomes WHERE run_id < '2026-07-07'")
    assert [row["verdict"] for row in kept] == ["gone"]
