"""Budgets: a crawl ends cleanly when its pages, minutes or bytes are used up."""

import asyncio
import logging
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from pipeline.crawl.politeness.marks import PAGE, REDIRECT_CHAIN, RETRIES
from pipeline.crawl.politeness.not_fetched import NotFetched
from pipeline.crawl.politeness.state import Politeness

_log = logging.getLogger(__name__)


class BudgetKept:
    """Counts pages and bytes, and refuses requests once a budget is used up: they end as NotFetched `budget`.

    `max_pages` refuses further pages, and lets those that are under way be repeated and redirected. `max_minutes` and
    `max_bytes` refuse all requests, those that wait for their turn too; an answer that is coming in is waited for. The
    spider then has nothing left to do and ends by itself.
    """

    def __init__(self, polite: Politeness) -> None:
        self._polite = polite
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        budget = cls(Politeness.of(crawler))
        crawler.signals.connect(budget.start, signal=signals.spider_opened)
        crawler.signals.connect(budget.stop, signal=signals.spider_closed)
        crawler.signals.connect(budget.weigh, signal=signals.bytes_received)
        return budget

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise NotFetched."""
        traffic, settings = self._polite.traffic, self._polite.settings
        if traffic.budget in ("minutes", "bytes"):
            raise NotFetched("budget")
        if not request.meta.get(PAGE) or request.meta.get(RETRIES) or request.meta.get(REDIRECT_CHAIN):
            return
        if settings.max_pages is not None and traffic.pages >= settings.max_pages:
            traffic.budget = "pages"
            raise NotFetched("budget")
        traffic.pages += 1

    def start(self) -> None:
        """Start the clock of `max_minutes`."""
        left = self._polite.seconds_left()
        if left is not None:
            self._timer = asyncio.get_running_loop().call_later(left, self._end, "minutes")

    def stop(self) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()

    def weigh(self, data: bytes) -> None:
        """Count a piece of a body as it comes in, and compare the sum with `max_bytes`."""
        self._polite.traffic.bytes += len(data)
        most = self._polite.settings.max_bytes
        if most is not None and self._polite.traffic.bytes >= most:
            self._end("bytes")

    def _end(self, budget: str) -> None:
        if self._polite.traffic.budget in ("minutes", "bytes"):
            return
        _log.info("the budget of %s is used up", budget)
        self._polite.traffic.budget = budget
        self._polite.hosts.stop("budget")
