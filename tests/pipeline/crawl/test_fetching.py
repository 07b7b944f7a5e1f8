"""A night of fetching over real HTTP: what is asked, what is kept, and what a kill at any moment leaves."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.crawl import fetching
from pipeline.crawl.fetching import CrawlInUse, Progress, fetch_night, plan_night
from pipeline.crawl.frontier import Due, Frontier
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import Misuse, TrichlucError
from pipeline.lock import held
from tests.pipeline.commands import environment
from tests.pipeline.crawl.small_site import SmallSite

#: 02:00 in Vietnam.
NIGHT = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite(articles=dict.fromkeys(range(400001, 400009), 1)) as served:
        yield served


@pytest.fixture
def settings(site: SmallSite, tmp_path: Path) -> CrawlSettings:
    return CrawlSettings(
        site="congthuong.vn",
        output=tmp_path / "out",
        contact="toasoan@example.vn",
        delay=0.01,
        backoff=0.01,
        now=NIGHT,
        origins=site.origins,
    )


def later(settings: CrawlSettings, nights: int) -> CrawlSettings:
    return replace(settings, now=NIGHT + timedelta(days=nights))


def counts(settings: CrawlSettings) -> dict[str, int]:
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        return dict(frontier.counts())


def archived(settings: CrawlSettings) -> list[tuple[str, str | None]]:
    """Type and address of each record but warcinfo, as fastwarc reads them; nothing else is in the files."""
    found: list[tuple[str, str | None]] = []
    for path in sorted(settings.warc_folder.iterdir()):
        with open(path, "rb") as opened:
            found += [
                (record.headers["WARC-Type"], record.headers.get("WARC-Target-URI"))
                for record in ArchiveIterator(opened, record_types=WarcRecordType.any_type)
            ]
    return [(kind, url) for kind, url in found if kind != "warcinfo"]


def start(settings: CrawlSettings, *more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.crawl.one_night", settings.to_json(), *more],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_free(settings: CrawlSettings) -> None:
    """Wait until whoever holds the lock has ended."""
    import fcntl

    with open(settings.lock_path, "a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


class At:
    """Does something once, when the n-th article is asked for."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, path: str) -> None:
        self.count += path.endswith(".html")
        if self.count == self.number and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(60)


def test_nights_at_a_small_paper(site: SmallSite, settings: CrawlSettings) -> None:
    told: list[Progress] = []
    first = fetch_night(settings, progress=told.append)
    assert (first.ended, first.robots, first.verdicts) == ("finished", "first", {"new": 8})
    assert (first.layouts, first.waiting) == ({"2025": 8}, 0)
    assert [each.url for each in told if each.url is not None] == [site.url(n) for n in range(400008, 400000, -1)]
    assert (told[-1].pages, told[-1].waiting) == (8, 0)
    assert {headers["User-Agent"].split("/")[0] for headers in site.headers} == {"trichluc"}
    assert all("(+toasoan@example.vn)" in headers["User-Agent"] for headers in site.headers)
    assert first.requests == len(site.log)
    assert sum(first.by_status.values()) == first.requests
    assert site.asked() == Counter({site.path(n): 1 for n in site.articles})

    # the same night again: nothing is due
    assert fetch_night(settings).pages == 0
    assert site.asked() == Counter()

    site.articles |= {400003: 2, 400009: 1}
    del site.articles[400001]
    site.slugs[400002] = "ten-moi"
    second = fetch_night(later(settings, 1))
    assert second.robots == "same"
    assert second.verdicts == {"changed": 1, "gone": 1, "new": 1, "not_modified": 5, "unchanged": 1}
    assert (second.new_urls, second.changed_urls) == ((site.url(400009),), (site.url(400003),))
    assert second.reasons == {"http_404": 1}
    assert counts(settings) == {"article": 8, "gone": 1}

    kinds = Counter(kind for kind, _ in archived(settings))
    assert kinds == {"response": 8 + 4, "revisit": 5}
    assert sorted(path.name for path in settings.warc_folder.iterdir()) == [
        "congthuong.vn-2026-11-22.warc.gz",
        "congthuong.vn-2026-11-23.warc.gz",
    ]
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        assert [night.run_id for night in frontier.nights()] == ["2026-11-22.1", "2026-11-22.2", "2026-11-23.1"]
        row = frontier.find(site.url(400003))
        assert row is not None
        with open(settings.warc_folder / row["warc_file"], "rb") as opened:
            opened.seek(row["warc_offset"])
            record = next(iter(ArchiveIterator(opened)))
            assert record.headers["WARC-Target-URI"] == site.url(400003)
            assert "bản 2" in record.reader.read().decode()


def test_a_plan_asks_for_no_article_and_changes_nothing(site: SmallSite, settings: CrawlSettings) -> None:
    found: list[Due] = []
    assert plan_night(settings, found=found.append).ended == "finished"
    assert [(due.why, due.url) for due in found] == [("new", site.url(n)) for n in range(400008, 400000, -1)]
    assert site.asked() == Counter()
    assert not settings.frontier_path.exists()
    assert not settings.warc_folder.exists()

    fetch_night(replace(settings, max_pages=3))
    site.asked()
    before = counts(settings)
    site.articles[400009] = 1
    found.clear()
    plan_night(replace(settings, max_pages=4), found=found.append)
    assert [due.url for due in found] == [site.url(n) for n in (400009, 400005, 400004, 400003)]
    assert site.asked() == Counter()
    assert counts(settings) == before


def test_a_budget_of_pages_leaves_the_rest_for_the_next_crawl(site: SmallSite, settings: CrawlSettings) -> None:
    first = fetch_night(replace(settings, max_pages=3))
    assert (first.ended, first.pages, first.waiting) == ("budget", 3, 5)
    second = fetch_night(settings)
    assert (second.ended, second.pages, second.waiting) == ("finished", 5, 0)
    assert set(site.asked().values()) == {1}


def test_robots_that_forbid_the_site_end_the_night(site: SmallSite, settings: CrawlSettings) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    night = fetch_night(settings)
    assert (night.ended, night.pages) == ("robots", 0)
    assert site.log == ["/robots.txt"]


@pytest.mark.fault
@pytest.mark.parametrize("at", [1, 4, 8])
def test_a_fetching_process_killed_in_a_page_loses_that_page_alone(
    site: SmallSite, settings: CrawlSettings, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    started: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen
    monkeypatch.setattr(fetching.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1])
    count = [0]

    def kill(path: str) -> None:
        count[0] += path.endswith(".html")
        if count[0] == at:
            started[-1].kill()
            started[-1].wait()

    site.before = kill
    with pytest.raises(TrichlucError, match=r"was ended by SIGKILL: what was committed is kept"):
        fetch_night(settings)
    site.before = lambda _: None
    night = fetch_night(settings)
    assert (night.ended, night.pages) == ("finished", 8 - (at - 1))
    asked = site.asked()
    assert asked.pop(site.path(400009 - at)) == 2  # the page in flight
    assert set(asked.values()) == {1}
    assert Counter(archived(settings)) == Counter(("response", site.url(n)) for n in site.articles)
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        killed, last = frontier.nights()
        assert (killed.ended, killed.pages) == ("interrupted", at - 1)
        assert last.verdicts == {"new": last.pages}


@pytest.mark.fault
def test_killed_between_the_archive_and_the_frontier_a_page_is_fetched_again(
    site: SmallSite, settings: CrawlSettings
) -> None:
    # what such a kill leaves: a whole record of a page that was never committed, and half of another
    fetch_night(replace(settings, max_pages=1))
    [path] = settings.warc_folder.iterdir()
    whole = path.read_bytes()
    fetch_night(replace(settings, max_pages=1, output=settings.output.parent / "other"))
    [other] = (settings.output.parent / "other" / "warc").iterdir()
    path.write_bytes(whole + other.read_bytes()[:-7])
    fetch_night(settings)
    assert Counter(archived(settings)) == Counter(("response", site.url(n)) for n in site.articles)


@pytest.mark.fault
def test_without_its_parent_the_fetching_process_ends_and_the_next_crawl_goes_on(
    site: SmallSite, settings: CrawlSettings
) -> None:
    at = At(3)
    site.before = at
    with start(settings) as running:
        assert at.reached.wait(60)
        running.kill()
        running.wait()
        wait_until_free(settings)  # the fetching process held the lock, and ended while its page was under way
        at.go_on.set()
    night = fetch_night(settings)
    assert (night.ended, night.pages) == ("finished", 6)
    asked = site.asked()
    assert asked.pop(site.path(400006)) == 2
    assert set(asked.values()) == {1}
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        assert [(night.ended, night.pages) for night in frontier.nights()] == [("interrupted", 2), ("finished", 6)]


@pytest.mark.fault
@pytest.mark.parametrize(("number", "delay"), [(signal.SIGINT, 0.01), (signal.SIGTERM, 600.0)])
def test_a_night_that_is_told_to_stop_ends_with_all_it_has(
    site: SmallSite, settings: CrawlSettings, number: signal.Signals, delay: float
) -> None:
    """While a page is under way, and while the next one waits for its turn."""
    at = At(3) if delay < 1 else At(0)
    if delay > 1:
        reached = at.reached
        site.before = lambda path: reached.set() if path == "/robots.txt" else None
        settings = replace(settings, delay=delay)
    else:
        site.before = at
    with start(settings) as running:
        assert at.reached.wait(60)
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
        at.go_on.set()
    assert (out, err) == (f"interrupted {2 if delay < 1 else 0}\n", "")
    assert running.returncode == 0


@pytest.mark.fault
def test_a_second_crawl_is_refused_and_told_who_is_there(site: SmallSite, settings: CrawlSettings) -> None:
    at = At(1)
    site.before = at
    with start(settings) as running:
        assert at.reached.wait(60)
        with pytest.raises(CrawlInUse, match=rf"another crawl of congthuong\.vn runs \(pid {running.pid} on .* since "):
            fetch_night(settings)
        at.go_on.set()
        assert running.communicate(timeout=60)[0] == "finished 8\n"


@pytest.mark.fault
def test_a_lock_left_by_a_dead_process_holds_nobody_up(settings: CrawlSettings) -> None:
    settings.crawl_folder.mkdir(parents=True)
    settings.lock_path.write_text("pid 1 on elsewhere since 2020-01-01 00:00:00 UTC")
    assert fetch_night(settings).ended == "finished"


@pytest.mark.fault
@pytest.mark.parametrize("size", [30_000, 150_000])
def test_a_full_disk_ends_the_night_clearly_and_the_next_goes_on(
    site: SmallSite, settings: CrawlSettings, size: int
) -> None:
    site.articles |= dict.fromkeys(range(500001, 500041), 1)
    with start(settings, str(size)) as running:
        out, err = running.communicate(timeout=120)
    assert running.returncode == 1, out
    assert err == ""
    assert str(settings.output) in out
    assert "make room" in out
    done = counts(settings).get("article", 0)
    night = fetch_night(settings)
    assert (night.ended, night.verdicts) == ("finished", {"new": 48 - done})
    assert {url for _, url in archived(settings)} == {site.url(n) for n in site.articles}
    asked = site.asked()
    assert set(asked) == {site.path(n) for n in site.articles}
    assert asked.total() <= 49


@pytest.mark.fault
def test_an_archive_that_cannot_be_written_ends_the_night(site: SmallSite, settings: CrawlSettings) -> None:
    settings.output.mkdir()
    settings.warc_folder.write_text("in the way")
    with pytest.raises(TrichlucError, match=r"warc.*: File exists: make room or mend the folder"):
        fetch_night(settings)
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        [night] = frontier.nights()
        assert (night.ended, night.pages) == ("failed", 0)
        assert "File exists" in str(night.error)
    settings.warc_folder.unlink()
    assert fetch_night(settings).pages == 8


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"site": "congthuong"}, "no such site is known"),
        ({"site": "www.congthuong.vn"}, r"the site's name is congthuong\.vn"),
        ({"site": "vnexpress.net"}, "does not say where its articles are found; sites that can be crawled: congthuong"),
        ({"contact": "nobody"}, "'nobody' is no contact"),
        ({"delay": -1.0}, "a delay of -1.0 s: give seconds"),
        ({"max_pages": 0}, "a budget of 0 pages: give more than 0"),
    ],
)
def test_settings_that_make_no_crawl_are_refused(
    settings: CrawlSettings, wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(Misuse, match=message):
        fetch_night(replace(settings, **wrong))
    assert not settings.output.exists()


def test_the_environment_of_others_does_not_reach_the_fetching_process(
    settings: CrawlSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "nowhere.settings")
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise RuntimeError('another pipeline')")
    monkeypatch.chdir(tmp_path)
    assert fetch_night(settings).pages == 8
    assert os.environ["SCRAPY_SETTINGS_MODULE"]


def test_a_lock_is_held_as_long_as_anybody_holds_its_file(tmp_path: Path) -> None:
    def in_use(holder: str) -> CrawlInUse:
        return CrawlInUse(holder)

    path = tmp_path / "x.lock"
    with held(path, in_use) as descriptor:
        inherited = os.dup(descriptor)
    with pytest.raises(CrawlInUse), held(path, in_use):
        pass
    os.close(inherited)
    with held(path, in_use):
        pass
