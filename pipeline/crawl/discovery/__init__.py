"""Where a site's articles are: pure functions from the bytes of sitemaps, feeds and section pages to addresses."""

from pipeline.crawl.discovery.addresses import is_article, request_url, site_url, why_not
from pipeline.crawl.discovery.feeds import feed_entries
from pipeline.crawl.discovery.found import Entry, Found, Skip
from pipeline.crawl.discovery.sections import SectionWalk, next_page, section_links
from pipeline.crawl.discovery.sitemaps import sitemap_entries
from pipeline.crawl.discovery.sources import Source, sources_of

__all__ = [
    "Entry",
    "Found",
    "SectionWalk",
    "Skip",
    "Source",
    "feed_entries",
    "is_article",
    "next_page",
    "request_url",
    "section_links",
    "site_url",
    "sitemap_entries",
    "sources_of",
    "why_not",
]
