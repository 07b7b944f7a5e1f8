"""The published tables drawn from the store: each written aside and then renamed, the same rows always the same bytes.

A manifest, renamed last, says from which versions of the store the tables were drawn; where it does not fit what is
there (a killed run, an older program), the tables are drawn again.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from pipeline import marks
from pipeline.checksums import checksum
from pipeline.marks import Marks
from pipeline.ordering import in_order, lay_out
from pipeline.places import Address, Place, parquet_file, put_file
from pipeline.queries import connect, parquet
from pipeline.revisions import Revisions
from pipeline.store import TABLES, Store
from pipeline.table_files import TableFile, write_csv
from pipeline.tables import PublishedTable, published_tables, table_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
_BATCH_ROWS = 2_048
#: What DuckDB may hold: beside it are the documents that are drawn, and the sketches that are compared.
_MEMORY = "350MB"
#: Tables that are drawn at once: packing takes as long as asking.
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class TablesState:
    """What published tables were drawn from and by what program, how many rows they have, and a checksum of each file.

    `run_id` names the state of tables that were drawn of an older one; those under `DIR/tables` have none.
    """

    documents_version: int
    revisions_version: int
    rejects_version: int
    program: str
    drawn_by: str
    csv: bool
    boilerplate: bool
    rows: dict[str, int]
    checksums: dict[str, str]
    run_id: str | None = None

    def as_json(self) -> bytes:
        """As it stands in a manifest."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2)

    @property
    def versions(self) -> dict[str, int]:
        """The versions of the store's tables that these were drawn from."""
        return {
            "documents": self.documents_version,
            "revisions": self.revisions_version,
            "rejects": self.rejects_version,
        }

    def stands_for(self, store: Store, program: str, csv: bool, boilerplate: bool) -> bool:
        """Whether the tables were drawn from the store as it is, and as they would be drawn."""
        as_drawn = self.versions, self.program, self.csv, self.boilerplate
        return as_drawn == ({name: store.version(name) for name in self.versions}, program, csv, boilerplate)


def publish(store: Store, here: Path, *, with_csv: bool, with_boilerplate: bool = False) -> TablesState:
    """Draw every table but `runs` from the store, unless they are there as they would be drawn.

    They are drawn in a folder of this machine, `here` where the store is not, and put in place when they are whole.
    CSV files that an earlier run wrote are kept in step. Mentions in boilerplate are drawn when this call says so,
    whatever an earlier one said.
    """
    folder = store.output / "tables"
    before = manifest(folder)
    wanted = with_csv or (before is not None and before.csv)
    as_wanted = program(), wanted, with_boilerplate
    if before is not None and _is_whole(folder, before) and before.stands_for(store, *as_wanted):
        return before
    aside = _empty(_aside(store, here))
    state = _drawn(store, aside, with_csv=wanted, with_boilerplate=with_boilerplate)
    _put_in_place(aside, folder, state)
    return state


def draw_state(
    store: Store, folder: Path, run_id: str, versions: Mapping[str, int], *, with_csv: bool, with_boilerplate: bool
) -> TablesState:
    """Draw every table, `runs` too, of a store as it was into a folder, with the same bytes as were published then.

    `versions` are those of the store's tables. Another version of this program may draw them otherwise: the manifest
    says which did.
    """
    aside = _empty(folder / ".publishing")
    state = _drawn(store, aside, with_csv=with_csv, with_boilerplate=with_boilerplate)
    rows = state.rows | {"runs": _draw_runs(store, aside, with_csv=with_csv)}
    state = replace(
        state,
        documents_version=versions["documents"],
        revisions_version=versions["revisions"],
        rejects_version=versions["rejects"],
        rows=rows,
        checksums=_checksums(aside),
        run_id=run_id,
    )
    _put_in_place(aside, folder, state)
    return state


def follow_compaction(folder: Place, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Say in the manifest that tables drawn from these versions of the store's tables are those of others.

    A compaction makes versions with the same rows, and from the same rows come the same tables.
    """
    state = manifest(folder)
    if state is not None and state.versions == {name: before[name] for name in state.versions}:
        after_all = {f"{name}_version": after[name] for name in state.versions}
        _write_manifest(folder, TablesState(**orjson.loads(state.as_json()) | after_all))


def publish_runs(store: Store, here: Path, *, with_csv: bool) -> int:
    """Draw the table of runs, which every run changes; give its number of rows."""
    aside = _aside(store, here)
    aside.mkdir(exist_ok=True)
    rows = _draw_runs(store, aside, with_csv=with_csv)
    folder = store.output / "tables"
    checksums = _checksums(aside)
    for each in aside.iterdir():
        put_file(each, folder / each.name)
    if (state := manifest(folder)) is not None:
        _write_manifest(folder, replace(state, checksums=state.checksums | checksums))
    aside.rmdir()
    return rows


def _aside(store: Store, here: Path) -> Path:
    """A folder to draw in: beside the tables where they are on this machine, to be renamed."""
    return here / ".publishing" if isinstance(store.output, Address) else store.output / ".publishing"


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _drawn(store: Store, aside: Path, *, with_csv: bool, with_boilerplate: bool) -> TablesState:
    """Draw every table but `runs` into an empty folder, and say what was drawn."""
    # what making and storing rows took is given back first
    pa.default_memory_pool().release_unused()
    with connect(aside / ".spill", store.output, _MEMORY) as connection:
        rows = _draw_all(store, aside, connection, with_boilerplate)
    if with_csv:
        for name in rows:
            write_csv(aside / f"{name}.parquet")
    return TablesState(
        documents_version=store.version("documents"),
        revisions_version=store.version("revisions"),
        rejects_version=store.version("rejects"),
        program=program(),
        drawn_by=f"trichluc {version('trichluc')}",
        csv=with_csv,
        boilerplate=with_boilerplate,
        rows=rows,
        checksums=_checksums(aside),
    )


def _draw_runs(store: Store, aside: Path, *, with_csv: bool) -> int:
    with connect(at=store.output) as connection, _file(table_named("runs"), aside) as file:
        _draw(table_named("runs").query(parquet(store.files("runs"))), file, connection)
    if with_csv:
        write_csv(file.place)
    return file.rows


def _checksums(folder: Path) -> dict[str, str]:
    return {file.name: checksum(file) for file in sorted(folder.iterdir()) if file.is_file()}


def _put_in_place(aside: Path, folder: Place, state: TablesState) -> None:
    folder.mkdir(exist_ok=True)
    for file in sorted(aside.iterdir()):
        if file.is_file():
            put_file(file, folder / file.name)
    _write_manifest(folder, state)
    shutil.rmtree(aside)


def program() -> str:
    """A hash of everything in the program that decides what the tables look like."""
    shape = [(table.name, table.query("rows"), str(table.schema)) for table in published_tables()]
    return hashlib.blake2b(orjson.dumps([marks.VERSION, shape]), digest_size=8).hexdigest()


def manifest(folder: Place) -> TablesState | None:
    """What the tables in a folder were drawn from; None where that is not known."""
    try:
        return TablesState(**orjson.loads((folder / MANIFEST).read_bytes()))
    except (FileNotFoundError, TypeError, orjson.JSONDecodeError):
        return None


def _write_manifest(folder: Place, state: TablesState) -> None:
    if isinstance(folder, Address):
        (folder / MANIFEST).write_bytes(state.as_json())
        return
    aside = folder / f".{MANIFEST}"
    aside.write_bytes(state.as_json())
    os.replace(aside, folder / MANIFEST)


def _is_whole(folder: Place, state: TablesState) -> bool:
    """Whether every table that the manifest names is there with its rows."""
    for name, rows in state.rows.items():
        try:
            with parquet_file(folder / f"{name}.parquet") as file:
                if file.metadata.num_rows != rows:
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
        threads = opened.enter_context(ThreadPoolExecutor(_AT_ONCE))
        heaps = threads.submit(lay_out, stored, aside, opened.enter_context(connection.cursor()))
        found = Marks(stored, aside, connection) if stored else None
        revisions = Revisions(stored, store.files("revisions"), connection)
        for documents in in_order(stored, heaps.result()):
            marked = found.on(documents) if found is not None else documents
            sources = {"_documents": revisions.numbered(marked), "_revisions": revisions.earlier(documents)}

            def draw(
                table: PublishedTable, file: TableFile, sources: Mapping[str, pa.Table | pa.RecordBatch] = sources
            ) -> None:
                name = f"_{table.source}"
                with connection.cursor() as own:
                    own.register(name, sources[name])
                    _draw(table.query(name, with_boilerplate=with_boilerplate), file, own)

            list(threads.map(draw, *zip(*files, strict=True)))
        rows |= {table.name: file.rows for table, file in files}
    for table in tables:
        if table.name not in rows:
            is_stored = table.source in TABLES
            files_of: list[Place] = store.files(table.source) if is_stored else [aside / f"{table.source}.parquet"]
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
