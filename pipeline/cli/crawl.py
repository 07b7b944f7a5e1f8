"""`trichluc crawl`: a night at a site, from its lists of articles to the archive of its pages."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.crawl.night import Night
    from pipeline.crawl.settings import CrawlSettings
    from pipeline.crawl.steps import NightDone
    from pipeline.summary import RunSummary


def crawl(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site's name or host, such as congthuong.vn.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Where frontier, archive, store and tables are."),
    ],
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="YYYY-MM-DD", help="Leave out new articles known to be older than this day."),
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option("--max-pages", metavar="N", help="Ask for no more than N articles.")
    ] = None,
    max_minutes: Annotated[
        float | None,
        typer.Option("--max-minutes", metavar="M", help="End after M minutes; the rest is left for later."),
    ] = None,
    max_bytes: Annotated[
        int | None, typer.Option("--max-bytes", metavar="N", help="End when N bytes were received.")
    ] = None,
    delay: Annotated[
        float, typer.Option("--delay", metavar="S", help="Seconds between an answer and the next request, from 0.5 on.")
    ] = 2.0,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="MAIL", help="Whom the site can write to; kept in DIR for later crawls."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the addresses that would be fetched, and fetch no article.")
    ] = False,
    extract: Annotated[
        bool, typer.Option("--extract/--no-extract", help="Extract from what was fetched, and publish the tables.")
    ] = True,
    watch: Annotated[
        list[str] | None,
        typer.Option("--watch", metavar="WORD", help="Name new articles that mention this; may be repeated."),
    ] = None,
    on_alarm: Annotated[
        str | None, typer.Option("--on-alarm", metavar="CMD", help="Give the report to this command where it alarms.")
    ] = None,
    more: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE.json", help="More settings of the crawl, by their names."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the night and its report, or each address of a dry run, as JSON.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary.")] = False,
) -> None:
    """Fetch new and changed articles of a site, politely; archive, extract, publish, and report what came.

    A crawl that was stopped or killed goes on where it was: the same command asks for nothing twice.
    """
    from pipeline.cli.crawl_settings import more_settings, settings_of, with_more
    from pipeline.crawl.steps import run_night
    from pipeline.crawl.watch import watch_list
    from pipeline.inputs import check_output

    settings = settings_of(
        site,
        output,
        contact,
        delay=delay,
        max_pages=max_pages,
        max_minutes=max_minutes,
        max_bytes=max_bytes,
        since=_day(since) if since is not None else None,
    )
    settings = with_more(settings, more_settings(more))
    check_output(output)
    if dry_run:
        _print_plan(settings, as_json=json, quiet=quiet)
        return
    shown = not quiet and sys.stderr.isatty()
    done = run_night(
        settings,
        fetch=partial(_fetch, shown=shown),
        extract=partial(_extract, shown=shown) if extract else None,
        watched=watch_list(output, watch or ()),
        on_alarm=on_alarm,
    )
    _print_done(done, as_json=json, quiet=quiet)
    _exit_after(done)


def _fetch(settings: "CrawlSettings", *, shown: bool) -> "Night":
    from pipeline.crawl.fetching import fetch_night
    from pipeline.progress import pages_progress

    with pages_progress(settings.site, shown=shown) as progress:
        return fetch_night(settings, progress=progress)


def _extract(archives: "Sequence[str]", output: Path, *, shown: bool) -> "RunSummary":
    from pipeline.loading import loading
    from pipeline.prefect_settings import prefect_api

    def load() -> None:
        with loading():
            import pipeline.flows  # noqa: F401

    with prefect_api(load):
        from pipeline.flows import run_ingest

        return run_ingest(archives, output, progress=shown)


def _print_done(done: "NightDone", *, as_json: bool, quiet: bool) -> None:
    night, report = done.night, done.report
    if as_json:
        import orjson

        from pipeline.crawl.tally import night_as_json

        record = orjson.loads(night_as_json(night if night is not None else report.tonight.night))
        typer.echo(orjson.dumps(record | {"report": report.as_record()}).decode())
    elif not quiet:
        if night is not None:
            _print_night(night)
        _print_report(done)
    if done.hook_error is not None:
        print(f"trichluc: {done.hook_error}", file=sys.stderr)


def _print_report(done: "NightDone") -> None:
    if done.summary is not None:
        counts = done.summary.counts
        print(f"extracted {counts.extracted:,} (new {counts.new:,}, changed {counts.changed:,})")
    for hit in done.report.hits:
        print(f"{hit.word}: {hit.title or hit.doc_id} <{hit.url}>")
    for alarm in done.report.alarms:
        print(f"ALARM {alarm.name}: {alarm.seen} (usual: {alarm.usual}); look at {alarm.look_at}")
    print(f"report: {done.path}")


def _exit_after(done: "NightDone") -> None:
    from pipeline.errors import TrichlucError

    if done.night is not None:
        if done.night.ended == "interrupted":
            print(
                "trichluc: interrupted; what was fetched is kept, and the same command goes on there", file=sys.stderr
            )
        _exit(done.night)
    if done.report.failed:
        raise TrichlucError("; ".join(done.report.failed.values()))
    if done.report.alarms:
        raise typer.Exit(1)


def _exit(night: "Night") -> None:
    """End as the night ended."""
    from pipeline.errors import TrichlucError

    match night.ended:
        case "interrupted":
            raise typer.Exit(130)
        case "robots":
            raise TrichlucError(
                f"{night.site}: no article was asked for: {'; '.join(night.notes) or 'robots.txt forbids the site'}"
            )
        case "failed":
            raise TrichlucError(f"{night.site}: {night.error}; the same command goes on there")


def _day(text: str) -> "date":
    from datetime import date

    from pipeline.errors import Misuse

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"--since {text}: give a day as YYYY-MM-DD, such as 2026-11-22") from None


def _print_plan(settings: "CrawlSettings", *, as_json: bool, quiet: bool) -> None:
    from dataclasses import asdict

    import orjson

    from pipeline.crawl.fetching import plan_night

    night = plan_night(
        settings,
        found=lambda due: typer.echo(
            orjson.dumps({name: asdict(due)[name] for name in ("url", "key", "why")}).decode() if as_json else due.url
        ),
    )
    if not quiet:
        for seen in night.sources:
            error = f"; {seen.error}" if seen.error is not None else ""
            print(f"{seen.name}: {seen.entries:,} articles, {seen.new:,} never seen before{error}", file=sys.stderr)
        for sentence in night.notes:
            print(sentence, file=sys.stderr)
    _exit(night)


def _print_night(night: "Night") -> None:
    """Print the sums of a night."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("pages", f"{night.pages:,}")
    for verdict, count in night.verdicts.items():
        table.add_row(f"  {verdict}", f"{count:,}")
    for reason, count in night.reasons.items():
        table.add_row(f"    {reason}", f"{count:,}")
    table.add_row("due and not asked", f"{night.waiting:,}")
    table.add_row("requests", f"{night.requests:,}")
    table.add_row("bytes", f"{night.bytes:,}")
    Console().print(table)
    print(f"{night.site}, night of {night.night}: {night.ended}")
    for file in night.warc_files:
        print(f"archived in warc/{file}")
    for sentence in night.notes:
        print(sentence)
