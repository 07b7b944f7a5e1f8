"""SIGKILL at ten random moments of one night, and a disk that is full: what was committed is kept and fetched once."""

import os
import random
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.crawl import fetching
from pipeline.errors import TrichlucError
from tests.pipeline.crawl.nights import FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Request, Server

ARTICLES = 60
KILLS = 10


class Killer:
    """Ends the fetching process with SIGKILL at a moment of a request: when it is in, or so long after its answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        popen = subprocess.Popen

        def start(*arguments: object, **named: object) -> "subprocess.Popen[str]":
            self.child = popen(*arguments, **named)  # type: ignore[call-overload]
            return self.child

        monkeypatch.setattr(fetching.subprocess, "Popen", start)

    def arm(self, server: Server, moment: "Moment") -> None:
        count = [0]

        def in_request(request: Request) -> None:
            count[0] += request.path.endswith(".html") or not moment.of_pages
            if count[0] == moment.at and moment.late is None:
                self.child.kill()
                self.child.wait()

        def after_answer(_: Request) -> None:
            if count[0] == moment.at and moment.late is not None:
                threading.Timer(moment.late, self.child.kill).start()
                count[0] += 10_000  # once

        server.before, server.after = in_request, after_answer


@dataclass(frozen=True)
class Moment:
    """The n-th request (or page) of a run: while it is answered, or `late` seconds after the answer was sent."""

    at: int
    of_pages: bool
    late: float | None


def moments(chance: random.Random) -> Iterator[Moment]:
    """Some while addresses are found, most while pages are fetched: before, while and after they are committed."""
    for kill in range(KILLS):
        late = None if chance.random() < 0.3 else chance.uniform(0, 0.012)
        yield Moment(chance.randint(2, 35) if kill < 3 else chance.randint(1, 9), kill >= 3, late)


@pytest.mark.fault
def test_killed_at_ten_random_moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20261122)
    paper = Paper(ARTICLES, FIRST)
    killer = Killer(monkeypatch)
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, tmp_path)
        committed: list[set[str]] = []
        logs = []
        for moment in moments(chance):
            killer.arm(server, moment)
            with pytest.raises(TrichlucError, match="SIGKILL"):
                crawled.tonight()
            logs.append(server.new_log())
            committed.append({key for key, state in crawled.state().items() if state == "article"})
        server.before = server.after = lambda _: None
        last = crawled.tonight()
        logs.append(crawled.logs[-1])

    assert last.ended == "finished"
    assert crawled.state() == {story.key: "article" for story in paper.stories.values()} | {
        "congthuong.vn/499001": "rejected"
    }
    # nothing that was committed is fetched again, and of what was not, one page a kill
    asked: Counter[str] = Counter()
    for log, before in zip(logs, [set(), *committed], strict=True):
        for path in pages_asked(log):
            assert f"congthuong.vn/{path.rpartition('-')[2].removesuffix('.html')}" not in before
            asked[path] += 1
    assert set(asked) == {story.path for story in paper.stories.values()}
    assert asked.total() <= ARTICLES + KILLS
    assert sum(len(before) > 0 for before in committed) >= 5, "the kills came too early to show anything"
    # no record is broken, and each page is archived, at most once more for each kill
    archived = Counter(url for url, _, _ in crawled.archived())
    assert set(archived) == {story.url for story in paper.stories.values()}
    assert archived.total() <= asked.total()
    # the sums of the killed runs were completed: together they tell of each page once
    runs = crawled.rows("SELECT run_id, summary FROM runs ORDER BY rowid")
    assert len(runs) == KILLS + 1
    assert all(row["summary"] is not None for row in runs)
    outcomes = crawled.rows("SELECT url, verdict FROM outcomes WHERE verdict = 'new'")
    assert Counter(row["url"] for row in outcomes) == Counter(story.url for story in paper.stories.values())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(
            f"no disk can be mounted here ({mounted.stderr.strip()}); test_fetching.py bounds the files instead"
        )
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.fault
def test_a_disk_that_is_full(small_disk: Path) -> None:
    paper = Paper(ARTICLES, FIRST)
    filler = small_disk / "others-files"
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, small_disk)
        crawled.tonight(max_pages=5)
        free = os.statvfs(small_disk)
        filler.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 40_000))
        with pytest.raises(TrichlucError, match=r"make room|No space left|disk is full"):
            crawled.tonight()
        after_full = server.new_log()
        done = sum(state == "article" for state in crawled.state().values())
        assert 5 <= done < ARTICLES
        # room again
        filler.unlink()
        night = crawled.tonight()
    assert night.ended == "finished"
    assert night.verdicts["new"] == ARTICLES - done
    assert crawled.state() == {story.key: "article" for story in paper.stories.values()} | {
        "congthuong.vn/499001": "rejected"
    }
    archived = Counter(url for url, _, _ in crawled.archived())
    assert set(archived) == {story.url for story in paper.stories.values()}
    asked = Counter(path for log in [*crawled.logs, after_full] for path in pages_asked(log))
    assert asked.total() <= ARTICLES + 1
