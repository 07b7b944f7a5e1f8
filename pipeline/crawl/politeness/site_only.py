"""The site's own hosts, and no others: requests and redirects stay there."""

from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from pipeline.crawl.politeness.marks import REDIRECT_CHAIN, REDIRECT_STOPPED, RETRIES, WIRE
from pipeline.crawl.politeness.not_fetched import NotFetched
from pipeline.crawl.politeness.state import Politeness
from pipeline.sites import Site

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: They are about the address that was redirected from.
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class SiteOnly:
    """Sends nothing to a host that is not the site's, not even a question for its address."""

    def __init__(self, polite: Politeness) -> None:
        self._hosts = allowed_hosts(polite.settings.declared)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(Politeness.of(crawler))

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise NotFetched `off_site`."""
        if not on_site(request.url, self._hosts):
            raise NotFetched("off_site")


class SiteRedirects:
    """Follows redirects within the site's hosts, each as a request of its own: after the delay, if robots.txt allows.

    `meta["redirect_chain"]` holds the addresses redirected from. A redirect that leads off the site, back to an address
    of the chain, or on after `max_redirects` reaches the spider as the 3xx response that it is, with the reason in
    `meta["redirect_stopped"]`.
    """

    def __init__(self, polite: Politeness) -> None:
        self._polite = polite
        self._hosts = allowed_hosts(polite.settings.declared)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(Politeness.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Follow a redirect, or pass the response on."""
        if response.status not in _REDIRECTS:
            return response
        chain = (*request.meta.get(REDIRECT_CHAIN, ()), request.url)
        target = redirect_target(request.url, response.headers.get("Location"))
        if target is None:
            stopped = "bad_redirect"
        elif not on_site(target, self._hosts):
            stopped = "off_site"
        elif target in chain:
            stopped = "redirect_loop"
        elif len(chain) > self._polite.settings.max_redirects:
            stopped = "too_many_redirects"
        else:
            self._polite.traffic.redirects += 1
            meta = {key: value for key, value in request.meta.items() if key not in (WIRE, RETRIES)}
            followed = request.replace(
                url=target, dont_filter=True, priority=request.priority + 1, meta={**meta, REDIRECT_CHAIN: chain}
            )
            # a 304 would be about another page
            for name in _CONDITIONS:
                followed.headers.pop(name, None)
            return followed
        request.meta[REDIRECT_STOPPED] = stopped
        return response


def allowed_hosts(site: Site) -> frozenset[str]:
    """The hosts that may be asked: the site's, but for those that it declares as not to be crawled."""
    denied = () if site.discovery is None else site.discovery.denied_hosts
    return frozenset(site.hosts) - frozenset(denied)


def redirect_target(url: str, location: bytes | None) -> str | None:
    """Where a redirect leads, without fragment; None where it names no web address."""
    if not location or not location.strip():
        return None
    try:
        target = urldefrag(urljoin(url, safe_url_string(location.strip())))[0]
        parts = urlsplit(target)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return target if valid else None


def on_site(url: str, hosts: frozenset[str]) -> bool:
    """Whether an address is http or https and of one of the hosts."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and (parts.hostname or "") in hosts
