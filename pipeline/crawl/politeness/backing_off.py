"""Asking again after 429, 5xx and broken connections: the host pauses, and is given up when it goes on failing."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipeline.crawl.politeness.marks import RETRIES, WIRE
from pipeline.crawl.politeness.not_fetched import reason_of
from pipeline.crawl.politeness.state import Politeness
from pipeline.crawl.politeness.waits import back_off, http_date, retry_after

#: The server asks to be left alone.
_BUSY = frozenset({429, 503})
#: Something behind this address fails; it is asked twice more.
_FAILING = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})
_FAILING_RETRIES = 2
#: The whole host does not answer.
_DEAD = frozenset({"timeout", "reset", "refused", "unreachable", "no_such_host", "tls"})
#: One answer came damaged.
_DAMAGED = frozenset({"truncated", "bad_encoding"})


class BackingOff:
    """Repeats requests that failed, within bounds.

    429 and 503 pause the host for as long as Retry-After says, else for a wait that grows; so do timeouts and broken
    connections. Each of them counts against the host: `host_failures` in a row, or a Retry-After beyond
    `max_retry_after` or the time left, and the host is given up for the night. Other 5xx and damaged answers are the
    page's: it is asked twice more, and counts against the host once. What cannot be asked again reaches the spider as
    it is.
    """

    def __init__(self, polite: Politeness) -> None:
        self._polite = polite

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(Politeness.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Repeat the request of an answer that is none."""
        reason = f"http_{response.status}"
        if response.status in _BUSY:
            return self._pause_host(request, reason, self._demand(response)) or response
        if response.status in _FAILING:
            return self._pause_page(request, reason) or response
        self._polite.host_of(request).failures = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Repeat a request that got no whole answer."""
        reason = reason_of(exception)
        if reason in _DEAD:
            return self._pause_host(request, reason, None)
        if reason in _DAMAGED:
            return self._pause_page(request, reason)
        return None

    def _demand(self, response: Response) -> float | None:
        """What Retry-After asks for, by the server's own clock where it tells the time."""
        now = http_date(_header(response, "Date")) or self._polite.clock.now()
        return retry_after(_header(response, "Retry-After"), now)

    def _pause_host(self, request: Request, reason: str, demand: float | None) -> Request | None:
        polite, settings = self._polite, self._polite.settings
        host = polite.host_of(request)
        host.failures += 1
        wait = self._wait(host.failures) if demand is None else demand
        left = polite.seconds_left()
        if demand is not None and demand > settings.max_retry_after:
            polite.give_up(host, f"it asked to be left alone for {demand:.0f} s ({reason})")
        elif left is not None and wait > left:
            polite.give_up(host, f"it is to be left alone for longer than the crawl has left ({reason})")
        elif host.failures >= settings.host_failures:
            polite.give_up(host, f"{host.failures} requests in a row failed, the last with {reason}")
        else:
            polite.pause(host, wait, reason, asked=demand is not None)
            return self._again(request, settings.retries)
        return None

    def _pause_page(self, request: Request, reason: str) -> Request | None:
        polite, settings = self._polite, self._polite.settings
        host = polite.host_of(request)
        again = self._again(request, min(settings.retries, _FAILING_RETRIES))
        if again is None:
            host.failures += 1
            if host.failures >= settings.host_failures:
                polite.give_up(host, f"{host.failures} addresses in a row failed, the last with {reason}")
        else:
            polite.pause(host, self._wait(again.meta[RETRIES]), reason)
        return again

    def _wait(self, failures: int) -> float:
        settings = self._polite.settings
        return back_off(
            failures, base=settings.backoff, longest=settings.max_backoff, random=self._polite.random.random
        )

    def _again(self, request: Request, retries: int) -> Request | None:
        done: int = request.meta.get(RETRIES, 0)
        if done >= retries:
            return None
        self._polite.traffic.retries += 1
        meta = {key: value for key, value in request.meta.items() if key != WIRE}
        # others first: what fails now may not later
        return request.replace(dont_filter=True, priority=request.priority - 1, meta={**meta, RETRIES: done + 1})


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
