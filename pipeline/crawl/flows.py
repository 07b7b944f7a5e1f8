"""The Prefect flow `nightly_crawl`: fetch, extract and publish, report. It is thin: see `pipeline.crawl.steps`.

Import this where `pipeline.prefect_settings` has said how Prefect is to be. Its parameters are plain values, so that
runs can be started from Prefect's UI and from its command line.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.utilities.annotations import quote

from pipeline.crawl import steps
from pipeline.crawl.fetching import FetchingDied, fetch_night
from pipeline.crawl.night import Night
from pipeline.crawl.report import NightReport
from pipeline.crawl.settings import CrawlSettings, check_settings, find_site, settings_with, settle_contact
from pipeline.crawl.watch import Watched, watch_list
from pipeline.errors import TrichlucError
from pipeline.flows import extract_into
from pipeline.lock import StoreInUse
from pipeline.summary import RunSummary

T = TypeVar("T")

#: A night that begins so late was overtaken by the next one: the machine slept, and wakes to several of them.
_OVERTAKEN = timedelta(hours=20)
#: How long a store that somebody else's run writes to is waited for: tries, and seconds between them.
_STORE_TRIES, _STORE_WAIT = 12, 300


@task(
    name="fetch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[60, 600],
    retry_condition_fn=lambda task, run, state: _raised(state, FetchingDied),
)
def fetch(settings: CrawlSettings) -> Night:
    """Find addresses, fetch what is due, archive it. Tried again where the fetching process died."""
    return fetch_night(settings)


@task(
    name="extract",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=_STORE_TRIES,
    retry_delay_seconds=_STORE_WAIT,
    retry_condition_fn=lambda task, run, state: _raised(state, StoreInUse),
)
def extract(archives: Sequence[str], output: Path) -> RunSummary:
    """Extract from the archives and publish the tables: the flow `ingest`. Waits while another run writes to them."""
    return extract_into(archives, output)


@task(name="report", cache_policy=NO_CACHE, persist_result=False)
def report(
    settings: CrawlSettings, watched: Sequence[Watched], failed: dict[str, str], night: Night | None
) -> NightReport:
    """Make the report, and show it as an artifact."""
    made = steps.report_night(settings, watched, failed, night)
    key = f"report-{settings.site.replace('.', '-')}"
    create_markdown_artifact(made.as_markdown(), key=key, description=f"Night of {made.tonight.night.night}")
    return made


@flow(name="nightly_crawl", persist_result=False)
def nightly_crawl(
    site: str,
    output: str,
    contact: str | None = None,
    since: date | None = None,
    max_pages: int | None = None,
    max_minutes: float | None = None,
    max_bytes: int | None = None,
    delay: float = 2.0,
    watch: list[str] | None = None,
    on_alarm: str | None = None,
    more: dict[str, Any] | None = None,
) -> State[Any]:
    """One night: the site's new and changed articles fetched, archived, extracted, published; a report of it all.

    `more` are further settings of the crawl by their names (`pipeline.crawl.settings`). The run's state is `Alarm`
    where the report raises one, and `Failed` where a step failed. Raises TrichlucError.
    """
    log = get_run_logger()
    late = datetime.now(UTC) - (flow_run.scheduled_start_time or datetime.now(UTC))
    if late > _OVERTAKEN:
        return Completed(name="Overtaken", message=f"{late} late: the next night finds what this one would have")
    folder = Path(output)
    settings = CrawlSettings(
        site=find_site(site).name,
        output=folder,
        contact=settle_contact(folder, contact),
        since=since,
        max_pages=max_pages,
        max_minutes=max_minutes,
        max_bytes=max_bytes,
        delay=delay,
    )
    settings = settings_with(settings, more or {})
    check_settings(settings)
    done = steps.run_night(
        settings,
        fetch=lambda each: fetch(_whole(each)),
        extract=lambda archives, into: extract(_whole(archives), into),
        watched=watch_list(folder, watch or ()),
        on_alarm=on_alarm,
        report=lambda *given: report(*(_whole(each) for each in given)),
    )
    log.info("the report is at %s", done.path)
    if done.hook_error is not None:
        log.error("%s", done.hook_error)
    alarms = done.report.alarms
    for alarm in alarms:
        log.warning("%s: %s (usual: %s); look at %s", alarm.name, alarm.seen, alarm.usual, alarm.look_at)
    if done.report.failed:
        raise TrichlucError("; ".join(f"{step}: {error}" for step, error in done.report.failed.items()))
    if done.night is not None and done.night.ended == "interrupted":
        return Completed(name="Interrupted", message="the next night goes on there")
    if alarms:
        return Completed(name="Alarm", message=", ".join(dict.fromkeys(alarm.name for alarm in alarms)))
    return Completed(message=f"report: {done.path}")


def _raised(state: State[Any], kind: type[TrichlucError]) -> bool:
    try:
        state.result()
    except kind:
        return True
    except Exception:
        return False
    return False


def _whole(argument: T) -> T:
    """An argument for a task that Prefect is not to look into: it would visit every value in it."""
    return cast(T, quote(argument))
