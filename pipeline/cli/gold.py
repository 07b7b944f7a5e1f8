"""`trichluc gold`: what was decided in the desk, as a gold standard."""

import sys
from typing import Annotated

import typer

from pipeline.cli.store_folder import StoreFolder


def gold(
    folder: StoreFolder,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="GOLD.jsonl", help="The file to write; - is stdout.")
    ] = "-",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but warnings.")] = False,
) -> None:
    """Write what was decided at /checks of `trichluc web DIR` as a gold standard for `trichluc evaluate`."""
    from pipeline.errors import Misuse, TrichlucError
    from pipeline.lines import written_aside
    from pipeline.plurals import counted
    from pipeline.reviewed_gold import published_gold

    export = published_gold(folder)
    if not export.lines and not export.outdated:
        raise Misuse(
            f"{folder}: nothing was decided right or wrong yet; start `trichluc web {folder} --review-token TOKEN` and"
            " decide at /checks"
        )
    try:
        with written_aside(output) as opened:
            opened.write(export.content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise TrichlucError(f"{output}: cannot be written ({error})") from None
    if export.outdated:
        fit = "fits" if len(export.outdated) == 1 else "fit"
        print(
            f"trichluc: {counted(len(export.outdated), 'decision')} {fit} no longer, because the article changed or is"
            " gone; left out, and kept in reviews.sqlite",
            file=sys.stderr,
        )
    if output != "-" and not quiet:
        typer.echo(f"{output}: {counted(len(export.lines), 'document')}")
