"""`trichluc export`: the tables in a form to take away, with what is needed to read and cite them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.store_folder import StoreFolder


def export(
    folder: StoreFolder,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORM", help="csv, xlsx, parquet, sqlite, graphml or jsonl.", show_default=False
        ),
    ],
    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="A table; may be repeated. All where it is not given."),
    ] = None,
    where: Annotated[
        str | None, typer.Option("--where", metavar="CONDITION", help="Only rows for which this SQL condition holds.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PLACE", help="The file or folder to write; DIR/exports/... by default."
        ),
    ] = None,
    guard_formulas: Annotated[
        bool, typer.Option("--guard-formulas", help="In CSV, an apostrophe before text that looks like a formula.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but warnings.")] = False,
) -> None:
    """Write the tables of DIR for another program, with their run, versions, filter and how to cite them."""
    from pipeline.progress import rows_progress
    from pipeline.table_exports.exporting import TableForm
    from pipeline.table_exports.exporting import export as exported

    if form not in list(TableForm):
        raise typer.BadParameter(f"{form} is none of {', '.join(TableForm)}", param_hint="--format")
    shown = not quiet and not as_json and sys.stderr.isatty()
    with rows_progress("exporting", shown=shown) as progress:
        done = exported(
            folder,
            TableForm(form),
            tables=table or (),
            where=where,
            place=output,
            guarded=guard_formulas,
            progress=progress,
        )
    for note in done.notes:
        print(f"trichluc: {done.place}: {note}", file=sys.stderr)
    if as_json:
        import orjson

        written = {"place": str(done.place), "rows": done.rows, "notes": done.notes}
        typer.echo(orjson.dumps(written, option=orjson.OPT_INDENT_2).decode())
    elif not quiet:
        rows = ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
        typer.echo(f"{done.place}: {rows}")
