"""What one run has seen: documents, text files, rejects, in a small SQLite file of the run and not in memory.

It holds nothing that a later run needs: after a kill the next run sees everything again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from pipeline.schemas import REJECTS

_NAME = "seen.sqlite"
_SCHEMA = """
    CREATE TABLE seen (
        doc_id TEXT PRIMARY KEY, content_hash TEXT, time INTEGER, untimed_hash TEXT, file TEXT, line INTEGER,
        read INTEGER, fate TEXT
    ) WITHOUT ROWID;
    CREATE TABLE text_files (origin_key TEXT PRIMARY KEY, doc_id TEXT) WITHOUT ROWID;
    CREATE TABLE rejects (file TEXT, line INTEGER, code TEXT, reason TEXT, origin_key TEXT);
"""

#: What became of a document in a run; one that is `revised` is `changed`, and its text is another.
Fate = Literal["new", "changed", "revised", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document that the run has seen: its content now, where that stands in time and in the input, and its fate.

    `untimed_hash` is the content of the first record of it that gave no time; `read` says whether the run has read the
    content, or only knows it from the store.
    """

    doc_id: str
    content_hash: str
    time: int
    untimed_hash: str | None
    file: str
    line: int | None
    read: bool
    fate: Fate

    @property
    def place(self) -> str:
        """Where the content stands in the input."""
        return self.file if self.line is None else f"{self.file}, line {self.line}"


class Ledger:
    """What one run has seen."""

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

    def seen(self, doc_id: str) -> Seen | None:
        """What was seen of a document."""
        select = "SELECT content_hash, time, untimed_hash, file, line, read, fate FROM seen WHERE doc_id = ?"
        found = self._connection.execute(select, (doc_id,)).fetchone()
        if found is None:
            return None
        content_hash, time, untimed_hash, file, line, read, fate = found
        return Seen(
            doc_id=doc_id,
            content_hash=content_hash,
            time=time,
            untimed_hash=untimed_hash,
            file=file,
            line=line,
            read=bool(read),
            fate=fate,
        )

    def note(self, seen: Seen) -> None:
        """Note a document, in the place of what was noted of it."""
        self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(seen))

    def add_text_file(self, key: str, doc_id: str) -> None:
        """Note a file that is one document."""
        self._connection.execute("INSERT OR IGNORE INTO text_files VALUES (?, ?)", (key, doc_id))

    def document_of(self, key: str) -> str | None:
        """The document that a file was found to be; None where it was not read, or is no document."""
        found = self._connection.execute("SELECT doc_id FROM text_files WHERE origin_key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

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
