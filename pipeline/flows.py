"""The Prefect flow `ingest`: plan partitions, extract each as one task, commit in batches, publish.

Import this inside `prefect_settings.prefect_api()`. The flow is thin: what it does is in `pipeline.ingest` and
`pipeline.commits`. Partitions are committed in input order whatever order they are finished in.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from pipeline import ingest as steps
from pipeline.commits import Counts, commit_partitions
from pipeline.lock import exclusive
from pipeline.partitions import Partition, worker_count
from pipeline.progress import progress_of
from pipeline.staging import StagedPartition
from pipeline.summary import RunSummary
from pipeline.workers import Workers, workers_for

T = TypeVar("T")

#: Partitions that are asked for before the oldest is committed, for each worker: what bounds memory and staging.
_AHEAD = 4


@task(name="extract-partition", cache_policy=NO_CACHE, persist_result=False)
def extract_partition(partition: Partition, run: steps.Run, workers: Workers) -> StagedPartition:
    """Extract one partition, in a worker process where there are any."""
    return workers.stage(partition, run.known_at, run.staging)


@task(name="commit", cache_policy=NO_CACHE, persist_result=False)
def commit(staged: Sequence[StagedPartition], run: steps.Run) -> Counts:
    """Store the documents of some partitions in one commit."""
    return commit_partitions(run.store, staged, run.known_at, run.staging, run.provenance)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run: steps.Run, counts: Counts, with_csv: bool) -> RunSummary:
    """Draw the tables from the store."""
    return steps.publish_run(run, counts, with_csv=with_csv)


@flow(
    name="ingest",
    task_runner=ThreadPoolTaskRunner(max_workers=worker_count()),  # type: ignore[arg-type]
    persist_result=False,
    validate_parameters=False,
)
def ingest(paths: list[str], output: str, with_csv: bool = False, progress: bool = False) -> RunSummary:
    """Read files and folders, extract from every document, store what is new or changed, publish the tables.

    Raises TrichlucError; a run that fails leaves the store as its last commit left it, and the next one goes on there.
    """
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder):
        run = steps.begin_run(paths, folder)
        counts = Counts()
        try:
            plan, counts = steps.plan_run(run, worker_count())
            with workers_for(plan.size, worker_count()) as workers, progress_of(plan, shown=progress) as advance:
                for batch in _batches(_staged(plan.partitions, run, workers, advance)):
                    counts += commit(_whole(batch), _whole(run))
            counts = steps.end_commits(run, counts)
            return publish(_whole(run), _whole(counts), with_csv)
        except BaseException:
            steps.note_end(run, counts, "failed")
            raise


def _whole(argument: T) -> T:
    """An argument for a task that Prefect is not to look into: it would visit every value in it."""
    return cast(T, quote(argument))


def _staged(
    partitions: Sequence[Partition], run: steps.Run, workers: Workers, advance: Callable[[int], None]
) -> Iterator[StagedPartition]:
    """The results of the partitions in order, a few of them asked for ahead."""
    waiting: deque[tuple[Partition, Any]] = deque()
    left = iter(partitions)
    while True:
        while len(waiting) < _AHEAD * worker_count() and (partition := next(left, None)) is not None:
            waiting.append((partition, extract_partition.submit(_whole(partition), _whole(run), _whole(workers))))
        if not waiting:
            return
        partition, future = waiting.popleft()
        yield future.result()
        advance(partition.size)


def _batches(staged: Iterator[StagedPartition]) -> Iterator[list[StagedPartition]]:
    """Partitions joined until they are worth a commit."""
    batch: list[StagedPartition] = []
    size = 0
    for partition in staged:
        batch.append(partition)
        size += partition.size
        if size >= steps.COMMIT_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def run_ingest(paths: Sequence[str], output: Path, *, with_csv: bool = False, progress: bool = False) -> RunSummary:
    """Run the flow from a program: an error that a user can act on comes out without a log of its own."""
    summary: RunSummary = ingest(list(paths), str(output), with_csv, progress)
    return summary
