"""Which addresses are due tonight, and in what order they are asked for."""

import sqlite3
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.crawl import schedule
from pipeline.crawl.schema import stamp_of_day

#: Why an address is asked: never asked; a source says it was edited; the last try gave no answer; it is time to look.
Why = Literal["new", "edited", "retry", "recheck"]
_BATCH = 50
_FAR = "9" * 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An address to ask for. `etag` and `last_modified` are None where the whole page is wanted."""

    key: str
    url: str
    why: Why
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of due addresses: which they are, and the two columns that they are sorted by."""

    why: Why
    where: str
    order: str
    descending: bool


_OLD = f"pace = {schedule.OLD_PACE}"
_WAITING = "state = 'waiting' AND trials = 0 AND (:since IS NULL OR coalesce(published_at, lastmod, :since) >= :since)"
_LOOK = "next_attempt <= :night AND state IN ('article', 'rejected', 'gone') AND claimed = 0 AND trials = 0"
_CLASSES = (
    _Class("new", f"{_WAITING} AND backlog = 0", "rank", descending=True),
    _Class("edited", "claimed = 1 AND trials = 0", "rank", descending=True),
    _Class("recheck", f"{_LOOK} AND NOT {_OLD}", "next_attempt", descending=False),
    _Class("retry", "next_attempt <= :night AND state = 'failed' AND trials = 0", "next_attempt", descending=False),
    _Class("recheck", f"{_LOOK} AND {_OLD}", "next_attempt", descending=False),
    _Class("new", f"{_WAITING} AND backlog = 1", "rank", descending=True),
    # the fetching process died over them: last, so that it dies when all else is done
    _Class("retry", "trials > 0", "rank", descending=True),
)
_OLD_CLASS = _CLASSES[4]


def due_tonight(
    db: sqlite3.Connection, night: date, *, since: date | None, old_rechecks: int, skip_hosts: Set[str]
) -> Iterator[Due]:
    """What is to be asked for in a night; see `Frontier.due`."""
    for kind in _CLASSES:
        left = old_rechecks if kind is _OLD_CLASS else None
        last = (_FAR, _FAR) if kind.descending else ("", "")
        while left is None or left > 0:
            rows = _batch(db, kind, last, _named(night, since), _BATCH if left is None else min(left, _BATCH))
            if not rows:
                break
            for row in rows:
                if row["host"] in skip_hosts or _answered_since(db, row):
                    continue
                left = left - 1 if left is not None else None
                asks_all = row["looks"] % schedule.UNCONDITIONAL == schedule.UNCONDITIONAL - 1
                yield Due(
                    key=row["key"],
                    url=row["url"],
                    why=kind.why,
                    etag=None if asks_all else row["etag"],
                    last_modified=None if asks_all else row["last_modified"],
                )
            last = (rows[-1][kind.order], rows[-1]["key"])


def count_due(db: sqlite3.Connection, night: date, *, since: date | None, old_rechecks: int) -> int:
    """How many addresses are due in a night."""
    total = 0
    for kind in _CLASSES:
        counted = f"SELECT count(*) FROM addresses WHERE {kind.where}"
        count = int(db.execute(counted, _named(night, since)).fetchone()[0])
        total += min(count, old_rechecks) if kind is _OLD_CLASS else count
    return total


def _answered_since(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Whether an address was settled since it was read here, by another one that led to it."""
    now = db.execute("SELECT looks, failures FROM addresses WHERE key = ?", (row["key"],)).fetchone()
    return now is None or (now["looks"], now["failures"]) != (row["looks"], row["failures"])


def _named(night: date, since: date | None) -> dict[str, str | None]:
    return {"night": night.isoformat(), "since": stamp_of_day(since) if since is not None else None}


def _batch(
    db: sqlite3.Connection, kind: _Class, last: tuple[str, str], named: dict[str, str | None], limit: int
) -> list[sqlite3.Row]:
    sense, direction = ("<", "DESC") if kind.descending else (">", "ASC")
    return db.execute(
        f"SELECT * FROM addresses WHERE {kind.where} AND ({kind.order}, key) {sense} (:order, :key) "
        f"ORDER BY {kind.order} {direction}, key {direction} LIMIT :limit",
        {**named, "order": last[0], "key": last[1], "limit": limit},
    ).fetchall()
