"""The frontier: every article's address that was ever found, what became of it, and when it is due again.

It is the crawl's only state, a SQLite file a site. One transaction a page: a killed crawl forgets at most the page that
it was fetching.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, Self, cast

from pipeline.crawl import schedule
from pipeline.crawl.clock import VIETNAM, Clock, SystemClock
from pipeline.crawl.night import Ending, Night, PageOutcome, RobotsState, SourceSeen
from pipeline.crawl.schema import connect, said_of
from pipeline.crawl.tally import night_as_json, night_from, tally
from pipeline.sites import Site
from pipeline.sites.site import host_of

#: Why an address is asked: never asked; a source says it was edited; the last try gave no answer; it is time to look.
Why = Literal["new", "edited", "retry", "recheck"]
#: Outcomes are kept so long; the sums of each night for good.
_KEPT_NIGHTS = 90
_BATCH = 50
_FAR = "9" * 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An article's address as a source names it. A `lastmod` at midnight is a day, and holds until its end."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """How many articles a source named, and how many of them were never seen before."""

    entries: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An address to ask for. `etag` and `last_modified` are None where the whole page is wanted."""

    key: str
    url: str
    why: Why
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of due addresses: which they are, and the two columns that they are sorted by."""

    why: Why
    where: str
    order: str
    descending: bool


_OLD = f"pace = {schedule.OLD_PACE}"
_RECENT = "(:since IS NULL OR coalesce(published_at, lastmod, :since) >= :since)"
_LOOK = "next_attempt <= :night AND state IN ('article', 'rejected', 'gone') AND claimed = 0"
_CLASSES = (
    _Class("new", f"state = 'waiting' AND backlog = 0 AND {_RECENT}", "rank", descending=True),
    _Class("edited", "claimed = 1", "rank", descending=True),
    _Class("recheck", f"{_LOOK} AND NOT {_OLD}", "next_attempt", descending=False),
    _Class("retry", "next_attempt <= :night AND state = 'failed'", "next_attempt", descending=False),
    _Class("recheck", f"{_LOOK} AND {_OLD}", "next_attempt", descending=False),
    _Class("new", f"state = 'waiting' AND backlog = 1 AND {_RECENT}", "rank", descending=True),
)
_OLD_CLASS = _CLASSES[4]


class Frontier:
    """The addresses of one site. Not for several threads; one crawl at a time writes (a lock holds it to that)."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, site: Site, clock: Clock) -> None:
        self._db, self._path, self._site, self._clock = connection, path, site, clock
        self._rehearsing = False
        self._run_id: str | None = None
        self._night = clock.now().astimezone(VIETNAM).date()
        self._requests = self._bytes = 0
        self._by_status: dict[str, int] = {}

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
                (self._run_id, self._site.name, night, _stamp(started)),
            )
            horizon = (self._night - timedelta(days=_KEPT_NIGHTS)).isoformat()
            self._db.execute("DELETE FROM outcomes WHERE substr(run_id, 1, 10) < ?", (horizon,))
        self._requests = self._bytes = 0
        self._by_status = {}
        return self._run_id

    def finish(self, ended: Ending, *, error: str | None = None, since: date | None = None) -> Night:
        """End the run: its sums, kept for good. `waiting` are the addresses that are due still."""
        with self._transaction():
            self._save_counts()
            return self._close_run(self._run, ended, error, self._clock.now(), self.waiting(since=since))

    def count_response(self, status: str, size: int) -> None:
        """Count an answer of the server (its status, or one word for none); kept with the next transaction."""
        self._requests += 1
        self._bytes += size
        self._by_status[status] = self._by_status.get(status, 0) + 1

    def note_robots(self, host: str, digest: str | None) -> RobotsState:
        """Remember a host's robots.txt by its hash (None where there is none); how it compares with the one before."""
        with self._transaction():
            row = self._db.execute("SELECT hash FROM robots WHERE host = ?", (host,)).fetchone()
            self._db.execute(
                "INSERT INTO robots VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE SET hash = excluded.hash, "
                "seen_at = excluded.seen_at",
                (host, digest or "", _stamp(self._clock.now())),
            )
        if digest is None and (row is None or row["hash"] == ""):
            return "missing"
        if row is None:
            return "first"
        return "same" if row["hash"] == (digest or "") else "changed"

    def set_robots(self, state: RobotsState) -> None:
        """What the run's Night says of robots.txt."""
        with self._transaction():
            self._db.execute("UPDATE runs SET robots = ? WHERE run_id = ?", (state, self._run))

    # -- what is found

    def note(self, found: Iterable[Address], source: str) -> Noted:
        """Remember the addresses that a source names; those of one article are one, whatever their host and slug."""
        entries = new = 0
        now = self._clock.now()
        with self._transaction():
            for address in found:
                entries += 1
                new += self._note_one(address, source, now)
        return Noted(entries=entries, new=new)

    def note_source(self, seen: SourceSeen) -> None:
        """Keep what a source of addresses said in this run."""
        with self._transaction():
            self._save_counts()
            self._db.execute(
                "INSERT INTO sources_seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (self._run, seen.name, seen.kind, seen.url, seen.status, seen.entries, seen.new, seen.error),
            )

    def known_to(self, source: str) -> Callable[[str], bool]:
        """Whether a key was found before a source was last read to its end: from there on, it tells nothing new.

        A source that broke off, or a crawl that was killed while it was read, does not count.
        """
        row = self._db.execute("SELECT complete_at FROM sources WHERE name = ?", (source,)).fetchone()
        horizon = row["complete_at"] if row is not None else ""

        def known(key: str) -> bool:
            found = self._row(self._alias_of(key) or key)
            return found is not None and found["first_seen"] < horizon

        return known

    def complete_source(self, source: str, begun: datetime) -> None:
        """Remember that a source was read to its end by a reading that began then."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO sources VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET complete_at = excluded.complete_at",
                (source, _stamp(begun)),
            )

    def key_of(self, url: str) -> str:
        """The key of an address's article: `Site.address_key`, or what a redirection showed it to be."""
        key = self._site.address_key(url)
        return self._alias_of(self._site.canonical_url(url)) or self._alias_of(key) or key

    # -- what is due

    def due(
        self, *, since: date | None = None, old_rechecks: int = 200, skip_hosts: Set[str] = frozenset()
    ) -> Iterator[Due]:
        """What is to be asked for tonight, in order: news, edited articles, young ones again, failures, old ones, the
        backlog. Each is given once; `skip_hosts` may grow meanwhile. Reads a few at a time.
        """
        for kind in _CLASSES:
            left = old_rechecks if kind is _OLD_CLASS else None
            last = (_FAR, _FAR) if kind.descending else ("", "")
            while left is None or left > 0:
                rows = self._batch(kind, last, since, _BATCH if left is None else min(left, _BATCH))
                if not rows:
                    break
                for row in rows:
                    if row["host"] in skip_hosts:
                        continue
                    left = left - 1 if left is not None else None
                    # each tenth look asks for the whole page
                    asks_all = row["looks"] % schedule.UNCONDITIONAL == schedule.UNCONDITIONAL - 1
                    yield Due(
                        key=row["key"],
                        url=row["url"],
                        why=kind.why,
                        etag=None if asks_all else row["etag"],
                        last_modified=None if asks_all else row["last_modified"],
                        body_hash=row["body_hash"],
                    )
                last = (rows[-1][kind.order], rows[-1]["key"])

    def waiting(self, *, since: date | None = None) -> int:
        """How many addresses are due."""
        with said_of(self._path):
            return sum(
                int(
                    self._db.execute(f"SELECT count(*) FROM addresses WHERE {k.where}", self._named(since)).fetchone()[
                        0
                    ]
                )
                for k in _CLASSES
            )

    # -- what became of it

    def record(self, due: Due, outcome: PageOutcome) -> None:
        """Keep what became of an address, in one transaction. What led to another article becomes a name of it."""
        with self._transaction():
            self._save_counts()
            before = self._row(due.key)
            if outcome.key != due.key:
                before = self._merge(due, outcome)
            if before is None:
                raise ValueError(f"{due.key} is not in the frontier")
            self._update(before, outcome)
            values = (outcome.key, outcome.url, outcome.final_url, outcome.verdict, outcome.reason, outcome.status)
            sums = (outcome.layout, outcome.body_length, " ".join(outcome.empty_fields), outcome.bytes)
            self._db.execute(
                "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._run, *values, *sums, _stamp(outcome.fetched_at), outcome.warc_file),
            )

    def counts(self) -> dict[schedule.State, int]:
        """How many addresses there are of each state."""
        with said_of(self._path):
            return dict(
                self._db.execute("SELECT state, count(*) FROM addresses GROUP BY state ORDER BY state").fetchall()
            )

    def find(self, url: str) -> sqlite3.Row | None:
        """The row of an address's article; None where it was never found."""
        return self._row(self.key_of(url))

    # -- the nights

    def nights(self, last: int = 14) -> tuple[Night, ...]:
        """The last runs, oldest first; one that runs or was killed and not yet completed is not among them."""
        with said_of(self._path):
            rows = self._db.execute(
                "SELECT summary FROM runs WHERE summary IS NOT NULL ORDER BY started_at DESC LIMIT ?", (last,)
            ).fetchall()
        return tuple(night_from(row["summary"]) for row in reversed(rows))

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

    def _row(self, key: str) -> sqlite3.Row | None:
        with said_of(self._path):
            row = self._db.execute("SELECT * FROM addresses WHERE key = ?", (key,)).fetchone()
        return cast("sqlite3.Row | None", row)

    def _named(self, since: date | None) -> dict[str, str | None]:
        # days and times compare as text: `2026-11-22` stands before each time of that day
        return {"night": self._night.isoformat(), "since": _stamp(_midnight(since)) if since is not None else None}

    def _count(self, kind: _Class, since: date | None) -> int:
        counted = f"SELECT count(*) FROM addresses WHERE {kind.where}"
        return int(self._db.execute(counted, self._named(since)).fetchone()[0])

    def _batch(self, kind: _Class, last: tuple[str, str], since: date | None, limit: int) -> list[sqlite3.Row]:
        sense, direction = ("<", "DESC") if kind.descending else (">", "ASC")
        with said_of(self._path):
            return self._db.execute(
                f"SELECT * FROM addresses WHERE {kind.where} AND ({kind.order}, key) {sense} (:order, :key) "
                f"ORDER BY {kind.order} {direction}, key {direction} LIMIT :limit",
                {**self._named(since), "order": last[0], "key": last[1], "limit": limit},
            ).fetchall()

    def _note_one(self, address: Address, source: str, now: datetime) -> bool:
        key = self.key_of(address.url)
        row = self._row(key)
        lastmod = _claim(address.lastmod, now) if address.lastmod is not None else None
        if row is None:
            stamp = _stamp(lastmod) if lastmod is not None else None
            number = self._site.article_id(address.url)
            backlog = lastmod is not None and now - lastmod > timedelta(days=schedule.BACKLOG_DAYS)
            url = self._site.canonical_url(address.url)
            seen = _stamp(now), _stamp(now)
            self._db.execute(
                "INSERT INTO addresses (key, url, host, article_id, rank, backlog, first_seen, last_seen, sources, "
                "lastmod, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
                (key, url, host_of(url) or "", number, schedule.rank_of(number, stamp), backlog, *seen, source, stamp),
            )
            return True
        sources = row["sources"].split("\n")
        if source not in sources:
            sources = sorted([*sources, source])
        claimed = row["claimed"]
        stamp = row["lastmod"]
        if lastmod is not None and (stamp is None or _stamp(lastmod) > stamp):
            stamp = _stamp(lastmod)
            believed = row["false_claims"] < schedule.BELIEVED_CLAIMS and row["state"] in (
                "article",
                "rejected",
                "gone",
            )
            claimed = int(believed and row["fetched_at"] is not None and stamp > row["fetched_at"]) or claimed
        self._db.execute(
            "UPDATE addresses SET last_seen = ?, sources = ?, lastmod = ?, claimed = ? WHERE key = ?",
            (_stamp(now), "\n".join(sources), stamp, claimed, key),
        )
        if (url := self._site.canonical_url(address.url)) != row["url"]:
            self._name(url, key)
        return False

    def _alias_of(self, name: str) -> str | None:
        with said_of(self._path):
            row = self._db.execute("SELECT key FROM aliases WHERE name = ?", (name,)).fetchone()
        return cast(str, row["key"]) if row is not None else None

    def _name(self, name: str, key: str) -> None:
        self._db.execute(
            "INSERT INTO aliases VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET key = excluded.key", (name, key)
        )

    def _merge(self, due: Due, outcome: PageOutcome) -> sqlite3.Row | None:
        """What was asked for is another article: its address and key become names of that one."""
        key, url = outcome.key, outcome.final_url or outcome.url
        if self._row(key) is None:
            number = self._site.article_id(url)
            self._db.execute(
                "UPDATE addresses SET key = ?, article_id = ?, rank = ? WHERE key = ?",
                (key, number, schedule.rank_of(number, None), due.key),
            )
        else:
            self._db.execute("DELETE FROM addresses WHERE key = ?", (due.key,))
        self._db.execute("UPDATE aliases SET key = ? WHERE key = ?", (key, due.key))
        for name in {due.key, self._site.canonical_url(due.url)}:
            self._name(name, key)
        return self._row(key)

    def _update(self, before: sqlite3.Row, outcome: PageOutcome) -> None:
        verdict, now = outcome.verdict, outcome.fetched_at
        answered = verdict != "failed"
        state = schedule.state_after(verdict, before["state"])
        failures = before["failures"] + 1 if before["state"] == verdict else int(verdict in ("failed", "gone"))
        published = _stamp(outcome.published_at) if outcome.published_at is not None else before["published_at"]
        born = published or before["lastmod"] or before["first_seen"]
        pace = schedule.pace_of(now - datetime.fromisoformat(born))
        again = schedule.next_attempt(verdict, self._night, pace=pace, failures=failures)
        same = verdict in ("unchanged", "not_modified")
        false_claims = before["false_claims"] + before["claimed"] if same else 0
        kept = verdict in ("not_modified", "failed")
        url = before["url"]
        if outcome.final_url is not None and verdict in ("new", "changed", "unchanged", "not_modified"):
            url = self._site.canonical_url(outcome.final_url)
        if url != before["url"]:  # a renamed slug: asked for by its new name from now on
            self._name(before["url"], outcome.key)
        values = {
            "url": url,
            "host": host_of(url) or "",
            "state": state,
            "claimed": 0 if answered else before["claimed"],
            "false_claims": false_claims if answered else before["false_claims"],
            "http_status": outcome.status,
            "reason": outcome.reason,
            "etag": outcome.etag or (before["etag"] if kept else None),
            "last_modified": outcome.last_modified or (before["last_modified"] if kept else None),
            "body_hash": outcome.body_hash or before["body_hash"],
            "failures": failures,
            "looks": before["looks"] + 1 if answered else before["looks"],
            "pace": pace,
            "next_attempt": again.isoformat() if again is not None else None,
            "published_at": published,
            "fetched_at": _stamp(now) if answered else before["fetched_at"],
            "changed_at": _stamp(now) if verdict in ("new", "changed") else before["changed_at"],
            "warc_file": outcome.warc_file or before["warc_file"],
            "warc_offset": outcome.warc_offset if outcome.warc_file is not None else before["warc_offset"],
        }
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self._db.execute(f"UPDATE addresses SET {assignments} WHERE key = :key", {**values, "key": outcome.key})

    def _save_counts(self) -> None:
        self._db.execute(
            "UPDATE runs SET requests = ?, bytes = ?, by_status = ? WHERE run_id = ?",
            (self._requests, self._bytes, json.dumps(self._by_status, sort_keys=True), self._run),
        )

    def _last_sign(self, run: sqlite3.Row) -> datetime:
        """When a killed run was last seen alive."""
        (last,) = self._db.execute("SELECT max(fetched_at) FROM outcomes WHERE run_id = ?", (run["run_id"],)).fetchone()
        return datetime.fromisoformat(last or run["started_at"])

    def _close_run(
        self, run_id: str, ended: Ending, error: str | None, ended_at: datetime, waiting: int | None = None
    ) -> Night:
        night = tally(self._db, run_id, ended=ended, error=error, ended_at=ended_at, waiting=waiting or 0)
        self._db.execute("UPDATE runs SET summary = ? WHERE run_id = ?", (night_as_json(night), run_id))
        return night


def _stamp(moment: datetime) -> str:
    """A time as it is kept: UTC, of one length, so that it sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _claim(lastmod: datetime, now: datetime) -> datetime:
    """Until when a source may have meant: a day alone lasts to its end, and nothing was edited in the future."""
    if lastmod.time() == time():
        lastmod += timedelta(days=1)
    return min(lastmod, now)
