"""Scrapy's settings for a polite crawl: every middleware and extension that runs is named here."""

from pipeline.crawl.politeness.agent import user_agent
from pipeline.crawl.politeness.state import CRAWL
from pipeline.crawl.settings import CrawlSettings

_HERE = "pipeline.crawl.politeness"
_SCRAPY = "scrapy.downloadermiddlewares"

#: From the engine to the wire. An answer passes them the other way.
_MIDDLEWARES = {
    f"{_HERE}.site_only.SiteOnly": 50,
    f"{_HERE}.robots.RobotsObeyed": 100,
    f"{_HERE}.budgets.BudgetKept": 150,
    f"{_SCRAPY}.defaultheaders.DefaultHeadersMiddleware": 400,
    f"{_SCRAPY}.useragent.UserAgentMiddleware": 500,
    f"{_HERE}.site_only.SiteRedirects": 600,
    f"{_HERE}.backing_off.BackingOff": 650,
    f"{_SCRAPY}.httpproxy.HttpProxyMiddleware": 750,
    f"{_HERE}.turns.TurnTaking": 900,
}


def polite_settings(settings: CrawlSettings) -> dict[str, object]:
    """Scrapy's settings for a crawl.

    Scrapy's own lists of middlewares and extensions are emptied, so that nothing runs that is not named: its defaults
    open two ports on this machine (telnet and remote control), keep cookies, send Referer and accept any certificate.
    """
    middlewares = dict(_MIDDLEWARES)
    polite: dict[str, object] = {
        CRAWL: settings.to_json(),
        "USER_AGENT": user_agent(settings.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": middlewares,
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {"scrapy.extensions.corestats.CoreStats": 0},
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{_HERE}.wire.WireHandler"),
        # one request a host; the pause between them is TurnTaking's
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_MAXSIZE": settings.max_response_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    if settings.resolver is not None:
        polite["TWISTED_DNS_RESOLVER"] = settings.resolver
        # whoever resolves names himself wants to reach those addresses, not a proxy
        del middlewares[f"{_SCRAPY}.httpproxy.HttpProxyMiddleware"]
    return polite
