"""The published tables drawn from the store: each written aside and then renamed, the same rows always the same bytes.

A manifest, renamed last, says from which versions of the store the tables were drawn; where it does not fit what is
there (a killed run, an older program), the tables are drawn again.
"""

import csv
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.queries import connect, parquet
from pipeline.schemas import conform
from pipeline.store import TABLES, Store
from pipeline.tables import PublishedTable, published_tables, table_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
#: Rows and bytes of a row group: as many as memory holds with ease.
_GROUP_ROWS = 20_000
_GROUP_BYTES = 32_000_000
_BATCH_ROWS = 512


@dataclass(frozen=True, slots=True)
class TablesState:
    """What the published tables were drawn from, and how many rows they have."""

    documents_version: int
    rejects_version: int
    program: str
    csv: bool
    rows: dict[str, int]


def publish(store: Store, *, with_csv: bool) -> TablesState:
    """Draw every table but `runs` from the store, unless they are there as they would be drawn.

    CSV files that an earlier run wrote are kept in step.
    """
    folder = store.output / "tables"
    before = _manifest(folder)
    wanted = with_csv or (before is not None and before.csv)
    documents, rejects, program = store.version("documents"), store.version("rejects"), _program()
    if before is not None and _is_whole(folder, before):
        same = (before.documents_version, before.rejects_version, before.program) == (documents, rejects, program)
        if same and before.csv == wanted:
            return before
    aside = store.output / ".publishing"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    with connect(aside / ".spill") as connection:
        rows = {
            table.name: _draw(table, store, aside, wanted, connection)
            for table in published_tables()
            if table.name != "runs"
        }
    state = TablesState(documents, rejects, program, wanted, rows)
    folder.mkdir(exist_ok=True)
    for file in sorted(aside.iterdir()):
        if file.is_file():
            os.replace(file, folder / file.name)
    _write_manifest(folder, state)
    shutil.rmtree(aside)
    return state


def publish_runs(store: Store, *, with_csv: bool) -> int:
    """Draw the table of runs, which every run changes; give its number of rows."""
    aside = store.output / ".publishing"
    aside.mkdir(exist_ok=True)
    with connect() as connection:
        rows = _draw(table_named("runs"), store, aside, with_csv, connection)
    for file in aside.iterdir():
        os.replace(file, store.output / "tables" / file.name)
    aside.rmdir()
    return rows


def _program() -> str:
    """A hash of everything in the program that decides what the tables look like."""
    shape = [(table.name, table.query("rows"), str(table.schema)) for table in published_tables()]
    return hashlib.blake2b(orjson.dumps(shape), digest_size=8).hexdigest()


def _manifest(folder: Path) -> TablesState | None:
    try:
        return TablesState(**orjson.loads((folder / MANIFEST).read_bytes()))
    except (FileNotFoundError, TypeError, orjson.JSONDecodeError):
        return None


def _write_manifest(folder: Path, state: TablesState) -> None:
    aside = folder / f".{MANIFEST}"
    aside.write_bytes(orjson.dumps(state, option=orjson.OPT_INDENT_2))
    os.replace(aside, folder / MANIFEST)


def _is_whole(folder: Path, state: TablesState) -> bool:
    """Whether every table that the manifest names is there with its rows."""
    for name, rows in state.rows.items():
        try:
            if pq.read_metadata(folder / f"{name}.parquet").num_rows != rows:
                return False
        except (FileNotFoundError, pa.ArrowInvalid):
            return False
        if state.csv and not (folder / f"{name}.csv").is_file():
            return False
    return True


def _draw(table: PublishedTable, store: Store, aside: Path, with_csv: bool, connection: "DuckDBPyConnection") -> int:
    """Write one table, as Parquet and if asked as CSV, in a folder; give its number of rows."""
    count = 0
    place = aside / f"{table.name}.parquet"
    with pq.ParquetWriter(place, table.schema, compression="zstd", version="2.6") as writer:
        for group in _groups(_rows(table, store, aside, connection)):
            writer.write_table(group, row_group_size=group.num_rows)
            count += group.num_rows
    if with_csv:
        _write_csv(place)
    return count


def _write_csv(place: Path) -> None:
    """Write the rows of a Parquet file as CSV beside it; the mark at its beginning makes Excel read UTF-8."""
    with (
        open(place.with_suffix(".csv"), "w", encoding="utf-8-sig", newline="") as opened,
        pq.ParquetFile(place) as file,
    ):
        sheet = csv.writer(opened, lineterminator="\n")
        sheet.writerow(file.schema_arrow.names)
        for batch in file.iter_batches(_BATCH_ROWS):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                sheet.writerow([plain_value(value) for value in row])


def _rows(table: PublishedTable, store: Store, aside: Path, connection: "DuckDBPyConnection") -> Iterator[pa.Table]:
    """The rows of a table in order, in small pieces."""
    stored = table.source in TABLES
    files: Sequence[Path] = store.files(table.source) if stored else [aside / f"{table.source}.parquet"]
    if files:
        for batch in connection.sql(table.query(parquet(files))).to_arrow_reader(_BATCH_ROWS):
            yield conform(pa.Table.from_batches([batch]), table.schema)


def _groups(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Row groups, cut where only the rows decide: they come in pieces of any length."""
    held: list[pa.Table] = []
    rows = size = 0
    for piece in _even(pieces):
        held.append(piece)
        rows += piece.num_rows
        size += _text_size(piece)
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield pa.concat_tables(held).combine_chunks()
            held, rows, size = [], 0, 0
    if held:
        yield pa.concat_tables(held).combine_chunks()


def _even(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in pieces of `_BATCH_ROWS`, but for the last."""
    held: list[pa.Table] = []
    rows = 0
    for piece in pieces:
        held.append(piece)
        rows += piece.num_rows
        if rows >= _BATCH_ROWS:
            joined = pa.concat_tables(held)
            whole = rows - rows % _BATCH_ROWS
            for start in range(0, whole, _BATCH_ROWS):
                yield joined.slice(start, _BATCH_ROWS)
            held, rows = ([joined.slice(whole)], rows - whole) if whole < rows else ([], 0)
    if held:
        yield pa.concat_tables(held)


def _text_size(piece: pa.Table) -> int:
    """Bytes of text in the columns of a piece that are text."""
    texts = (column for column in piece.columns if pa.types.is_string(column.type))
    return sum(pc.sum(pc.binary_length(column)).as_py() or 0 for column in texts)


def plain_value(value: Any) -> Any:
    """A value as it stands in a CSV file: nothing for null, lists as JSON, numbers without needless zeros."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        case list():
            return orjson.dumps(value).decode()
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case _:
            return value
