"""The sources of addresses that a site declares, in the order in which they are asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.crawl.discovery.addresses import site_url
from pipeline.crawl.night import SourceKind
from pipeline.sites import Site


@dataclass(frozen=True, slots=True)
class Source:
    """A source of addresses: its name in reports (`rss:tai-chinh`, `section:/thoi-su`), kind and first address."""

    name: str
    kind: SourceKind
    url: str


def sources_of(site: Site) -> tuple[Source, ...]:
    """A site's sources, the freshest first; none where the site module declares no `discovery`."""
    return tuple(_sources(site))


def _sources(site: Site) -> Iterator[Source]:
    discovery = site.discovery
    if discovery is None:
        return
    for path in discovery.news_sitemaps:
        yield Source(f"news sitemap:{path}", "news_sitemap", site_url(site, path))
    for path in discovery.feeds:
        name = urlsplit(path).path.rpartition("/")[2].removesuffix(".rss")
        yield Source(f"rss:{name}", "feed", site_url(site, path))
    for path in discovery.sections:
        yield Source(f"section:{path}", "section", site_url(site, path))
    for path in discovery.sitemaps:
        yield Source(f"sitemap:{path}", "sitemap", site_url(site, path))
