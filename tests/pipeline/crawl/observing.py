"""Nights as a report sees them, made up: a usual one, and what is told of it changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.crawl.night import Night, SourceSeen
from pipeline.crawl.observed import Extracted, Observed

DAY = date(2026, 7, 20)
SOURCES = (
    SourceSeen(name="news sitemap:/news-sitemap.xml", kind="news_sitemap", url="https://congthuong.vn/news-sitemap.xml",
               status=200, entries=80, new=30),
    SourceSeen(name="rss:tai-chinh", kind="feed", url="https://congthuong.vn/rss/tai-chinh.rss", status=200, entries=30,
               new=0),
)  # fmt: skip
FRESH = {"news sitemap:/news-sitemap.xml": 30, "rss:tai-chinh": 3}
MENTIONS = {"decree_refs": 40, "amounts": 80, "regions": 1}


def night(day: date = DAY, **more: Any) -> Night:
    """A night like most: forty pages, thirty of them new."""
    started = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=5)
    usual: dict[str, Any] = {
        "site": "congthuong.vn",
        "night": day,
        "run_id": f"{day}.1",
        "started_at": started,
        "ended_at": started + timedelta(minutes=40),
        "ended": "finished",
        "robots": "same",
        "requests": 70,
        "bytes": 3_000_000,
        "pages": 40,
        "by_status": {"200": 66, "304": 4},
        "verdicts": {"new": 30, "changed": 2, "unchanged": 2, "not_modified": 4, "gone": 1, "rejected": 1},
        "reasons": {"no_text": 1, "http_404": 1},
        "layouts": {"2025": 34},
        "empty_fields": {"author": 1},
        "median_body_length": 2800,
        "sources": SOURCES,
        "warc_files": (f"congthuong.vn-{day}.warc.gz",),
        "new_urls": tuple(f"https://congthuong.vn/bai-{day.day}-{number}.html" for number in range(400001, 400031)),
    }
    return Night(**usual | more)


def observed(day: date = DAY, **more: Any) -> Observed:
    """What is known of such a night. `fresh` and `extracted` are taken for themselves, the rest is the night's."""
    fresh: Mapping[str, int] = more.pop("fresh", FRESH)
    extracted: Extracted | None = more.pop("extracted", Extracted(articles=32, mentions=MENTIONS))
    made = night(day, **more)
    return Observed(night=made, runs=(made.run_id,), fresh=fresh, extracted=extracted)


def nights_before(count: int = 14, **more: Any) -> list[Observed]:
    """The nights before, each like the others."""
    return [observed(DAY - timedelta(days=count - place), **more) for place in range(count)]


def silent(seen: SourceSeen, error: str | None = None) -> SourceSeen:
    """A source that names nothing."""
    return replace(seen, entries=0, new=0, error=error, status=None if error == "timeout" else seen.status)
