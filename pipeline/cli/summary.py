"""The summary of a run for people."""

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.summary import RunSummary


def print_summary(summary: RunSummary) -> None:
    """Print what was read, what became of it, and which tables there are."""
    console = Console(highlight=False)
    counts = summary.counts
    console.print(
        f"read {counts.read:,} = extracted {counts.extracted:,} + rejected {counts.rejected:,}"
        f" + duplicate {counts.duplicate:,}   in {summary.seconds:,.1f} s"
    )
    console.print(
        f"extracted {counts.extracted:,} = new {counts.new:,} + changed {counts.changed:,}"
        f" + unchanged {counts.unchanged:,}"
    )
    if counts.revised:
        console.print(f"of the changed {counts.revised:,} have another text: see the table `revisions`")
    if counts.withdrawn:
        console.print(f"withdrawn {counts.withdrawn:,}: their text files now hold other documents")
    if counts.rejected:
        console.print(f"[yellow]{counts.rejected:,} could not be read: see the table `rejects`[/yellow]")
    table = Table(box=box.SIMPLE, title=f"{summary.output}/tables", title_justify="left")
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in summary.tables.items():
        table.add_row(name, f"{rows:,}")
    console.print(table)
