"""What an answer to an article's address is: the article, or the reason why there is none; pure, and never raises.

`judge` sees one answer and knows nothing of other nights: whether an article is new or changed is for the caller, who
compares `body_hash` with the one that it keeps.
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.discovery.addresses import is_article, site_url
from pipeline.crawl.page_words import says_not_found, slug_fits
from pipeline.encodings import Undecodable
from pipeline.sites import GENERIC, Article, Site, read_page
from pipeline.sites.charset import decode_page
from pipeline.sites.site import host_of

#: `article`: there is one, new or not; the others as in `night.Verdict`.
Class = Literal["article", "not_modified", "gone", "rejected", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an answer is. `key` is that of the address asked; `canonical_url` the article's address as its page has it.

    `reason` is one word where there is no article: `http_404`, `not_found_page`, `redirected_home`,
    `redirected_section` (gone); `no_layout`, `no_text`, `wrong_article`, `off_site`, `not_html`, `too_large`, `broken`
    (rejected); `truncated`, `empty`, `redirect`, `http_503` (failed). `body_hash` is of title, sapo and body;
    `body_length` counts the body's code points. `layout` is the site's that fitted, or `generic`: the page was read,
    and none of the site's layouts fits it. `empty_fields` are those of title, published_at, author, sapo that the page
    does not give. `source` is whom a syndicated article names.
    """

    verdict: Class
    key: str
    url: str
    reason: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    body_hash: str | None = None
    body_length: int | None = None
    layout: str | None = None
    empty_fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None


_HTML_TYPES = ("text/html", "application/xhtml+xml")
#: What servers say of pages when they say nothing.
_VAGUE_TYPES = ("", "text/plain", "application/octet-stream", "text/xml", "application/xml")
_LOOKS_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|article)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_ERROR_PATH = re.compile(r"^/(?:404|error|loi|not-?found|page-not-found|khong-tim-thay)\b", re.IGNORECASE)
_FIELDS = ("title", "published_at", "author", "sapo")
#: No answer of a page is larger unpacked.
_MAX_BYTES = 32_000_000


def judge(
    site: Site,
    asked: str,
    *,
    final_url: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    crawled_on: date,
    truncated: bool = False,
) -> Judged:
    """Judge the answer to an article's address.

    `final_url` is the address that answered, after redirects (that `asked` again where there were none), `headers` its
    headers by name in any case, `body` its bytes, still packed or not. `crawled_on` is the day of the crawl in Vietnam,
    which chooses the layouts that are tried first. `truncated` is the fetcher's word that bytes are missing.
    """
    key = site.address_key(asked)

    def no(verdict: Class, reason: str, **more: str | None) -> Judged:
        return Judged(verdict=verdict, key=key, url=asked, reason=reason, **more)  # type: ignore[arg-type]

    headers = {name.lower(): value for name, value in headers.items()}
    if status == 304:
        return Judged(verdict="not_modified", key=key, url=asked)
    if status in (404, 410):
        return no("gone", f"http_{status}")
    if 300 <= status < 400:
        return _unfollowed(site, asked, final_url, headers, key)
    if status != 200:
        return no("failed", "truncated" if status == 206 else f"http_{status}")
    if host_of(final_url) not in site.hosts:
        return no("rejected", "off_site")
    if (reason := _led_away(site, asked, final_url)) is not None:
        return no("rejected" if reason == "wrong_article" else "gone", reason)
    unpacked, fault = _unpacked(body, headers.get("content-encoding", ""))
    if truncated or fault is not None:
        return no("rejected" if fault == "too_large" else "failed", fault or "truncated")
    if not unpacked.strip():
        return no("failed", "empty")
    content_type = headers.get("content-type", "")
    media = content_type.partition(";")[0].strip().lower()
    if media not in _HTML_TYPES and not (media in _VAGUE_TYPES and _LOOKS_HTML.search(unpacked[:4096])):
        return no("rejected", "not_html")
    try:
        text = decode_page(unpacked, _charset(content_type)).text
    except Undecodable:
        return no("rejected", "broken")
    page = text.encode("utf-8", "replace").replace(b"\x00", b"")
    article = read_page(page.decode("utf-8"), url=asked, crawled_on=crawled_on)
    if not isinstance(article, Article):
        if article.reason == "too_large":
            return no("rejected", "too_large")
        if article.reason != "no_article":
            return no("rejected", "no_text" if article.reason == "empty" else "broken")
        if says_not_found(page, article):
            return no("gone", "not_found_page", layout=article.layout)
        return no("rejected", "no_layout" if article.layout is None else "no_text", layout=article.layout)
    if says_not_found(page, article):
        return no("gone", "not_found_page", layout=article.layout)
    own = _own_addresses(site, page, final_url)
    if (reason := _another(site, asked, final_url, own, article)) is not None:
        return no("rejected", reason, layout=article.layout, canonical_url=article.canonical_url, title=article.title)
    return _judged(site, key, asked, final_url, own, article)


def why_no_article(
    site: Site, url: str, article: Article, *, page: Callable[[], str], asked: str | None = None
) -> str | None:
    """Why what was read of an archived page is not the article of its address, in `Judged.reason`'s words; else None.

    The same rules as `judge`'s, for whoever reads the archive again: `url` is the record's address, `page` gives its
    text where it has to be looked at, `asked` is the address of which redirects led here. A page that names itself by
    another article's number stands under that one, and is left alone.
    """
    if asked is not None and (reason := _led_away(site, asked, url)) not in (None, "wrong_article"):
        return reason
    if article.layout != GENERIC:
        if says_not_found(b"", article):
            return "not_found_page"
        own = article.canonical_url or url
        if site.address_key(own) != site.address_key(url) or slug_fits(url, article) or slug_fits(own, article):
            return None
    markup = page().encode("utf-8", "replace").replace(b"\x00", b"")
    if says_not_found(markup, article):
        return "not_found_page"
    return _another(site, url, url, _own_addresses(site, markup, url), article)


def _charset(content_type: str) -> str | None:
    match = _CHARSET.search(content_type)
    return match[1] if match is not None else None


def body_hash(article: Article) -> str:
    """The hash by which a change is known: of title, sapo and body, in NFC, white space squeezed; 32 hex digits.

    Captions, credits and everything around the article leave it as it is, and so do its tags and times.
    """
    digest = hashlib.blake2b(digest_size=16)
    for text in (article.title, article.sapo or "", article.body):
        digest.update(" ".join(unicodedata.normalize("NFC", text).split()).encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()


def _judged(site: Site, key: str, asked: str, final_url: str, own: tuple[str, ...], article: Article) -> Judged:
    canonical = next((url for url in own if is_article(site, url)), final_url if is_article(site, final_url) else asked)
    given = {
        "title": article.title.strip(),
        "published_at": article.published_at,
        "author": article.author,
        "sapo": article.sapo,
    }
    return Judged(
        verdict="article",
        key=key,
        url=asked,
        canonical_url=site.canonical_url(canonical),
        title=article.title,
        published_at=article.published_at,
        modified_at=article.modified_at,
        body_hash=body_hash(article),
        body_length=len(article.body),
        layout=article.layout,
        empty_fields=tuple(name for name in _FIELDS if not given[name]),
        tags=article.tags,
        source=article.source,
    )


def _unfollowed(site: Site, asked: str, final_url: str, headers: Mapping[str, str], key: str) -> Judged:
    """A redirect that the fetcher did not follow: out of the site, or once too often."""
    try:
        target = urljoin(final_url, headers.get("location", ""))
    except ValueError:
        target = final_url
    if host_of(target) not in site.hosts:
        return Judged(verdict="rejected", key=key, url=asked, reason="off_site")
    return Judged(verdict="failed", key=key, url=asked, reason="redirect")


def _led_away(site: Site, asked: str, final_url: str) -> str | None:
    """Where redirects led, if not to the article: home, a section, a page of errors, another article."""
    if site.address_key(final_url) == site.address_key(asked):
        return None
    parts = urlsplit(final_url)
    if _ERROR_PATH.search(parts.path) is not None:
        return "not_found_page"
    if parts.path.rstrip("/") in ("", "/index.html", "/trang-chu", "/home"):
        return "redirected_home"
    if not is_article(site, final_url):
        return "redirected_section"
    if site.article_id(asked) is not None:
        return "wrong_article"
    return None  # an article known by its address alone has moved


def _unpacked(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The body without its content encoding, where it still has one, and why that failed."""
    encoding = encoding.strip().lower()
    if encoding not in ("gzip", "x-gzip", "deflate") or (encoding != "deflate" and not body.startswith(b"\x1f\x8b")):
        return (body, None) if len(body) <= _MAX_BYTES else (b"", "too_large")
    if encoding == "deflate" and _LOOKS_HTML.search(body[:4096]) is not None:
        return body, None
    for wbits in (47, -15):  # gzip or zlib, then the bare deflate that some servers send
        unpacker = zlib.decompressobj(wbits=wbits)
        try:
            unpacked = unpacker.decompress(body, max_length=_MAX_BYTES + 1)
        except zlib.error:
            continue
        if len(unpacked) > _MAX_BYTES:
            return b"", "too_large"
        return unpacked, None if unpacker.eof else "truncated"
    return b"", "truncated"


def _own_addresses(site: Site, page: bytes, url: str) -> tuple[str, ...]:
    """The addresses under which a page says that it stands; the site's own ones alone count."""
    tree = LexborHTMLParser(page)
    selectors = site.discovery.own_address if site.discovery is not None else ()
    found: dict[str, None] = {}
    for selector in ('link[rel="canonical"]', 'meta[property="og:url"]', *selectors):
        for node in tree.css(selector):
            said = next(
                (node.attributes[name] for name in ("href", "content", "value") if node.attributes.get(name)), ""
            )
            try:
                address = urljoin(url, (said or "").strip()) if said else ""
            except ValueError:
                continue
            if site.owns(address):
                found[address] = None
    return tuple(found)


def _another(site: Site, asked: str, final_url: str, own: tuple[str, ...], article: Article) -> str | None:
    """Why the article is not the one that was asked for; None where it is.

    A number settles it: the page names the one that was asked for, or another. The words of the address must then be
    found in the text; where the page gives itself other words under the same number, the article was renamed.
    """
    number = site.article_id(asked)
    articles = [url for url in own if is_article(site, url)]
    if number is not None and articles:
        if all(site.article_id(url) != number for url in articles):
            return "wrong_article"
        articles = [url for url in articles if site.article_id(url) == number]
    if article.layout == GENERIC and own and not articles:
        sections = {site_url(site, path) for path in (site.discovery.sections if site.discovery is not None else ())}
        if all(urlsplit(url).path in ("", "/") or site.canonical_url(url) in sections for url in own):
            return "no_layout"  # a front page or section in the article's place, read as text
    if number is None and site.address_key(final_url) != site.address_key(asked):
        return None
    return None if any(slug_fits(url, article) for url in [*articles, asked]) else "wrong_article"
