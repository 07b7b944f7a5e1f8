"""`trichluc web`: the tables in a browser, for who has never written a query."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def web(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder that `trichluc run` wrote to.")],
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; by default this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="The port; 0 is any that is free.")] = 8001,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Answer for this name too, as of a proxy; may be repeated."),
    ] = None,
    review_token: Annotated[
        str | None,
        typer.Option("--review-token", metavar="TOKEN", help="Who gives this token may keep decisions; else nobody."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="The language of who has chosen none: vi or en.")
    ] = "vi",
    browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open a browser at the page; by default on a terminal.")
    ] = sys.stdout.isatty(),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no address.")] = False,
) -> None:
    """Serve pages over the tables of DIR: search, legal documents, articles, SQL, CSV and JSON.

    DIR/web.sqlite is built from the tables where it is missing or stale; later runs keep it in step while this serves.
    """
    from pipeline.errors import Misuse
    from pipeline.places import is_address
    from pipeline.progress import count_progress
    from pipeline.web.database import build, steps
    from pipeline.web.hosts import AnsweredHosts
    from pipeline.web.language import LANGUAGES
    from pipeline.web.server import Desk, DeskSettings, serve

    if is_address(folder):
        raise Misuse(f"{folder}: pages are served from a folder of this machine; `trichluc run` into one")
    output = Path(folder)
    if lang not in LANGUAGES:
        raise Misuse(f"--lang {lang}: give {' or '.join(LANGUAGES)}")
    if not 0 <= port <= 65_535:
        raise Misuse(f"--port {port}: give a port from 0 to 65535")
    if review_token is not None and len(review_token) < 8:
        raise Misuse("--review-token: give at least 8 characters, such as `openssl rand -hex 16` prints")
    hosts = AnsweredHosts.listening_at(host, allow_host or ())
    with count_progress("building web.sqlite", steps(), shown=not quiet and sys.stderr.isatty()) as advance:
        place = build(output, advance)

    def ready(address: str) -> None:
        if not quiet:
            typer.echo(f"{folder}: {address}")
        if browser:
            typer.launch(address)

    serve(Desk(DeskSettings(output.absolute(), lang, review_token, hosts), place), host, port, ready)
