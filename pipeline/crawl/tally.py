"""The sums of a run, out of the outcomes that the frontier keeps; and a Night as JSON and back."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from statistics import median
from typing import Any

from pipeline.crawl.night import Ending, Night, SourceSeen, Trouble

#: So many addresses without an article are named; all of them are counted.
_TROUBLES = 200


def tally(
    db: sqlite3.Connection,
    run_id: str,
    *,
    ended: Ending,
    error: str | None,
    ended_at: datetime,
    waiting: int = 0,
    notes: Sequence[str] = (),
) -> Night:
    """Sum up a run."""
    run = db.execute("SELECT * FROM runs WHERE run_id = ?", (run_id,)).fetchone()

    def by(column: str) -> dict[str, int]:
        return dict(
            db.execute(
                f"SELECT {column}, count(*) FROM outcomes WHERE run_id = ? AND {column} IS NOT NULL "
                f"GROUP BY {column} ORDER BY {column}",
                (run_id,),
            ).fetchall()
        )

    def urls(verdict: str) -> tuple[str, ...]:
        rows = db.execute(
            "SELECT coalesce(final_url, url) FROM outcomes WHERE run_id = ? AND verdict = ? ORDER BY rowid",
            (run_id, verdict),
        )
        return tuple(url for (url,) in rows)

    # one that was found gone before and is looked at again is no news
    gone = db.execute(
        "SELECT coalesce(final_url, url) FROM outcomes AS now WHERE run_id = ? AND verdict = 'gone' AND 'gone' IS NOT "
        "(SELECT verdict FROM outcomes WHERE key = now.key AND rowid < now.rowid AND verdict != 'failed' "
        "ORDER BY rowid DESC LIMIT 1) ORDER BY rowid",
        (run_id,),
    )
    troubled = db.execute(
        "SELECT url, verdict, coalesce(reason, verdict) AS reason FROM outcomes WHERE run_id = ? "
        "AND verdict IN ('rejected', 'failed') AND coalesce(reason, '') != 'robots_disallowed' ORDER BY rowid LIMIT ?",
        (run_id, _TROUBLES),
    )
    empty: dict[str, int] = {}
    for fields, count in by("empty_fields").items():
        for name in fields.split():
            empty[name] = empty.get(name, 0) + count
    lengths = [
        length
        for (length,) in db.execute(
            "SELECT body_length FROM outcomes WHERE run_id = ? AND body_length IS NOT NULL", (run_id,)
        )
    ]
    files = db.execute(
        "SELECT DISTINCT warc_file FROM outcomes WHERE run_id = ? AND warc_file IS NOT NULL ORDER BY warc_file",
        (run_id,),
    )
    sources = db.execute(
        "SELECT name, kind, url, status, entries, new, error FROM sources_seen WHERE run_id = ? ORDER BY rowid",
        (run_id,),
    )
    verdicts = by("verdict")
    return Night(
        site=run["site"],
        night=date.fromisoformat(run["night"]),
        run_id=run_id,
        started_at=datetime.fromisoformat(run["started_at"]),
        ended_at=ended_at,
        ended=ended,
        robots=run["robots"] or "not_asked",
        requests=run["requests"],
        bytes=run["bytes"],
        pages=sum(verdicts.values()),
        waiting=waiting,
        by_status=json.loads(run["by_status"]),
        verdicts=verdicts,
        reasons=by("reason"),
        layouts=by("layout"),
        empty_fields=dict(sorted(empty.items())),
        median_body_length=round(median(lengths)) if lengths else None,
        sources=tuple(SourceSeen(**dict(row)) for row in sources),
        warc_files=tuple(name for (name,) in files),
        new_urls=urls("new"),
        changed_urls=urls("changed"),
        gone_urls=tuple(url for (url,) in gone),
        troubles=tuple(Trouble(**dict(row)) for row in troubled),
        notes=tuple(notes),
        error=error,
    )


def night_as_json(night: Night) -> str:
    """A Night as JSON."""
    return json.dumps(asdict(night), ensure_ascii=False, default=lambda value: value.isoformat())


def night_from(text: str) -> Night:
    """What `night_as_json` gave."""
    record: dict[str, Any] = json.loads(text)
    record["night"] = date.fromisoformat(record["night"])
    for name in ("started_at", "ended_at"):
        record[name] = datetime.fromisoformat(record[name])
    record["sources"] = tuple(SourceSeen(**seen) for seen in record["sources"])
    record["troubles"] = tuple(Trouble(**trouble) for trouble in record.get("troubles", ()))
    for name in ("warc_files", "new_urls", "changed_urls", "gone_urls", "notes"):
        record[name] = tuple(record[name])
    return Night(**record)
