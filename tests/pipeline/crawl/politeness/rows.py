"""A crawl against a faulty server, as a row of a test table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.crawl.settings import CrawlSettings
from tests.pipeline.crawl.politeness.crawling import RESOLVER, crawl_all
from tests.pipeline.crawl.politeness.faulty import Asked, FaultyServer, Reply, Servers, answer, unknown_certificate

SITE = "https://congthuong.vn"
PAGE = b"<html><body><h1>Tin</h1></body></html>"
NO_ROBOTS: Reply = answer(404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is asked (`/a`), how the server answers it, and the settings that differ."""

    pages: Sequence[str] = ("/a",)
    routes: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    robots: Sequence[Reply] = (NO_ROBOTS,)
    settings: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    hosts: Sequence[str] = ("congthuong.vn",)
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """A row that was run: the server's log, and what the spider got."""

    log: Sequence[Asked]
    busiest: int
    fates: Mapping[str, Mapping[str, Any]]
    sums: Mapping[str, Any]
    resolved: Sequence[str]
    output: str

    def fate(self, path: str = "/a") -> Mapping[str, Any]:
        return self.fates[_url(path)]

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    @property
    def gaps(self) -> list[float]:
        """The seconds between the end of each answer and the next request."""
        return [after.began - before.ended for before, after in pairwise(self.log)]


def run_rows(rows: Mapping[str, Row], output: Path) -> dict[str, Ran]:
    """Run crawls, each against a server of its own, all at the same time."""
    servers = {
        name: FaultyServer(
            {"/robots.txt": row.robots, **row.routes},
            tls=unknown_certificate("congthuong.vn", output) if row.tls else None,
        )
        for name, row in rows.items()
    }
    with Servers(list(servers.values())):
        jobs = [
            (
                CrawlSettings(
                    site="congthuong.vn",
                    output=output,
                    contact="crawler@example.vn",
                    resolver=RESOLVER,
                    **{
                        "origins": {
                            host: f"{'https' if row.tls else 'http'}://{host}:{servers[name].port}"
                            for host in row.hosts
                        },
                        "delay": 0.02,
                        "backoff": 0.04,
                        "timeout": 5.0,
                        "headers_timeout": 3.0,
                        "seed": 5,
                        **row.settings,
                    },
                ),
                [{"url": _url(page), "headers": dict(row.headers)} for page in row.pages],
            )
            for name, row in rows.items()
        ]
        told = crawl_all(jobs)
    return {
        name: Ran(servers[name].log, servers[name].busiest, job["fates"], job["sums"], job["resolved"], job["log"])
        for name, job in zip(rows, told, strict=True)
    }


def _url(path: str) -> str:
    return path if "//" in path else SITE + path
