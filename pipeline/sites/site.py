"""What a site module declares: a site's hosts and addresses, and its layouts as selectors with the dates they held."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pipeline.sites.discovery import Discovery

#: CSS selectors, tried in order: the first that gives something is the one that counts.
Selectors = tuple[str, ...]

#: Parameters that say where the reader came from and nothing of the page.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|mc_cid|mc_eid|_ga|ref|rt", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One look of a site's article pages: where each part stands, as CSS selectors that BeautifulSoup defines.

    `valid_from` (inclusive) and `valid_until` (exclusive) are crawl dates. A layout fits a page where `title` and
    `body` give text. A `meta` element gives its content, a `time` its datetime, any other its text. `body` is the
    container; inside it `remove` is furniture that is left out, `captions` belong to photographs, `tables` hold
    figures, and `apart` are inline elements that the site shows on a line of their own. What title, sapo, time, author,
    section, tags or source select inside the body is not part of it. `evidence` says where the selectors are from.
    """

    name: str
    evidence: str
    valid_from: date
    valid_until: date | None
    title: Selectors
    body: Selectors
    sapo: Selectors = ()
    time: Selectors = ()
    author: Selectors = ()
    section: Selectors = ()
    tags: Selectors = ()
    source: Selectors = ()
    remove: Selectors = ()
    captions: Selectors = ()
    tables: Selectors = ()
    apart: Selectors = ()

    def held_on(self, day: date) -> bool:
        """Whether the site looked like this on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def days_off(self, day: date) -> int:
        """How many days lie between a day and the layout's time; 0 inside it."""
        if day < self.valid_from:
            return (self.valid_from - day).days
        if self.valid_until is not None and day >= self.valid_until:
            return (day - self.valid_until).days + 1
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site: its hosts, how its addresses name an article, and its layouts, newest first.

    `origins` maps each host to the origin that its addresses are written with (`m.congthuong.vn` to
    `https://congthuong.vn`). `article_ids` are patterns whose first group is the article's number, searched in the
    path, then in the query from its `?` on; an address without one is known by itself. `publisher` are names under
    which the site signs for itself. `discovery` says where its articles are found; without it the site is not crawled.
    """

    name: str
    origins: tuple[tuple[str, str], ...]
    layouts: tuple[Layout, ...]
    article_ids: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    discovery: Discovery | None = None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts whose pages this site module reads."""
        return tuple(host for host, _ in self.origins)

    def owns(self, url: str) -> bool:
        """Whether an address is one of this site's."""
        return host_of(url) in self.hosts

    def article_id(self, url: str) -> str | None:
        """The article's number in an address of this site; None where there is none, or the address is another's."""
        if not self.owns(url):
            return None
        parts = urlsplit(url.strip())
        for target in (parts.path, f"?{parts.query}"):
            for pattern in self.article_ids:
                if (match := re.search(pattern, target)) is not None:
                    return match[1]
        return None

    def canonical_url(self, url: str) -> str:
        """An address as this site writes it: one host, one scheme, no fragment, nothing that only tracks the reader."""
        plain = plain_url(url)
        origin = dict(self.origins).get(host_of(plain) or "")
        if origin is None:
            return plain
        parts = urlsplit(plain)
        if self.article_id(plain) is not None:
            origin = self.origins[0][1]  # numbers are one series over all hosts
        return origin + urlunsplit(("", "", parts.path or "/", parts.query, ""))

    def address_key(self, url: str) -> str:
        """What is equal for all addresses of one article, whatever their host and slug: `congthuong.vn/329948`."""
        number = self.article_id(url)
        return f"{self.name}/{number}" if number is not None else self.canonical_url(url)

    def by_fit(self, crawled_on: date | None) -> Iterator[Layout]:
        """The layouts in the order in which they are tried: those of the crawl date first, then the nearest in time."""
        if crawled_on is None:
            yield from self.layouts
        else:
            yield from sorted(self.layouts, key=lambda layout: layout.days_off(crawled_on))


@lru_cache(maxsize=256)  # of one page's addresses it is asked ten times
def host_of(url: str) -> str | None:
    """The host of an address in lower case, without its port; None where there is none."""
    try:
        return urlsplit(url.strip()).hostname
    except ValueError:
        return None


def plain_url(url: str) -> str:
    """An address without fragment, default port and tracking parameters; what is no address comes back stripped.

    Path and query are never re-encoded: sites put `&` into paths (`/thoi-su&s_cond=&BRSR=20`).
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.hostname is None or parts.scheme not in ("http", "https"):
        return url
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = parts.hostname if port in (None, default) else f"{parts.hostname}:{port}"
    query = parts.query
    if any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
        query = "&".join(kept)
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))
