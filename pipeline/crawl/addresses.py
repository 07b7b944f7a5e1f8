"""The frontier's rows: addresses found, merged and brought up to date. Nothing here commits."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from pipeline.crawl import schedule
from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.due import Due
from pipeline.crawl.night import PageOutcome
from pipeline.crawl.schema import stamp
from pipeline.sites import Site
from pipeline.sites.site import host_of

_NAMED = "INSERT INTO aliases VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET key = excluded.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An article's address as a source names it. A `lastmod` at midnight is a day, and holds until its end."""

    url: str
    lastmod: datetime | None = None


class Addresses:
    """The tables `addresses` and `aliases` of one site."""

    def __init__(self, db: sqlite3.Connection, site: Site) -> None:
        self._db, self._site = db, site

    def row(self, key: str) -> sqlite3.Row | None:
        """The row of a key."""
        row = self._db.execute("SELECT * FROM addresses WHERE key = ?", (key,)).fetchone()
        return cast("sqlite3.Row | None", row)

    def key_of(self, url: str) -> str:
        """The key of an address's article: `Site.address_key`, or what a redirection showed it to be."""
        return self._key(self._site.canonical_url(url))

    def _key(self, canonical: str) -> str:
        key = self._site.address_key(canonical)
        return self.settled(canonical) or (self.settled(key) if key != canonical else None) or key

    def settled(self, name: str) -> str | None:
        """The key that an alias (an address, or a key of before) stands for."""
        row = self._db.execute("SELECT key FROM aliases WHERE name = ?", (name,)).fetchone()
        return cast(str, row["key"]) if row is not None else None

    def note(self, address: Address, source: str, now: datetime) -> bool:
        """Remember an address that a source names; whether its article was never seen before."""
        url = self._site.canonical_url(address.url)
        key = self._key(url)
        row = self.row(key)
        lastmod = _claim(address.lastmod, now) if address.lastmod is not None else None
        if row is None:
            self._add(key, url, source, lastmod, now)
            return True
        if url != row["url"]:
            self._db.execute(_NAMED, (url, key))
        sources = row["sources"].split("\n")
        claimed, kept = row["claimed"], row["lastmod"]
        if lastmod is not None and (kept is None or stamp(lastmod) > kept):
            kept = stamp(lastmod)
            answered = row["state"] in ("article", "rejected", "gone")
            if answered and kept > row["fetched_at"] and row["false_claims"] < schedule.BELIEVED_CLAIMS:
                claimed = 1
        self._db.execute(
            "UPDATE addresses SET last_seen = ?, sources = ?, lastmod = ?, claimed = ? WHERE key = ?",
            (stamp(now), "\n".join(sorted({*sources, source})), kept, claimed, key),
        )
        return False

    def _add(self, key: str, url: str, source: str, lastmod: datetime | None, now: datetime) -> None:
        number = self._site.article_id(url)
        dated = stamp(lastmod) if lastmod is not None else None
        values = {
            "key": key,
            "url": url,
            "host": host_of(url) or "",
            "article_id": number,
            "rank": schedule.rank_of(number, dated),
            "backlog": int(lastmod is not None and now - lastmod > timedelta(days=schedule.BACKLOG_DAYS)),
            "first_seen": stamp(now),
            "last_seen": stamp(now),
            "sources": source,
            "lastmod": dated,
            "state": "waiting",
        }
        names = ", ".join(values)
        self._db.execute(f"INSERT INTO addresses ({names}) VALUES ({', '.join(f':{name}' for name in values)})", values)

    def tried_too_often(self) -> list[Due]:
        """The addresses over whose answers the fetching process died again and again."""
        rows = self._db.execute(
            "SELECT key, url FROM addresses WHERE trials >= ? ORDER BY key", (schedule.TRIALS,)
        ).fetchall()
        return [Due(key=row["key"], url=row["url"], why="retry") for row in rows]

    def try_once(self, key: str) -> None:
        """Count that an answer is about to be read; `settle` forgets it."""
        self._db.execute("UPDATE addresses SET trials = trials + 1 WHERE key = ?", (key,))

    def settle(self, due: Due, outcome: PageOutcome, night: date) -> None:
        """Bring the row of an address that was asked for up to date.

        Where it led to another article, its address and key become names of that one.
        """
        if outcome.key != due.key:
            self._merge(due, outcome)
        row = self.row(outcome.key)
        if row is None:
            raise ValueError(f"{outcome.key} is not in the frontier")
        url = row["url"]
        if outcome.final_url is not None and outcome.verdict in ("new", "changed", "unchanged", "not_modified"):
            url = self._site.canonical_url(outcome.final_url)
        if url != row["url"]:  # a renamed slug: asked for by its new name from now on
            self._db.execute(_NAMED, (row["url"], outcome.key))
        values = {"url": url, "host": host_of(url) or "", **_after(row, outcome, night)}
        if outcome.verdict == "gone" and (other := self._untried(outcome)) is not None:
            self._db.execute(_NAMED, (row["url"], outcome.key))
            tomorrow = (night + timedelta(days=1)).isoformat()
            values |= {"url": other, "host": host_of(other) or "", "failures": 0, "next_attempt": tomorrow}
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self._db.execute(f"UPDATE addresses SET {assignments} WHERE key = :key", {**values, "key": outcome.key})

    def _untried(self, outcome: PageOutcome) -> str | None:
        """Another address under which a source names an article that is not at its own: the next look is there."""
        row = self._db.execute(
            "SELECT name FROM aliases WHERE key = :key AND name LIKE 'http%' AND name != :url "
            "AND name NOT IN (SELECT url FROM outcomes WHERE key = :key) ORDER BY name LIMIT 1",
            {"key": outcome.key, "url": outcome.url},
        ).fetchone()
        return cast(str, row["name"]) if row is not None else None

    def _merge(self, due: Due, outcome: PageOutcome) -> None:
        key = outcome.key
        if self.row(key) is None:
            number = self._site.article_id(outcome.final_url or outcome.url)
            self._db.execute(
                "UPDATE addresses SET key = ?, article_id = ?, rank = ? WHERE key = ?",
                (key, number, schedule.rank_of(number, None), due.key),
            )
        else:
            self._db.execute("DELETE FROM addresses WHERE key = ?", (due.key,))
        self._db.execute("UPDATE aliases SET key = ? WHERE key = ?", (key, due.key))
        for name in sorted({due.key, self._site.canonical_url(due.url)} - {key}):
            self._db.execute(_NAMED, (name, key))


def _after(row: sqlite3.Row, outcome: PageOutcome, night: date) -> dict[str, str | int | None]:
    """What a row says after an answer, but for the address."""
    verdict, now = outcome.verdict, stamp(outcome.fetched_at)
    published = stamp(outcome.published_at) if outcome.published_at is not None else row["published_at"]
    born = datetime.fromisoformat(published or row["lastmod"] or row["first_seen"])
    # by the calendar: that one night's crawl began a second earlier than the last one's must change nothing
    pace = schedule.pace_of((night - born.astimezone(VIETNAM).date()).days)
    failures = row["failures"] + 1 if row["state"] == verdict else int(verdict in ("failed", "gone"))
    again = schedule.next_attempt(verdict, night, pace=pace, failures=failures)
    answered = verdict != "failed"
    kept = verdict in ("not_modified", "failed")
    archived = outcome.warc_file is not None
    false_claims = row["false_claims"]
    if verdict in ("unchanged", "not_modified"):
        false_claims += row["claimed"]
    elif answered:
        false_claims = 0
    return {
        "state": schedule.state_after(verdict, row["state"], has_text=row["body_hash"] is not None),
        "claimed": 0,
        "false_claims": false_claims,
        "http_status": outcome.status,
        "reason": outcome.reason,
        "etag": outcome.etag or (row["etag"] if kept else None),
        "last_modified": outcome.last_modified or (row["last_modified"] if kept else None),
        "body_hash": outcome.body_hash or row["body_hash"],
        "failures": failures,
        "looks": row["looks"] + int(answered),
        "pace": pace,
        "next_attempt": again.isoformat() if again is not None else None,
        "trials": 0,
        "published_at": published,
        "fetched_at": now if answered else row["fetched_at"],
        "changed_at": now if verdict in ("new", "changed") else row["changed_at"],
        "warc_file": outcome.warc_file if archived else row["warc_file"],
        "warc_offset": outcome.warc_offset if archived else row["warc_offset"],
    }


def _claim(lastmod: datetime, now: datetime) -> datetime:
    """Until when a source may have meant: a day alone lasts to its end, and nothing was edited in the future."""
    if lastmod.time() == time():
        lastmod += timedelta(days=1)
    return min(lastmod, now)
