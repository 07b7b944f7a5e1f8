"""`trichluc tables`: what there is in an output folder, now or as it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.store_folder import StoreFolder


def tables(
    folder: StoreFolder,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="VERSION", help="As they were: a version's number, name or run, of `history`."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Draw the tables of that version there.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="With --output: also write the tables as CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the published tables of DIR: rows, columns, and the last run; or those of an older version."""
    from pipeline.errors import Misuse

    if at is not None:
        _older(folder, at, output, csv=csv, json=json)
        return
    if output is not None or csv:
        raise Misuse("--output and --csv draw an older version: say which with --at VERSION")
    from pipeline.published import PublishedTables

    published = PublishedTables.of(folder)
    last = published.last_run()
    if json:
        import orjson

        shown = {"tables": [table.as_record() for table in published.tables()], "last_run": last}
        typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())
        return
    found = published.tables()
    _print({table.name: table.rows for table in found})
    if last is not None:
        typer.echo(
            f"last run {last['run_id']}: {last['status']}, read {last['read']:,}, new {last['new']:,}, changed"
            f" {last['changed']:,}, rejected {last['rejected']:,}"
        )


def _older(folder: Path, version: str, output: Path | None, *, csv: bool, json: bool) -> None:
    from pipeline.damage import naming_damage
    from pipeline.older_tables import draw_older, older_tables

    with naming_damage(folder):
        older = older_tables(folder, version) if output is None else draw_older(folder, version, output, with_csv=csv)
    if json:
        import orjson

        typer.echo(orjson.dumps(older.as_record(), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())
        return
    if older.rows is not None:
        _print(older.rows)
    for line in older.says():
        typer.echo(line)


def _print(rows: Mapping[str, int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from pipeline.tables import published_tables

    table = Table(box=box.SIMPLE)
    for heading, justify in (("table", "left"), ("rows", "right"), ("columns", "right"), ("a row is", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    known: dict[str, Any] = {each.name: each for each in published_tables()}
    for name, count in rows.items():
        each = known.get(name)
        columns, row = (str(len(each.columns)), each.row.split(". ")[0].rstrip(".")) if each else ("", "")
        table.add_row(name, f"{count:,}", columns, row)
    Console(highlight=False).print(table)
