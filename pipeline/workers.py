"""Worker processes for extraction, started only where there is enough to do, and gone when their parent is.

They are forked by a server that has loaded what they need (`pipeline.preloaded`): this process has threads, and a fork
of it would hold its lock and its API's stdin open.

A worker that is killed (the kernel does so when memory is short) costs the run nothing: its partition is done again, in
a process of its own, so that a partition that kills its worker each time is known and named.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

from pipeline.errors import TrichlucError
from pipeline.partitions import Partition, worker_count
from pipeline.places import Place
from pipeline.staging import StagedPartition, stage_partition
from pipeline.word_choice import WordsOf

#: Bytes of input from which processes are worth starting: a second or two goes into loading the extractors.
WORTH_A_POOL = 2_000_000
#: Files that are looked at to know early whether there is that much.
_LOOKED_AT = 5_000
#: How often a run starts its workers anew before it gives up: whatever kills them so often kills the next ones too.
MOST_RESTARTS = 10


class Workers:
    """Stages partitions: in so many worker processes, or in the calling thread where there are to be none.

    Threads may call it side by side.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = _pool(count) if count else None
        self._restarts = 0
        self._changing = threading.Lock()
        self._alone = threading.Lock()
        self._given_up = threading.Event()
        self._beginner = ThreadPoolExecutor(1, "trichluc-beginner")
        #: By the numbers of partitions: those that are staged, and those that workers are being asked for.
        self._staged: dict[int, StagedPartition] = {}
        self._begun: dict[int, tuple[Future[Future[StagedPartition]], ProcessPoolExecutor]] = {}
        _Server.take()

    @property
    def restarts(self) -> int:
        """How often workers were started anew because one of them was killed."""
        return self._restarts

    def begin(
        self, partition: Partition, known_at: Place | None, staging: Place, words_of: WordsOf = "mentions"
    ) -> None:
        """Begin with a partition that will be asked for: worker processes stage it meanwhile.

        Without them it is staged when this returns. Raises what `stage` raises.
        """
        if (pool := self._pool) is None:
            self._staged[partition.number] = stage_partition(partition, known_at, staging, words_of=words_of)
            return
        # in a thread of its own: an interrupt, which is for the main one, would leave a worker half started
        asked = self._beginner.submit(pool.submit, stage_partition, partition, known_at, staging, words_of=words_of)
        self._begun[partition.number] = asked, pool

    def stage(
        self, partition: Partition, known_at: Place | None, staging: Place, words_of: WordsOf = "mentions"
    ) -> StagedPartition:
        """Stage a partition and wait for it; where its worker is killed, once more.

        Raises TrichlucError where that worker is killed too, where workers were killed too often, and where they were
        given up meanwhile.
        """
        if (done := self._staged.pop(partition.number, None)) is not None:
            return done
        while (pool := self._pool) is not None:
            begun = self._begun.pop(partition.number, None)
            try:
                if begun is None:
                    staged = pool.submit(stage_partition, partition, known_at, staging, words_of=words_of)
                else:
                    asked, pool = begun
                    staged = asked.result()
            except BrokenProcessPool:
                self._restart(pool)
                continue
            try:
                return staged.result()
            except BrokenProcessPool:
                # with the worker that was killed all others of its pool are ended: one of these partitions it was
                self._restart(pool)
                return self._stage_alone(partition, known_at, staging, words_of)
        return stage_partition(partition, known_at, staging, words_of=words_of)

    def _stage_alone(
        self, partition: Partition, known_at: Place | None, staging: Place, words_of: WordsOf
    ) -> StagedPartition:
        """Stage a partition in a worker that has nothing else to do, one such partition at a time."""
        with self._alone, _pool(1) as alone:
            try:
                return alone.submit(stage_partition, partition, known_at, staging, words_of=words_of).result()
            except BrokenProcessPool:
                raise TrichlucError(
                    f"{partition.place}: the worker process was killed at it twice (out of memory?); what is done is"
                    " kept: give it more memory, or take it out of the input, and run again"
                ) from None

    def _restart(self, broken: ProcessPoolExecutor) -> None:
        """Put new workers in the place of a pool that lost one, unless another thread has done so."""
        if self._given_up.is_set():
            raise TrichlucError("the workers were ended with their run")
        with self._changing:
            if self._pool is not broken:
                return
            broken.shutdown(wait=False)
            self._restarts += 1
            if self._restarts > MOST_RESTARTS:
                raise TrichlucError(
                    f"worker processes were killed {self._restarts} times (out of memory?); run again: finished"
                    " partitions are kept"
                )
            self._pool = _pool(self._count)

    def give_up(self) -> None:
        """End the workers at once: what they are at would be for nothing. One that is being started is waited for."""
        self._given_up.set()
        self._beginner.shutdown(wait=True, cancel_futures=True)
        for worker in multiprocessing.active_children():
            worker.terminate()

    def close(self) -> None:
        """Wait for the workers to end, and for their server where no others have workers of it: it holds memory."""
        self._beginner.shutdown(wait=True, cancel_futures=True)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        _Server.leave()


class _Server:
    """The server that forks workers, for all that have some in this process."""

    _users = 0
    _changing = threading.Lock()

    @classmethod
    def take(cls) -> None:
        with cls._changing:
            cls._users += 1

    @classmethod
    def leave(cls) -> None:
        with cls._changing:
            cls._users -= 1
            if not cls._users:
                # there is no other way to end it before this process ends
                forkserver._forkserver._stop()  # type: ignore[attr-defined]


def prepare_workers(paths: Sequence[str]) -> None:
    """Begin to load what workers need where an input on this machine is large enough for them; returns at once."""
    if worker_count() > 1 and sum(_sizes(paths)) >= WORTH_A_POOL:
        _start_server()


def _sizes(paths: Sequence[str]) -> Iterator[int]:
    files = (file for path in paths for file in _files(Path(path)))
    for file in islice(files, _LOOKED_AT):
        try:
            yield file.stat().st_size
        except OSError:
            # whoever reads it says what is wrong with it
            continue


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, _, names in os.walk(path):
        yield from (Path(folder, name) for name in names)


def _start_server() -> None:
    forkserver.set_forkserver_preload(["pipeline.preloaded"])
    # which lets interrupts through when it has started: the server would start it after they are held back
    resource_tracker.ensure_running()
    # it inherits that interrupts are held back, until it can ignore them
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


@contextmanager
def workers_for(size: int, count: int) -> Iterator[Workers]:
    """Workers for so many bytes of input on so many cores."""
    workers = Workers(count if count > 1 and size >= WORTH_A_POOL else 0)
    try:
        yield workers
    except BaseException:
        workers.give_up()
        raise
    finally:
        workers.close()


def _pool(count: int) -> ProcessPoolExecutor:
    _start_server()
    return ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_begin_worker,
        initargs=(dict(os.environ),),
    )


def _begin_worker(environment: Mapping[str, str]) -> None:
    """Take over the environment, which may have changed since the server began, and end when the run is gone: a killed
    one cannot say so, one that is interrupted does."""
    os.environ.clear()
    os.environ.update(environment)

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
