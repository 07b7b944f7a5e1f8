"""The spider: finds addresses, then asks the frontier for what is due, one at a time.

Requests live in the frontier and nowhere else: Scrapy's queue stays empty, so that a kill loses nothing that waits.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from pipeline.crawl.archive import Archive
from pipeline.crawl.clock import Clock
from pipeline.crawl.due import Due
from pipeline.crawl.finding import Finding
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.night import Ending, Night, PageOutcome, RobotsState
from pipeline.crawl.pages import outcome_of, outcome_without_answer, page_request
from pipeline.crawl.politeness import REDIRECT_CHAIN, WIRE, NotFetched, Politeness, reason_of
from pipeline.crawl.progress import Progress
from pipeline.crawl.settings import CrawlSettings
from pipeline.sites.site import host_of

_log = logging.getLogger(__name__)
#: Of the states of several robots.txt, the first of these is the night's.
_GRAVEST: tuple[RobotsState, ...] = ("unreachable", "changed", "missing", "first", "same")


class NightSpider(Spider):
    """One night at one site. What it tells goes to `say_progress` and, in a dry run, to `say_due`."""

    name = "trichluc"

    def __init__(
        self,
        *,
        crawl: CrawlSettings,
        clock: Clock,
        frontier: Frontier,
        archive: Archive,
        say_progress: Callable[[Progress], None],
        say_due: Callable[[Due], None],
    ) -> None:
        super().__init__()
        self.crawl = crawl
        self.clock = clock
        self.frontier = frontier
        self.archive = archive
        self.say_progress = say_progress
        self.say_due = say_due
        self.site = crawl.declared
        self.interrupted = False
        self.error: Exception | None = None
        self._pages = self._waiting = 0
        self._robots: dict[str, RobotsState] = {}
        self._skip_hosts: set[str] = set()
        self._work: asyncio.Future[None] | None = None

    def interrupt(self) -> None:
        """Stop now: the page in flight is left, everything before it is kept."""
        self.interrupted = True
        if self._work is not None:
            self._work.cancel()

    def finish(self) -> Night:
        """The night in sums, after the crawl."""
        traffic = Politeness.of(self.crawler).traffic
        self._keep_counts()
        error = str(self.error) if self.error is not None else None
        ended: Ending = traffic.ending()
        if error is not None:
            ended = "failed"
        elif self.interrupted:
            ended = "interrupted"
        elif ended == "finished" and traffic.given_up:
            ended = "failed"
            error = "; ".join(f"{host} was given up: {why}" for host, why in sorted(traffic.given_up.items()))
        waiting = self.frontier.waiting(since=self.crawl.since, old_rechecks=self.crawl.old_rechecks)
        notes = [*traffic.notes]
        if ended == "budget":
            notes.append(f"the limit of {traffic.budget} was reached: what is due and was not asked for waits")
        return self.frontier.finish(ended, waiting=waiting, notes=notes, error=error)

    async def start(self) -> AsyncIterator[Any]:
        """The whole night; gives Scrapy nothing to do by itself."""
        self._work = asyncio.ensure_future(self._night())
        if self.interrupted:
            self._work.cancel()
        try:
            await self._work
        except asyncio.CancelledError:
            if not self.interrupted:
                raise
        except NotFetched as stopped:
            if stopped.reason != "budget":
                raise
        except Exception as error:
            _log.exception("the night failed")
            self.error = error
        return
        yield

    async def _night(self) -> None:
        await Finding(
            site=self.site,
            frontier=self.frontier,
            ask=lambda url: self._ask(Request(url, dont_filter=True)),
            heard=lambda source: self.say_progress(Progress(source=source)),
        ).find()
        self._waiting = self.frontier.waiting(since=self.crawl.since, old_rechecks=self.crawl.old_rechecks)
        for due in self.frontier.due(
            since=self.crawl.since, old_rechecks=self.crawl.old_rechecks, skip_hosts=self._skip_hosts
        ):
            if self.crawl.dry_run:
                if Politeness.of(self.crawler).forbids(due.url):
                    continue
                if self.crawl.max_pages is not None and self._pages >= self.crawl.max_pages:
                    return
                self._pages += 1
                self.say_due(due)
            else:
                await self._fetch(due)

    async def _fetch(self, due: Due) -> None:
        try:
            response = await self._ask(page_request(due))
        except NotFetched as stopped:
            if stopped.reason == "budget":
                raise
            if stopped.left:
                self._skip_hosts.add(host_of(due.url) or "")
                return
            outcome = outcome_without_answer(due, stopped.reason, self.clock.now())
        except Exception as error:
            reason = reason_of(error)
            if reason == "failed":  # none of the network's: ours
                raise
            outcome = outcome_without_answer(due, reason, self.clock.now())
        else:
            outcome = self._answered(due, response)
        # from here to the end of the page nothing waits: a cancelled night has the whole page, or nothing of it
        self.frontier.record(due, outcome)
        self._pages += 1
        self._waiting = max(0, self._waiting - 1)
        _log.info("%s %s %s %s", outcome.verdict, outcome.status, outcome.reason or "", due.url)
        self.say_progress(Progress(pages=self._pages, waiting=self._waiting, url=outcome.url, verdict=outcome.verdict))

    def _answered(self, due: Due, response: Response) -> PageOutcome:
        raw = response.meta[WIRE]
        if response.meta.get(REDIRECT_CHAIN):
            raw = replace(raw, asked=due.url)
        placed = self.archive.write(raw)  # before anything reads it
        self.frontier.try_once(due)
        return outcome_of(
            self.site,
            due,
            response,
            kept_hash=self.frontier.body_hash,
            placed=placed,
            size=len(raw.body),
            now=self.clock.now(),
        )

    async def _ask(self, request: Request) -> Response:
        try:
            if not self.interrupted:
                return await self.crawler.engine.download_async(request)
        except NotFetched:
            # a request that waits for another's answer, robots.txt's, is told that it was interrupted
            if not self.interrupted:
                raise
        finally:
            self._keep_counts()
        raise asyncio.CancelledError

    def _keep_counts(self) -> None:
        traffic = Politeness.of(self.crawler).traffic
        self.frontier.set_counts(
            requests=traffic.requests, size=traffic.bytes, by_status={str(k): v for k, v in traffic.by_status.items()}
        )
        fresh = {origin: seen for origin, seen in traffic.robots.items() if origin not in self._robots}
        if not fresh:
            return
        for origin, seen in fresh.items():
            self._robots[origin] = seen.state(self.frontier.robots_hash(origin))
        state = next(state for state in _GRAVEST if state in self._robots.values())
        hashes = {origin: seen.sha256 for origin, seen in fresh.items() if seen.sha256 is not None}
        self.frontier.note_robots(state, hashes)
