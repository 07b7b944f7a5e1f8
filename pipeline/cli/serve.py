"""`trichluc serve`: the nights of a site by themselves, with Prefect's UI to watch them."""

import re
from pathlib import Path
from typing import Annotated

import typer

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def serve(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Where frontier, archive, store, tables and reports are."),
    ],
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="A site's name or host.")] = "congthuong.vn",
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="When a night begins, in Vietnam's time.")] = "02:00",
    cron: Annotated[
        str | None, typer.Option("--cron", metavar="CRON", help="When nights begin, in cron's five fields.")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="MAIL", help="Whom the site can write to; kept in DIR for later crawls."),
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option("--max-pages", metavar="N", help="Ask for no more than N articles a night.")
    ] = None,
    max_minutes: Annotated[
        float, typer.Option("--max-minutes", metavar="M", help="End a night's crawl after M minutes.")
    ] = 300.0,
    max_bytes: Annotated[
        int | None, typer.Option("--max-bytes", metavar="N", help="End a night's crawl when N bytes were received.")
    ] = None,
    delay: Annotated[
        float, typer.Option("--delay", metavar="S", help="Seconds between an answer and the next request, from 0.5 on.")
    ] = 2.0,
    watch: Annotated[
        list[str] | None,
        typer.Option("--watch", metavar="WORD", help="Name new articles that mention this; may be repeated."),
    ] = None,
    on_alarm: Annotated[
        str | None, typer.Option("--on-alarm", metavar="CMD", help="Give the report to this command where it alarms.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE.json", help="More settings of the crawl, by their names."),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where Prefect's server of our own listens.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="Its port; 0 is any that is free.")] = 4200,
) -> None:
    """Crawl a site every night, and show the runs in Prefect's UI, until told to end.

    Where PREFECT_API_URL or Prefect's profile names a server, that one is used; else one is started, and ends with us.
    """
    from dataclasses import asdict

    from pipeline.cli.crawl_settings import more_settings, settings_of, with_more
    from pipeline.crawl.clock import VIETNAM
    from pipeline.crawl.watch import watch_list
    from pipeline.errors import TrichlucError
    from pipeline.inputs import check_output
    from pipeline.lock import held
    from pipeline.prefect_settings import check_cron, lasting_api

    output = output.absolute()
    crawl = settings_of(
        site, output, contact, delay=delay, max_pages=max_pages, max_minutes=max_minutes, max_bytes=max_bytes
    )
    more = more_settings(settings)
    with_more(crawl, more)
    check_output(output)
    watch_list(output, watch or ())
    schedule = cron if cron is not None else _cron_at(at)
    check_cron(schedule, VIETNAM.key)

    def in_use(holder: str) -> TrichlucError:
        return TrichlucError(f"{output}: another `trichluc serve` serves it ({holder}); end that one, or give another")

    crawl.crawl_folder.mkdir(parents=True, exist_ok=True)
    with (
        held(crawl.crawl_folder / "serve.lock", in_use),
        lasting_api(output / "prefect", host, port) as (url, ours),
    ):
        from pipeline.crawl import serving

        given = ("site", "contact", "max_pages", "max_minutes", "max_bytes", "delay")
        parameters = {name: value for name, value in asdict(crawl).items() if name in given}
        parameters |= {"output": str(output), "watch": watch or [], "on_alarm": on_alarm, "more": more or None}
        if ours:
            serving.close_unended_runs()
        typer.echo(f"{crawl.site}: every night by '{schedule}' ({serving.TIMEZONE}), into {output}")
        typer.echo(f"Prefect's UI: {url.removesuffix('/api')}")
        serving.serve_deployments(serving.Served(parameters=parameters, cron=schedule))


def _cron_at(at: str) -> str:
    from pipeline.errors import Misuse

    match = _TIME.fullmatch(at)
    if match is None:
        raise Misuse(f"--at {at}: give a time as HH:MM, such as 02:00")
    return f"{int(match[2])} {int(match[1])} * * *"
