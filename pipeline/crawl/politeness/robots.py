"""robots.txt: asked for before anything else of an origin, read whatever its encoding, and obeyed."""

import asyncio
import codecs
import hashlib
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from w3lib.url import safe_url_string

from pipeline.crawl.politeness.agent import PRODUCT
from pipeline.crawl.politeness.marks import REDIRECT_STOPPED, ROBOTS, WIRE
from pipeline.crawl.politeness.not_fetched import NotFetched, reason_of
from pipeline.crawl.politeness.state import Politeness
from pipeline.crawl.politeness.traffic import RobotsSeen
from pipeline.encodings import Undecodable, decode

#: What is read of a file, in bytes (RFC 9309, 2.5: at least 500 KiB).
LARGEST = 500 * 1024
#: The origin has no robots.txt: all is allowed. Any other 4xx is taken for a refusal, which is stricter than RFC 9309.
_MISSING = frozenset({404, 410})
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to this crawler."""

    parsed: Protego

    def allow(self, url: str) -> bool:
        """Whether an address may be asked for."""
        return self.parsed.can_fetch(url, PRODUCT)

    @property
    def crawl_delay(self) -> float | None:
        """The seconds that Crawl-delay (or Request-rate) wants between requests."""
        rate = self.parsed.request_rate(PRODUCT)
        asked = [self.parsed.crawl_delay(PRODUCT)]
        if rate is not None and rate.requests > 0:
            asked.append(rate.seconds / rate.requests)
        return max((seconds for seconds in asked if seconds is not None and seconds >= 0), default=None)


def read_rules(body: bytes, declared: str | None = None) -> Rules:
    """The rules in a robots.txt of any encoding; bytes that are none, such as a picture's, hold no rules.

    Of a longer file only the first 500 KiB are read, up to the last whole line.
    """
    if len(body) > LARGEST:
        body = body[:LARGEST].rpartition(b"\n")[0]
    try:
        text = decode(body, declared=declared).text
    except Undecodable:
        # rules are ASCII, whatever the comments are in
        text = body.decode("latin-1").replace("\x00", "")
    # a mark before the first rule hides it, and joined files have marks in their middle
    return Rules(Protego.parse(text.replace("\ufeff", "")))


def is_page(body: bytes) -> bool:
    """Whether what came as robots.txt is a web page: a site without the file answers so with status 200."""
    for mark in _MARKS:
        body = body.removeprefix(mark)
    return body.replace(b"\x00", b"").lstrip().startswith(b"<")


class RobotsObeyed:
    """Asks each origin for its robots.txt first and sends no request that it forbids.

    404 and 410 allow all. Where it cannot be had (401, 403 and any other status, a time-out, a redirect that leads
    nowhere), nothing is asked of the origin: its requests end as NotFetched `robots`; those it forbids as
    `robots_disallowed`. A Crawl-delay longer than the crawl's own delay holds for the host, up to `max_crawl_delay`.
    """

    def __init__(self, polite: Politeness, crawler: Crawler) -> None:
        self._polite = polite
        self._crawler = crawler
        self._asked: dict[str, asyncio.Future[Rules | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        polite = Politeness.of(crawler)
        obeyed = cls(polite, crawler)
        polite.forbids = obeyed.forbids
        return obeyed

    def forbids(self, url: str) -> bool:
        """Whether the robots.txt of an address, as far as it was read, forbids it."""
        known = self._asked.get(_origin(url))
        if known is None or not known.done() or known.exception() is not None:
            return False
        rules = known.result()
        return rules is not None and not rules.allow(safe_url_string(url))

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise NotFetched."""
        if request.meta.get(ROBOTS):
            return
        rules = await self._rules(request)
        if rules is None:
            raise NotFetched("robots")
        if not rules.allow(request.url):
            self._polite.traffic.disallowed += 1
            raise NotFetched("robots_disallowed")

    async def _rules(self, request: Request) -> Rules | None:
        origin = _origin(request.url)
        known = self._asked.get(origin)
        if known is None:
            # whoever comes meanwhile waits for this one answer
            known = self._asked[origin] = asyncio.get_running_loop().create_future()
            try:
                known.set_result(await self._ask(origin))
            except BaseException as error:
                del self._asked[origin]
                known.set_exception(error if isinstance(error, Exception) else NotFetched("interrupted"))
                known.exception()  # there may be nobody to whom it matters
                raise
        return await asyncio.shield(known)

    async def _ask(self, origin: str) -> Rules | None:
        traffic, engine = self._polite.traffic, self._crawler.engine
        assert engine is not None
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, dont_filter=True, meta={ROBOTS: True})
        try:
            response = await engine.download_async(request)
        except NotFetched as stopped:
            if stopped.reason == "budget":
                raise
            self._stop(origin, None, stopped.reason)
            return None
        except Exception as error:
            self._stop(origin, None, reason_of(error))
            return None
        if response.status in _MISSING or (response.status == 200 and is_page(response.body)):
            traffic.robots[origin] = RobotsSeen(origin=origin, status=response.status)
            return read_rules(b"")
        if response.status != 200:
            trouble = response.meta.get(REDIRECT_STOPPED) or f"http_{response.status}"
            self._stop(origin, response.status, trouble)
            return None
        return self._read(origin, response)

    def _read(self, origin: str, response: Response) -> Rules:
        rules = read_rules(response.body, _charset(response))
        digest = hashlib.sha256(response.body).hexdigest()
        self._polite.traffic.robots[origin] = RobotsSeen(
            origin=origin, status=200, sha256=digest, crawl_delay=rules.crawl_delay
        )
        response.meta.pop(WIRE, None)
        if rules.crawl_delay is not None:
            self._slow_down(origin, rules.crawl_delay)
        return rules

    def _slow_down(self, origin: str, asked: float) -> None:
        longest = self._polite.settings.max_crawl_delay
        host = self._polite.hosts[urlsplit(origin).hostname or ""]
        host.delay = max(host.delay, min(asked, longest))
        host.pause(host.delay)  # from the end of this answer, which began the shorter delay
        if asked > longest:
            self._polite.traffic.note(
                f"{origin}/robots.txt asks for {asked:g} s between requests; {longest:g} s were kept"
            )

    def _stop(self, origin: str, status: int | None, trouble: str) -> None:
        self._polite.traffic.robots[origin] = RobotsSeen(origin=origin, status=status, trouble=trouble)
        self._polite.traffic.note(f"{origin}/robots.txt could not be read ({trouble}): nothing was asked of it")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _charset(response: Response) -> str | None:
    kind = response.headers.get("Content-Type")
    _, _, charset = (kind or b"").decode("latin-1").lower().partition("charset=")
    return charset.strip(" \"'").partition(";")[0] or None
