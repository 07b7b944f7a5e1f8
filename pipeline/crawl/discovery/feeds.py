"""Feeds as they come: RSS 0.9 to 2.0, RDF, Atom."""

import html

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
        collecting.add(_link(record), read_time(written), html.unescape(html.unescape(title)) if title else None)
    problem = text.problem or walk.problem
    if problem is None and walk.root not in FEEDS:
        problem = f"its outermost element is <{walk.root}>, not <rss>, <rdf:RDF> or <feed>"
    return collecting.found(problem)


def _link(record: Record) -> str:
    """The article's address: the link, Atom's alternate before its others, else a guid or id that is an address."""
    for relation in ("alternate", ""):
        for link in record.links:
            if link.get("href") and link.get("rel", "alternate" if not relation else "") == relation:
                return link["href"]
    plain = [link["href"] for link in record.links if link.get("href") and "rel" not in link]
    if plain:
        return plain[0]
    if link_text := record.texts.get("link"):
        return html.unescape(link_text)
    for name in ("guid", "id", "origlink"):
        address = html.unescape(record.texts.get(name, ""))
        if address.startswith(("http://", "https://", "/")):
            return address
    return ""
