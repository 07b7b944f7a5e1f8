"""Finding addresses: each source that a site declares is asked, and what it names goes into the frontier."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from scrapy.http import Response

from pipeline.crawl.discovery import (
    Found,
    SectionWalk,
    Source,
    feed_entries,
    next_page,
    section_links,
    sitemap_entries,
    sources_of,
)
from pipeline.crawl.frontier import Address, Frontier
from pipeline.crawl.night import SourceSeen
from pipeline.crawl.politeness import REDIRECT_STOPPED, NotFetched, reason_of
from pipeline.sites import Site

_log = logging.getLogger(__name__)

#: An index of more sitemaps is none of a paper's.
_MAX_SITEMAPS = 2_000

Ask = Callable[[str], Awaitable[Response]]


class _Broken(Exception):
    """A source could not be read on; says why in one word or a sentence."""


@dataclass(slots=True)
class Finding:
    """Asks a site's sources one after the other."""

    site: Site
    frontier: Frontier
    ask: Ask
    heard: Callable[[str], None]
    _seen: SourceSeen = field(init=False)

    async def find(self) -> None:
        """Ask every source. Raises NotFetched where a budget is used up, after what was found is kept."""
        for source in sources_of(self.site):
            self.heard(source.name)
            self._seen = SourceSeen(name=source.name, kind=source.kind, url=source.url, status=None)
            try:
                await self._read(source)
            except _Broken as broken:
                self._seen = replace(self._seen, error=self._seen.error or str(broken))
            except NotFetched as stopped:
                self.frontier.note_source(replace(self._seen, error=stopped.reason))
                if stopped.reason == "budget":
                    raise
                continue
            # what it said is kept also where something was wrong with it, but it was not read to its end
            self.frontier.note_source(self._seen, complete=self._seen.error is None)
            _log.info(
                "%s: %d articles, %d new, error: %s", source.name, self._seen.entries, self._seen.new, self._seen.error
            )

    async def _read(self, source: Source) -> None:
        match source.kind:
            case "sitemap" | "news_sitemap":
                await self._read_sitemaps(source)
            case "feed":
                response = await self._get(source.url)
                self._keep(source, feed_entries(response.body, response.url, self.site))
            case "section":
                await self._read_section(source)

    async def _read_sitemaps(self, source: Source) -> None:
        waiting, asked = [source.url], {source.url}
        while waiting:
            url = waiting.pop(0)
            try:
                response = await self._get(url)
            except _Broken as broken:
                if url == source.url:
                    raise
                self._fault(f"{url}: {broken}")  # the other sitemaps of the index are read
                continue
            found = sitemap_entries(response.body, response.url, self.site)
            self._keep(source, found)
            for nested in found.nested:
                if nested in asked:
                    continue
                if len(asked) >= _MAX_SITEMAPS:
                    self._fault(f"it names more than {_MAX_SITEMAPS:,} sitemaps: the others were not read")
                    break
                asked.add(nested)
                waiting.append(nested)

    async def _read_section(self, source: Source) -> None:
        walk = SectionWalk(source.name.partition(":")[2])
        known = self.frontier.known_to(source.name)
        url: str | None = source.url
        while url is not None:
            response = await self._get(url)
            found = section_links(response.body, response.url, self.site)
            # before it is kept: what this page brings is not known yet
            walk, url = next_page(self.site, walk, found, known)
            self._keep(source, found)

    async def _get(self, url: str) -> Response:
        try:
            response = await self.ask(url)
        except NotFetched as stopped:
            if stopped.left:
                raise
            raise _Broken(stopped.reason) from None
        except Exception as error:
            reason = reason_of(error)
            if reason == "failed":  # none of the network's: ours
                raise
            raise _Broken(reason) from None
        if self._seen.status is None or response.status != 200:
            self._seen = replace(self._seen, status=response.status)
        if response.status != 200:
            raise _Broken(response.meta.get(REDIRECT_STOPPED) or f"http_{response.status}")
        return response

    def _keep(self, source: Source, found: Found) -> None:
        addresses = (Address(url=entry.url, lastmod=entry.lastmod) for entry in found.entries)
        noted = self.frontier.note(addresses, source.name)
        seen = self._seen
        self._seen = replace(seen, entries=seen.entries + noted.entries, new=seen.new + noted.new)
        if found.problem is not None:
            self._fault(found.problem)

    def _fault(self, sentence: str) -> None:
        self._seen = replace(self._seen, error=self._seen.error or sentence)
