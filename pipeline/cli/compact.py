"""`trichluc compact`: the store in fewer files, and without what no version needs."""

import sys
from typing import Annotated

import typer

from pipeline.cli.store_folder import StoreFolder
from pipeline.plurals import counted


def compact(
    folder: StoreFolder,
    keep_days: Annotated[
        float,
        typer.Option(
            "--keep-days", metavar="N", min=0, help="Keep versions that were the present one in the last N days."
        ),
    ] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be removed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Join small files of the store, and remove files that no version needs which is named, recent or the present."""
    from pipeline.compacting import compact as compact_store
    from pipeline.damage import naming_damage
    from pipeline.progress import count_progress
    from pipeline.store import TABLES

    with (
        count_progress("compacting", len(TABLES), shown=not json and sys.stderr.isatty()) as advance,
        naming_damage(folder),
    ):
        done = compact_store(folder, keep_days=keep_days, dry=dry_run, advance=advance)
    if json:
        import orjson

        typer.echo(orjson.dumps(done.as_record(), option=orjson.OPT_INDENT_2).decode())
        return
    for each in done.tables:
        files = (
            counted(each.files_before, "file")
            if dry_run
            else f"{each.files_before:,} → {counted(each.files_after, 'file')}"
        )
        typer.echo(f"{each.table}: {files}, {'would remove' if dry_run else 'removed'} {each.removed:,}")
    freed = sum(each.freed for each in done.tables)
    typer.echo(f"{'would free' if dry_run else 'freed'} {freed / 1e6:,.1f} MB")
    kept = ", ".join(map(str, done.kept)) or "none"
    typer.echo(f"versions kept: {kept}; given up: {', '.join(map(str, done.given_up)) or 'none'}")
