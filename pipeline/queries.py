"""DuckDB over files: bounded memory, spilling beside the store, and no way to fetch anything."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.places import Address, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GLOB = re.compile(r"[*?\[\]{}]")
_MEMORY = "600MB"
#: Each thread holds memory of its own.
_THREADS = 2


def connect(spill: Path | None = None, at: Place | None = None, memory: str = _MEMORY) -> "DuckDBPyConnection":
    """A connection to an empty database in `memory`; what does not fit spills to the folder `spill`.

    Where `at` is an address, files at addresses of its kind can be read.
    """
    # not a name of this module: Prefect's threads keep what flows refer to, and DuckDB complains of that at exit
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": _THREADS,
        # a row comes out where it went in: sorted output is the same with any number of threads
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if spill is not None:
        settings["temp_directory"] = str(spill)
    connection = duckdb.connect(":memory:", config=settings)
    # it would stand among the rows that are printed; asked for first, since a notebook without widgets, in which
    # there is no bar, refuses to be told so
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        connection.execute("SET enable_progress_bar = false")
    if isinstance(at, Address):
        from obstore.fsspec import FsspecStore

        # not one that fsspec kept from before: the environment, and what is in the store, may be others since
        files = FsspecStore(at.scheme, skip_instance_cache=True)  # type: ignore[call-overload]
        connection.register_filesystem(files)
    return connection


def parquet(files: Sequence[Place | str]) -> str:
    """The SQL for the rows of Parquet files; their names are taken as they are, not as patterns."""
    names = ", ".join(quoted(_GLOB.sub(_escaped, str(file))) for file in files)
    return f"read_parquet([{names}])"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _escaped(match: re.Match[str]) -> str:
    return f"[{match[0]}]"
