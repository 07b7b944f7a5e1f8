"""The Prefect flow `ingest`: plan partitions, extract each as one task, commit in batches, publish.

Import this inside `prefect_settings.prefect_api()`. The flow is thin: what it does is in `pipeline.ingest` and
`pipeline.commits`. Partitions are committed in input order whatever order they are finished in.
"""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar, cast

from deltalake.exceptions import DeltaError
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote
from pyarrow import ArrowException

from pipeline import ingest as steps
from pipeline.columns import OWN, Columns
from pipeline.commits import COMMIT_BYTES, commit_partitions
from pipeline.counts import Counts
from pipeline.errors import TrichlucError
from pipeline.lock import exclusive
from pipeline.partitions import Partition, Plan, worker_count
from pipeline.places import Place, place_of
from pipeline.progress import progress_of
from pipeline.stage_times import StageTimes
from pipeline.staging import StagedPartition
from pipeline.summary import RunSummary
from pipeline.word_choice import WordsOf
from pipeline.workers import Workers, workers_for

T = TypeVar("T")

#: Partitions that are asked for before the oldest is committed, for each worker: what bounds memory and staging.
_AHEAD = 4


@task(name="plan", cache_policy=NO_CACHE, persist_result=False)
def plan(run: steps.Run) -> tuple[Plan, Counts]:
    """Find the input and cut it into partitions."""
    return steps.plan_run(run, worker_count())


@task(name="extract-partition", cache_policy=NO_CACHE, persist_result=False)
def extract_partition(partition: Partition, run: steps.Run, workers: Workers) -> StagedPartition:
    """Extract one partition, in a worker process where there are any."""
    return workers.stage(partition, run.known_shared, run.staging, run.words_of)


@task(name="commit", cache_policy=NO_CACHE, persist_result=False)
def commit(staged: Sequence[StagedPartition], run: steps.Run) -> Counts:
    """Store the documents of some partitions in one commit."""
    return commit_partitions(run.store, staged, run.known_at, run.here, run.provenance)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run: steps.Run, counts: Counts, with_csv: bool, with_boilerplate: bool) -> RunSummary:
    """Draw the tables from the store."""
    return steps.publish_run(run, counts, with_csv=with_csv, with_boilerplate=with_boilerplate)


@flow(
    name="ingest",
    task_runner=ThreadPoolTaskRunner(max_workers=worker_count()),  # type: ignore[arg-type]
    persist_result=False,
    validate_parameters=False,
)
def ingest(
    paths: list[str],
    output: str,
    with_csv: bool = False,
    with_boilerplate: bool = False,
    progress: bool = False,
    columns: Columns = OWN,
    resume: bool = True,
    words_of: WordsOf = "mentions",
) -> RunSummary:
    """Read files and folders, extract from every document, store what is new or changed, publish the tables.

    Raises TrichlucError; a run that fails leaves the store as its last commit left it, and the next one goes on there.
    """
    folder = place_of(output)
    folder.mkdir(parents=True, exist_ok=True)
    times = StageTimes()
    with exclusive(folder):
        with times.measured("plan"):
            run = steps.begin_run(paths, folder, columns, resume=resume, words_of=words_of)
        counts = Counts()
        try:
            with times.measured("plan"):
                planned, counts = plan(_whole(run))
            with workers_for(planned.size, worker_count()) as workers, progress_of(planned, shown=progress) as advance:
                for batch in _batches(_staged(planned.partitions, run, workers, advance)):
                    for each in batch:
                        times.add(each.spent)
                    with times.measured("commit"):
                        counts += commit(_whole(batch), _whole(run))
            with times.measured("commit"):
                counts = steps.end_commits(run, counts)
            with times.measured("publish"):
                summary = publish(_whole(run), _whole(counts), with_csv, with_boilerplate)
            return replace(summary, processor_seconds=times.as_record())
        except BaseException as error:
            # what went wrong is raised whether or not it can still be noted
            with suppress(Exception):
                steps.note_end(run, counts, "failed" if isinstance(error, Exception) else "interrupted")
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
    """Partitions joined until their documents are worth a commit."""
    batch: list[StagedPartition] = []
    size = 0
    for partition in staged:
        batch.append(partition)
        size += partition.size
        if size >= COMMIT_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def extract_into(
    paths: Sequence[str],
    output: Place,
    *,
    with_csv: bool = False,
    with_boilerplate: bool = False,
    progress: bool = False,
    columns: Columns = OWN,
    resume: bool = True,
    words_of: WordsOf = "mentions",
) -> RunSummary:
    """Run the flow. Raises TrichlucError for whatever a disk, a store or a table can do."""
    from duckdb import Error as DuckError

    try:
        summary: RunSummary = ingest(
            list(paths), str(output), with_csv, with_boilerplate, progress, columns, resume, words_of
        )
    except (OSError, DeltaError, ArrowException, DuckError, sqlite3.Error) as error:
        raise TrichlucError(
            f"{output}: the run stopped: {error}; what was committed is kept, and the same command goes on from there"
        ) from error
    return summary


def run_ingest(
    paths: Sequence[str],
    output: Place,
    *,
    with_csv: bool = False,
    with_boilerplate: bool = False,
    progress: bool = False,
    columns: Columns = OWN,
    resume: bool = True,
    words_of: WordsOf = "mentions",
) -> RunSummary:
    """Run the flow from the command line, which prints an error itself: Prefect's log of it goes to its API only.

    Raises TrichlucError.
    """
    for handler in logging.getLogger().handlers:
        handler.addFilter(_is_not_an_error_of_a_run)
    return extract_into(
        paths,
        output,
        with_csv=with_csv,
        with_boilerplate=with_boilerplate,
        progress=progress,
        columns=columns,
        resume=resume,
        words_of=words_of,
    )


def _is_not_an_error_of_a_run(record: logging.LogRecord) -> bool:
    return record.levelno < logging.ERROR or not record.name.startswith(("prefect.flow_runs", "prefect.task_runs"))
