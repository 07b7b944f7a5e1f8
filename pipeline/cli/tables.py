"""`trichluc tables`: what there is in an output folder."""

from pathlib import Path
from typing import Annotated, Any

import typer


def tables(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `trichluc run` wrote to.")],
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the published tables of DIR: rows, columns, and the last run."""
    from pipeline.published import PublishedTables

    published = PublishedTables.of(folder)
    last = published.last_run()
    if json:
        import orjson

        shown = {"tables": [table.as_record() for table in published.tables()], "last_run": last}
        typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())
        return
    _print(published.tables(), last)


def _print(found: Any, last: dict[str, Any] | None) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=box.SIMPLE)
    for heading, justify in (("table", "left"), ("rows", "right"), ("columns", "right"), ("a row is", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for each in found:
        table.add_row(each.name, f"{each.rows:,}", str(len(each.columns)), each.row.split(". ")[0].rstrip("."))
    console.print(table)
    if last is not None:
        console.print(
            f"last run {last['run_id']}: {last['status']}, read {last['read']:,}, new {last['new']:,}, changed"
            f" {last['changed']:,}, rejected {last['rejected']:,}"
        )
