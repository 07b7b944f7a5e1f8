"""`trichluc check`: whether a store and its tables are whole."""

import sys
from typing import Annotated

import typer

from pipeline.cli.store_folder import StoreFolder


def check(
    folder: StoreFolder,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only, and no progress.")] = False,
) -> None:
    """Check every file, commit, offset, key and count of DIR; exit with 1 where something is not as it must be."""
    from pipeline.checks import check_store
    from pipeline.plurals import counted
    from pipeline.progress import steps_progress

    with steps_progress("checking", shown=not (json or quiet) and sys.stderr.isatty()) as progress:
        report = check_store(folder, progress)
    if json:
        import orjson

        typer.echo(orjson.dumps(report.as_record(), option=orjson.OPT_INDENT_2).decode())
    else:
        for finding in report.findings:
            typer.echo(str(finding))
        if report.left_out:
            typer.echo(f"and {report.left_out:,} more like these")
        if not quiet:
            for note in report.notes:
                typer.echo(f"note: {note}")
            looked_at = ", ".join(counted(count, name.removesuffix("s")) for name, count in report.checked.items())
            found = counted(len(report.findings) + report.left_out, "finding") if report.findings else "all is whole"
            typer.echo(f"checked {looked_at}: {found}")
    if report.findings:
        raise typer.Exit(1)
