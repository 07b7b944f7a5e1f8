"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org), as they come."""

import html

from pipeline.crawl.discovery.collecting import Collecting
from pipeline.crawl.discovery.feeds import FEEDS, feed_entries
from pipeline.crawl.discovery.found import Found
from pipeline.crawl.discovery.markup import Walk, is_html, text_of
from pipeline.crawl.discovery.times import read_time
from pipeline.sites import Site

_ROOTS = ("urlset", "sitemapindex")


def sitemap_entries(body: bytes, url: str, site: Site) -> Found:
    """The articles that a sitemap names and the sitemaps that an index does; never raises.

    `body` may be packed with gzip, `url` is where it came from. A list of addresses, one a line, and a feed are
    sitemaps too. `lastmod` is the sitemap's, else the news sitemap's date of publication.
    """
    text = text_of(body)
    collecting = Collecting(site, url)
    if is_html(text.text):
        return collecting.found("a page of HTML came in place of a sitemap")
    if "<" not in text.text and text.text.lstrip().startswith(("http://", "https://")):
        for line in text.text.splitlines():
            if line.strip() and not collecting.full:
                collecting.add(line)
        return collecting.found(text.problem)
    walk = Walk(text.text, frozenset({"url", "sitemap"}))
    for record in walk:
        if collecting.full:
            break
        address = record.texts.get("loc", "").replace("&amp;", "&")  # escaped twice
        if record.name == "sitemap":
            collecting.nest(address)
            continue
        written = record.texts.get("lastmod") or record.texts.get("news/publication_date") or ""
        title = record.texts.get("news/title")
        collecting.add(address, read_time(written), html.unescape(title) if title else None)
    if walk.root in FEEDS:
        return feed_entries(body, url, site)
    problem = text.problem or walk.problem
    if problem is None and walk.root not in _ROOTS:
        problem = f"its outermost element is <{walk.root}>, not <urlset> or <sitemapindex>"
    return collecting.found(problem)
