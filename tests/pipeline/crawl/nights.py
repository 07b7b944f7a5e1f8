"""Nights at a simulated paper: the real crawl against the server on loopback, with the clock of that night."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.fetching import Progress, fetch_night
from pipeline.crawl.night import Night
from pipeline.crawl.settings import CrawlSettings
from tests.pipeline.crawl.paper import HOSTS, Paper
from tests.pipeline.crawl.politeness.loopback import LoopbackResolver
from tests.pipeline.crawl.server import Asked, Server

RESOLVER = f"{LoopbackResolver.__module__}.{LoopbackResolver.__qualname__}"
CONTACT = "crawler@example.vn"
DELAY = 0.01
#: Two o'clock of the first night.
FIRST = datetime(2026, 7, 6, 2, 0, tzinfo=VIETNAM)
#: Waits that tests can bear.
QUICK: dict[str, Any] = {
    "delay": DELAY,
    "timeout": 1.0,
    "headers_timeout": 0.5,
    "retries": 1,
    "backoff": 0.02,
    "max_backoff": 0.05,
    "seed": 1,
}


@dataclass
class Crawled:
    """A folder that a paper is crawled into, night after night."""

    paper: Paper
    server: Server
    output: Path
    site: str = "congthuong.vn"
    hosts: tuple[str, ...] = HOSTS
    nights: list[Night] = field(default_factory=list)
    logs: list[list[Asked]] = field(default_factory=list)

    def settings(self, **more: Any) -> CrawlSettings:
        """What a night's crawl is told."""
        return CrawlSettings(
            site=self.site,
            output=self.output,
            contact=CONTACT,
            now=self.paper.now,
            origins=self.server.origins(self.hosts),
            resolver=RESOLVER,
            **(QUICK | more),
        )

    def tonight(self, *, progress: Callable[[Progress], None] | None = None, **more: Any) -> Night:
        """A night's crawl."""
        self.server.new_log()
        night = fetch_night(self.settings(**more), progress=progress)
        self.nights.append(night)
        self.logs.append(self.server.new_log())
        return night

    def next_night(self, days: float = 1) -> None:
        """The paper goes on to another night."""
        self.paper.night(self.paper.now + timedelta(days=days))

    # -- what is left on disk

    def rows(self, query: str = "SELECT * FROM addresses ORDER BY key") -> list[sqlite3.Row]:
        """Rows of the frontier."""
        with closing(sqlite3.connect(self.output / "crawl" / f"{self.site}.sqlite")) as db:
            db.row_factory = sqlite3.Row
            return db.execute(query).fetchall()

    def state(self) -> dict[str, str]:
        """What became of each address so far, by key."""
        return {row["key"]: row["state"] for row in self.rows()}

    def outcomes(self, night: Night) -> dict[str, tuple[str, str | None]]:
        """Verdict and reason of each page of a night, by the address asked."""
        found = self.rows(f"SELECT * FROM outcomes WHERE run_id = '{night.run_id}' ORDER BY rowid")
        assert len({row["url"] for row in found}) == len(found), "an address twice in one night"
        return {row["url"]: (row["verdict"], row["reason"]) for row in found}

    def archived(self) -> list[tuple[str, int, bytes]]:
        """Address, status and body of each response in the archives, as an independent reader gives them."""
        found = []
        for path in sorted((self.output / "warc").glob("*.warc.gz")):
            with path.open("rb") as opened:
                for record in ArchiveIterator(opened):
                    if record.rec_type in ("response", "revisit"):
                        url = record.rec_headers.get_header("WARC-Target-URI")
                        status = int(record.http_headers.get_statuscode())
                        found.append((url, status, record.content_stream().read()))
        return found


def pages_asked(log: list[Asked]) -> list[str]:
    """The article pages that were asked for, by path, in order."""
    return [line.path for line in log if line.path.endswith(".html") and "/rss/" not in line.path]
