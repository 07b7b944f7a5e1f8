"""A run killed at 40 points chosen at random, and started again: the rows of an undisturbed one, no work done twice.

34 times the run itself is killed, at a share of the processor time that it takes undisturbed, wherever that is: while
it begins, extracts, commits, publishes or clears up. 6 times it is one of its worker processes, and the run goes on.
The points are drawn from a seed; SIGKILL and the processes are real.
`pytest tests/pipeline/test_killed_at_forty_points.py` runs all of them, which takes a minute of processor time.
"""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import partitions, staging
from pipeline.checks import check_store
from pipeline.commits import commit_partitions
from pipeline.ingest import begin_run, end_commits, plan_run, publish_run
from pipeline.lock import exclusive
from pipeline.staging import StagedPartition
from pipeline.store import Store
from pipeline.workers import WORTH_A_POOL, workers_for
from tests.pipeline.commands import environment
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published, rows

SEED = 20120521
#: How often the run is killed, and how often a worker, in how many runs.
RUNS, WORKERS, RUNS_WITH_WORKERS = 34, 6, 2
DOCUMENTS = 48
#: Far more than anything takes, so that what hangs fails instead.
PATIENCE = 120


@dataclass(frozen=True)
class Undisturbed:
    """What a run that nothing disturbs leaves and takes."""

    source: Path
    published: dict[str, str]
    documents: int
    processor_seconds: float


class Forks:
    """Runs in processes of their own, forked from one that has everything loaded."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.forking"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def run(self, output: Path, source: Path, counter: Path, kill_after: float | None = None) -> tuple[int, float]:
        """Run, and kill the process after so many seconds of processor time; its status and processor time."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(output), str(source), str(counter)]) + "\n")
        self._process.stdin.flush()
        pid = int(self._line())
        if kill_after is not None:
            # the processor time of another process (Linux); the error is that it has ended
            clock = (~pid << 3) | 2
            with suppress(OSError):
                while time.clock_gettime(clock) < kill_after:
                    time.sleep(0.0003)
                os.kill(pid, signal.SIGKILL)
        status, used = self._line().split()
        return int(status), float(used)

    def end(self) -> None:
        """End the process that forks."""
        self._process.communicate()


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    made = Forks()
    yield made
    made.end()


@pytest.fixture(scope="module")
def undisturbed(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    documents = numbered_documents(DOCUMENTS)
    json_lines(folder / "in" / "a.jsonl", [documents[0], *documents, {"id": "no text"}])
    (folder / "in" / "b.txt").write_text("Tăng 5% so với năm trước.", encoding="utf-8")
    # enough for a partition without any document
    json_lines(folder / "in" / "c.jsonl", [{"id": "no text", "more": "x" * 500} for _ in range(20)])
    status, seconds = forks.run(folder / "out", folder / "in", folder / "count")
    assert status == 0
    assert (folder / "count").stat().st_size == DOCUMENTS + 1
    return Undisturbed(folder / "in", published(folder / "out"), DOCUMENTS + 1, seconds)


def kept(output: Path) -> set[str]:
    """The documents of finished partitions and of commits: what is not to be extracted from again."""
    found = set()
    for staged in (output / ".staging").glob("[0-9a-f]*/documents.parquet"):
        found |= set(pq.read_table(staged, columns=["doc_id"]).column("doc_id").to_pylist())
    store = Store(output)
    if store.is_there():
        with suppress(Exception):
            for file in store.files("documents"):
                found |= set(pq.read_table(file, columns=["doc_id"]).column("doc_id").to_pylist())
    return found


def stage(output: Path, whole: int) -> str:
    """How far a killed run came."""
    stored = Store(output)
    if (output / "tables" / "manifest.json").exists():
        return "published"
    if (output / ".publishing").exists():
        return "publishing"
    if not (output / "store" / "runs" / "_delta_log").exists():
        return "beginning"
    with suppress(Exception):
        count = stored.rows("documents")
        return "committed" if count == whole else "committing" if count else "extracting"
    return "beginning"


#: How far the runs came that were killed, by the number of the point.
REACHED: dict[int, str] = {}
POINTS = [random.Random(SEED + number).uniform(0, 1) for number in range(RUNS)]


@pytest.mark.parametrize("number", range(RUNS))
def test_the_run_is_killed(
    number: int, undisturbed: Undisturbed, forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out"
    status, _ = forks.run(
        output, undisturbed.source, tmp_path / "count", kill_after=POINTS[number] * undisturbed.processor_seconds
    )
    # a run may take less than the one that was measured, and have ended before
    assert status in (signal.SIGKILL, 0)
    REACHED[number] = stage(output, undisturbed.documents)
    done = kept(output)

    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 4_000)
    made: list[str] = []
    real = staging.document_row

    def counted(document: staging.SourceDocument, *more: object, **named: object) -> object:
        made.append(document.doc_id)
        return real(document, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(staging, "document_row", counted)
    counts = ingest_here([undisturbed.source], output, workers=50, batch=2).counts
    assert published(output) == undisturbed.published
    assert (counts.read, counts.rejected, counts.duplicate) == (DOCUMENTS + 23, 21, 1)
    assert not done.intersection(made), "finished partitions are not done again"
    assert len(made) == undisturbed.documents - len(done)
    assert rows(output, "runs")[-1]["status"] == "finished"
    assert not list(output.glob(".staging*"))
    assert not (output / ".publishing").exists()
    assert check_store(output).findings == []


def test_the_points_lie_everywhere() -> None:
    if len(REACHED) < RUNS:
        pytest.skip("not all points were tried in this process")
    assert set(REACHED.values()) >= {"extracting", "committing", "publishing"}, REACHED


@pytest.mark.parametrize("number", range(RUNS_WITH_WORKERS))
def test_workers_are_killed(
    number: int, undisturbed: Undisturbed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 700)
    chance = random.Random(SEED + RUNS + number)
    output = tmp_path / "out"
    output.mkdir()
    with exclusive(output):
        run = begin_run([str(undisturbed.source)], output)
        planned, counts = plan_run(run, 200)
        points = sorted(chance.sample(range(len(planned.partitions) - 9), WORKERS // RUNS_WITH_WORKERS))
        with workers_for(WORTH_A_POOL, 2) as workers, ThreadPoolExecutor(2) as threads:
            asked: list[Future[StagedPartition]] = []
            done: Mapping[str, int] = {}
            for point in points:
                for count in (point, point + 2):
                    # a second kill may not hit those that the last one hit: it would end the run
                    wait_for(lambda: all(each.done() for each in asked))  # noqa: B023
                    asked += [
                        threads.submit(workers.stage, each, run.known_shared, run.staging)
                        for each in planned.partitions[len(asked) : count]
                    ]
                pool = workers._pool
                os.kill(chance.choice([each.pid or 0 for each in living()]), signal.SIGKILL)
                # noticed, or already replaced: two kills that are noticed together are one restart
                wait_for(lambda: workers._pool is not pool or bool(pool and pool._broken))  # noqa: B023
                now = finished(run.staging)
                assert done.items() <= now.items(), "finished partitions are not done again"
                done = now
            asked += [
                threads.submit(workers.stage, each, run.known_shared, run.staging)
                for each in planned.partitions[len(asked) :]
            ]
            staged = [each.result(timeout=PATIENCE) for each in asked]
            assert workers.restarts == len(points)
        assert done.items() <= finished(run.staging).items(), "finished partitions are not done again"
        counts += commit_partitions(run.store, staged, run.known_at, run.here, run.provenance)
        publish_run(run, end_commits(run, counts), with_csv=False)
    assert published(output) == undisturbed.published
    assert check_store(output).findings == []


def living() -> list[multiprocessing.process.BaseProcess]:
    """The worker processes, as soon as there is one."""
    found: list[multiprocessing.process.BaseProcess] = []
    wait_for(lambda: bool(found.extend(each for each in multiprocessing.active_children() if each.is_alive()) or found))
    return found


def finished(folder: object) -> dict[str, int]:
    """The staged partitions that are whole, each with what tells it from another of its name."""
    return {each.name: each.stat().st_ino for each in Path(str(folder)).glob("[0-9a-f]*") if each.is_dir()}


def wait_for(reached: Callable[[], bool]) -> None:
    """Look again and again until something is so; fail after minutes."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.001)
