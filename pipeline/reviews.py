"""What people decided about mentions: `DIR/reviews.sqlite`, which no run and no publishing touches.

A decision names the mention (its id is the same in every run) and keeps what was seen: document, span, text, sentence
and values. So it still says what it was about when the text, or what an extractor makes of it, has changed. Decisions
are added, never changed: the last one of a mention holds, those before stay in the file.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from pipeline.errors import TrichlucError

FILE = "reviews.sqlite"
#: `right` and `wrong` say what the mention is, `note` remarks without deciding, `open` takes a decision back.
DECISIONS = ("right", "wrong", "note", "open")
#: Code points that a note may have.
LONGEST_NOTE = 2_000
#: Says in the file's head that it is one of ours: `TLrv`.
_APPLICATION = 0x544C7276
_WAIT_SECONDS = 10
_CREATE = """
CREATE TABLE IF NOT EXISTS decisions (
  id INTEGER PRIMARY KEY,
  mention_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  doc_id TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  sentence TEXT,
  seen TEXT NOT NULL,
  reason TEXT,
  decision TEXT NOT NULL CHECK (decision IN ('right', 'wrong', 'note', 'open')),
  note TEXT NOT NULL,
  decided_at TEXT NOT NULL
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: the mention that it is about as it was seen, what was decided, and when (UTC, ISO 8601).

    `seen` is the mention's values as JSON, named as in a gold standard; `reason` the check that led to it, or null.
    """

    mention_id: str
    kind: str
    doc_id: str
    start: int
    end: int
    text: str
    sentence: str | None
    seen: str
    reason: str | None
    decision: str
    note: str
    decided_at: str

    @property
    def values(self) -> Mapping[str, Any]:
        """The values that were seen."""
        found: dict[str, Any] = orjson.loads(self.seen)
        return found

    @property
    def span(self) -> tuple[str, str, int, int]:
        """Document, kind and place: what a mention that got other values since still shares with this one."""
        return self.doc_id, self.kind, self.start, self.end


_NAMES = tuple(field.name for field in fields(Decision))
_COLUMNS = ", ".join(f'"{name}"' for name in _NAMES)


class Reviews:
    """The decisions of an output folder. The file is made with the first one."""

    def __init__(self, output: Path) -> None:
        self.place = output / FILE

    def latest(self) -> dict[str, Decision]:
        """The decision that holds for each mention, by its id; those taken back are left out.

        Raises TrichlucError where the file is damaged or is none of ours.
        """
        if not self.place.exists():
            return {}
        with self._opened("ro") as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM decisions WHERE id IN (SELECT max(id) FROM decisions GROUP BY mention_id)"
                " AND decision <> 'open' ORDER BY id"
            ).fetchall()
        decisions = (Decision(**dict(zip(_NAMES, row, strict=True))) for row in rows)
        return {decision.mention_id: decision for decision in decisions}

    def keep(self, decision: Decision) -> None:
        """Add a decision; when this returns it is on the disk. Raises TrichlucError where it cannot be kept."""
        with self._opened("rwc") as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(_CREATE)
                connection.execute("CREATE INDEX decisions_by_mention ON decisions (mention_id)")
            connection.execute(
                f"INSERT INTO decisions ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})", astuple(decision)
            )
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"file:{quote(str(self.place.absolute()))}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
                (application,) = connection.execute("PRAGMA application_id").fetchone()
                (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                if tables and application != _APPLICATION:
                    raise sqlite3.DatabaseError("another program's database")
                yield connection
        except sqlite3.OperationalError as error:
            raise TrichlucError(
                f"{self.place}: cannot be {'read' if mode == 'ro' else 'written'} ({error}); what is in it is kept."
                " Free the disk or allow writing there, and try again"
            ) from error
        except sqlite3.DatabaseError as error:
            raise TrichlucError(
                f"{self.place}: is no file of decisions ({error}); put a copy back, or move it away to begin anew"
            ) from error
