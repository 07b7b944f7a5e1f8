"""Section pages: the articles that they link to, and whether the next page is worth asking for."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.discovery.addresses import site_url
from pipeline.crawl.discovery.collecting import Collecting
from pipeline.crawl.discovery.found import Found
from pipeline.sites import Site
from pipeline.sites.nesting import too_deep

_MAX_BYTES = 16_000_000


def section_links(body: bytes, url: str, site: Site) -> Found:
    """The articles that a section page links to, in the order of the page, each once; never raises.

    Menus and side columns count like the list: what has an article's address is an article. `lastmod` is not known.
    """
    collecting = Collecting(site, url)
    if len(body) > _MAX_BYTES:
        return collecting.found(f"the page is larger than {_MAX_BYTES:,} bytes")
    body = body.replace(b"\x00", b"")
    if not body.strip():
        return collecting.found("the page is empty")
    if too_deep(body):
        return collecting.found("the page's elements stand too deep in one another: it is broken or hostile")
    page = LexborHTMLParser(body)
    base = page.css_first("base[href]")
    if base is not None:
        try:
            collecting = Collecting(site, urljoin(url, base.attributes.get("href") or ""))
        except ValueError:
            collecting = Collecting(site, url)
    links = page.css("a[href]")
    if not links:
        return collecting.found("the page links to nothing: it is no section, or is written by a script")
    for link in links:
        if collecting.full:
            break
        href = link.attributes.get("href") or ""
        if href.lstrip()[:1] == "#" or href.lstrip()[:11].lower().startswith(("javascript:", "mailto:", "tel:")):
            continue
        title = link.attributes.get("title") or link.text(separator=" ")
        collecting.add(href, None, " ".join(title.split()))
    return collecting.found()


@dataclass(frozen=True, slots=True)
class SectionWalk:
    """How far a section has been read: pages asked, articles seen on them, and known ones since the last unknown."""

    section: str
    pages: int = 0
    seen: frozenset[str] = frozenset()
    known_in_a_row: int = 0


def next_page(
    site: Site, walk: SectionWalk, found: Found, known: Callable[[str], bool]
) -> tuple[SectionWalk, str | None]:
    """After a section's page: how far it has now been read, and the address of the next page (None: stop).

    `walk` is the state before this page (`SectionWalk("/thoi-su")` before the first), `found` the page's links, `known`
    says whether an article's key was known before this crawl. It stops where a page names no article that an earlier
    page of the section did not name (past the end, side columns still stand there), after `max_pages`, and where
    `known_in_a_row` known articles followed each other on pages without an unknown one. A whole page counts, not a
    stretch of it: a side column of old articles is no sign that the list has reached them. What a page repeats because
    the list moved on meanwhile counts neither way.
    """
    discovery = site.discovery
    fresh = [entry.key for entry in found.entries if entry.key not in walk.seen]
    row = 0 if any(not known(key) for key in fresh) else walk.known_in_a_row + len(fresh)
    walk = SectionWalk(walk.section, walk.pages + 1, walk.seen.union(fresh), row)
    if (
        discovery is None
        or discovery.paging is None
        or not fresh
        or walk.pages >= discovery.max_pages
        or row >= discovery.known_in_a_row
    ):
        return walk, None
    return walk, discovery.paging.page_url(site_url(site, walk.section), walk.pages + 1)
