"""Where a run's time goes: each second of a thread counts for one stage, and a run tells them all."""

import time
from threading import Thread

from pipeline.stage_times import STAGES, StageTimes, spent_on, taken
from tests.pipeline.conftest import ProgramRun


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_a_stage_within_another_counts_for_itself() -> None:
    taken()
    with spent_on("rows"):
        work(0.02)
        with spent_on("words"):
            work(0.04)
        work(0.02)
    work(0.03)
    spent = taken()
    assert set(spent) == {"rows", "words"}
    assert 0.04 <= spent["rows"] < 0.06
    assert 0.04 <= spent["words"] < 0.06
    assert taken() == {}


def test_a_stage_that_fails_is_counted_and_left() -> None:
    taken()
    try:
        with spent_on("extract"):
            work(0.01)
            raise ValueError
    except ValueError:
        work(0.01)
    assert list(taken()) == ["extract"]


def test_threads_count_apart() -> None:
    taken()
    other = Thread(target=lambda: spent_on("read").__enter__())
    with spent_on("rows"):
        other.start()
        other.join()
    assert set(taken()) == {"rows"}


def test_a_run_counts_all_threads() -> None:
    times = StageTimes()
    with times.measured("publish"):
        other = Thread(target=work, args=(0.03,))
        other.start()
        other.join()
    times.add({"read": 1.5})
    times.add({"read": 1.0})
    assert times.as_record()["publish"] >= 0.03
    assert times.as_record()["read"] == 2.5


def test_the_summary_tells_every_stage(program_run: ProgramRun) -> None:
    spent = program_run.summary["processor_seconds"]
    assert list(spent) == list(STAGES)
    assert all(seconds > 0 for seconds in spent.values())
