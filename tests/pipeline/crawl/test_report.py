"""The report of a night, as text and as JSON, and that every night makes one."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.night import Night, SourceSeen, Trouble
from pipeline.crawl.observed import Extracted, Observed
from pipeline.crawl.report import make_report
from pipeline.crawl.reports import reported_runs, write_report
from pipeline.crawl.watch import Hit, Watched
from pipeline.errors import TrichlucError
from tests.pipeline.crawl.observing import DAY, MENTIONS, SOURCES, nights_before, observed, silent

GOLDEN = """\
# congthuong.vn, night of 2026-07-20

**2 new articles, 0 changed, 1 gone. 1 alarm: source_silent.**

The crawl ran from 2026-07-20 02:00 to 02:40 (Asia/Ho_Chi_Minh) and ended: its limit of pages, minutes or bytes was \
reached. 70 requests, 3,000,000 bytes; 7 pages are due and wait. robots.txt: as before.

## Alarms

- **source_silent**: rss:tai-chinh: http_404
  - usual: it named a median of 30 articles on 5 of 5 nights
  - look at: https://congthuong.vn/rss/tai-chinh.rss in a browser; the site's module names it

## Watch list

**Bắc Ninh** (the province Bắc Ninh): 1 article

- [Cụm \\[mới\\] ở &lt;b>](<https://congthuong.vn/a-400001.html>): Tỉnh Bắc Ninh chi 3 tỷ đồng.

**khuyến công**: 0 articles

## Pages

| pages | tonight | median |
| --- | ---: | ---: |
| asked | 7 | 40 |
| new | 2 | 30 |
| changed | 0 | 2 |
| unchanged | 0 | 2 |
| not_modified | 0 | 4 |
| gone | 1 | 1 |
| rejected | 2 | 1 |
| failed | 3 | 0 |

1 of the rejected was not asked for: robots.txt forbids it.

| reason | pages |
| --- | ---: |
| http_404 | 1 |
| robots_disallowed | 1 |

| status | pages |
| --- | ---: |
| 200 | 66 |
| 404 | 1 |

| layout | pages |
| --- | ---: |
| 2025 | 2 |

Median body: 2,800 characters (median of the nights before: 2,800).

## Sources of addresses

| source | articles named | new tonight | median | last new | error |
| --- | ---: | ---: | ---: | ---: | ---: |
| news sitemap:/news-sitemap.xml | 80 | 30 | 30 | 2026-07-20 |  |
| rss:tai-chinh | 0 | 3 | 3 | 2026-07-20 | http_404 |

## Extraction

2 new or changed articles in the tables.

| kind | mentions | per article | median |
| --- | ---: | ---: | ---: |
| decree_refs | 3 | 1.50 | 1.25 |
| amounts | 0 | 0.00 | 2.50 |

## Addresses

### New (2)

- <https://congthuong.vn/a-400001.html>
- <https://congthuong.vn/b-400002.html>

### Gone (1)

- <https://congthuong.vn/c-400003.html>

### Rejected (1)

- no_text: <https://congthuong.vn/d-400004.html>

### Failed (3)

- http_500: <https://congthuong.vn/e-400005.html>
- timeout: <https://congthuong.vn/f-400006.html>
- and 1 more, in DIR/crawl/congthuong.vn.log

## Remarks

- a Crawl-delay of 90 s was cut to 60
- so it was
"""


def test_the_report_of_a_night_as_people_read_it() -> None:
    sitemap, feed = SOURCES
    tonight = observed(
        ended="budget",
        waiting=7,
        pages=8,
        verdicts={"new": 2, "gone": 1, "rejected": 2, "failed": 3},
        reasons={"http_404": 1, "robots_disallowed": 1},
        by_status={"200": 66, "404": 1},
        layouts={"2025": 2},
        empty_fields={},
        sources=(sitemap, silent(feed, "http_404")),
        new_urls=("https://congthuong.vn/a-400001.html", "https://congthuong.vn/b-400002.html"),
        gone_urls=("https://congthuong.vn/c-400003.html",),
        troubles=(
            Trouble(url="https://congthuong.vn/e-400005.html", verdict="failed", reason="http_500"),
            Trouble(url="https://congthuong.vn/d-400004.html", verdict="rejected", reason="no_text"),
            Trouble(url="https://congthuong.vn/f-400006.html", verdict="failed", reason="timeout"),
        ),
        notes=("a Crawl-delay of 90 s was cut to 60",),
        extracted=Extracted(articles=2, mentions={"decree_refs": 3, "amounts": 0}),
    )
    hit = Hit(
        word="Bắc Ninh",
        doc_id="congthuong.vn/a-400001.html",
        title="Cụm [mới] ở <b>",
        url="https://congthuong.vn/a-400001.html",
        sentence="Tỉnh Bắc Ninh\nchi 3 tỷ đồng.",
    )
    watched = [Watched(word="Bắc Ninh", province="Bắc Ninh"), Watched(word="khuyến công")]
    report = make_report(tonight, nights_before(5), watched=watched, hits=[hit], remarks=["so it was"])
    assert report.as_markdown() == GOLDEN


def test_the_record_says_the_same_to_machines() -> None:
    record = json.loads(json.dumps(make_report(observed(), nights_before()).as_record()))
    assert (record["site"], record["night"], record["runs"]) == ("congthuong.vn", "2026-07-20", ["2026-07-20.1"])
    assert record["alarms"] == []
    assert len(record["new_urls"]) == 30
    assert record["extracted"]["per_article"] == {"decree_refs": 1.25, "amounts": 2.5, "regions": 0.0312}
    assert record["extracted"]["usual_per_article"] == record["extracted"]["per_article"]
    assert len(record["compared_nights"]) == 14


def test_nights_that_were_missed_are_said() -> None:
    (remark,) = make_report(observed(), [*nights_before(14)[:-2]]).remarks
    assert remark.startswith("2 nights before this one saw no crawl")


def test_a_file_is_of_a_night_and_holds_a_report_a_site(tmp_path: Path) -> None:
    path = write_report(tmp_path, make_report(observed(), ()))
    assert path == tmp_path / "reports" / "2026-07-20.md"
    write_report(tmp_path, make_report(observed(site="moit.gov.vn"), ()))
    again = replace(observed(verdicts={"new": 1}), runs=("2026-07-20.1", "2026-07-20.2"))
    write_report(tmp_path, make_report(again, ()))
    text = path.read_text("utf-8")
    assert text.startswith("# congthuong.vn, night of 2026-07-20\n\n**1 new articles")
    assert text.count("# congthuong.vn, night of") == 1
    assert "\n---\n\n# moit.gov.vn, night of" in text
    record = json.loads(path.with_suffix(".json").read_bytes())
    assert [site["site"] for site in record["sites"]] == ["congthuong.vn", "moit.gov.vn"]
    assert reported_runs(tmp_path, "congthuong.vn", DAY) == again.runs
    assert reported_runs(tmp_path, "congthuong.vn", DAY + timedelta(days=1)) == ()
    assert sorted(file.name for file in path.parent.iterdir()) == [".lock", "2026-07-20.json", "2026-07-20.md"]


def test_a_report_that_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    path = write_report(tmp_path, make_report(observed(), ()))
    path.with_suffix(".json").write_text('{"sites": [{"site": 1}', "utf-8")
    assert reported_runs(tmp_path, "congthuong.vn", DAY) == ()
    write_report(tmp_path, make_report(observed(), ()))
    assert reported_runs(tmp_path, "congthuong.vn", DAY) == ("2026-07-20.1",)


def test_a_report_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "reports").touch()
    with pytest.raises(TrichlucError, match=r"reports: .*the report could not be written"):
        write_report(tmp_path, make_report(observed(), ()))


_COUNTS = st.integers(0, 10_000)
_WORDS = st.text(max_size=30)
_NAMED = st.dictionaries(st.sampled_from(["new", "failed", "rejected", "2025", "generic", "title", "author"]), _COUNTS)
_SOURCES = st.builds(
    SourceSeen,
    name=_WORDS,
    kind=st.sampled_from(["sitemap", "feed", "section"]),
    url=_WORDS,
    status=st.none() | st.integers(100, 599),
    entries=_COUNTS,
    new=_COUNTS,
    error=st.none() | _WORDS,
)
_MOMENTS = st.datetimes(timezones=st.just(observed().night.started_at.tzinfo))
_NIGHTS = st.builds(
    Night,
    site=st.just("congthuong.vn"),
    night=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    run_id=_WORDS,
    started_at=_MOMENTS,
    ended_at=_MOMENTS,
    ended=st.sampled_from(["finished", "budget", "robots", "interrupted", "failed"]),
    robots=st.sampled_from(["first", "same", "changed", "missing", "unreachable", "not_asked"]),
    pages=_COUNTS,
    waiting=_COUNTS,
    by_status=_NAMED,
    verdicts=_NAMED,
    reasons=_NAMED,
    layouts=_NAMED,
    empty_fields=_NAMED,
    median_body_length=st.none() | _COUNTS,
    sources=st.lists(_SOURCES, max_size=3).map(tuple),
    new_urls=st.lists(_WORDS, max_size=3).map(tuple),
    notes=st.lists(_WORDS, max_size=2).map(tuple),
    error=st.none() | _WORDS,
)
_OBSERVED = st.builds(
    Observed,
    night=_NIGHTS,
    fresh=st.dictionaries(_WORDS, _COUNTS, max_size=3),
    extracted=st.none()
    | st.builds(
        Extracted, articles=_COUNTS, mentions=st.dictionaries(st.sampled_from(sorted(MENTIONS)), _COUNTS),
        missing=st.lists(_WORDS, max_size=2).map(tuple),
    ),
)  # fmt: skip


@given(_OBSERVED, st.lists(_OBSERVED, max_size=16), st.dictionaries(st.sampled_from(["fetch", "extract"]), _WORDS))
def test_every_night_makes_a_report(tonight: Observed, before: list[Observed], failed: dict[str, str]) -> None:
    report = make_report(tonight, before, failed=failed)
    json.dumps(report.as_record())
    assert report.as_markdown().startswith("# congthuong.vn, night of")
    assert all(alarm.seen is not None and alarm.usual and alarm.look_at for alarm in report.alarms)
    assert make_report(tonight, before, failed=failed) == report


def test_what_robots_forbid_was_not_asked_and_what_is_gone_is_news_once() -> None:
    tonight = observed(
        pages=41,
        verdicts={"not_modified": 38, "gone": 1, "rejected": 2},
        reasons={"http_404": 1, "no_text": 1, "robots_disallowed": 1},
        gone_urls=(),
    )
    text = make_report(tonight, nights_before(1)).as_markdown()
    assert "**0 new articles, 0 changed, 0 gone. " in text
    assert "| asked | 40 | 40 |" in text
    assert "| rejected | 2 | 1 |" in text
    assert "\n1 of the rejected was not asked for: robots.txt forbids it.\n" in text
    assert "- 1 earlier night is known, fewer than 5: " in text
    assert "not asked for" not in make_report(observed(), ()).as_markdown()
