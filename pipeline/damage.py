"""What an error that came out of the store's files is about: the file that is missing or broken, in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError
from pyarrow import ArrowException

from pipeline.delta_log import Added, entries
from pipeline.errors import TrichlucError, first_line
from pipeline.names import TABLE as NAMES
from pipeline.places import Address, Place
from pipeline.store import TABLES, Store


@contextmanager
def naming_damage(output: Place) -> Iterator[None]:
    """Turn what a library raises over a file of a store into a TrichlucError that names the file and what to do."""
    from duckdb import Error as DuckError

    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, DeltaError, ArrowException, DuckError) as error:
        raise TrichlucError(
            damage(output) or f"{output}: {first_line(error)}; `trichluc check {output}` looks at all of it"
        ) from error


def damage(output: Place) -> str | None:
    """The first file of the present version of a store that is missing or plainly broken, in words; None for none.

    Looked at are places, sizes and footers: `trichluc check` reads all of it.
    """
    if isinstance(output, Address):
        return None
    for table in (*TABLES, *_others(output)):
        try:
            live: dict[str, Added] = {}
            for entry in entries(Store(output), table):
                for path in entry.removed:
                    live.pop(path, None)
                live |= {added.path: added for added in entry.added}
        except TrichlucError as error:
            return str(error)
        except OSError as error:
            return _told(output, output / "store" / table, f"cannot be read ({error.strerror})")
        for added in live.values():
            file = output / "store" / table / added.path
            if (problem := _problem(file, added)) is not None:
                return _told(output, file, problem)
    return None


def _others(output: Path) -> tuple[str, ...]:
    """The table of names, which is there when one was given."""
    return (NAMES,) if (output / "store" / NAMES).exists() else ()


def _told(output: Path, file: Path, problem: str) -> str:
    return f"{file}: {problem}; `trichluc check {output}` names all damage and what to do"


def _problem(file: Path, added: Added) -> str | None:
    try:
        size = file.stat().st_size
        if size != added.size:
            return f"has {size:,} bytes instead of {added.size:,}"
        pq.read_metadata(file)
    except FileNotFoundError:
        return "missing"
    except (OSError, ArrowException) as error:
        return f"cannot be read ({first_line(error)})"
    return None
