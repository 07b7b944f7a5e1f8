"""`trichluc diff`: what differs between two versions of a store."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.store_folder import StoreFolder

if TYPE_CHECKING:
    from pipeline.differences import Difference, Sample


def diff(
    folder: StoreFolder,
    old: Annotated[str, typer.Argument(metavar="V1", help="A version: a number, name or run, of `history`.")],
    new: Annotated[str, typer.Argument(metavar="V2", help="The version to compare it with.")],
    samples: Annotated[
        int, typer.Option("--samples", metavar="N", min=0, help="Show N rows of each kind and of each way to differ.")
    ] = 3,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show the rows added, removed and changed from one version of DIR to another, by kind, with samples."""
    from pipeline.damage import naming_damage
    from pipeline.differences import COMPARED, find_differences
    from pipeline.progress import count_progress

    with (
        count_progress("comparing", len(COMPARED), shown=not json and sys.stderr.isatty()) as advance,
        naming_damage(folder),
    ):
        found = find_differences(folder, old, new, samples=samples, advance=advance)
    if json:
        from pipeline.plain_values import as_json

        typer.echo(as_json(found.as_record()))
        return
    _print(found)


def _print(found: "Difference") -> None:
    import orjson
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True)
    console.print(f"from version {found.old.number} (run {found.old.run_id})")
    console.print(f"to version {found.new.number} (run {found.new.run_id})")
    before, after = (orjson.loads(state.run["versions"]) for state in (found.old, found.new))
    other = [f"{name} {before.get(name)} → {after.get(name)}" for name in after if before.get(name) != after[name]]
    if other:
        console.print(f"other versions of: {', '.join(other)}")
    table = Table(box=box.SIMPLE)
    table.add_column("rows of", no_wrap=True)
    for heading in ("before", "after", "added", "removed", "changed", "same text"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, kind in found.kinds.items():
        same = " ".join(f"{sign}{count:,}" for sign, count in zip("+-~", kind.same_text.values(), strict=True) if count)
        counts = (f"{count:,}" if count else "" for count in kind.counts.values())
        table.add_row(name, f"{kind.before:,}", f"{kind.after:,}", *counts, same)
    console.print(table)
    console.print("same text: those of the added (+), removed (-), changed (~) in documents whose text did not change")
    for name, kind in found.kinds.items():
        if kind.fields:
            fields = ", ".join(f"{each} {count:,}" for each, count in kind.fields.items())
            console.print(f"\n{name} changed in: {fields}", markup=False)
        elif kind.samples:
            console.print(f"\n{name}")
        for sample in kind.samples:
            console.print(_line(sample), markup=False)


def _line(sample: "Sample") -> str:
    edited = "" if sample.same_text or sample.status != "changed" else ", text edited"
    sides = [_shown(values) for values in (sample.old, sample.new) if values is not None]
    return f"  {sample.status}{edited}: {sample.place} “{sample.surface[:120]}”  {' → '.join(sides)}"


def _shown(values: Mapping[str, Any]) -> str:
    from pipeline.plain_values import as_json, plain_value

    shown = []
    for name, value in values.items():
        plain = as_json(value, indented=False) if isinstance(value, dict | list) else plain_value(value)
        shown.append(f"{name} {plain if plain != '' else '-'}")
    return ", ".join(shown)
