"""A killed run, then another: as if nothing had happened. The processes are real, and so is SIGKILL."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline.commands import end, environment, start
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published, rows

DOCUMENTS = numbered_documents(60)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    json_lines(folder / "a.jsonl", [*DOCUMENTS, DOCUMENTS[0], {"id": "no text"}])
    (folder / "b.txt").write_text("Tăng 5% so với năm trước.")
    return folder


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, int]]:
    output = tmp_path_factory.mktemp("undisturbed")
    summary = ingest_here([source], output)
    return published(output), {name: count for name, count in summary.tables.items() if name != "runs"}


def begun(output: Path) -> bool:
    return (output / ".staging" / "seen.sqlite").exists()


def staged(output: Path) -> int:
    try:
        return sum(len(name) == 32 for name in os.listdir(output / ".staging"))
    except FileNotFoundError:
        return 0


def mid_partition(output: Path) -> bool:
    """One partition is done and another is being written."""
    try:
        names = os.listdir(output / ".staging")
    except FileNotFoundError:
        return False
    return any(len(name) == 32 for name in names) and any(name.startswith(".") for name in names)


def mid_commit(output: Path) -> bool:
    """A file of documents is written that no commit names yet, or that one has just named."""
    return len(list((output / "store" / "documents").glob("*.parquet"))) >= 2


def mid_publish(output: Path) -> bool:
    return (output / ".publishing" / "decree_refs.parquet").exists()


def mid_renaming(output: Path) -> bool:
    return (output / "tables" / "amounts.parquet").exists()


@pytest.mark.parametrize("reached", [begun, mid_partition, mid_commit, mid_publish, mid_renaming])
def test_killed_at_each_stage(
    source: Path,
    undisturbed: tuple[dict[str, str], dict[str, int]],
    tmp_path: Path,
    reached: Callable[[Path], bool],
) -> None:
    output = tmp_path / "out"
    kill(source, output, lambda: reached(output))
    done_before = rows_stored(output)
    summary = ingest_here([source], output)
    assert published(output) == undisturbed[0]
    counts = summary.counts
    assert (counts.read, counts.rejected, counts.duplicate) == (63, 1, 1)
    assert counts.unchanged == done_before, "what was committed is not done again"
    *before, last = (row["status"] for row in rows(output, "runs"))
    assert last == "finished"
    # the killed run may not even have noted that it began
    assert before == ["interrupted"] or (before == [] and reached is begun)
    assert not (output / ".staging").exists()
    assert not (output / ".publishing").exists()


def test_killed_again_and_again_at_any_moment(
    source: Path, undisturbed: tuple[dict[str, str], dict[str, int]], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    seed = random.Random(20120521)
    for _ in range(5):
        until = seed.uniform(0.0, 0.8)
        began: list[float] = []

        def later(until: float = until, began: list[float] = began) -> bool:
            if not began and begun(output):
                began.append(time.monotonic())
            return bool(began) and time.monotonic() - began[0] > until

        kill(source, output, later)
    ingest_here([source], output)
    assert published(output) == undisturbed[0]


def test_finished_partitions_of_a_killed_run_are_not_done_again(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import partitions, staging

    output = tmp_path / "out"
    kill(source, output, lambda: staged(output) >= 3, batch=1_000)
    assert rows_stored(output) == 0, "nothing was committed yet"
    made: list[object] = []
    real = staging.document_row
    monkeypatch.setattr(staging, "document_row", lambda *given: made.append(given) or real(*given))
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 4_000)
    ingest_here([source], output, workers=50)
    assert len(made) <= 61 - 3 * 10, "three partitions of more than ten documents were staged"


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """Enough input for worker processes, in texts that take no time."""
    filler = [{"id": f"filler-{number}", "text": "không có gì ở đây cả " * 2_000} for number in range(60)]
    return json_lines(tmp_path / "in" / "a.jsonl", [*filler, *DOCUMENTS])


def test_the_program_is_killed_with_all_its_processes(big: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    process = start("run", big, "--output", output)
    try:
        wait_for(lambda: staged(output) >= 1, process)
        children = descendants(process.pid)
        assert len(children) >= 3, "Prefect's API and the workers"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        wait_for(lambda: not any(alive(child) for child in children), None)
    finally:
        process.kill()
    ended = end(start("run", big, "--output", output))
    assert (ended.code, ended.err) == (0, "")
    assert "read 120 = extracted 120 + rejected 0 + duplicate 0" in ended.out
    ingest_here([big], tmp_path / "undisturbed")
    assert published(output) == published(tmp_path / "undisturbed")


@pytest.mark.parametrize("enough", [0, 1])
def test_an_interrupt_ends_a_run_whatever_it_waits_for(big: Path, tmp_path: Path, enough: int) -> None:
    output = tmp_path / "out"
    process = start("run", big, "--output", output)
    try:
        # at first it waits for Prefect's API and for workers that are being started, then for partitions
        wait_for(lambda: begun(output) and staged(output) >= enough, process)
        # as a terminal does: every process of the group gets it
        os.killpg(process.pid, signal.SIGINT)
        ended = end(process)
    finally:
        process.kill()
    said = "trichluc: interrupted; what was committed is kept, and the same command goes on there\n"
    assert (ended.code, ended.out, ended.err) == (130, "", said)
    again = end(start("run", big, "--output", output))
    assert (again.code, again.err) == (0, "")
    assert "read 120 = extracted 120 + rejected 0 + duplicate 0" in again.out
    *before, last = (row["status"] for row in rows(output, "runs"))
    assert last == "finished"
    # one that is interrupted at once has not noted yet that it began
    assert before in ([], ["interrupted"])


def kill(source: Path, output: Path, reached: Callable[[], bool], batch: int = 2) -> None:
    """Start a run in a process of its own, a commit each `batch` partitions, and kill it as soon as it is so far."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.killing", str(output), str(source), str(batch)],
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(reached, process)
    finally:
        process.kill()
        process.communicate()


def wait_for(reached: Callable[[], bool], process: "subprocess.Popen[str] | None") -> None:
    """Look again and again until something is so; fail where the process ends before, or after minutes."""
    deadline = time.monotonic() + 240
    while not reached():
        if process is not None and process.poll() is not None:
            # it may have come so far between the last look and its end
            assert reached(), process.communicate()[1]
            return
        assert time.monotonic() < deadline
        time.sleep(0.001)


def rows_stored(output: Path) -> int:
    """How many documents the commits of a killed run hold."""
    from pipeline.store import Store

    store = Store(output)
    return store.rows("documents") if store.is_there() else 0


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pid: int) -> bool:
    """Whether a process runs (one that has ended and waits to be noticed does not)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
