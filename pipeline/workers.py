"""Worker processes for extraction, started only where there is enough to do, and gone when their parent is.

A worker that is killed (the kernel does so when memory is short) costs the run nothing: its partition is done again, in
a process of its own, so that a partition that kills its worker each time is known and named.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from pipeline.errors import TrichlucError
from pipeline.partitions import Partition
from pipeline.places import Place
from pipeline.staging import StagedPartition, stage_partition
from pipeline.word_choice import WordsOf

#: Bytes of input from which processes are worth starting: each needs a second or two to load the extractors.
WORTH_A_POOL = 2_000_000
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

    @property
    def restarts(self) -> int:
        """How often workers were started anew because one of them was killed."""
        return self._restarts

    def stage(
        self, partition: Partition, known_at: Place | None, staging: Place, words_of: WordsOf = "mentions"
    ) -> StagedPartition:
        """Stage a partition and wait for it; where its worker is killed, once more.

        Raises TrichlucError where that worker is killed too, and where workers were killed too often.
        """
        while (pool := self._pool) is not None:
            try:
                staged = pool.submit(stage_partition, partition, known_at, staging, words_of=words_of)
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

    def close(self) -> None:
        """Wait for the workers to end."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def workers_for(size: int, count: int) -> Iterator[Workers]:
    """Workers for so many bytes of input on so many cores."""
    workers = Workers(count if count > 1 and size >= WORTH_A_POOL else 0)
    try:
        yield workers
    except BaseException:
        # whatever they are at would be for nothing
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        workers.close()


def _pool(count: int) -> ProcessPoolExecutor:
    # spawned, not forked: this process has threads, and a fork would hold its lock and its API's stdin open
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker)


def _begin_worker() -> None:
    """End this worker when its parent is gone: a killed parent cannot say so, one that is interrupted does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
