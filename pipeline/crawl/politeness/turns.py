"""The last gate before the wire: one request a host at a time, each some seconds after the end of the last answer."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipeline.crawl.politeness.not_fetched import NotFetched, reason_of
from pipeline.crawl.politeness.state import Politeness


class TurnTaking:
    """Lets one request a host through at a time, and counts what is sent and what comes back.

    Scrapy's DOWNLOAD_DELAY counts from the start of a request, so a slow server is asked again at once; here the delay
    counts from the end of the answer. It stands innermost, so that its turn is one request on the wire: repeated
    requests and redirects take turns of their own.
    """

    def __init__(self, polite: Politeness) -> None:
        self._polite = polite

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(Politeness.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn."""
        traffic = self._polite.traffic
        traffic.waited += await self._polite.host_of(request).take_turn(request)
        traffic.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """The turn ends with the answer."""
        self._polite.host_of(request).end_turn(request)
        self._polite.traffic.count(str(response.status))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """The turn ends without an answer."""
        self._polite.host_of(request).end_turn(request)
        if not isinstance(exception, NotFetched):
            self._polite.traffic.count(reason_of(exception))
