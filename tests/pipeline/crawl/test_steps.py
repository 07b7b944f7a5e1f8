"""A night's steps, one after the other, past what fails: real crawls of a simulated paper, real extraction."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from pipeline.crawl.fetching import CrawlInUse, fetch_night, plan_night
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.night import Night
from pipeline.crawl.report import make_report
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.steps import NightDone, call_hook, observe, run_night, unextracted
from pipeline.crawl.watch import read_watched
from pipeline.errors import TrichlucError
from pipeline.summary import RunSummary
from tests.pipeline.crawl.nights import FIRST, Crawled
from tests.pipeline.crawl.observing import observed
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Server
from tests.pipeline.ingesting import ingest_here


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[Crawled]:
    paper = Paper(5, FIRST)
    with Server(paper.answer) as server:
        yield Crawled(paper, server, tmp_path)


def extract(archives: Sequence[str], output: Path) -> RunSummary:
    return ingest_here(archives, output)


def night(crawled: Crawled, **more: Any) -> NightDone:
    given: dict[str, Any] = {"fetch": fetch_night, "extract": extract} | more
    return run_night(crawled.settings(), **given)


def record(done: NightDone) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.path.with_suffix(".json").read_bytes())["sites"][0]
    return found


def test_a_night_is_fetched_extracted_and_reported_and_the_next_tells_what_is_new(crawled: Crawled) -> None:
    words = [read_watched("tổng kinh phí"), read_watched("không có trong bài nào")]
    done = night(crawled, watched=words)
    assert done.path == crawled.output / "reports" / "2026-07-06.md"
    assert done.summary is not None
    assert done.summary.counts.new == 5
    assert done.report.tonight.extracted is not None
    assert (done.report.tonight.extracted.articles, done.report.tonight.extracted.missing) == (5, ())
    assert [hit.word for hit in done.report.hits] == ["tổng kinh phí"] * 5
    assert done.report.alarms == ()

    crawled.next_night()
    (story,) = crawled.paper.publish(1)
    edited = crawled.paper.edit(crawled.paper.live[-1])
    done = night(crawled, watched=words)
    told = record(done)
    assert (told["night"], told["new_urls"], told["changed_urls"]) == ("2026-07-07", [story.url], [edited.url])
    assert told["extracted"]["articles"] == 2
    assert {hit["url"] for hit in told["hits"]} == {story.url, edited.url}
    assert told["compared_nights"] == ["2026-07-06"]
    assert told["fresh"]["rss:trang-chu"] == 1
    assert len(list((crawled.output / "reports").glob("*.md"))) == 2


def test_a_second_run_of_the_night_joins_the_first(crawled: Crawled) -> None:
    run_night(crawled.settings(max_pages=2), fetch=fetch_night, extract=extract)
    done = night(crawled)
    told = record(done)
    assert len(told["runs"]) == 2
    assert (told["verdicts"]["new"], told["extracted"]["articles"]) == (5, 5)
    assert done.night is not None
    assert done.night.verdicts["new"] == 3, "the run's own"


def test_what_was_not_extracted_waits_for_the_next_night(crawled: Crawled) -> None:
    done = night(crawled, extract=None)
    assert done.report.tonight.extracted is None
    assert any("nothing was extracted yet" in remark for remark in done.report.remarks)
    (archive,) = unextracted(crawled.settings())
    assert archive.endswith("warc/congthuong.vn-2026-07-06.warc.gz")
    crawled.next_night()
    crawled.paper.publish(1)
    done = night(crawled)
    assert done.summary is not None
    assert done.summary.counts.new == 6
    assert unextracted(crawled.settings()) == []
    os.utime(archive)  # it has grown
    assert unextracted(crawled.settings()) == [archive]


def test_an_archive_that_run_has_read_is_extracted(crawled: Crawled) -> None:
    night(crawled, extract=None)
    ingest_here([crawled.output / "warc"], crawled.output)
    assert unextracted(crawled.settings()) == []


def test_a_crawl_that_fails_is_reported_and_what_there_is_is_extracted(crawled: Crawled, tmp_path: Path) -> None:
    def die(settings: CrawlSettings) -> Night:
        fetch_night(replace(settings, max_pages=2))
        raise TrichlucError("the fetching process was ended by SIGKILL")

    done = night(crawled, fetch=die, on_alarm=f"cat > {tmp_path}/hooked")
    assert [alarm.name for alarm in done.report.alarms] == ["crawl_failed"]
    assert done.report.failed == {"fetch": "the fetching process was ended by SIGKILL"}
    assert done.summary is not None
    assert done.summary.counts.new == 2
    assert json.loads((tmp_path / "hooked").read_bytes())["alarms"][0]["name"] == "crawl_failed"


def test_a_crawl_that_never_began_is_reported(crawled: Crawled) -> None:
    def fail(settings: CrawlSettings) -> Night:
        raise TrichlucError("no room on the disk")

    done = night(crawled, fetch=fail)
    assert (done.night, done.report.tonight.night.ended) == (None, "failed")
    assert "no room on the disk" in done.path.read_text("utf-8")


def test_who_is_to_be_alarmed_is_told_of_a_night_whose_report_cannot_be_written(
    crawled: Crawled, tmp_path: Path
) -> None:
    def fail(settings: CrawlSettings) -> Night:
        raise TrichlucError("no room on the disk")

    (crawled.output / "reports").touch()
    with pytest.raises(TrichlucError, match=r"^no room on the disk; .*reports: File exists: the report could not be"):
        night(crawled, fetch=fail, on_alarm=f"cat > {tmp_path}/hooked")
    told = json.loads((tmp_path / "hooked").read_bytes())
    assert [alarm["name"] for alarm in told["alarms"]] == ["crawl_failed"]


def test_an_extraction_that_fails_loses_no_report(crawled: Crawled) -> None:
    def fail(archives: Sequence[str], output: Path) -> RunSummary:
        raise TrichlucError("no room on the disk")

    done = night(crawled, extract=fail)
    assert [alarm.name for alarm in done.report.alarms] == ["extraction_failed"]
    assert record(done)["verdicts"]["new"] == 5
    assert night(crawled).report.alarms == (), "the second run of the night extracts it"


def test_tables_that_cannot_be_read_lose_no_report(crawled: Crawled) -> None:
    night(crawled)
    (crawled.output / "tables" / "documents.parquet").write_bytes(b"no table")
    done = night(crawled, extract=None)
    assert "documents.parquet: cannot be read" in done.report.failed["report"]
    assert "the report is not whole" in done.path.read_text("utf-8")


def test_an_interrupted_night_is_reported_not_extracted_and_calls_nobody(crawled: Crawled, tmp_path: Path) -> None:
    def interrupted(settings: CrawlSettings) -> Night:
        return replace(fetch_night(settings), ended="interrupted", robots="changed")

    done = night(crawled, fetch=interrupted, on_alarm=f"touch {tmp_path}/called")
    assert (done.summary, done.hook_error) == (None, None)
    assert not (tmp_path / "called").exists()


def test_a_crawl_in_use_makes_no_report(crawled: Crawled) -> None:
    def refused(settings: CrawlSettings) -> Night:
        raise CrawlInUse("another crawl runs")

    with pytest.raises(CrawlInUse):
        night(crawled, fetch=refused)
    assert not (crawled.output / "reports").exists()


def test_a_night_that_was_killed_is_reported_on_the_next(crawled: Crawled) -> None:
    settings = crawled.settings()
    with Frontier.open(settings.frontier_path, settings.declared, settings.clock()) as frontier:
        frontier.begin()  # and never ended: killed
    crawled.next_night()
    night(crawled)
    text = (crawled.output / "reports" / "2026-07-06.md").read_text("utf-8")
    assert "ended: it was told to end, or killed." in text
    assert "made on a later night" in text
    assert [each.night.night.day for each in observe(crawled.settings())] == [6, 7]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > {folder}/hooked", None),
        ("true", None),  # reads nothing
        ("echo no mail server >&2; exit 7", "ended with exit code 7 (no mail server): echo"),
        ("/no/such/program", "ended with exit code 127"),
    ],
)
def test_the_command_of_an_alarm(tmp_path: Path, command: str, expected: str | None) -> None:
    report = make_report(observed(), ())
    said = call_hook(command.format(folder=tmp_path), report)
    assert (said is None) if expected is None else (said is not None and expected in said)
    if "hooked" in command:
        assert json.loads((tmp_path / "hooked").read_bytes()) == report.as_record()


def test_a_command_of_an_alarm_that_hangs_is_killed_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.crawl.steps._HOOK_SECONDS", 0.3)
    said = call_hook(f"sleep 600 & echo $! > {tmp_path}/started; wait", make_report(observed(), ()))
    assert said is not None
    assert "did not end within 0.3 s and was killed: sleep 600" in said
    stat = Path(f"/proc/{(tmp_path / 'started').read_text().strip()}/stat")
    for _ in range(1000):  # the kernel may be about to
        try:
            if stat.read_text().rpartition(")")[2].split()[0] in "ZX":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        sleep(0.01)
    pytest.fail("what the command started lives on")


def test_a_dry_run_changes_nothing_but_the_log(crawled: Crawled) -> None:
    def kept() -> dict[str, bytes]:
        files = (file for file in crawled.output.rglob("*") if file.is_file())
        return {str(file): file.read_bytes() for file in files if file.suffix not in (".log", ".lock")}

    plan_night(crawled.settings(), found=lambda due: None)
    assert kept() == {}
    night(crawled)
    before = kept()
    assert len(before) > 10
    crawled.next_night()
    (story,) = crawled.paper.publish(1)
    found: list[str] = []
    plan_night(crawled.settings(), found=lambda due: found.append(due.url))
    assert found[0] == story.url
    assert kept() == before
