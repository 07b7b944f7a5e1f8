"""Addresses as sources write them: which are articles to ask for, and how a request asks without damaging them."""

import re
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from pipeline.crawl.discovery.found import Skip
from pipeline.sites import Site
from pipeline.sites.site import host_of

#: A longer address is no article's.
MAX_LENGTH = 2000
#: What stands around addresses by mistake; browsers drop line ends inside them.
_AROUND = " \t\n\r\x0b\x0c\u00a0\u200b\ufeff"
_LINE_ENDS = str.maketrans(dict.fromkeys("\t\n\r", ""))
_ABSOLUTE = re.compile("https?:", re.IGNORECASE)
_NO_ADDRESS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def address_of(written: str, base: str) -> str | None:
    """An address out of what a source wrote, absolute; None where it is none that could be asked."""
    written = written.strip(_AROUND).translate(_LINE_ENDS).replace(" ", "%20")
    if not written or len(written) > MAX_LENGTH or _NO_ADDRESS.search(written) is not None:
        return None
    try:
        url = urljoin(base, written) if not _ABSOLUTE.match(written) else written
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def why_not(site: Site, url: str) -> Skip | None:
    """Why an address is not asked for; None for an article's."""
    host = host_of(url)
    if host not in site.hosts:
        return "off_site"
    discovery = site.discovery
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if discovery is not None and (
        host in discovery.denied_hosts or any(re.search(pattern, target) for pattern in discovery.denied_paths)
    ):
        return "denied"
    return None if is_article(site, url) else "not_article"


def is_article(site: Site, url: str) -> bool:
    """Whether an address of the site is an article's: by its number, else by the site's patterns."""
    if site.article_id(url) is not None:
        return True
    patterns = site.discovery.articles if site.discovery is not None else ()
    return site.owns(url) and any(re.search(pattern, urlsplit(url).path) for pattern in patterns)


def request_url(url: str) -> str:
    """The address as a request line can carry it: other letters percent-encoded, `&`, `=` and `%` left alone.

    It is what `scrapy.Request(url).url` makes of it, so making it twice changes nothing. Build requests of it alone:
    `scrapy.FormRequest`, `w3lib.url.canonicalize_url` and `add_or_replace_parameter` rewrite what follows a `?` and
    must not be used on section addresses. `urllib.parse.quote` writes `%26` for the `&` of the path.
    """
    return safe_url_string(url)


def site_url(site: Site, path: str) -> str:
    """A path that the site module declares, as an address on the site's first origin."""
    return path if "://" in path else site.origins[0][1] + path
