"""What a page gives: an article with its text cut into segments, or the reason why there is none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: What a stretch of an article's text is. A `table` segment is one cell; a `credit` is a signature or a source line
#: out of the body, and stands after it; captions stand after everything else.
SegmentKind = Literal["title", "sapo", "body", "table", "credit", "caption"]
#: What read the page: `beautifulsoup` defines what the selectors mean, `selectolax` runs the same ones faster.
Engine = Literal["selectolax", "beautifulsoup"]
#: The name of the layout of an article that no site module's layout fits.
GENERIC = "generic"

UnreadableReason = Literal["empty", "binary", "undecodable", "too_large", "too_deep", "no_article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of an article's text, in code points into `Article.text`, half-open.

    Only cells have the last five: `table` counts the page's tables from 0, `row` and `column` the table's lines and
    columns from 0, `header` is what stands above the cell (or None), and `unit` what its bare number counts, as the
    page says it (`triệu đồng`, `%`): None where the cell is no bare number, or the page gives no unit, or several.
    """

    kind: SegmentKind
    start: int
    end: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as its page gives it.

    `text` is what `documents.text` holds: title, sapo, body, credits and captions, each part parted from the next by an
    empty line; `text[body_start:body_end]` is the body with its tables. A table is one line a row, its cells parted by
    ` | `. Times are in Asia/Ho_Chi_Minh. `source` is whom a syndicated copy names as its origin (`Nguồn: …`,
    `Theo …`), `source_url` the address it gives. `canonical_url` is the page's own word, else the address asked for,
    without what does not change the page. `article_id` is the site's number in the address. `site` is the site module
    that owns the address or None, `layout` the name of its layout that fitted or `generic`, `tried` the layouts that
    did not fit. `encoding` says how bytes were read (`utf-8`, `windows-1258`), and after a plus sign the old font that
    the text was typed in (`utf-8+tcvn3`); None where the page came as text and was in no such font.
    """

    text: str
    segments: tuple[Segment, ...]
    body_start: int
    body_end: int
    title: str
    sapo: str | None
    author: str | None
    published_at: datetime | None
    modified_at: datetime | None
    section: str | None
    tags: tuple[str, ...]
    source: str | None
    source_url: str | None
    canonical_url: str | None
    article_id: str | None
    site: str | None
    layout: str
    engine: Literal["selectolax", "beautifulsoup", "trafilatura"]
    tried: tuple[str, ...] = ()
    encoding: str | None = None
    encoding_confidence: float = 1.0

    @property
    def body(self) -> str:
        """The body's text, tables included."""
        return self.text[self.body_start : self.body_end]

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of the photographs, in the order of the page."""
        return tuple(self.text[s.start : s.end] for s in self.segments if s.kind == "caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A page without an article: why in one word, why in words with a remedy, and the layouts that did not fit.

    `layout` is the one that found its containers and no text in them.
    """

    reason: UnreadableReason
    message: str
    site: str | None = None
    tried: tuple[str, ...] = ()
    layout: str | None = None
