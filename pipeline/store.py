"""The store: Delta tables of documents (their mentions inside), revisions, rejects and runs, in `DIR/store`.

A document and all that was found in it are one row: they change together or not at all. Every commit says which run
made it, with which versions. `Store` only reads and writes; what is to be written is decided in `pipeline.commits`.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction

from pipeline.errors import Misuse, TrichlucError, first_line
from pipeline.places import Place, add_copy, parquet_file, uri_of
from pipeline.queries import connect, parquet, quoted
from pipeline.schemas import REJECTS, REVISIONS, RUNS, conform, shape, store_schema

#: The tables of a store, and their columns.
TABLES = {"documents": store_schema(), "revisions": REVISIONS, "rejects": REJECTS, "runs": RUNS}
_KNOWN = ("doc_id", "content_hash", "text_hash", "extraction_key", "file", "line", "origin_key", "bytes_sha256")
#: Delta would forget commits after 30 days, and with them the states of the store that a name or a paper refers to.
_KEPT_LOGS = {"delta.enableExpiredLogCleanup": "false"}
#: Files that are copied at once.
_AT_ONCE = 16
#: Where a version stands in time, in SQL: by its own time, else by the run that stored it.
VERSION_TIME = "coalesce(captured_at, modified_at, stored_at, to_timestamp(0))"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a commit says of itself."""

    run_id: str
    versions: Mapping[str, str]
    code_version: str
    started_at: datetime

    def properties(self, **more: str) -> CommitProperties:
        """The provenance as metadata of a commit, and whatever else it is to say.

        All commits are of one application to Delta: of two that follow the same version of a table, as those of two
        runs that both take the store for theirs would, it refuses the later one.
        """
        return CommitProperties(
            app_transactions=[Transaction("trichluc", int(self.started_at.timestamp()))],
            custom_metadata={
                "run": self.run_id,
                "versions": orjson.dumps(dict(self.versions), option=orjson.OPT_SORT_KEYS).decode(),
                "code_version": self.code_version,
                **more,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A Parquet file that can be one of the table of documents as it is, and what Delta notes of it.

    `name` is what it will be called; `first` and `last` are its ids in order, `size` its bytes.
    """

    place: Place
    name: str
    size: int
    rows: int
    first: str
    last: str

    def action(self, added_at: datetime) -> AddAction:
        """The line of a commit that adds the file."""
        said = {
            "numRecords": self.rows,
            "minValues": {"doc_id": self.first},
            "maxValues": {"doc_id": self.last},
            "nullCount": {"doc_id": 0},
        }
        return AddAction(
            path=self.name,
            size=self.size,
            partition_values={},
            modification_time=int(added_at.timestamp() * 1000),
            data_change=True,
            stats=orjson.dumps(said).decode(),
        )


class Store:
    """The Delta tables of one output folder: as they are, or, with `at`, as they were at these versions."""

    def __init__(self, output: Place, at: Mapping[str, int] | None = None) -> None:
        self.output = output
        self._at = at or {}
        self.folder = output / "store"
        self._opened: dict[str, DeltaTable] = {}
        self._known_version: int | None = None

    @classmethod
    def existing(cls, output: Place) -> "Store":
        """The store of a folder. Raises Misuse where there is none."""
        store = cls(output)
        if not output.is_dir():
            raise Misuse(f"{output}: there is no such folder; `trichluc run PATH --output {output}` makes one")
        if not store.is_there():
            raise Misuse(f"{output}: holds no store; `trichluc run PATH --output {output}` fills one")
        return store

    def is_there(self) -> bool:
        """Whether a run has begun to fill the store."""
        return (self.folder / "documents" / "_delta_log").is_dir()

    def create(self, provenance: Provenance) -> None:
        """Make the tables that are not there, and bring one made by an older version to today's columns."""
        for name, schema in TABLES.items():
            table = self._open(name)
            if table is None:
                DeltaTable.create(
                    uri_of(self.folder / name),
                    schema=schema,
                    configuration=_KEPT_LOGS,
                    commit_properties=provenance.properties(),
                )
                continue
            if not _KEPT_LOGS.items() <= table.metadata().configuration.items():
                table.alter.set_table_properties(_KEPT_LOGS, commit_properties=provenance.properties())
            if (rows := self.in_todays_columns(name)) is not None:
                provided = provenance.properties()
                write_deltalake(table, rows, mode="overwrite", schema_mode="overwrite", commit_properties=provided)

    def version(self, name: str) -> int:
        """The version of a table: the number of its last commit."""
        return self._table(name).version()

    def files(self, name: str) -> list[Place]:
        """The Parquet files that make up a table now."""
        return table_files(self.folder / name, self._table(name))

    def _files_as_known(self) -> list[Place]:
        """The files of the table of documents when the run began: nothing removes them while it has the lock."""
        folder = self.folder / "documents"
        return table_files(folder, DeltaTable(uri_of(folder), version=self._known_version))

    def rows(self, name: str) -> int:
        """How many rows a table has."""
        return sum(parquet_file(file).metadata.num_rows for file in self.files(name))

    def export_known(self, place: Path) -> Path | None:
        """Write what is known of each stored document to a file, sorted; None where nothing is stored."""
        files = self.files("documents")
        self._known_version = self.version("documents")
        if not files:
            return None
        with connect(place.parent, self.output) as connection:
            reader = connection.sql(
                f"SELECT {', '.join(_KNOWN)}, epoch_us(coalesce(captured_at, modified_at)) AS own_time,"
                f" greatest(epoch_us({VERSION_TIME}), list_max(list_transform("
                "list_filter(kept, lambda k: k.content_hash = content_hash), lambda k: k.time))) AS time, kept"
                f" FROM {parquet(files)} LEFT JOIN ({self._kept()}) USING (doc_id) ORDER BY doc_id"
            ).to_arrow_reader(65_536)
            with pq.ParquetWriter(place, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)
        return place

    def _kept(self) -> str:
        """The SQL for the kept versions of each document that has any."""
        files = self.files("revisions")
        rows = parquet(files) if files else "(SELECT unnest([]::VARCHAR[]) AS doc_id)"
        if not files:
            kept = "STRUCT(time BIGINT, text_hash VARCHAR, content_hash VARCHAR, has_text BOOLEAN)[]"
            return f"SELECT doc_id, NULL::{kept} AS kept FROM {rows}"
        one = (
            f"{{'time': epoch_us({VERSION_TIME}), 'text_hash': text_hash, 'content_hash': content_hash,"
            " 'has_text': text IS NOT NULL}"
        )
        return f"SELECT doc_id, list({one}) AS kept FROM {rows} GROUP BY doc_id"

    def documents(
        self, doc_ids: Sequence[str], columns: Sequence[str] | None = None, *, as_known: bool = False
    ) -> pa.Table:
        """The rows of some documents that are stored, in no order; `as_known` as they were when the run began."""
        files = self._files_as_known() if as_known else self.files("documents")
        return _rows_of(files, doc_ids, store_schema(), columns)

    def revisions(self, doc_ids: Sequence[str], columns: Sequence[str] | None = None) -> pa.Table:
        """The kept versions of some documents, in no order."""
        return _rows_of(self.files("revisions"), doc_ids, REVISIONS, columns)

    def add_revisions(self, rows: pa.Table, provenance: Provenance) -> None:
        """Keep versions of documents, in one commit; those that are kept already are left out."""
        if not rows.num_rows:
            return
        kept: dict[object, bool] = {}
        doc_ids = sorted(set(rows.column("doc_id").to_pylist()))
        for key, has_text in _version_keys(self.revisions(doc_ids)):
            kept[key] = kept.get(key, False) or has_text
        wanted: list[bool] = []
        for key, has_text in _version_keys(rows):
            wanted.append(key not in kept or (has_text and not kept[key]))
            kept[key] = kept.get(key, False) or has_text
        new = rows.filter(pa.array(wanted, pa.bool_()))
        if new.num_rows:
            table = self._table("revisions")
            write_deltalake(table, new.cast(REVISIONS), mode="append", commit_properties=provenance.properties())

    def forget_revisions(self, doc_ids: Sequence[str], provenance: Provenance) -> None:
        """Remove the kept versions of documents, in one commit."""
        if self.revisions(doc_ids, ["doc_id"]).num_rows:
            self._table("revisions").delete(_one_of(doc_ids), commit_properties=provenance.properties())

    def put(self, rows: pa.Table, replaced: Sequence[str], provenance: Provenance) -> None:
        """Insert documents in one commit; those in `replaced` take the place of the stored ones with their `doc_id`.

        Delta's MERGE says the same, but deltalake's reads the whole table for it, texts and all: with 3,400 changed of
        100,000 documents it took 27 s and 2.4 GB. Replacing where the id is one of the new ones is as atomic, reads
        the column of ids and the files that hold one, and took 6 s and 0.5 GB.
        """
        if not rows.num_rows:
            return
        ids = set(rows.column("doc_id").to_pylist())
        if len(ids) < rows.num_rows or not ids.issuperset(replaced):
            raise ValueError("each document is put once, and what replaces one is among them")
        table = self._table("documents")
        if replaced:
            write_deltalake(
                table, rows, mode="overwrite", predicate=_one_of(sorted(ids)), commit_properties=provenance.properties()
            )
        else:
            write_deltalake(table, rows, mode="append", commit_properties=provenance.properties())

    def add_files(self, files: Sequence[StagedFile], provenance: Provenance) -> None:
        """Make files of documents that the store does not hold a part of it, in one commit: no row is read."""
        if not files:
            return
        table = self._table("documents")
        folder = self.folder / "documents"
        # each is a request at an address
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(lambda file: add_copy(file.place, folder / file.name), files))
        table.create_write_transaction(
            [file.action(provenance.started_at) for file in files],
            mode="append",
            schema=store_schema(),
            commit_properties=provenance.properties(),
        )
        table.update_incremental()

    def withdraw(self, doc_ids: Sequence[str], provenance: Provenance) -> None:
        """Remove documents, in one commit."""
        if doc_ids:
            self._table("documents").delete(_one_of(doc_ids), commit_properties=provenance.properties())

    def rejects(self) -> pa.Table:
        """All rejects, in order."""
        return self._read("rejects", ("file", "line", "code", "reason"))

    def replace_rejects(self, rejects: pa.Table, provenance: Provenance) -> None:
        """Put these rejects in the place of all that are stored, where they differ."""
        ordered = rejects.sort_by([(name, "ascending") for name in ("file", "line", "code", "reason")])
        if not ordered.equals(self.rejects()):
            self._write("rejects", ordered, provenance)

    def runs(self) -> pa.Table:
        """All runs, in the order in which they began."""
        return self._read("runs", ("started_at", "run_id"))

    def replace_runs(self, runs: pa.Table, provenance: Provenance, **more: str) -> None:
        """Put these runs in the place of all that are stored, in a commit that says what else it is given."""
        self._write("runs", runs.cast(RUNS), provenance, **more)

    def find_document(self, name: str) -> dict[str, Any]:
        """The document of an id, of the beginning of an id, or of a file's name with or without its suffix.

        Raises Misuse where there is none, or more than one.
        """
        found = self._named("doc_id = ?", name) or self._named("starts_with(doc_id, ?)", name)
        found = found or self._named(
            "line IS NULL AND regexp_extract(file, '([^/]*?)(\\.[^./]*)?$', 1) = ?", Path(name).stem
        )
        if len(found) != 1:
            some = f"; some that it could mean: {', '.join(found[:5])}" if found else ""
            many = f"{len(found)} documents" if found else "no document"
            raise Misuse(
                f"{name}: {many} of that name in {self.output}{some}; the ids are in {self.output}/tables/documents"
            )
        with connect(at=self.output) as connection:
            query = f"SELECT * FROM {parquet(self.files('documents'))} WHERE doc_id = ?"
            rows = conform(connection.sql(query, params=found).to_arrow_table(), store_schema())
        row: dict[str, Any] = rows.to_pylist()[0]
        return row

    def _named(self, condition: str, name: str) -> list[str]:
        """The ids of the documents that fit a condition, in order."""
        files = self.files("documents")
        if not files:
            return []
        with connect(at=self.output) as connection:
            query = f"SELECT doc_id FROM {parquet(files)} WHERE {condition} ORDER BY doc_id"
            return [row[0] for row in connection.sql(query, params=[name]).fetchall()]

    def _read(self, name: str, order: Sequence[str]) -> pa.Table:
        schema = TABLES[name]
        read = [conform(parquet_file(file).read(), schema) for file in self.files(name)]
        found = pa.concat_tables([schema.empty_table(), *read])
        return found.sort_by([(column, "ascending") for column in order])

    def _write(self, name: str, rows: pa.Table, provenance: Provenance, **more: str) -> None:
        """Put these rows in the place of all that a table holds."""
        write_deltalake(self._table(name), rows, mode="overwrite", commit_properties=provenance.properties(**more))

    def _table(self, name: str) -> DeltaTable:
        table = self._open(name)
        if table is None:
            where = self.folder / name
            raise TrichlucError(f"{where}: the table is not there; run `trichluc run` into {self.output} again")
        return table

    def _open(self, name: str) -> DeltaTable | None:
        """A table as it was when it was first asked for, and as this store changed it since."""
        if name not in self._opened:
            try:
                self._opened[name] = DeltaTable(uri_of(self.folder / name), version=self._at.get(name))
            except TableNotFoundError:
                return None
            except DeltaError as error:
                raise TrichlucError(
                    f"{self.folder / name}: the table cannot be opened ({first_line(error)});"
                    f" `trichluc check {self.output}` names what is damaged"
                ) from None
        return self._opened[name]

    def in_todays_columns(self, name: str) -> pa.RecordBatchReader | None:
        """The rows of a table that has other columns than today's, brought to these; None where it has the same.

        Columns that are new are null, columns that are gone are dropped. What follows from a document's text alone is
        made anew.
        """
        from pipeline.text_columns import with_text_columns

        schema = TABLES[name]
        if shape(pa.schema(self._table(name).schema().to_arrow())) == shape(schema):
            return None
        rows = self.all_rows(name)
        return pa.RecordBatchReader.from_batches(schema, with_text_columns(rows)) if name == "documents" else rows

    def all_rows(self, name: str) -> pa.RecordBatchReader:
        """All rows of a table with today's columns, some at a time, in no order."""
        schema = TABLES[name]
        files = self.files(name)

        def batches() -> Iterator[pa.RecordBatch]:
            for file in files:
                for batch in parquet_file(file).iter_batches(1024):
                    yield from conform(pa.Table.from_batches([batch]), schema).to_batches()

        return pa.RecordBatchReader.from_batches(schema, batches())


def _rows_of(
    files: Sequence[Place], doc_ids: Sequence[str], schema: pa.Schema, columns: Sequence[str] | None
) -> pa.Table:
    """The rows of some documents, read row group by row group: other documents' texts are not held."""
    wanted = pa.schema([schema.field(name) for name in columns]) if columns is not None else schema
    ids = pa.array(sorted(set(doc_ids)), pa.string())
    found = [wanted.empty_table()]
    for file in files if len(ids) else ():
        with parquet_file(file) as opened:
            for group in range(opened.num_row_groups):
                here = opened.read_row_group(group, ["doc_id"]).column("doc_id").cast(pa.string())
                rows = pc.indices_nonzero(pc.is_in(here, ids))
                if len(rows):
                    names = [name for name in wanted.names if name in opened.schema_arrow.names]
                    # before rows are taken: Delta's DELETE leaves columns of a type from which none can be
                    found.append(conform(opened.read_row_group(group, names), wanted).take(rows))
    return pa.concat_tables(found)


def _version_keys(rows: pa.Table) -> Iterator[tuple[tuple[object, ...], bool]]:
    """What tells each version from others of all documents, and whether its text stands with it."""
    times = pc.coalesce(rows.column("captured_at"), rows.column("modified_at"), rows.column("stored_at"))
    names = ("doc_id", "text_hash", "content_hash", "bytes_sha256")
    columns = [times.cast(pa.int64()).to_pylist(), *(rows.column(name).to_pylist() for name in names)]
    yield from zip(zip(*columns, strict=True), pc.is_valid(rows.column("text")).to_pylist(), strict=True)


def _one_of(doc_ids: Sequence[str]) -> str:
    """The condition, in SQL, that a document is one of these."""
    return f"doc_id IN ({', '.join(quoted(doc_id) for doc_id in doc_ids)})"


def table_files(folder: Place, table: DeltaTable) -> list[Place]:
    """The files of a table in a folder: their own names are plain, those of the folders above come percent-encoded."""
    return sorted(folder / uri.rsplit("/", 1)[1] for uri in table.file_uris())
