"""Documents in, tables out: readers, the run, the store, the published tables and the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from pipeline.opened import OpenedStore

__all__ = ["open_store"]


def open_store(output: "str | PathLike[str]") -> "OpenedStore":
    """The tables of an output folder as DataFrames, and its articles with their mentions marked.

    Raises `pipeline.errors.Misuse` where there is no store or nothing was published yet.
    """
    # pandas and DuckDB are imported here: importing `pipeline` stays cheap
    from pathlib import Path

    from pipeline.opened import OpenedStore

    return OpenedStore(Path(output))
