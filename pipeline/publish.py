"""The published tables drawn from the store: each written aside and then renamed, the same rows always the same bytes.

A manifest, renamed last, says from which versions of the store the tables were drawn; where it does not fit what is
there (a killed run, an older program), the tables are drawn again.
"""

import hashlib
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import marks
from pipeline.marks import Marks
from pipeline.ordering import ordered_documents
from pipeline.queries import connect, parquet
from pipeline.revisions import Revisions
from pipeline.store import TABLES, Store
from pipeline.table_files import TableFile, write_csv
from pipeline.tables import PublishedTable, published_tables, table_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
_BATCH_ROWS = 2_048


@dataclass(frozen=True, slots=True)
class TablesState:
    """What the published tables were drawn from, and how many rows they have."""

    documents_version: int
    revisions_version: int
    rejects_version: int
    program: str
    csv: bool
    boilerplate: bool
    rows: dict[str, int]


def publish(store: Store, *, with_csv: bool, with_boilerplate: bool = False) -> TablesState:
    """Draw every table but `runs` from the store, unless they are there as they would be drawn.

    CSV files that an earlier run wrote are kept in step. Mentions in boilerplate are drawn when this call says so,
    whatever an earlier one said.
    """
    folder = store.output / "tables"
    before = _manifest(folder)
    wanted = with_csv or (before is not None and before.csv)
    versions = {f"{name}_version": store.version(name) for name in ("documents", "revisions", "rejects")}
    program = _program()
    if before is not None and _is_whole(folder, before):
        same = all(getattr(before, name) == version for name, version in versions.items())
        if same and before.program == program and (before.csv, before.boilerplate) == (wanted, with_boilerplate):
            return before
    aside = store.output / ".publishing"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    with connect(aside / ".spill") as connection:
        rows = _draw_all(store, aside, connection, with_boilerplate)
    if wanted:
        for name in rows:
            write_csv(aside / f"{name}.parquet")
    state = TablesState(**versions, program=program, csv=wanted, boilerplate=with_boilerplate, rows=rows)
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
    with connect() as connection, _file(table_named("runs"), aside) as file:
        _draw(table_named("runs").query(parquet(store.files("runs"))), file, connection)
    if with_csv:
        write_csv(file.place)
    for each in aside.iterdir():
        os.replace(each, store.output / "tables" / each.name)
    aside.rmdir()
    return file.rows


def _program() -> str:
    """A hash of everything in the program that decides what the tables look like."""
    shape = [(table.name, table.query("rows"), str(table.schema)) for table in published_tables()]
    return hashlib.blake2b(orjson.dumps([marks.VERSION, shape]), digest_size=8).hexdigest()


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


def _draw_all(store: Store, aside: Path, connection: "DuckDBPyConnection", with_boilerplate: bool) -> dict[str, int]:
    """Write every table but `runs` in a folder; give their numbers of rows.

    The tables of documents and mentions are drawn side by side, some documents at a time; the others then.
    """
    tables = [table for table in published_tables() if table.name != "runs"]
    rows: dict[str, int] = {}
    with ExitStack() as opened:
        files = [
            (table, opened.enter_context(_file(table, aside)))
            for table in tables
            if table.source in ("documents", "revisions")
        ]
        stored = store.files("documents")
        found = Marks(stored, aside, connection) if stored else None
        revisions = Revisions(stored, store.files("revisions"), connection)
        for documents in ordered_documents(stored, aside, connection):
            marked = found.on(documents) if found is not None else documents
            connection.register("_documents", revisions.numbered(marked))
            connection.register("_revisions", revisions.earlier(documents))
            for table, file in files:
                _draw(table.query(f"_{table.source}", with_boilerplate=with_boilerplate), file, connection)
            connection.unregister("_documents")
            connection.unregister("_revisions")
        rows |= {table.name: file.rows for table, file in files}
    for table in tables:
        if table.name not in rows:
            is_stored = table.source in TABLES
            files_of = store.files(table.source) if is_stored else [aside / f"{table.source}.parquet"]
            with _file(table, aside) as file:
                if files_of:
                    _draw(table.query(parquet(files_of)), file, connection)
            rows[table.name] = file.rows
    return {table.name: rows[table.name] for table in tables}


def _draw(query: str, file: TableFile, connection: "DuckDBPyConnection") -> None:
    """Add the rows of a query to a file."""
    for batch in connection.sql(query).to_arrow_reader(_BATCH_ROWS):
        file.add(pa.Table.from_batches([batch]))


def _file(table: PublishedTable, folder: Path) -> TableFile:
    return TableFile(folder / f"{table.name}.parquet", table.schema)
