"""How a run begins and ends: the lock, the store, the plan, the workers; and that its end is noted, however it ends.

The command line begins a run while Prefect's API starts (`begun_ahead`), which takes some seconds: when the flow is
there, the first partitions are staged. A flow that finds no run begun for it begins one itself.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from traceback import clear_frames

# pyarrow would load it at the first table, where an interrupt that comes meanwhile is lost
import pandas  # noqa: F401
from deltalake.exceptions import DeltaError
from pyarrow import ArrowException

from pipeline import ingest as steps
from pipeline.columns import OWN, Columns
from pipeline.counts import Counts
from pipeline.damage import damage
from pipeline.errors import TrichlucError, first_line
from pipeline.lock import exclusive
from pipeline.partitions import Plan, worker_count
from pipeline.places import Place, place_of
from pipeline.stage_times import StageTimes
from pipeline.word_choice import WordsOf
from pipeline.workers import Workers, prepare_workers, workers_for

#: Partitions that are asked for before the oldest is committed, for each worker: what bounds memory and staging.
AHEAD = 4


class Begun:
    """A run that has begun: it holds its store's lock until its end, which is noted with `counts` as they are then.

    `check_lock` raises TrichlucError where the lock was lost.
    """

    def __init__(self, run: steps.Run, check_lock: Callable[[], None], times: StageTimes) -> None:
        self.run = run
        self.check_lock = check_lock
        self.times = times
        self.counts = Counts()
        self._opened = ExitStack()
        self._plan: Plan | None = None
        self._workers: Workers | None = None

    @property
    def plan(self) -> Plan:
        """The partitions of its input, found and cut when this is first asked for."""
        if self._plan is None:
            with self.times.measured("plan"):
                self._plan, self.counts = steps.plan_run(self.run, worker_count())
        return self._plan

    @property
    def workers(self) -> Workers:
        """Its workers, who end with it."""
        if self._workers is None:
            self._workers = self._opened.enter_context(workers_for(self.plan.size, worker_count()))
        return self._workers

    def end_workers(self) -> None:
        """Wait for the workers to end; nothing is asked of them any more."""
        self._opened.close()

    @contextmanager
    def ending_workers(self) -> Iterator[None]:
        """Its workers end here, at once where something went wrong: who waits for what they are at waits no more."""
        with self._opened:
            yield

    def stage_ahead(self) -> None:
        """Have the first partitions staged, by worker processes meanwhile, or before this returns where there are none:
        it is for who has nothing else to do."""
        run = self.run
        for partition in self.plan.partitions[: AHEAD * worker_count()]:
            self.workers.begin(partition, run.known_shared, run.staging, run.words_of)


_waiting: ContextVar[Begun | None] = ContextVar("_waiting", default=None)


@contextmanager
def begun(
    paths: Sequence[str], output: Place, columns: Columns = OWN, *, resume: bool = True, words_of: WordsOf = "mentions"
) -> Iterator[Begun]:
    """Begin a run, and note how it ended. Raises TrichlucError, StoreInUse among them."""
    output.mkdir(parents=True, exist_ok=True)
    times = StageTimes()
    with exclusive(output) as check_lock:
        with times.measured("plan"):
            run = steps.begin_run(paths, output, columns, resume=resume, words_of=words_of)
        one = Begun(run, check_lock, times)
        try:
            with one.ending_workers():
                yield one
        except BaseException as error:
            # what went wrong is raised whether or not it can still be noted
            with suppress(Exception):
                steps.note_end(run, one.counts, "failed" if isinstance(error, Exception) else "interrupted")
                steps.leave(run)
            raise


@contextmanager
def begun_ahead(
    paths: Sequence[str], output: Place, columns: Columns = OWN, *, resume: bool = True, words_of: WordsOf = "mentions"
) -> Iterator[None]:
    """Begin a run on this machine for the flow that is called within, and have its first partitions staged meanwhile.

    Raises TrichlucError for whatever a disk, a store or a table can do.
    """
    with explained(output):
        prepare_workers(paths)
        with begun(paths, output, columns, resume=resume, words_of=words_of) as one:
            one.stage_ahead()
            token = _waiting.set(one)
            try:
                yield
            finally:
                _waiting.reset(token)


@contextmanager
def begun_before_or_now(
    paths: Sequence[str], output: Place, columns: Columns = OWN, *, resume: bool = True, words_of: WordsOf = "mentions"
) -> Iterator[Begun]:
    """The run that `begun_ahead` has begun, whose end is noted there, or one that begins now."""
    if (one := _waiting.get()) is not None:
        with one.ending_workers():
            yield one
        return
    with begun(paths, output, columns, resume=resume, words_of=words_of) as one:
        yield one


@contextmanager
def explained(output: Place) -> Iterator[None]:
    """Whatever a disk, a store or a table can do in a run, as a TrichlucError that says what to do."""
    try:
        yield
    except (TrichlucError, KeyboardInterrupt) as error:
        _let_go(error)
        raise
    except Exception as error:
        # not a name of this module: Prefect's threads keep what flows refer to, and DuckDB complains of that at exit
        from duckdb import Error as DuckError

        if not isinstance(error, (OSError, DeltaError, ArrowException, DuckError, sqlite3.Error)):
            raise
        _let_go(error)
        if (found := damage(place_of(str(output)))) is not None:
            raise TrichlucError(f"{found}; what was committed is kept") from error
        raise TrichlucError(
            f"{output}: the run stopped: {first_line(error)}; what was committed is kept, and the same command goes on"
            " from there"
        ) from error


def _let_go(error: BaseException | None) -> None:
    """Prefect keeps an error, and with its frames a connection of DuckDB, which complains of that at exit."""
    while error is not None:
        clear_frames(error.__traceback__)
        error.__traceback__ = None
        error.__cause__, error.__context__, error = None, None, error.__cause__ or error.__context__
