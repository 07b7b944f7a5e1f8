"""A night of fetching: Scrapy in a process of its own, watched from here, until it gives back a Night."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.crawl.night import Night, Verdict
from pipeline.crawl.settings import CrawlSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a night is: pages asked for, addresses that are due and still wait, and the last page's end."""

    pages: int
    waiting: int
    url: str | None = None
    verdict: Verdict | None = None


def fetch_night(settings: CrawlSettings, *, progress: Callable[[Progress], None] | None = None) -> Night:
    """Crawl a site for a night: find addresses, fetch what is due, keep responses and outcomes.

    Gives the Night also where it ended early: `ended` says so (`interrupted` after SIGINT or SIGTERM). Raises Misuse,
    CrawlInUse where another crawl of the site runs, and TrichlucError where the fetching process failed; whatever was
    committed is kept, and the next call goes on there.
    """
    raise NotImplementedError


def plan_night(settings: CrawlSettings, *, found: Callable[[str, str], None]) -> None:
    """Find addresses and call `found` with each that would be fetched and why; no article is fetched, nothing kept."""
    raise NotImplementedError
