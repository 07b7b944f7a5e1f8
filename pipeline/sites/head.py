"""What a page says of itself to machines: meta elements, the canonical link and JSON-LD.

Site modules name what their layout shows; this is where everything else comes from, and the generic reader's metadata.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import orjson

from pipeline.sites.dates import parse_time
from pipeline.sites.flow import tidy
from pipeline.sites.page import N, Page
from pipeline.sites.site import Site, host_of, plain_url

_SELECTOR = 'meta, link[rel="canonical"], script[type="application/ld+json"]'
#: Longer JSON-LD is a catalogue, not an article's.
_MAX_JSON = 500_000
_ARTICLE_TYPES = frozenset({"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle"})
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "pubdate",
    "dc.date.issued",
    "article:published",
    "its_publication",
)
_MODIFIED = ("article:modified_time", "datemodified", "lastmod", "og:updated_time")
_TAG_SEPARATORS = str.maketrans({";": ",", "\n": ","})


@dataclass(frozen=True, slots=True)
class Head:
    """Meta elements by their property or name in lower case, the canonical link, and the article of the JSON-LD."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    json_ld: dict[str, object] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """The first of these meta elements that is not empty."""
        return next((value for name in names for value in self.meta.get(name, ())), None)

    @property
    def published_at(self) -> datetime | None:
        """When the article was published."""
        return self._time(_PUBLISHED, "datePublished")

    @property
    def modified_at(self) -> datetime | None:
        """When the article was last changed."""
        return self._time(_MODIFIED, "dateModified")

    @property
    def title(self) -> str | None:
        """The title for those who share the page."""
        return self.first("og:title", "twitter:title") or self._string("headline")

    @property
    def description(self) -> str | None:
        """The description for those who share the page; often the sapo."""
        return self.first("description", "og:description", "twitter:description")

    @property
    def author(self) -> str | None:
        """The author, as JSON-LD or a meta element names one."""
        names = [name for person in _all(self.json_ld.get("author")) if (name := _name(person))]
        return ", ".join(names) or self.first("article:author", "author")

    @property
    def publishers(self) -> tuple[str, ...]:
        """The names of the publisher, which is no author."""
        names = [_name(publisher) for publisher in _all(self.json_ld.get("publisher"))]
        return tuple(name for name in [*names, self.first("og:site_name"), self.first("copyright")] if name)

    @property
    def section(self) -> str | None:
        """The section of the paper."""
        return self.first("article:section") or self._string("articleSection")

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags, else keywords."""
        tags = self.meta.get("article:tag")
        if not tags:
            keywords = self.first("news_keywords", "keywords") or ",".join(
                word for word in _all(self.json_ld.get("keywords")) if isinstance(word, str)
            )
            tags = keywords.translate(_TAG_SEPARATORS).split(",")
        return tuple(dict.fromkeys(tag for tag in map(tidy, tags) if tag))

    def _time(self, names: tuple[str, ...], key: str) -> datetime | None:
        for value in [*(value for name in names for value in self.meta.get(name, ())), self._string(key) or ""]:
            if (time := parse_time(value)) is not None:
                return time
        return None

    def _string(self, key: str) -> str | None:
        value = next(iter(_all(self.json_ld.get(key))), None)
        return (tidy(value) or None) if isinstance(value, str) else None


def read_head(page: Page[N]) -> Head:
    """Collect what the page says of itself; a JSON-LD block that is no JSON is passed over."""
    meta: dict[str, list[str]] = {}
    canonical: str | None = None
    json_ld: dict[str, object] = {}
    for node in page.select(_SELECTOR):
        tag = page.tag(node)
        if tag == "meta":
            said = page.attributes(node)
            name = said.get("property") or said.get("name") or said.get("itemprop")
            if name and (content := tidy(said.get("content") or "")):
                meta.setdefault(name.lower(), []).append(content)
        elif tag == "link":
            canonical = canonical or page.attribute(node, "href")
        elif not json_ld and len(raw := page.raw(node)) <= _MAX_JSON:
            json_ld = next(_articles(raw), {})
    return Head(meta, canonical.strip() if canonical else None, json_ld)


def _articles(raw: str) -> Iterator[dict[str, object]]:
    try:
        waiting = [orjson.loads(raw)]
    except orjson.JSONDecodeError:
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:100]
        elif isinstance(value, dict):
            if any(kind in _ARTICLE_TYPES for kind in _all(value.get("@type")) if isinstance(kind, str)):
                yield value
            waiting.extend(_all(value.get("@graph")))


def _all(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return (tidy(value) or None) if isinstance(value, str) else None


def author_of(head: Head, site: Site | None) -> str | None:
    """The author whom the head names, unless it only names the paper itself."""
    author = head.author
    papers = {
        name.casefold() for name in (*head.publishers, *(site.publisher + site.hosts if site is not None else ()))
    }
    return None if author is None or author.casefold() in papers else author


def canonical_of(head: Head, url: str | None, site: Site | None) -> str | None:
    """The article's own address: the page's word, else the address asked for; as the site writes its addresses.

    A page that gives the paper's front page as its address has a template that nobody filled in.
    """
    for said in (head.canonical, head.first("og:url")):
        try:
            address = urljoin(url or "", said) if said else ""
            front = urlsplit(address).path in ("", "/") and not urlsplit(address).query
        except ValueError:
            continue
        if host_of(address) is not None and not front:
            break
    else:
        if url is None:
            return None
        address = url
    return site.canonical_url(address) if site is not None else plain_url(address)
