"""A page of a news site: its article as `pipeline.sites` reads it, by the known address or the one that it gives."""

import hashlib
import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.crawl.judging import why_no_article
from pipeline.documents import RejectCode, SourceDocument, document_id
from pipeline.readers.source import Address, Source, Unfit, check_size, host_of
from pipeline.sites import MAX_CHARACTERS, Article, Unreadable, UnreadableReason, read_page, site_of
from pipeline.sites.charset import decode_page

#: A crawl's day is that of the papers' readers.
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: A character takes at most four bytes in any encoding of pages.
_MAX_BYTES = 4 * MAX_CHARACTERS
#: Where a saved page says its address: what the browser that saved it wrote, and the page's own words.
_HEAD = 200_000
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d{4}\)(https?://[^\s<>\"']{4,2000})", re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?:link|meta)\s[^<>]{0,3000}>", re.IGNORECASE)
_ROLE = re.compile(rb"(?:rel\s*=\s*[\"']?canonical\b|property\s*=\s*[\"']?og:url\b)", re.IGNORECASE)
_ADDRESS = re.compile(rb"(?:href|content)\s*=\s*[\"']?\s*(https?://[^\s<>\"']{4,2000})", re.IGNORECASE)
#: What the crawl's reasons are in words.
_NO_ARTICLE = {
    "not_found_page": "says that there is no such article",
    "redirected_home": "leads to the front page",
    "redirected_section": "leads to a list of articles",
    "no_layout": "holds a front page or a list in the article's place",
    "wrong_article": "holds another article than its address names",
}
_CODES: dict[UnreadableReason, RejectCode] = {
    "empty": "empty",
    "binary": "binary",
    "undecodable": "undecodable",
    "too_large": "too_large",
    "too_deep": "too_deep",
    "no_article": "no_article",
}


def read_html_page(source: Source) -> Iterator[SourceDocument]:
    """Read a page as one document. Raises Unfit, and as `Source.content` does."""
    content = source.content(_MAX_BYTES)
    address = source.address
    url = address.url or address_in(content)
    captured = address.captured_at
    crawled_on = captured.astimezone(_VIETNAM).date() if captured is not None else None
    # read_page answers what is on a page with Unreadable; what its parsers raise nevertheless is none of their errors
    found = read_page(content, url=url, crawled_on=crawled_on, declared=address.charset)
    if isinstance(found, Unreadable):
        raise Unfit(_CODES[found.reason], found.message)
    if address.url is not None:
        _check_address(address, address.url, content, found)
    check_size(found.text)
    yield page_document(source, found, url, hashlib.sha256(content).hexdigest())


def _check_address(address: Address, url: str, content: bytes, article: Article) -> None:
    """Raise Unfit where a page of a site that is crawled is not the article of its address, by the crawl's own rules.

    Else a page that says that there is nothing, or a front page that an address leads to, would take the place of the
    article that was there before.
    """
    site = site_of(url)
    if site is None or site.discovery is None:
        return

    def page() -> str:
        return decode_page(content, address.charset).text

    reason = why_no_article(site, url, article, page=page, asked=address.asked)
    if reason is not None:
        raise Unfit("no_article", f"{address.asked or url} {_NO_ARTICLE[reason]}")


def page_document(source: Source, article: Article, url: str | None, sha256: str) -> SourceDocument:
    """The document of an article."""
    canonical = article.canonical_url
    published = article.published_at
    return SourceDocument(
        doc_id=document_id(url=canonical or url, given=None, text=article.text),
        text=article.text,
        origin=source.origin,
        title=article.title or None,
        author=article.author,
        source=host_of(canonical or url),
        url=url or canonical,
        published_on=published.date() if published is not None else None,
        published_at=published,
        modified_at=article.modified_at,
        captured_at=source.address.captured_at,
        section=article.section,
        tags=article.tags,
        canonical_url=canonical,
        original_source=article.source,
        original_url=article.source_url,
        site=article.site,
        layout=article.layout,
        format="html",
        encoding=article.encoding,
        encoding_confidence=article.encoding_confidence,
        bytes_sha256=sha256,
        segments=article.segments,
    )


def address_in(content: bytes) -> str | None:
    """The address that a saved page gives as its own; the front page of a site is no article's."""
    head = content[:_HEAD]
    if b"\x00" in head:
        head = head.replace(b"\x00", b"")
    elements = (element[0] for element in _ELEMENT.finditer(head) if _ROLE.search(element[0]))
    found = [match[1] for match in _SAVED_FROM.finditer(head)]
    found += [match[1] for element in elements if (match := _ADDRESS.search(element))]
    for raw in found:
        url = html.unescape(raw.decode("utf-8", "replace"))
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.path.strip("/") or parts.query:
            return url
    return None
