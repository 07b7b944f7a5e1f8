"""Politeness on the wire, as Scrapy middlewares: what Scrapy lacks, and nothing of it that is not wanted.

`polite_settings` gives Scrapy all it needs. A request then passes, in this order: `SiteOnly` (the site's hosts),
`RobotsObeyed`, `BudgetKept`, `SiteRedirects`, `BackingOff`, `TurnTaking`, `WireHandler`; its answer passes them the
other way. The spider marks article pages with `meta[PAGE] = True`, finds the answer as it came in `meta[WIRE]` (what
`archive.Archive.write` takes), a redirect that was not followed in `meta[REDIRECT_STOPPED]`, and the sums in
`Politeness.of(crawler).traffic`. Addresses are the site's own: `WireHandler` puts `origins` in their place. A request
without a response reaches its errback; `reason_of(failure.value)` says why in one word, and `NotFetched.left` whether
its address is merely left for another night.
"""

from pipeline.crawl.politeness.marks import PAGE, REDIRECT_CHAIN, REDIRECT_STOPPED, RETRIES, WIRE
from pipeline.crawl.politeness.not_fetched import NotFetched, reason_of
from pipeline.crawl.politeness.scrapy_settings import polite_settings
from pipeline.crawl.politeness.state import Politeness
from pipeline.crawl.politeness.traffic import Pause, RobotsSeen, Traffic

__all__ = [
    "PAGE",
    "REDIRECT_CHAIN",
    "REDIRECT_STOPPED",
    "RETRIES",
    "WIRE",
    "NotFetched",
    "Pause",
    "Politeness",
    "RobotsSeen",
    "Traffic",
    "polite_settings",
    "reason_of",
]
