"""The steps of a night as plain functions: fetch (which archives), extract (which publishes), report.

`run_night` puts them one after the other and carries on past what failed, so that there is a report in the morning
whatever happened. `pipeline.crawl.flows` gives it Prefect tasks in place of these functions.
"""

import json
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.crawl.alarms import HISTORY
from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.harvest import Harvest
from pipeline.crawl.joining import by_night, join
from pipeline.crawl.night import Night
from pipeline.crawl.observed import Observed
from pipeline.crawl.report import NightReport, make_report
from pipeline.crawl.reports import reported_runs, write_report
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.watch import Hit, Watched, find_watched
from pipeline.errors import Misuse, TrichlucError
from pipeline.store import Store
from pipeline.summary import RunSummary

_log = logging.getLogger(__name__)

#: Runs that are looked at for the nights before: several a night, where it was killed and started again.
_RUNS = 10 * (HISTORY + 1)
#: How long the command of an alarm may take, in seconds.
_HOOK_SECONDS = 120

Fetch = Callable[[CrawlSettings], Night]
Extract = Callable[[Sequence[str], Path], RunSummary]
MakeReport = Callable[[CrawlSettings, Sequence[Watched], dict[str, str], Night | None], NightReport]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightDone:
    """A night's end: the run's own Night (None where fetching failed), what extraction gave, the night's report."""

    night: Night | None
    summary: RunSummary | None
    report: NightReport
    path: Path
    hook_error: str | None = None


def run_night(
    settings: CrawlSettings,
    *,
    fetch: Fetch,
    extract: Extract | None,
    watched: Sequence[Watched] = (),
    on_alarm: str | None = None,
    report: MakeReport | None = None,
) -> NightDone:
    """A night from its first address to its report. `extract` None leaves the archive to a later night.

    A night that is interrupted is reported and not extracted: the next one does it. Raises Misuse and CrawlInUse before
    anything is done, and TrichlucError where the report cannot be written.
    """
    from pipeline.crawl.fetching import CrawlInUse

    failed: dict[str, str] = {}
    night: Night | None = None
    summary: RunSummary | None = None
    try:
        night = fetch(settings)
    except (Misuse, CrawlInUse):
        raise
    except TrichlucError as error:
        failed["fetch"] = str(error)
    interrupted = night is not None and night.ended == "interrupted"
    if extract is not None and not interrupted:
        try:
            if archives := unextracted(settings):
                summary = extract(archives, settings.output)
        except TrichlucError as error:
            failed["extract"] = str(error)
    told = (report or report_night)(settings, watched, failed, night)
    unwritten: TrichlucError | None = None
    try:
        path = write_report(settings.output, told)
    except TrichlucError as error:
        # a full disk: who is to be alarmed is told all the same
        unwritten = error
    hook_error = None
    if told.alarms and on_alarm and not interrupted:
        hook_error = call_hook(on_alarm, told)
    if unwritten is not None:
        said = [*failed.values(), str(unwritten), *([hook_error] if hook_error is not None else ())]
        raise TrichlucError("; ".join(said))
    return NightDone(night=night, summary=summary, report=told, path=path, hook_error=hook_error)


def unextracted(settings: CrawlSettings) -> list[str]:
    """The site's archives that no finished run has read since they last grew, oldest first.

    The store knows what it read: a night that was killed before it was extracted is extracted by the next one.
    """
    files = sorted(settings.warc_folder.absolute().glob(f"{settings.site}-*.warc.gz"))
    store = Store(settings.output)
    read: list[tuple[Path, datetime]] = []
    if store.is_there():
        for row in store.runs().to_pylist():
            if row["status"] == "finished":
                read += ((Path(path).absolute(), row["started_at"]) for path in row["inputs"] or ())

    def is_read(file: Path) -> bool:
        grown = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return any((file == path or path in file.parents) and grown < started for path, started in read)

    return [str(file) for file in files if not is_read(file)]


def report_night(
    settings: CrawlSettings, watched: Sequence[Watched], failed: dict[str, str], night: Night | None
) -> NightReport:
    """The report of tonight, of all its runs; reports of nights before that were killed or have grown are made too.

    `night` is the run that just ended; None where it failed without one.
    """
    day = night.night if night is not None else settings.clock().now().astimezone(VIETNAM).date()
    try:
        observed = observe(settings)
    except TrichlucError as error:
        # a disk that is full, a table that is damaged: what the run itself said is told nevertheless
        failed = {**failed, "report": str(error)}
        observed = ()
    tonight = next((each for each in observed if each.night.night == day), None)
    if night is not None and (tonight is None or night.run_id not in tonight.runs):
        runs = (*(tonight.runs if tonight is not None else ()), night.run_id)
        tonight = Observed(night=night if tonight is None else join((tonight.night, night)), runs=runs)
    if tonight is None:
        tonight = Observed(night=_night_without_a_run(settings, day, failed))
    before = tuple(each for each in observed if each.night.night < day)
    _report_before(settings, before, watched)
    hits: tuple[Hit, ...] = ()
    remarks: list[str] = []
    if tonight.extracted is not None:
        try:
            hits = _hits(settings, tonight.night, watched)
        except TrichlucError as error:
            remarks.append(f"the watch list was not looked at: {error}")
    elif "extract" not in failed:
        remarks.append("nothing was extracted yet: the tables and the watch list say nothing of this night")
    if "report" in failed:
        remarks.append(f"the report is not whole: {failed['report']}")
    return make_report(tonight, before, watched=watched, hits=hits, failed=failed, remarks=remarks)


def observe(settings: CrawlSettings) -> tuple[Observed, ...]:
    """The last nights, oldest first, each with its runs joined. Raises TrichlucError."""
    if not settings.frontier_path.exists():
        return ()
    with Frontier.open(settings.frontier_path, settings.declared) as frontier:
        nights = by_night(frontier.nights(_RUNS))[-HISTORY - 1 :]
        fresh = [frontier.fresh(runs[0].started_at, runs[-1].ended_at) for runs in nights]
    waiting = {Path(path).name for path in unextracted(settings)}
    harvest = Harvest.of(settings.output, settings.declared)
    observed = []
    for runs, named in zip(nights, fresh, strict=True):
        night = join(runs)
        extracted = harvest.extracted(night) if not waiting.intersection(night.warc_files) else None
        observed.append(Observed(night=night, runs=tuple(run.run_id for run in runs), fresh=named, extracted=extracted))
    return tuple(observed)


def call_hook(command: str, report: NightReport) -> str | None:
    """Give the report's JSON to a shell command on its stdin. Gives a sentence where that failed: it raises nothing."""
    text = json.dumps(report.as_record(), ensure_ascii=False)
    try:
        started = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # what the shell starts can be ended with it
        )
    except OSError as error:
        return f"the command of --on-alarm could not be started ({error.strerror}): {command}"
    with started:
        try:
            said, _ = started.communicate(text.encode("utf-8", "backslashreplace"), timeout=_HOOK_SECONDS)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                return f"the command of --on-alarm did not end within {_HOOK_SECONDS} s and was killed: {command}"
            raise
    if started.returncode:
        words = said.decode("utf-8", "replace").strip().splitlines()
        last = f" ({words[-1]})" if words else ""
        return f"the command of --on-alarm ended with exit code {started.returncode}{last}: {command}"
    return None


def _hits(settings: CrawlSettings, night: Night, watched: Sequence[Watched]) -> tuple[Hit, ...]:
    if not watched:
        return ()
    found = Harvest.of(settings.output, settings.declared).found((*night.new_urls, *night.changed_urls))
    return find_watched(settings.output, found.values(), watched)


def _report_before(settings: CrawlSettings, before: Sequence[Observed], watched: Sequence[Watched]) -> None:
    """Make the reports of nights before whose runs no report tells of: they were killed, and completed since."""
    for at, each in enumerate(before):
        if set(each.runs) <= set(reported_runs(settings.output, settings.site, each.night.night)):
            continue
        remarks = ["this report was made on a later night: the program was ended before it could make it"]
        try:
            hits = _hits(settings, each.night, watched) if each.extracted is not None else ()
            write_report(settings.output, make_report(each, before[:at], watched=watched, hits=hits, remarks=remarks))
        except TrichlucError as error:
            _log.warning("the report of %s could not be made: %s", each.night.night, error)


def _night_without_a_run(settings: CrawlSettings, day: date, failed: dict[str, str]) -> Night:
    """A night of which the frontier knows nothing: the crawl failed before it kept anything."""
    now = settings.clock().now()
    return Night(
        site=settings.site,
        night=day,
        run_id=f"{day.isoformat()}.0",
        started_at=now,
        ended_at=now,
        ended="failed",
        robots="not_asked",
        error=failed.get("fetch"),
    )
