"""Where a run's time goes: seconds of processor time by stage, as `trichluc run --json` tells them.

A worker measures its own thread. The run measures all of its process, whose libraries have threads of their own.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

#: `plan`: the store is opened, the input found and cut; `read`: records into documents; `extract`: mentions; `words`:
#: sentences and words; `rows`: what else makes and stages rows; then `commit` and `publish`.
Stage = Literal["plan", "read", "extract", "words", "rows", "commit", "publish"]
STAGES: tuple[Stage, ...] = ("plan", "read", "extract", "words", "rows", "commit", "publish")


class StageTimes:
    """Processor time by stage, of a run."""

    def __init__(self) -> None:
        self._seconds: dict[Stage, float] = dict.fromkeys(STAGES, 0.0)

    def add(self, spent: Mapping[Stage, float]) -> None:
        """Add what a worker spent."""
        for stage, seconds in spent.items():
            self._seconds[stage] += seconds

    @contextmanager
    def measured(self, stage: Stage) -> Iterator[None]:
        """Add what this process spends meanwhile, in all of its threads."""
        began = time.process_time()
        try:
            yield
        finally:
            self._seconds[stage] += time.process_time() - began

    def as_record(self) -> dict[Stage, float]:
        """Every stage, in milliseconds' precision."""
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}


class _Clock(threading.local):
    """What a thread is at, since when, and what it has spent."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.since = 0.0
        self.spent: dict[Stage, float] = {}

    def turn_to(self, stage: Stage | None) -> None:
        now = time.thread_time()
        if self.stage is not None:
            self.spent[self.stage] = self.spent.get(self.stage, 0.0) + now - self.since
        self.stage, self.since = stage, now


_clock = _Clock()


@contextmanager
def spent_on(stage: Stage) -> Iterator[None]:
    """Count what this thread spends meanwhile for a stage; a stage within another counts for itself alone."""
    outer = _clock.stage
    _clock.turn_to(stage)
    try:
        yield
    finally:
        _clock.turn_to(outer)


def taken() -> dict[Stage, float]:
    """What this thread has spent since it was last asked."""
    _clock.turn_to(_clock.stage)
    spent, _clock.spent = _clock.spent, {}
    return spent
