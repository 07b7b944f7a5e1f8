"""A progress bar on the terminal, and nothing where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.partitions import Plan


@contextmanager
def progress_of(plan: Plan, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function to call with the bytes of input that are done."""
    if not shown:
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("extracting"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=plan.size)
        yield lambda size: progress.advance(task, size)
