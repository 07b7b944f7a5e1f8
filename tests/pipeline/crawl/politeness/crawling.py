"""Crawls in a process of their own: jobs come as JSON on standard input, what became of each goes out the same way."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from pipeline.crawl.politeness import (
    PAGE,
    REDIRECT_CHAIN,
    REDIRECT_STOPPED,
    RETRIES,
    WIRE,
    NotFetched,
    Politeness,
    polite_settings,
    reason_of,
)
from pipeline.crawl.settings import CrawlSettings
from tests.pipeline.crawl.politeness.loopback import LoopbackResolver

RESOLVER = f"{LoopbackResolver.__module__}.{LoopbackResolver.__qualname__}"
_ROOT = Path(__file__).parents[4]


class PageSpider(Spider):
    """Asks for pages, one job a class, and keeps what became of each."""

    name = "pages"
    pages: ClassVar[Sequence[Mapping[str, Any]]] = ()
    fates: ClassVar[dict[str, dict[str, Any]]] = {}
    sums: ClassVar[dict[str, Any]] = {}

    async def start(self) -> AsyncIterator[Request]:
        for page in self.pages:
            yield Request(
                page["url"],
                headers=page.get("headers"),
                callback=self.came,
                errback=self.failed,
                meta={PAGE: True},
                cb_kwargs={"asked": page["url"]},
            )

    def came(self, response: Response, asked: str) -> None:
        wire = response.meta[WIRE]
        self.fates[asked] = {
            "status": response.status,
            "url": response.url,
            "body": response.body.decode("latin-1"),
            "raw": wire.body.decode("latin-1"),
            "raw_headers": [[name.lower(), value] for name, value in wire.headers],
            "ip": wire.ip_address,
            "chain": list(response.meta.get(REDIRECT_CHAIN, ())),
            "stopped": response.meta.get(REDIRECT_STOPPED),
            "retries": response.meta.get(RETRIES, 0),
        }

    def failed(self, failure: Any) -> None:
        error = failure.value
        self.fates[failure.request.cb_kwargs["asked"]] = {
            "reason": reason_of(error),
            "left": isinstance(error, NotFetched) and error.left,
            "wire": WIRE in failure.request.meta,
        }

    def closed(self, reason: str) -> None:
        traffic = Politeness.of(self.crawler).traffic
        self.sums.update(asdict(traffic), ending=traffic.ending(), closed=reason)


def crawl_all(jobs: Sequence[tuple[CrawlSettings, Sequence[Mapping[str, Any]]]]) -> list[dict[str, Any]]:
    """Run crawls at the same time in one process; what became of each, in the order of the jobs."""
    told = json.dumps([[settings.to_json(), list(pages)] for settings, pages in jobs])
    run = subprocess.run(
        [sys.executable, "-m", __name__], input=told, capture_output=True, text=True, cwd=_ROOT, timeout=120
    )
    assert run.returncode == 0, run.stderr[-4000:]
    told_back = json.loads(run.stdout)
    assert isinstance(told_back, list)
    for told_of in told_back:
        told_of["log"] = run.stderr
    return told_back


def main() -> None:
    jobs = [(CrawlSettings.from_json(settings), pages) for settings, pages in json.load(sys.stdin)]
    crawls = AsyncCrawlerProcess({"TWISTED_DNS_RESOLVER": RESOLVER, "LOG_LEVEL": "INFO"})
    spiders = [
        type(
            "OneSpider",
            (PageSpider,),
            {"custom_settings": polite_settings(settings), "pages": pages, "fates": {}, "sums": {}},
        )
        for settings, pages in jobs
    ]
    for spider in spiders:
        crawls.crawl(spider)
    crawls.start()
    resolved = sorted(LoopbackResolver.asked)
    json.dump([{"fates": s.fates, "sums": s.sums, "resolved": resolved} for s in spiders], sys.stdout)


if __name__ == "__main__":
    main()
