"""What the parts of politeness share in one crawl: the settings, the hosts, the sums."""

import random
from collections.abc import Callable
from time import monotonic
from typing import ClassVar, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler

from pipeline.crawl.politeness.hosts import Host, Hosts
from pipeline.crawl.politeness.traffic import Pause, Traffic
from pipeline.crawl.settings import CrawlSettings

#: Scrapy's setting that holds the `CrawlSettings` as JSON.
CRAWL = "TRICHLUC_CRAWL"


class Politeness:
    """One crawl's shared state; `Politeness.of(crawler)` gives the same one to every part."""

    _of: ClassVar["WeakKeyDictionary[Crawler, Politeness]"] = WeakKeyDictionary()

    def __init__(self, settings: CrawlSettings) -> None:
        self.settings = settings
        self.clock = settings.clock()
        self.hosts = Hosts(settings.delay)
        self.traffic = Traffic()
        #: Whether robots.txt, as far as it was read, forbids an address: who reads it says so.
        self.forbids: Callable[[str], bool] = lambda url: False
        self.random = random.Random(settings.seed)
        self.started = monotonic()

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The state of a crawl, made when it is first asked for."""
        found = cls._of.get(crawler)
        if found is None:
            found = cls._of[crawler] = cls(CrawlSettings.from_json(crawler.settings[CRAWL]))
        assert isinstance(found, cls)
        return found

    def host_of(self, request: Request) -> Host:
        """The host that a request goes to."""
        return self.hosts[urlsplit(request.url).hostname or ""]

    def interrupt(self) -> None:
        """Send nothing more: requests that wait for their turn end as NotFetched `interrupted`, at once."""
        self.hosts.stop("interrupted")

    def seconds_left(self) -> float | None:
        """What is left of the crawl's time; None where it has no end."""
        minutes = self.settings.max_minutes
        return None if minutes is None else max(0.0, minutes * 60 - (monotonic() - self.started))

    def pause(self, host: Host, seconds: float, reason: str, *, asked: bool = False) -> None:
        """Leave a host alone, and count it."""
        host.pause(seconds)
        self.traffic.pauses.append(Pause(host=host.name, seconds=seconds, reason=reason, asked=asked))

    def give_up(self, host: Host, why: str) -> None:
        """Ask nothing more of a host this night, and say why."""
        if host.given_up is None:
            host.give_up("host_given_up")
            self.traffic.given_up[host.name] = why
            self.traffic.note(f"{host.name} was given up for the night: {why}")
