"""From a page to its article: the site by the address, the layout by crawl date and fit, else the generic reader."""

from datetime import date

from pipeline.encodings import Undecodable
from pipeline.sites.article import Article, Engine, Unreadable, UnreadableReason
from pipeline.sites.charset import decode_page
from pipeline.sites.fitting import fit
from pipeline.sites.found import Found, Request, finish
from pipeline.sites.head import read_head
from pipeline.sites.lexbor import LexborPage
from pipeline.sites.nesting import MAX_DEPTH, too_deep
from pipeline.sites.page import N, Page
from pipeline.sites.registry import site_of

#: The longest page that is parsed, in characters; articles with pictures inside the markup reach some megabytes.
MAX_CHARACTERS = 16_000_000


def read_page(
    markup: str | bytes,
    *,
    url: str | None = None,
    crawled_on: date | None = None,
    declared: str | None = None,
    engine: Engine = "selectolax",
) -> Article | Unreadable:
    """Read the article of a page.

    `url` is the address that was asked for: it settles the site, and without it only the generic reader is left.
    `crawled_on` is the day of the crawl: layouts of that day are tried first. `declared` is the encoding that the
    response named, for bytes. Never raises for what is on the page: a page without an article is an `Unreadable`.
    """
    site = site_of(url) if url is not None else None
    request = Request(url=url, site=site)
    raw: bytes | None = None
    if isinstance(markup, bytes):
        try:
            decoded = decode_page(markup, declared)
        except Undecodable as error:
            return _unreadable(error.reason, f"{error.detail}: fetch the page again", request)
        request = Request(url=url, site=site, encoding=decoded.encoding, confidence=decoded.confidence)
        if decoded.encoding == "utf-8" and not decoded.replaced:
            raw = markup
        markup = decoded.text
    if len(markup) > MAX_CHARACTERS:
        size = f"the page has {len(markup):,} characters, more than the {MAX_CHARACTERS:,} that are read: cut it"
        return _unreadable("too_large", size, request)
    markup, raw = _clean(markup, raw)
    if not markup or markup.isspace():
        return _unreadable("empty", "the page is empty: fetch it again", request)
    if too_deep(raw):
        deep = f"the page's elements stand more than {MAX_DEPTH} deep in one another: it is broken or hostile"
        return _unreadable("too_deep", deep, request)
    if engine == "beautifulsoup":
        # half a second of imports, spent only where this engine is asked for
        from pipeline.sites.soup import SoupPage

        return _read(SoupPage(markup), markup, crawled_on, request)
    return _read(LexborPage(raw), markup, crawled_on, request)


def _clean(markup: str, raw: bytes | None) -> tuple[str, bytes]:
    """The page as text and as UTF-8 (`raw`, where it came so), without what is no character: NUL, lone surrogates."""
    if raw is None:
        try:
            raw = markup.encode("utf-8")
        except UnicodeEncodeError:
            raw = markup.encode("utf-8", "replace")
            markup = raw.decode("utf-8")
    if b"\x00" in raw:
        raw = raw.replace(b"\x00", b"")
        markup = raw.decode("utf-8")
    return markup, raw


def _read(page: Page[N], markup: str, crawled_on: date | None, request: Request) -> Article | Unreadable:
    tried: list[str] = []
    site = request.site
    hollow: str | None = None
    undated: tuple[Found, tuple[str, ...]] | None = None
    for layout in site.by_fit(crawled_on) if site is not None else ():
        found = fit(page, layout)
        if found is not None and found.has_text:
            if found.published_at is not None or not layout.time:
                return finish(found, read_head(page), request, tuple(tried))
            # a neighbour's title and body may fit an old page; where it is at home, its date is found too
            undated = undated or (found, tuple(tried))
        elif found is not None:
            hollow = hollow or layout.name
        tried.append(layout.name)
    if undated is not None:
        return finish(undated[0], read_head(page), request, undated[1])
    if hollow is not None:
        # the generic reader would take a caption or a menu for the article
        message = f"the body holds no text, by the site's layout {hollow}: photographs or a video alone are no article"
        return _unreadable("no_article", message, request, tuple(tried), hollow)
    # a second of imports, spent only where no layout fits
    from pipeline.sites.generic import read_generic

    head = read_head(page)
    found = read_generic(markup, head, request.url, crawled_on)
    if found is not None:
        return finish(found, head, request, tuple(tried))
    message = "no article was found on the page"
    if site is not None:
        message += f", and no layout of {site.name} fits ({', '.join(tried)}): declare the new one in the site's module"
    return _unreadable("no_article", message, request, tuple(tried))


def _unreadable(
    reason: UnreadableReason,
    message: str,
    request: Request,
    tried: tuple[str, ...] = (),
    layout: str | None = None,
) -> Unreadable:
    name = request.site.name if request.site is not None else None
    return Unreadable(reason=reason, message=message, site=name, tried=tried, layout=layout)
