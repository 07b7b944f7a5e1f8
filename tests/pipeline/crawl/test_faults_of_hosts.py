"""robots.txt as sites have it, and hosts that refuse: how the night ends, and that the next one goes on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.night import Night
from tests.pipeline.crawl.nights import DELAY, FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import ROBOTS, Paper
from tests.pipeline.crawl.server import Reply, Server, shortest_gap

ARTICLES = 6
TEXT = {"Content-Type": "text/plain"}


@dataclass(frozen=True)
class Host:
    """A robots.txt (and more), how the first night ends, and the fewest seconds between requests then."""

    robots: Reply
    ended: str = "finished"
    state: str = "first"
    #: Whether articles were asked for on the first night.
    asked: bool = True
    gap: float = DELAY
    down: Reply | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: str = ""


def _robots(body: bytes, **headers: str) -> Reply:
    return Reply(body=body, headers=TEXT | headers)


_FORBIDS = "User-agent: *\nDisallow: /quang-cao/\n"
HOSTS = {
    "missing": Host(Reply(status=404), state="missing"),
    "a page": Host(Reply(body=b"<!DOCTYPE html><html><body>404</body></html>"), state="missing"),
    "500": Host(Reply(status=500), "robots", "unreachable", asked=False, notes="http_500"),
    "no answer": Host(Reply(raw=b"", then="hold"), "robots", "unreachable", asked=False, notes="timeout"),
    "a byte-order mark": Host(_robots(b"\xef\xbb\xbf" + _FORBIDS.encode())),
    "UTF-16": Host(_robots(_FORBIDS.encode("utf-16"))),
    "windows-1258": Host(_robots("# Báo Công Thương\n".encode("cp1258", "replace") + _FORBIDS.encode())),
    "Crawl-delay": Host(_robots(_FORBIDS.encode() + b"Crawl-delay: 0.08\n"), gap=0.08),
    "all forbidden": Host(_robots(b"User-agent: *\nDisallow: /\n"), "robots", asked=False),
    "articles forbidden": Host(_robots(b"User-agent: trichluc\nDisallow: /*.html$\n"), asked=False),
    "503 throughout": Host(
        _robots(_FORBIDS.encode()), "failed", asked=False, down=Reply(status=503), notes="given up"
    ),
    "429 for hours": Host(
        _robots(_FORBIDS.encode()),
        "failed",
        asked=False,
        down=Reply(status=429, headers={"Retry-After": "7200"}),
        notes="7200 s",
    ),
}  # fmt: skip


class Broken(Paper):
    """A paper whose every answer but robots.txt is the same, while it is down."""

    down: Reply | None = None

    def answer(self, request: Any) -> Reply:
        if self.down is not None and request.path != "/robots.txt":
            return self.down
        return super().answer(request)


@dataclass(frozen=True)
class Ran:
    crawled: Crawled
    first: Night
    second: Night | None


def run(host: Host, output: Path) -> Ran:
    """A night at the broken host, and where that kept the crawl from its articles, one when all is well."""
    paper = Broken(ARTICLES, FIRST)
    paper.robots, paper.down = host.robots, host.down
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, output)
        quick = {"headers_timeout": 0.2, "host_failures": 4}
        first = crawled.tonight(**(quick | dict(host.settings)))
        if host.asked:
            return Ran(crawled, first, None)
        crawled.next_night(days=5)
        paper.robots, paper.down = _robots(ROBOTS), None
        return Ran(crawled, first, crawled.tonight())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    folder = tmp_path_factory.mktemp("hosts")
    with ThreadPoolExecutor(3) as threads:
        running = {name: threads.submit(run, host, folder / f"{at}") for at, (name, host) in enumerate(HOSTS.items())}
        return {name: run.result() for name, run in running.items()}


@pytest.mark.fault
@pytest.mark.parametrize("name", HOSTS)
def test_a_night_ends_as_its_host_lets_it(ran: Mapping[str, Ran], name: str) -> None:
    host, night = HOSTS[name], ran[name].first
    assert (night.ended, night.robots) == (host.ended, host.state)
    assert host.notes in "; ".join([*night.notes, night.error or ""])
    log = ran[name].crawled.logs[0]
    assert night.requests == len(log)
    assert log[0].path == "/robots.txt"
    assert bool(pages_asked(log)) == host.asked
    assert shortest_gap(log, "congthuong.vn") >= host.gap
    if host.ended == "robots":
        assert {line.path for line in log} == {"/robots.txt"}
    if host.down is not None:
        assert len(log) <= 1 + 4 * 2


@pytest.mark.parametrize("name", HOSTS)
def test_only_what_robots_forbids_is_left_out(ran: Mapping[str, Ran], name: str) -> None:
    asked = any("/quang-cao/" in line.path for line in ran[name].crawled.logs[0])
    assert asked == (name in ("missing", "a page"))


@pytest.mark.parametrize("name", [name for name, host in HOSTS.items() if not host.asked])
def test_the_next_night_goes_on(ran: Mapping[str, Ran], name: str) -> None:
    night = ran[name].second
    assert night is not None
    assert night.ended == "finished"
    assert night.robots == ("changed" if HOSTS[name].state == "first" else "first")
    assert pages_asked(ran[name].crawled.logs[0]) == []


@pytest.mark.parametrize("name", HOSTS)
def test_in_the_end_everything_is_there(ran: Mapping[str, Ran], name: str) -> None:
    crawled = ran[name].crawled
    state = crawled.state()
    assert state.pop("congthuong.vn/499001") in ("rejected", "gone")
    assert state == {story.key: "article" for story in crawled.paper.stories.values()}
    stored = [url for url, status, _ in crawled.archived() if status == 200]
    assert sorted(stored) == sorted(story.url for story in crawled.paper.stories.values())
