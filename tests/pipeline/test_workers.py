"""Workers that are killed: real processes, and a kernel that kills those which open a deadly file."""

import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.errors import TrichlucError
from pipeline.inputs import find_inputs
from pipeline.partitions import Partition, Piece
from pipeline.staging import StagedPartition
from pipeline.workers import Workers, workers_for
from tests.pipeline.commands import environment
from tests.pipeline.ingesting import json_lines, numbered_documents


@pytest.fixture
def partitions(tmp_path: Path) -> Sequence[Partition]:
    """Three partitions of a file each; the second is `deadly.jsonl`."""
    for name in ("a", "deadly", "z"):
        json_lines(tmp_path / "in" / f"{name}.jsonl", numbered_documents(2))
    found = find_inputs([str(tmp_path / "in")], tmp_path / "out")
    return [Partition(number, (Piece(file),)) for number, file in enumerate(found)]  # type: ignore[arg-type]


def staged(
    partitions: Sequence[Partition], staging: Path, *, ahead: bool = False
) -> "Sequence[Future[StagedPartition]]":
    """All partitions staged by two workers, two threads asking; with `ahead` the workers have begun before."""
    staging.mkdir()
    with workers_for(workers.WORTH_A_POOL, 2) as two, ThreadPoolExecutor(2) as threads:
        for partition in partitions if ahead else ():
            two.begin(partition, None, staging)
        return [threads.submit(two.stage, partition, None, staging) for partition in partitions]


def deadly(monkeypatch: pytest.MonkeyPatch, deaths: Path, most: int) -> None:
    deaths.mkdir()
    paths = str(Path(__file__).parent / "deadly"), environment()["PYTHONPATH"]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("TRICHLUC_TEST_DEADLY", "/deadly.jsonl")
    monkeypatch.setenv("TRICHLUC_TEST_DEATHS", str(deaths))
    monkeypatch.setenv("TRICHLUC_TEST_MOST_DEATHS", str(most))


@pytest.mark.parametrize("ahead", [False, True])
def test_a_killed_worker_costs_a_second_try(
    partitions: Sequence[Partition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: bool
) -> None:
    deadly(monkeypatch, tmp_path / "deaths", 1)
    done = [each.result() for each in staged(partitions, tmp_path / "staging", ahead=ahead)]
    assert [each.documents for each in done] == [2, 2, 2]
    assert len(list((tmp_path / "deaths").iterdir())) == 1


@pytest.mark.parametrize("ahead", [False, True])
def test_a_partition_that_kills_its_worker_twice_is_named(
    partitions: Sequence[Partition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: bool
) -> None:
    deadly(monkeypatch, tmp_path / "deaths", 100)
    first, second, third = staged(partitions, tmp_path / "staging", ahead=ahead)
    with pytest.raises(TrichlucError, match=r"in/deadly\.jsonl: the worker process was killed at it twice"):
        second.result()
    assert (first.result().documents, third.result().documents) == (2, 2)
    assert len(list((tmp_path / "deaths").iterdir())) == 2


def test_workers_that_are_killed_again_and_again_are_given_up(
    partitions: Sequence[Partition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly(monkeypatch, tmp_path / "deaths", 1)
    monkeypatch.setattr(workers, "MOST_RESTARTS", 0)
    (tmp_path / "staging").mkdir()
    one = Workers(1)
    try:
        with pytest.raises(TrichlucError, match="killed 1 times"):
            one.stage(partitions[1], None, tmp_path / "staging")
    finally:
        one.close()


def test_few_bytes_and_one_core_are_worth_no_workers(partitions: Sequence[Partition], tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir()
    for size, count in ((10, 8), (10**9, 1)):
        with workers_for(size, count) as none:
            none.begin(partitions[0], None, tmp_path / "staging")
            assert list((tmp_path / "staging").iterdir()), "there is nobody who would stage it meanwhile"
            assert none.stage(partitions[0], None, tmp_path / "staging").documents == 2


@pytest.mark.parametrize(("first", "last", "said"), [(1, 0, "a"), (12, 0, "a, from line 12"), (1, 2, "a to z")])
def test_a_partition_says_where_it_stands(partitions: Sequence[Partition], first: int, last: int, said: str) -> None:
    files = [partition.pieces[0].file for partition in partitions]
    pieces = (Piece(files[0], first_line=first), *(Piece(file) for file in files[1 : last + 1]))
    place = Partition(0, pieces).place
    for file, short in zip(files, ("a", "deadly", "z"), strict=True):
        place = place.replace(file.origin.file, short)
    assert place == said


def test_idle_workers_that_are_killed_are_replaced(partitions: Sequence[Partition], tmp_path: Path) -> None:
    import multiprocessing

    (tmp_path / "staging").mkdir()
    with workers_for(workers.WORTH_A_POOL, 2) as two:
        assert two.stage(partitions[0], None, tmp_path / "staging").documents == 2
        for worker in multiprocessing.active_children():
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        assert two.stage(partitions[2], None, tmp_path / "staging").documents == 2
