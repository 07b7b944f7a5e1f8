"""The Prefect flow `ingest`: plan partitions, extract each as one task, commit in batches, publish.

Import this inside `prefect_settings.prefect_api()`. The flow is thin: what it does is in `pipeline.ingest` and
`pipeline.commits`. Partitions are committed in input order whatever order they are finished in.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from pipeline import ingest as steps
from pipeline import partitions
from pipeline.beginning import AHEAD, Begun, begun_before_or_now, explained
from pipeline.cluster import Cluster, cluster_for
from pipeline.cluster_tasks import Sealed, Work, extract_on_cluster, survey_stretches
from pipeline.columns import OWN, Columns
from pipeline.commits import COMMIT_TEXT, commit_partitions
from pipeline.counts import Counts
from pipeline.errors import TrichlucError
from pipeline.partitions import Partition, Plan, worker_count
from pipeline.places import Place, place_of
from pipeline.progress import progress_of
from pipeline.rows import extraction_key
from pipeline.staging import StagedPartition, Stamp
from pipeline.summary import RunSummary
from pipeline.surveys import Stretch, Surveyed
from pipeline.word_choice import WordsOf
from pipeline.workers import Workers

T = TypeVar("T")

#: Prefect's loggers of what a run raises, and of interrupts.
_SAY_ERRORS = ("prefect.flow_runs", "prefect.task_runs", "prefect.engine")
#: Stretches of the input that one task looks at: a task costs the driver a tenth of a second.
_STRETCHES = 32


@task(name="plan", cache_policy=NO_CACHE, persist_result=False)
def plan(begun: Begun) -> Plan:
    """Find the input and cut it into partitions."""
    return begun.plan


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
    cluster: Cluster | None = None,
) -> RunSummary:
    """Read files and folders, extract from every document, store what is new or changed, publish the tables.

    On a cluster its workers look at the input, extract, and write their rows; here it is only said where each goes.
    Raises TrichlucError; a run that fails leaves the store as its last commit left it, and the next one goes on there.
    """
    with begun_before_or_now(paths, place_of(output), columns, resume=resume, words_of=words_of) as begun:
        run, times = begun.run, begun.times
        if cluster is None:
            planned = plan(_whole(begun))
            submit = partial(_submit_here, run=_whole(run), workers=_whole(begun.workers))
            ahead, commit_bytes = AHEAD * worker_count(), COMMIT_TEXT
        else:
            with times.measured("plan"):
                planned, begun.counts = _plan_on(cluster, run)
            submit = partial(_submit_to_cluster, work=_work_of(run))
            ahead, commit_bytes = AHEAD * cluster.threads, partitions.COMMIT_BYTES_OF_CLUSTER
        with progress_of(planned, shown=progress) as advance:
            for batch in _batches(_staged(planned.partitions, submit, ahead, advance), commit_bytes):
                for each in batch:
                    times.add(each.spent)
                begun.check_lock()
                with times.measured("commit"):
                    begun.counts += commit(_whole(batch), _whole(run))
        begun.end_workers()
        begun.check_lock()
        with times.measured("commit"):
            begun.counts = steps.end_commits(run, begun.counts)
        with times.measured("publish"):
            summary = publish(_whole(run), _whole(begun.counts), with_csv, with_boilerplate)
        return replace(summary, processor_seconds=times.as_record())


def _whole(argument: T) -> T:
    """An argument for a task that Prefect is not to look into: it would visit every value in it."""
    return cast(T, quote(argument))


def _plan_on(cluster: Cluster, run: steps.Run) -> tuple[Plan, Counts]:
    look_at = partial(_look_at, ahead=AHEAD * cluster.threads)
    return steps.plan_run(run, cluster.threads, look_at, partitions.LARGEST_OF_CLUSTER)


def _submit_here(partition: Partition, run: steps.Run, workers: Workers) -> Any:
    return extract_partition.submit(_whole(partition), run, workers)


def _submit_to_cluster(partition: Partition, work: Work) -> Any:
    return extract_on_cluster.submit(Sealed((partition, work)))


def _work_of(run: steps.Run) -> Work:
    stamp = Stamp(run.provenance.run_id, run.provenance.started_at)
    return Work(run.known_shared, run.staging, stamp, run.words_of, extraction_key(run.words_of))


def _look_at(stretches: Sequence[Stretch], ahead: int) -> Iterator[Surveyed]:
    """What a cluster's workers find in stretches of the input, in order."""
    batches = [stretches[at : at + _STRETCHES] for at in range(0, len(stretches), _STRETCHES)]
    for _, found in _in_order(batches, lambda batch: survey_stretches.submit(Sealed(batch)), ahead):
        yield from found


def _in_order(parts: Iterable[T], submit: Callable[[T], Any], ahead: int) -> Iterator[tuple[T, Any]]:
    """Parts of the work with their results, in order, a few of them asked for ahead."""
    waiting: deque[tuple[T, Any]] = deque()
    left = iter(parts)
    while True:
        while len(waiting) < ahead and (part := next(left, None)) is not None:
            waiting.append((part, submit(part)))
        if not waiting:
            return
        part, future = waiting.popleft()
        yield part, future.result()


def _staged(
    planned: Sequence[Partition], submit: Callable[[Partition], Any], ahead: int, advance: Callable[[int], None]
) -> Iterator[StagedPartition]:
    for partition, staged in _in_order(planned, submit, ahead):
        yield staged
        advance(partition.size)


def _batches(staged: Iterator[StagedPartition], commit_bytes: int) -> Iterator[list[StagedPartition]]:
    """Partitions joined until their documents are worth a commit."""
    batch: list[StagedPartition] = []
    size = 0
    for partition in staged:
        batch.append(partition)
        size += partition.size
        if size >= commit_bytes:
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
    dask: str | None = None,
) -> RunSummary:
    """Run the flow, on a Dask cluster where `dask` names one.

    Raises TrichlucError for whatever a disk, a store or a table can do.
    """
    arguments = list(paths), str(output), with_csv, with_boilerplate, progress, columns, resume, words_of
    with explained(output):
        summary: RunSummary = ingest(*arguments) if dask is None else _ingest_on_cluster(dask, arguments)
    return summary


def _ingest_on_cluster(dask: str, arguments: tuple[Any, ...]) -> RunSummary:
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker
    from prefect_dask.task_runners import DaskTaskRunner

    paths, output, *_ = arguments
    override = EventsWorker._client_override
    quiet = override is not None and override[0] is NullEventsClient
    with cluster_for(dask, paths, place_of(output), quiet_events=quiet) as cluster:
        on_cluster = ingest.with_options(task_runner=DaskTaskRunner(address=cluster.address))  # type: ignore[arg-type]
        try:
            summary: RunSummary = cast(Any, on_cluster)(*arguments, cluster)
        except KilledWorker as error:
            raise TrichlucError(
                f"{cluster.address}: a partition ended {error.allowed_failures + 1} workers, the last at"
                f" {error.last_worker.address} (out of memory?); what is done is kept: give workers more memory, and"
                " run again"
            ) from None
        except FutureCancelledError as error:
            raise TrichlucError(
                f"{cluster.address}: the scheduler is gone ({error}); what is done is kept: start it, and run again"
            ) from None
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
    dask: str | None = None,
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
        dask=dask,
    )


def _is_not_an_error_of_a_run(record: logging.LogRecord) -> bool:
    return record.levelno < logging.ERROR or not record.name.startswith(_SAY_ERRORS)
