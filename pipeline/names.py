"""Names of states of the store, which keep them: a Delta table of its own beside the others, in `DIR/store/names`."""

import re
import unicodedata
from datetime import UTC, datetime

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError

from pipeline.errors import Misuse
from pipeline.places import read_whole, uri_of
from pipeline.schemas import STORED_TIME
from pipeline.store import Store, table_files

NAMES = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("run_id", pa.string(), nullable=False),
        pa.field("named_at", STORED_TIME),
    ]
)
TABLE = "names"
#: What means a state without being given to it.
LATEST = "latest"
_NAME = re.compile(r"\w[\w.-]{0,99}")
_TAKEN = re.compile(r"\d+|\d{8}T\d{6}.*|" + LATEST)


def names(store: Store) -> dict[str, str]:
    """The names that were given, each with the run whose state it means, in the order of the alphabet."""
    folder = store.folder / TABLE
    try:
        table = DeltaTable(uri_of(folder))
    except TableNotFoundError:
        return {}
    # not through deltalake's file system, which is Python: Arrow's threads still hold its buffers when they have given
    # the rows, and a program that ends in that moment is aborted
    rows = [row for file in table_files(folder, table) for row in read_whole(file).to_pylist()]
    return {row["name"]: row["run_id"] for row in sorted(rows, key=lambda row: str(row["name"]))}


def give_name(store: Store, name: str, run_id: str) -> str:
    """Name the state of a run; gives the name as it is kept.

    The caller holds the store's lock. Raises Misuse for a name that is none, or that another state has.
    """
    name = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(name) or _TAKEN.fullmatch(name):
        raise Misuse(
            f"{name!r} is no name for a version: letters, digits, points, hyphens and underscores, up to 100, and not"
            f" a number, `{LATEST}`, or like the id of a run"
        )
    there = names(store)
    if there.get(name, run_id) != run_id:
        raise Misuse(
            f"{name} names the version of {there[name]} already; give another name, or first `trichluc history"
            f" {store.output} --forget {name}`"
        )
    if name not in there:
        _write(store, there | {name: run_id})
    return name


def forget_name(store: Store, name: str) -> None:
    """Take a name away; the caller holds the store's lock. Raises Misuse where there is none."""
    name = unicodedata.normalize("NFC", name)
    there = names(store)
    if there.pop(name, None) is None:
        raise Misuse(f"{name}: no version has this name; `trichluc history {store.output}` shows them")
    _write(store, there)


def _write(store: Store, there: dict[str, str]) -> None:
    now = datetime.now(UTC)
    rows = [{"name": name, "run_id": run_id, "named_at": now} for name, run_id in there.items()]
    write_deltalake(uri_of(store.folder / TABLE), pa.Table.from_pylist(rows, schema=NAMES), mode="overwrite")
