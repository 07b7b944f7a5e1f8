"""Feeds as they come: RSS 0.9 to 2.0, RDF, Atom."""

import html
from collections.abc import Iterator

from pipeline.crawl.discovery.addresses import address_of, why_not
from pipeline.crawl.discovery.collecting import Collecting
from pipeline.crawl.discovery.found import Found
from pipeline.crawl.discovery.markup import Record, Walk, is_html, text_of
from pipeline.crawl.discovery.times import read_time
from pipeline.sites import Site

FEEDS = ("rss", "rdf", "feed")
_TIMES = ("updated", "modified", "published", "issued", "pubdate", "date", "created")


def feed_entries(body: bytes, url: str, site: Site) -> Found:
    """The articles that a feed names, in its order; never raises.

    `url` is where it came from; relative links are read against it. `lastmod` is when the feed says that an article was
    last changed, else published. A feed without an article is no problem of its form: the number of entries shows it.
    """
    text = text_of(body)
    collecting = Collecting(site, url)
    if is_html(text.text):
        return collecting.found("a page of HTML came in place of a feed")
    walk = Walk(text.text, frozenset({"item", "entry"}))
    for record in walk:
        if collecting.full:
            break
        written = next((record.texts[name] for name in _TIMES if name in record.texts), "")
        title = record.texts.get("title")
        collecting.add(
            _address(record, url, site), read_time(written), html.unescape(html.unescape(title)) if title else None
        )
    problem = text.problem or walk.problem
    if problem is None and walk.root not in FEEDS:
        problem = f"its outermost element is <{walk.root}>, not <rss>, <rdf:RDF> or <feed>"
    return collecting.found(problem)


def _address(record: Record, url: str, site: Site) -> str:
    """The article's address: of all that the feed offers the first that is an article's, else the first."""
    offered = list(_offered(record))
    for written in offered:
        address = address_of(written, url)
        if address is not None and why_not(site, address) is None:
            return written
    return next(iter(offered), "")


def _offered(record: Record) -> Iterator[str]:
    """RSS's link, Atom's alternate (a link that says nothing of itself is one), a guid or id that is an address."""
    written = [record.texts.get("link", "")]
    written += [link.get("href", "") for link in record.links if link.get("rel", "alternate") == "alternate"]
    written += [link.get("resource", "") for link in record.links]
    written += [record.texts.get(name, "") for name in ("origlink", "guid", "id")]
    for address in written:
        if address.startswith(("http://", "https://", "/")) or (address and address in written[:1]):
            yield address.replace("&amp;", "&")
