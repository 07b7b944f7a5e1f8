"""A document as it came in, a reject in its place, and the identity of both.

`doc_id` comes from the document's address (a numbered article's: from its number), else from the id that it was given,
else from its content, so that the same document has the same id wherever it is found.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import orjson

if TYPE_CHECKING:
    # a name for readers and type checkers: sites load parsers that documents do not need
    from pipeline.sites.article import Segment

#: The largest text that is read, in bytes of UTF-8.
MAX_TEXT_BYTES = 20_000_000
#: Longer ids are cut and made unique by a hash.
_MAX_ID = 200

RejectCode = Literal[
    "unsupported_format",
    "unreadable_file",
    "bad_utf8",
    "empty",
    "binary",
    "too_large",
    "not_json",
    "no_text",
    "wrong_type",
    "damaged_archive",
    "damaged_file",
    "encrypted",
    "no_text_layer",
    "no_article",
    "no_column",
    "no_converter",
    "conversion_failed",
    "http_error",
    "undecodable",
    "too_deep",
    "bomb",
    "conflicting_id",
    "extraction_failed",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document or a reject stood: the file as the user named it, and the line (from 1) where it is one of many.

    In an archive the file is `archive.zip!member`; in WARC and Parquet, which have no lines, the number of the record
    stands for the line. `key` is the file's path as seen from the store, by which a later run knows the file again.
    """

    file: str
    key: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}, line {self.line}"

    def at(self, line: int) -> "Origin":
        """A line of this file."""
        return Origin(self.file, self.key, line)

    def member(self, name: str) -> "Origin":
        """A member of this archive."""
        return Origin(f"{self.file}!{name}", f"{self.key}!{name}")


#: Fields that say where and in which form a document was found.
_NOT_CONTENT = frozenset({"origin", "format", "encoding", "encoding_confidence", "bytes_sha256", "captured_at"})
#: What a document was read from; `lines` are JSON lines.
DocumentFormat = Literal["text", "html", "lines", "csv", "tsv", "parquet", "pdf", "docx", "doc", "rtf"]


@dataclass(frozen=True, kw_only=True)
class SourceDocument:
    """One document as it was given; what it does not say is None.

    `text` is the decoded text and nothing more; of a page it is the article's text as `pipeline.sites` gives it, and
    `segments` say what each stretch of it is. `encoding` and `encoding_confidence` (0 to 1) say how bytes became text;
    `bytes_sha256` is that of the bytes that hold the document (file, member, line, page), in hexadecimal, None for a
    row of a table. `source` is who published it here, `original_source` and `original_url` whom it names as its origin.
    Times know their zone; `captured_at` is when a crawl fetched it. `site` and `layout` name the module and the layout
    that a page was read with.
    """

    doc_id: str
    text: str
    origin: Origin
    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published_on: date | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    captured_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    original_source: str | None = None
    original_url: str | None = None
    site: str | None = None
    layout: str | None = None
    format: DocumentFormat = "text"
    encoding: str | None = None
    encoding_confidence: float | None = None
    bytes_sha256: str | None = None
    segments: "tuple[Segment, ...]" = ()

    # hashed once, and asked for by each step
    @cached_property
    def content_hash(self) -> str:
        """A hash of all that the document says, wherever and in whatever form it was found: two with the same identity
        and the same hash are one document."""
        content = {
            field.name: value
            for field in fields(self)
            if field.name not in _NOT_CONTENT and (value := getattr(self, field.name)) not in (None, ())
        }
        packed = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(packed, digest_size=16).hexdigest()

    @cached_property
    def text_hash(self) -> str:
        """A hash of title and text: with another one the document is another revision."""
        return text_hash(self.title, self.text)

    @property
    def version_time(self) -> datetime | None:
        """The time by which versions of a document are put in order: of its capture, else of its last change."""
        return self.captured_at or self.modified_at


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be read: where, why in one word for machines, and why in words with a remedy."""

    origin: Origin
    code: RejectCode
    reason: str


def text_hash(title: str | None, text: str) -> str:
    """A hash of what makes a revision of a document: its title and its text."""
    return hashlib.blake2b(orjson.dumps((title, text)), digest_size=16).hexdigest()


def document_id(*, url: str | None, given: str | None, text: str) -> str:
    """The identity of a document: of its address, else of the id that it was given, else of its content.

    An address of a site whose articles are numbered is that of the number, whatever its host and slug: an article that
    was renamed stays one document.
    """
    if url:
        # its parsers are loaded only where there is an address
        from pipeline.sites.registry import site_of

        site = site_of(url)
        if site is not None and site.article_id(url) is not None:
            return _bounded(site.address_key(url))
        return _bounded(canonical_address(url))
    if given:
        return _bounded(given)
    return f"{_slug(text)}-{_digest(text)}"


def canonical_address(url: str) -> str:
    """An address without what changes between links to one page: scheme, `www.`, fragment, tracking parameters."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.").removesuffix(".")
    try:
        port = parts.port
    except ValueError:
        port = None
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0]))
    return f"{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id)$", re.IGNORECASE)
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]+")


def _bounded(name: str) -> str:
    """A name that fits a table's cell and a command line: one line, no blanks at its ends, not too long."""
    clean = _BLANK_OR_CONTROL.sub(" ", name).strip()
    if clean == name and len(clean) <= _MAX_ID:
        return clean
    return f"{clean[: _MAX_ID - 17]}-{_digest(name)}" if len(clean) > _MAX_ID else clean


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _slug(text: str) -> str:
    """The first words of a text in ASCII, so that a person recognises the document by its id."""
    head = unicodedata.normalize("NFD", text[:200].replace("Đ", "D").replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in head if not unicodedata.combining(c)).lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) > 40:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "document"
