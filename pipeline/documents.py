"""A document as it came in, a reject in its place, and the identity of both.

`doc_id` comes from the document's address, else from the id that it was given, else from its content, so that the same
document has the same id wherever it is found.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import orjson

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
    "conflicting_id",
    "extraction_failed",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document or a reject stood: the file as the user named it, and the line (from 1) where it is one of many.

    `key` is the file's path as seen from the store, by which a later run knows the file again.
    """

    file: str
    key: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """One document as it was given; nothing of its text is changed, and what it does not say is None."""

    doc_id: str
    text: str
    origin: Origin
    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published_on: date | None = None

    @property
    def content_hash(self) -> str:
        """A hash of everything that the tables take from the document: equal where and only where nothing changed."""
        content = (self.doc_id, self.text, self.title, self.author, self.source, self.url, self.published_on)
        return hashlib.blake2b(orjson.dumps(content), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be read: where, why in one word for machines, and why in words with a remedy."""

    origin: Origin
    code: RejectCode
    reason: str


def document_id(*, url: str | None, given: str | None, text: str) -> str:
    """The identity of a document: of its address, else of the id that it was given, else of its content."""
    if url:
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
