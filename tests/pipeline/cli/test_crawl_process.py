"""`trichluc crawl` as its operator starts it: a process against a simulated paper, told by the server's own log."""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.commands import Ended, end, environment, start
from tests.pipeline.crawl.nights import FIRST, pages_asked
from tests.pipeline.crawl.paper import FORBIDDEN, HOSTS, Paper, forbidden
from tests.pipeline.crawl.server import Asked, Request, Server

ARTICLES = 18


@dataclass
class Operator:
    """Whoever types the commands."""

    paper: Paper
    server: Server
    folder: Path

    @property
    def output(self) -> Path:
        return self.folder / "out"

    def starts(self, *arguments: str, delay: float = 0.01, extract: bool = False) -> Any:
        """A crawl that runs."""
        settings = {
            "origins": dict.fromkeys(HOSTS, f"http://127.0.0.1:{self.server.port}"),
            "delay": delay,
            "now": FIRST.isoformat(),
        }
        (self.folder / "settings.json").write_text(json.dumps(settings), "utf-8")
        given = ("--contact", "toasoan@example.vn", "--settings", self.folder / "settings.json")
        env = environment(self.folder / "escapes", PREFECT_HOME=str(self.folder / "home"))
        more = () if extract else ("--no-extract",)
        return start("crawl", "congthuong.vn", "-o", self.output, *given, *more, *arguments, env=env)

    def crawls(self, *arguments: str, **more: Any) -> Ended:
        """A crawl from its start to its end."""
        return end(self.starts(*arguments, **more))

    def new_log(self) -> list[Asked]:
        assert not (self.folder / "escapes").exists(), (self.folder / "escapes").read_text()
        return self.server.new_log()


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    paper = Paper(ARTICLES, FIRST)
    with Server(paper.answer) as server:
        yield Operator(paper, server, tmp_path)


class AtPage:
    """Holds the answer to the n-th page until it is let go."""

    def __init__(self, server: Server, number: int) -> None:
        self._number, self._count = number, 0
        self.reached, self.go_on = threading.Event(), threading.Event()
        server.before = self

    def __call__(self, request: Request) -> None:
        self._count += request.path.endswith(".html")
        if self._count == self._number and not self.reached.is_set():
            self.reached.set()
            self.go_on.wait(120)


def test_a_dry_run_names_what_would_be_fetched_and_what_each_source_gave(operator: Operator) -> None:
    ended = operator.crawls("--dry-run", "--since", "2026-07-05")
    assert ended.code == 0, ended.err
    young = {story.url for story in operator.paper.live if story.published_at.date() >= date(2026, 7, 5)}
    assert 0 < len(young) < ARTICLES
    # robots.txt forbids an address that every list names: it would not be fetched
    assert set(ended.out.splitlines()) == young
    assert "sitemap:/sitemap.xml: 18 articles, " in ended.err
    assert "rss:tai-chinh: " in ended.err
    log = operator.new_log()
    assert log[0].path == "/robots.txt"
    assert pages_asked(log) == []
    assert forbidden(line.path for line in log) == []
    assert operator.crawls("--dry-run", "--quiet", "--max-pages", "2").err == ""


def test_since_leaves_older_articles_alone_until_it_is_given_no_more(operator: Operator) -> None:
    ended = operator.crawls("--since", "2026-07-05", "--json")
    assert ended.code == 0, ended.err
    young = [story.path for story in operator.paper.live if story.published_at.date() >= date(2026, 7, 5)]
    assert pages_asked(operator.new_log()) == young
    assert json.loads(ended.out)["report"]["verdicts"]["new"] == len(young)
    assert operator.crawls("--quiet").code == 0
    older = [story.path for story in operator.paper.live if story.path not in young]
    assert pages_asked(operator.new_log()) == older


def test_a_night_that_its_minutes_end_leaves_the_rest_for_the_next(operator: Operator) -> None:
    # in six seconds not even all sources can be asked
    ended = operator.crawls("--max-minutes", "0.1", "--json", delay=0.5)
    night = json.loads(ended.out)
    assert (ended.code, night["ended"]) == (1, "budget"), ended.err
    assert "no_new_article" in [alarm["name"] for alarm in night["report"]["alarms"]]
    assert "the limit of minutes was reached: what is due and was not asked for waits" in night["report"]["notes"]
    first = operator.new_log()
    assert len(first) <= 14
    assert operator.crawls("--quiet").code == 0
    asked = Counter(pages_asked([*first, *operator.new_log()]))
    assert asked == Counter({story.path: 1 for story in operator.paper.live})


def test_a_second_crawl_is_refused_and_the_first_goes_on(operator: Operator) -> None:
    at = AtPage(operator.server, 2)
    first = operator.starts()
    assert at.reached.wait(120)
    second = operator.crawls()
    assert (second.code, second.out) == (1, "")
    assert second.err.startswith(
        f"trichluc: {operator.output}: another crawl of congthuong.vn runs (pid {first.pid} on"
    )
    assert second.err.count("\n") == 1
    at.go_on.set()
    ended = end(first)
    assert ended.code == 0, ended.err
    assert f"{ARTICLES} new articles" in next((operator.output / "reports").glob("*.md")).read_text("utf-8")
    assert Counter(pages_asked(operator.new_log())) == Counter({story.path: 1 for story in operator.paper.live})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_and_started_again_it_ends_as_if_nothing_had_happened(
    operator: Operator, number: signal.Signals
) -> None:
    at = AtPage(operator.server, 4)
    running = operator.starts(extract=True)
    assert at.reached.wait(120)
    if number == signal.SIGKILL:
        running.kill()
    else:
        os.kill(running.pid, number)
    ended = end(running)
    at.go_on.set()
    if number == signal.SIGINT:
        assert ended.code == 130
        assert "trichluc: interrupted; what was fetched is kept, and the same command goes on there" in ended.err
    again = operator.crawls("--watch", "tổng kinh phí", extract=True)
    assert again.code == 0, again.err
    assert f"extracted {ARTICLES} (new {ARTICLES}, changed 0)" in again.out
    asked = Counter(pages_asked(operator.new_log()))
    assert set(asked) == {story.path for story in operator.paper.live}
    assert asked.total() <= ARTICLES + 1
    [text] = [file.read_text("utf-8") for file in (operator.output / "reports").glob("*.md")]
    assert f"**{ARTICLES} new articles, 0 changed, 0 gone. No alarm.**" in text
    assert " in 2 runs and ended: nothing was left to ask for." in text
    assert f"**tổng kinh phí**: {ARTICLES} articles" in text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"delay": 0.1}, "settings of a crawl: delay is 0.1: give 0.5 seconds or more"),
        ({"output": "/elsewhere", "site": "moit.gov.vn"}, "site, output: give that on the command line"),
        ({"speed": 1}, "speed: no such setting of a crawl; there are backoff,"),
    ],
)
def test_settings_that_are_refused(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    given = ("--contact", "a@example.vn", "--settings", tmp_path / "settings.json")
    ended = end(start("crawl", "congthuong.vn", "-o", tmp_path / "out", *given, env=environment()))
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert not (tmp_path / "out").exists()


def test_what_robots_txt_forbids_is_told_and_never_asked(operator: Operator) -> None:
    ended = operator.crawls("--json")
    assert json.loads(ended.out)["reasons"] == {"robots_disallowed": 1}
    assert FORBIDDEN not in {line.path for line in operator.new_log()}
