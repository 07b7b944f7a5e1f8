"""`trichluc history`: the versions of a store, what made each, and their names."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.store_folder import StoreFolder

if TYPE_CHECKING:
    from pipeline.states import State


def history(
    folder: StoreFolder,
    name: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--name", metavar="NAME VERSION", help="Name a version, and keep it for as long as it has a name."
        ),
    ] = None,
    forget: Annotated[
        str | None,
        typer.Option("--forget", metavar="NAME", help="Take a name away; the version is kept no longer by it."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the versions of DIR, each what a run left, with the commits that made it; or name one."""
    from pipeline.damage import naming_damage
    from pipeline.lock import exclusive
    from pipeline.names import forget_name, give_name
    from pipeline.states import find_state, states
    from pipeline.store import Store

    store = Store.existing(folder)
    if name is not None or forget is not None:
        with naming_damage(folder), exclusive(folder):
            if forget is not None:
                forget_name(store, forget)
                typer.echo(f"{forget} is forgotten")
            if name is not None:
                state = find_state(store, name[1])
                typer.echo(f"{give_name(store, name[0], state.run_id)} is version {state.number}, run {state.run_id}")
        return
    with naming_damage(folder):
        found = states(store)
    if json:
        import orjson

        shown = {"versions": [state.as_record() for state in found]}
        typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())
        return
    _print(found)


def _print(found: "Sequence[State]") -> None:
    import orjson
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    before: Mapping[str, Any] = {}
    for state in found:
        run = state.run
        names = "".join(f" “{name}”" for name in state.names)
        gone = "" if state.kept else ", not kept"
        # a run that was killed is noted as such by the next one
        status = "running, or killed" if run["status"] == "running" else run["status"]
        console.print(Text(f"version {state.number}{names}  run {state.run_id}, {status}{gone}", style="bold"))
        counts = ("read", "new", "changed", "revised", "unchanged", "withdrawn", "rejected", "duplicate")
        console.print(Text("  documents: " + ", ".join(f"{name} {run[name]:,}" for name in counts)))
        versions = {"trichluc": run["code_version"], **orjson.loads(run["versions"])}
        new = [f"{name} {version}" for name, version in versions.items() if before.get(name) != version]
        if new:
            console.print(Text("  " + ("now with: " if before else "with: ") + ", ".join(new)))
        before = versions
        for commit in state.commits:
            what = f"{commit.table} {commit.version}: {commit.operation.lower()}"
            rows = f"+{commit.rows_added:,} -{commit.rows_removed:,} rows"
            console.print(Text(f"  {commit.time:%Y-%m-%d %H:%M:%S} UTC  {what}, {rows}", style="dim"))
