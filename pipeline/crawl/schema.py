"""The frontier's file: its tables, its version, and what is said where it cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from pipeline.crawl.clock import VIETNAM
from pipeline.errors import TrichlucError

#: Written to `PRAGMA user_version`; a file of a newer one is refused.
VERSION = 1
_TABLES = """
CREATE TABLE addresses (
    key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    article_id TEXT,
    rank TEXT NOT NULL,
    backlog INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    sources TEXT NOT NULL,
    lastmod TEXT,
    published_at TEXT,
    state TEXT NOT NULL,
    claimed INTEGER NOT NULL DEFAULT 0,
    false_claims INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0,
    pace INTEGER NOT NULL DEFAULT 0,
    next_attempt TEXT,
    trials INTEGER NOT NULL DEFAULT 0,
    fetched_at TEXT,
    changed_at TEXT,
    warc_file TEXT,
    warc_offset INTEGER
);
CREATE INDEX addresses_waiting ON addresses (backlog, rank, key) WHERE state = 'waiting';
CREATE INDEX addresses_claimed ON addresses (rank, key) WHERE claimed = 1;
CREATE INDEX addresses_due ON addresses (next_attempt, key) WHERE next_attempt IS NOT NULL;
CREATE INDEX addresses_tried ON addresses (rank, key) WHERE trials > 0;
CREATE INDEX addresses_first_seen ON addresses (first_seen);
CREATE TABLE aliases (name TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (name TEXT PRIMARY KEY, complete_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, hash TEXT NOT NULL, seen_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    night TEXT NOT NULL,
    started_at TEXT NOT NULL,
    robots TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    by_status TEXT NOT NULL DEFAULT '{}',
    summary TEXT
);
CREATE TABLE sources_seen (
    run_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, status INTEGER,
    entries INTEGER NOT NULL, new INTEGER NOT NULL, error TEXT
);
CREATE TABLE outcomes (
    run_id TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT, verdict TEXT NOT NULL, reason TEXT,
    status INTEGER, layout TEXT, body_length INTEGER, empty_fields TEXT NOT NULL, bytes INTEGER NOT NULL,
    fetched_at TEXT NOT NULL, warc_file TEXT
);
CREATE INDEX outcomes_run ON outcomes (run_id);
CREATE INDEX outcomes_key ON outcomes (key);
"""


class FrontierError(TrichlucError):
    """The frontier's file cannot be read or written."""


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the frontier's file, made if missing; None is one in memory. Raises FrontierError."""
    with said_of(path):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    found = _version(connection)
    if found > VERSION:
        raise FrontierError(
            f"{path}: the frontier was written by a newer version (schema {found}; this one reads up to {VERSION}): "
            "install the newer version, or give another --output"
        )
    if found == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) < VERSION:  # another may have come first
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def said_of(path: Path | None) -> Iterator[None]:
    """Whatever SQLite cannot do becomes a FrontierError that names the file and the remedy."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        if code in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC") or "SQLITE_IOERR_SHM" in code:
            remedy = "make room on the disk; what was committed is kept, and the next crawl goes on there"
        elif code in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            remedy = "the file is damaged: restore it, or move it away, and all addresses are found and asked anew"
        elif code.startswith("SQLITE_BUSY"):
            remedy = "another program holds the file: close it, and start again"
        else:
            remedy = "look at the file's permissions and the disk"
        raise FrontierError(f"{path}: {error}: {remedy}") from None
    except OSError as error:
        raise FrontierError(f"{path}: {error.strerror}: make the folder writable, or give another --output") from None


def stamp(moment: datetime) -> str:
    """A time as it is kept: UTC, of one length, so that it sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def stamp_of_day(day: date) -> str:
    """The time at which a day begins in Vietnam, as it is kept."""
    return stamp(datetime.combine(day, time(), VIETNAM))
