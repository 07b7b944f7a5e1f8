"""The frontier: every article's address that was ever found, what became of it, and when it is due again.

It is the crawl's only state, a SQLite file a site. One transaction a page: a killed crawl forgets at most the page that
it was fetching.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self, cast

from pipeline.crawl import schedule
from pipeline.crawl.addresses import Address, Addresses
from pipeline.crawl.clock import VIETNAM, Clock, SystemClock
from pipeline.crawl.due import Due, Why, count_due, due_tonight
from pipeline.crawl.night import Ending, Night, PageOutcome, RobotsState, SourceSeen
from pipeline.crawl.schema import FrontierError, connect, said_of, stamp
from pipeline.crawl.tally import night_as_json, night_from, tally
from pipeline.sites import Site

__all__ = ["Address", "Due", "Frontier", "FrontierError", "Noted", "Why"]

#: Outcomes are kept so long; the sums of each night for good.
_KEPT_NIGHTS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """How many articles a source named, and how many of them were never seen before."""

    entries: int = 0
    new: int = 0


class Frontier:
    """The addresses of one site. Not for several threads; one crawl at a time writes (a lock holds it to that)."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, site: Site, clock: Clock) -> None:
        self._db, self._path, self._site, self._clock = connection, path, site, clock
        self._addresses = Addresses(connection, site)
        self._rehearsing = False
        self._run_id: str | None = None
        self._night = clock.now().astimezone(VIETNAM).date()
        self._requests = self._bytes = 0
        self._by_status: Mapping[str, int] = {}

    @classmethod
    def open(cls, path: Path | None, site: Site, clock: Clock | None = None) -> Self:
        """Open a frontier's file, made if missing; without a path, one in memory. Raises FrontierError."""
        return cls(connect(path), path, site, clock or SystemClock())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- a run

    @property
    def night(self) -> date:
        """The night of this run: the day in Vietnam on which it began."""
        return self._night

    def begin(self) -> str:
        """Begin a run, and complete those that were killed. Gives its `run_id`: the night and a number from 1."""
        with self._transaction():
            for row in self._db.execute("SELECT * FROM runs WHERE summary IS NULL").fetchall():
                self._close_run(row["run_id"], "interrupted", "the crawl was killed", self._last_sign(row))
            started = self._clock.now()
            self._night = started.astimezone(VIETNAM).date()
            night = self._night.isoformat()
            (number,) = self._db.execute("SELECT count(*) FROM runs WHERE night = ?", (night,)).fetchone()
            self._run_id = f"{night}.{number + 1}"
            self._db.execute(
                "INSERT INTO runs (run_id, site, night, started_at) VALUES (?, ?, ?, ?)",
                (self._run_id, self._site.name, night, stamp(started)),
            )
            horizon = (self._night - timedelta(days=_KEPT_NIGHTS)).isoformat()
            # what is gone stays known as gone until it is something else: news once, however many nights are missed
            self._db.execute(
                "DELETE FROM outcomes WHERE run_id < ? AND (verdict != 'gone' OR EXISTS (SELECT 1 FROM outcomes "
                "AS later WHERE later.key = outcomes.key AND later.rowid > outcomes.rowid "
                "AND later.verdict != 'failed'))",
                (horizon,),
            )
            self._db.execute("DELETE FROM sources_seen WHERE run_id < ?", (horizon,))
        self._requests = self._bytes = 0
        self._by_status = {}
        for due in self._addresses.tried_too_often():
            self.record(
                due,
                PageOutcome(key=due.key, url=due.url, verdict="rejected", reason="not_judged", fetched_at=started),
            )
        return self._run_id

    def finish(self, ended: Ending, *, waiting: int = 0, notes: Sequence[str] = (), error: str | None = None) -> Night:
        """End the run: its sums, kept for good. `waiting` are the addresses that are due still."""
        with self._transaction():
            self._save_counts()
            return self._close_run(self._run, ended, error, self._clock.now(), waiting, notes)

    def set_counts(self, *, requests: int, size: int, by_status: Mapping[str, int]) -> None:
        """The sums of the wire so far: requests, bytes, answers by status; kept with the next transaction."""
        self._requests, self._bytes, self._by_status = requests, size, by_status

    def robots_hash(self, origin: str) -> str | None:
        """The hash of an origin's robots.txt as it was read last; None where none was."""
        with said_of(self._path):
            row = self._db.execute("SELECT hash FROM robots WHERE origin = ?", (origin,)).fetchone()
        return cast(str, row["hash"]) if row is not None else None

    def note_robots(self, state: RobotsState, hashes: Mapping[str, str]) -> None:
        """Keep what the run's Night says of robots.txt, and the hash of each one that was read, by origin."""
        with self._transaction():
            self._db.execute("UPDATE runs SET robots = ? WHERE run_id = ?", (state, self._run))
            self._db.executemany(
                "INSERT INTO robots VALUES (?, ?, ?) ON CONFLICT (origin) DO UPDATE SET hash = excluded.hash, "
                "seen_at = excluded.seen_at",
                [(origin, digest, stamp(self._clock.now())) for origin, digest in sorted(hashes.items())],
            )

    # -- what is found

    def note(self, found: Iterable[Address], source: str) -> Noted:
        """Remember the addresses that a source names; those of one article are one, whatever their host and slug."""
        entries = new = 0
        now = self._clock.now()
        with self._transaction():
            for address in found:
                entries += 1
                new += self._addresses.note(address, source, now)
        return Noted(entries=entries, new=new)

    def note_source(self, seen: SourceSeen, *, complete: bool = False) -> None:
        """Keep what a source said in this run; `complete` where it was read to its end."""
        with self._transaction():
            self._save_counts()
            self._db.execute(
                "INSERT INTO sources_seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (self._run, seen.name, seen.kind, seen.url, seen.status, seen.entries, seen.new, seen.error),
            )
            if complete:
                self._db.execute(
                    "INSERT INTO sources VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET complete_at = excluded.complete_at",
                    (seen.name, stamp(self._clock.now())),
                )

    def known_to(self, source: str) -> Callable[[str], bool]:
        """Whether a key was found before a source was last read to its end: from there on, it tells nothing new.

        A reading that broke off, or that was killed, does not count.
        """
        row = self._db.execute("SELECT complete_at FROM sources WHERE name = ?", (source,)).fetchone()
        horizon = row["complete_at"] if row is not None else ""

        def known(key: str) -> bool:
            found = self._addresses.row(self._addresses.settled(key) or key)
            return found is not None and found["first_seen"] <= horizon

        return known

    def find(self, url: str) -> sqlite3.Row | None:
        """The row of an address's article; None where it was never found."""
        with said_of(self._path):
            return self._addresses.row(self._addresses.key_of(url))

    def body_hash(self, key: str) -> str | None:
        """The hash of the article's text as it was read last; None where it never was."""
        with said_of(self._path):
            row = self._addresses.row(key)
        return cast("str | None", row["body_hash"]) if row is not None else None

    # -- what is due

    def due(
        self, *, since: date | None = None, old_rechecks: int = 200, skip_hosts: Set[str] = frozenset()
    ) -> Iterator[Due]:
        """What is to be asked for tonight: news, edited articles, young ones again, failures, old ones, the backlog.

        Each address is given once, some at a time are held in memory, and `skip_hosts` may grow meanwhile. `since`
        leaves out new articles that are known to be older; at most `old_rechecks` old articles are looked at again.
        """
        with said_of(self._path):
            yield from due_tonight(self._db, self._night, since=since, old_rechecks=old_rechecks, skip_hosts=skip_hosts)

    def waiting(self, *, since: date | None = None, old_rechecks: int = 200) -> int:
        """How many addresses are due."""
        with said_of(self._path):
            return count_due(self._db, self._night, since=since, old_rechecks=old_rechecks)

    # -- what became of it

    def try_once(self, due: Due) -> None:
        """Count that an answer is in the archive and is about to be read, until `record` says what it was.

        What kills the process that reads it (a parser's crash) is then asked for last, and in the end not at all.
        """
        with self._transaction():
            self._addresses.try_once(due.key)

    def record(self, due: Due, outcome: PageOutcome) -> None:
        """Keep what became of an address, in one transaction. What led to another article becomes a name of it."""
        with self._transaction():
            self._save_counts()
            self._addresses.settle(due, outcome, self._night)
            values = (outcome.key, outcome.url, outcome.final_url, outcome.verdict, outcome.reason, outcome.status)
            sums = (outcome.layout, outcome.body_length, " ".join(outcome.empty_fields), outcome.bytes)
            self._db.execute(
                "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._run, *values, *sums, stamp(outcome.fetched_at), outcome.warc_file),
            )

    def counts(self) -> dict[schedule.State, int]:
        """How many addresses there are of each state."""
        with said_of(self._path):
            rows = self._db.execute("SELECT state, count(*) FROM addresses GROUP BY state ORDER BY state")
            return dict(rows.fetchall())

    # -- the nights

    def nights(self, last: int = 14) -> tuple[Night, ...]:
        """The last runs, oldest first; one that runs, or was killed and is not yet completed, is not among them."""
        with said_of(self._path):
            rows = self._db.execute(
                "SELECT summary FROM runs WHERE summary IS NOT NULL ORDER BY rowid DESC LIMIT ?", (last,)
            ).fetchall()
        return tuple(night_from(row["summary"]) for row in reversed(rows))

    def fresh(self, since: datetime, until: datetime) -> dict[str, int]:
        """Of the articles first seen between two times, how many each source names, whichever was the first to."""
        with said_of(self._path):
            rows = self._db.execute(
                "SELECT sources, count(*) FROM addresses WHERE first_seen BETWEEN ? AND ? GROUP BY sources",
                (stamp(since), stamp(until)),
            ).fetchall()
        counts: Counter[str] = Counter()
        for sources, count in rows:
            counts.update(dict.fromkeys(sources.split("\n"), count))
        return dict(sorted(counts.items()))

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Whatever is done inside leaves nothing behind."""
        with said_of(self._path):
            self._db.execute("BEGIN IMMEDIATE")
        self._rehearsing = True
        try:
            yield
        finally:
            self._rehearsing = False
            with said_of(self._path):
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    # -- inside

    @property
    def _run(self) -> str:
        if self._run_id is None:
            raise ValueError("no run was begun")
        return self._run_id

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with said_of(self._path):
            if self._rehearsing:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                # a full disk may have ended the transaction already
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _save_counts(self) -> None:
        self._db.execute(
            "UPDATE runs SET requests = ?, bytes = ?, by_status = ? WHERE run_id = ?",
            (self._requests, self._bytes, json.dumps(dict(self._by_status), sort_keys=True), self._run),
        )

    def _last_sign(self, run: sqlite3.Row) -> datetime:
        """When a killed run was last seen alive."""
        (last,) = self._db.execute("SELECT max(fetched_at) FROM outcomes WHERE run_id = ?", (run["run_id"],)).fetchone()
        return datetime.fromisoformat(last or run["started_at"])

    def _close_run(
        self,
        run_id: str,
        ended: Ending,
        error: str | None,
        ended_at: datetime,
        waiting: int = 0,
        notes: Sequence[str] = (),
    ) -> Night:
        night = tally(self._db, run_id, ended=ended, error=error, ended_at=ended_at, waiting=waiting, notes=notes)
        self._db.execute("UPDATE runs SET summary = ? WHERE run_id = ?", (night_as_json(night), run_id))
        return night
