"""What of the staged partitions goes into the store: each document once, replaced where it changed, counted always.

What a run has seen so far is kept in a small SQLite file of the run, not in memory. It holds nothing that a later run
needs: after a kill the next run sees everything again.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import TrichlucError
from pipeline.schemas import REJECTS, store_schema
from pipeline.staging import StagedPartition, known_documents
from pipeline.store import Provenance, Store

#: Bytes of rows that one commit takes: enough to be worth it, few enough for memory.
COMMIT_BYTES = 48_000_000
_NAME = "seen.sqlite"
_SCHEMA = """
    CREATE TABLE seen (doc_id TEXT PRIMARY KEY, content_hash TEXT, file TEXT, line INTEGER) WITHOUT ROWID;
    CREATE TABLE text_files (origin_key TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE rejects (file TEXT, line INTEGER, code TEXT, reason TEXT, origin_key TEXT);
"""
_IDENTITY = ("doc_id", "content_hash", "file", "line", "origin_key", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the records of a run: `read` = `extracted` + `rejected` + `duplicate`.

    Of the `extracted`, some are `new`, some `changed` against what the store held, and some `unchanged`: found again
    as they are stored, by content and extractor versions, so that nothing had to be done. `withdrawn` documents
    are not among those read: they stood in a text file that now holds another document.
    """

    read: int = 0
    rejected: int = 0
    duplicate: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def extracted(self) -> int:
        """Documents of the input that the store holds after the run, each counted once."""
        return self.new + self.changed + self.unchanged

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)})

    def check(self) -> None:
        """Raise TrichlucError where the counts do not add up: a document would have been lost."""
        if self.read != self.extracted + self.rejected + self.duplicate:
            raise TrichlucError(
                f"the counts do not add up: read {self.read}, but extracted {self.extracted} + rejected {self.rejected}"
                f" + duplicate {self.duplicate}; nothing was published, please report it"
            )


class Ledger:
    """What one run has seen: documents, text files, rejects."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def of(cls, staging: Path) -> Iterator["Ledger"]:
        """Open the ledger in a staging folder, and make what was added durable on leaving."""
        with closing(sqlite3.connect(staging / _NAME)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            yield cls(connection)
            connection.commit()

    @classmethod
    def begin(cls, staging: Path) -> None:
        """Begin an empty ledger."""
        (staging / _NAME).unlink(missing_ok=True)
        with closing(sqlite3.connect(staging / _NAME)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(_SCHEMA)

    def first_seen(
        self, doc_id: str, content_hash: str, file: str, line: int | None
    ) -> tuple[str, str, int | None] | None:
        """Note a document; where one with its id was seen before, give that one's hash, file and line."""
        added = self._connection.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", (doc_id, content_hash, file, line)
        )
        if added.rowcount:
            return None
        select = "SELECT content_hash, file, line FROM seen WHERE doc_id = ?"
        found: tuple[str, str, int | None] = self._connection.execute(select, (doc_id,)).fetchone()
        return found

    def has(self, table: str, column: str, value: str) -> bool:
        """Whether a document or a text file was seen."""
        return self._connection.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (value,)).fetchone() is not None

    def add_text_file(self, key: str) -> None:
        """Note a file that is one document."""
        self._connection.execute("INSERT OR IGNORE INTO text_files VALUES (?)", (key,))

    def add_rejects(self, rejects: pa.Table) -> None:
        """Note rejects."""
        rows = [tuple(row.values()) for row in rejects.select(REJECTS.names).to_pylist()]
        self._connection.executemany("INSERT INTO rejects VALUES (?, ?, ?, ?, ?)", rows)

    def rejects(self) -> pa.Table:
        """All rejects noted."""
        rows = self._connection.execute("SELECT * FROM rejects").fetchall()
        columns = zip(*rows, strict=True) if rows else [[] for _ in REJECTS]
        return pa.table(
            [pa.array(column, field.type) for column, field in zip(columns, REJECTS, strict=True)], schema=REJECTS
        )


def commit_partitions(
    store: Store, staged: Sequence[StagedPartition], known_at: Path | None, staging: Path, provenance: Provenance
) -> Counts:
    """Store the documents of staged partitions that are new or changed, each once.

    One commit takes them all, or several where they are more than `COMMIT_BYTES`.
    """
    counts = Counts()
    tables: list[pa.Table] = []
    size = 0
    changed: set[str] = set()
    with Ledger.of(staging) as ledger:
        for partition in staged:
            ledger.add_rejects(partition.rejects)
            with partition.rows as rows:
                kept, found = _sort_out(rows, known_at, ledger, changed)
                counts += found + Counts(read=partition.read, rejected=partition.rejected)
                for table in _kept_rows(rows, kept):
                    tables.append(table)
                    size += table.nbytes
                    if size >= COMMIT_BYTES:
                        _put(store, tables, changed, provenance)
                        tables, size = [], 0
        _put(store, tables, changed, provenance)
    return counts


def _put(store: Store, tables: Sequence[pa.Table], changed: set[str], provenance: Provenance) -> None:
    if tables:
        rows = pa.concat_tables(tables)
        run = pa.nulls(rows.num_rows, pa.string()).fill_null(provenance.run_id)
        at = rows.schema.get_field_index("changed_by_run")
        replaced = changed.intersection(rows.column("doc_id").to_pylist())
        store.put(rows.set_column(at, "changed_by_run", run).cast(store_schema()), sorted(replaced), provenance)


def _kept_rows(rows: pq.ParquetFile, kept: Sequence[int]) -> Iterator[pa.Table]:
    """Some rows of a partition, a row group at a time."""
    wanted = set(kept)
    first = 0
    for group in range(rows.num_row_groups):
        beyond = first + rows.metadata.row_group(group).num_rows
        here = [at - first for at in range(first, beyond) if at in wanted]
        if here:
            yield rows.read_row_group(group, store_schema().names).take(pa.array(here))
        first = beyond


def commit_ends(
    store: Store, inputs: Sequence[str], known_at: Path | None, staging: Path, provenance: Provenance
) -> Counts:
    """After the last partition: withdraw documents whose text file now holds another one, and store the rejects."""
    with Ledger.of(staging) as ledger:
        gone = _replaced(known_at, ledger)
        store.withdraw(gone, provenance)
        roots = [os.path.abspath(path) for path in inputs]
        stored = store.rejects()
        elsewhere = [not _is_under(key, store, roots) for key in stored.column("origin_key").to_pylist()]
        store.replace_rejects(
            pa.concat_tables([stored.filter(pa.array(elsewhere, pa.bool_())), ledger.rejects()]), provenance
        )
    return Counts(withdrawn=len(gone))


def _sort_out(
    rows: pq.ParquetFile, known_at: Path | None, ledger: Ledger, changed: set[str]
) -> tuple[list[int], Counts]:
    """Which rows of a partition are to be stored (the ids of those that replace one go to `changed`), and counts."""
    read = rows.read(list(_IDENTITY)).to_pylist()
    stored = known_documents(known_at, [row["doc_id"] for row in read])
    kept: list[int] = []
    tally = dict.fromkeys(("rejected", "duplicate", "new", "changed", "unchanged"), 0)
    conflicts = []
    for at, row in enumerate(read):
        if row["line"] is None:
            ledger.add_text_file(row["origin_key"])
        before = ledger.first_seen(row["doc_id"], row["content_hash"], row["file"], row["line"])
        if before is not None:
            if before[0] == row["content_hash"]:
                tally["duplicate"] += 1
            else:
                tally["rejected"] += 1
                conflicts.append(_conflict(row, before))
        elif row["state"] == "known":
            tally["unchanged"] += 1
        else:
            if row["doc_id"] in stored:
                tally["changed"] += 1
                changed.add(row["doc_id"])
            else:
                tally["new"] += 1
            kept.append(at)
    ledger.add_rejects(pa.Table.from_pylist(conflicts, schema=REJECTS))
    return kept, Counts(**tally)


def _conflict(row: dict[str, object], before: tuple[str, str, int | None]) -> dict[str, object]:
    _, file, line = before
    place = file if line is None else f"{file}, line {line}"
    return {
        "file": row["file"],
        "line": row["line"],
        "code": "conflicting_id",
        "reason": f"the id {row['doc_id']} stands at {place} with another content, which was kept; give it its own id",
        "origin_key": row["origin_key"],
    }


def _replaced(known_at: Path | None, ledger: Ledger) -> list[str]:
    """Stored documents that had a text file to themselves which, read now, holds another document."""
    if known_at is None:
        return []
    return [
        doc_id
        for batch in pq.ParquetFile(known_at).iter_batches(columns=["doc_id", "origin_key", "line"])
        for doc_id, key, line in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        if line is None and ledger.has("text_files", "origin_key", key) and not ledger.has("seen", "doc_id", doc_id)
    ]


def _is_under(key: str, store: Store, roots: Sequence[str]) -> bool:
    """Whether a file is one of the paths that a run was given, or in a folder that is."""
    path = os.path.normpath(os.path.join(os.path.abspath(store.output), key))
    # a member of an archive is under it
    return any(path == root or path.startswith((root.rstrip("/") + "/", root + "!")) for root in roots)
