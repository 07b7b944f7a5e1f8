"""Worker processes for extraction, started only where there is enough to do, and gone when their parent is."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import TrichlucError
from pipeline.partitions import Partition
from pipeline.staging import StagedPartition, stage_partition

#: Bytes of input from which processes are worth starting: each needs a second or two to load the extractors.
WORTH_A_POOL = 2_000_000


class Workers:
    """Stages partitions: in worker processes, or in the calling thread where there are none."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def stage(self, partition: Partition, known_at: Path | None, staging: Path) -> StagedPartition:
        """Stage a partition and wait for it. Raises TrichlucError where a worker process was killed."""
        if self._pool is None:
            return stage_partition(partition, known_at, staging)
        try:
            return self._pool.submit(stage_partition, partition, known_at, staging).result()
        except BrokenProcessPool:
            raise TrichlucError(
                "a worker process was killed (out of memory?); run again: finished partitions are kept"
            ) from None


@contextmanager
def workers_for(size: int, count: int) -> Iterator[Workers]:
    """Workers for so many bytes of input on so many cores."""
    if count < 2 or size < WORTH_A_POOL:
        yield Workers(None)
        return
    # spawned, not forked: this process has threads, and a fork would hold its lock and its API's stdin open
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin_worker)
    try:
        yield Workers(pool)
    except BaseException:
        # whatever they are at would be for nothing
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker() -> None:
    """End this worker when its parent is gone: a killed parent cannot say so, one that is interrupted does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
