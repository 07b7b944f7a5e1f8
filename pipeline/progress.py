"""A progress bar on the terminal, and nothing where there is none."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from pipeline.partitions import Plan

if TYPE_CHECKING:
    from pipeline.crawl.progress import Progress as CrawlProgress


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


@contextmanager
def steps_progress(label: str, *, shown: bool) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A function to call with how many steps there are, which gives one to call with how many more are done."""
    with ExitStack() as opened:
        yield lambda total: opened.enter_context(count_progress(label, total, shown=shown))


@contextmanager
def count_progress(label: str, total: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function to call with how many more of `total` are done."""
    if not shown:
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def pages_progress(label: str, *, shown: bool) -> Iterator[Callable[["CrawlProgress"], None]]:
    """A function to call with how far a crawl is."""
    if not shown:
        yield lambda told: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)

        def show(told: "CrawlProgress") -> None:
            if told.source is not None:
                progress.update(task, description=f"{label}: {told.source}")
            else:
                progress.update(task, description=label, completed=told.pages, total=told.pages + told.waiting)

        yield show


@contextmanager
def rows_progress(label: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A function to call with the rows that are done and those that there are."""
    if not shown:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
