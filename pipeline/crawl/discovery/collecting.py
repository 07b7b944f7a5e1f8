"""From written addresses to entries: each article once, and a count of what is none."""

from collections import Counter
from datetime import datetime

from pipeline.crawl.discovery.addresses import address_of, why_not
from pipeline.crawl.discovery.found import Entry, Found, Skip
from pipeline.sites import Site

#: Twice what sitemaps.org allows; more addresses in one document are no list of a paper's articles.
MAX_ENTRIES = 100_000
_MAX_TITLE = 500


class Collecting:
    """The entries of one document, as they are found."""

    def __init__(self, site: Site, base: str) -> None:
        self._site = site
        self._base = base
        self._entries: dict[str, Entry] = {}
        self._nested: dict[str, None] = {}
        self._skipped: Counter[Skip] = Counter()
        self._taken = 0

    @property
    def full(self) -> bool:
        """Whether no more is taken."""
        return self._taken >= MAX_ENTRIES

    def add(self, written: str, lastmod: datetime | None = None, title: str | None = None) -> None:
        """Take an address as it was written; a second one of the same article adds what the first lacks."""
        self._taken += 1
        url = address_of(written, self._base)
        if url is None:
            self._skipped["no_address"] += 1
            return
        if (skip := why_not(self._site, url)) is not None:
            self._skipped[skip] += 1
            return
        key = self._site.address_key(url)
        title = (title or "").strip()[:_MAX_TITLE] or None
        known = self._entries.get(key)
        if known is None:
            self._entries[key] = Entry(self._site.canonical_url(url), key, lastmod, title)
        elif (lastmod, title) != (known.lastmod, known.title):
            latest = max(filter(None, (lastmod, known.lastmod)), default=None)
            self._entries[key] = Entry(known.url, key, latest, known.title or title)

    def nest(self, written: str) -> None:
        """Take the address of a further sitemap, where it is on a host of the site."""
        self._taken += 1
        url = address_of(written, self._base)
        if url is None:
            self._skipped["no_address"] += 1
        elif not self._site.owns(url):
            self._skipped["off_site"] += 1
        else:
            self._nested[url] = None

    def found(self, problem: str | None = None) -> Found:
        """What was found."""
        if problem is None and self.full:
            problem = f"it names more than {MAX_ENTRIES:,} addresses: what follows was not read"
        return Found(
            entries=tuple(self._entries.values()),
            nested=tuple(self._nested),
            problem=problem,
            skipped=dict(self._skipped),
        )
