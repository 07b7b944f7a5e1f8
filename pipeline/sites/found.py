"""What was found on a page, before it becomes an article: the same from every layout and from the generic reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline.sites.article import Article
from pipeline.sites.charset import modernise
from pipeline.sites.composing import compose
from pipeline.sites.credits import clean_author, read_credits, read_source
from pipeline.sites.flow import Grid, Paragraph, Part
from pipeline.sites.head import Head, author_of, canonical_of
from pipeline.sites.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Title, sapo and the body's parts, and what the page shows of author, time, section, tags and source."""

    layout: str
    engine: Literal["selectolax", "beautifulsoup", "trafilatura"]
    title: str
    sapo: str | None
    parts: Sequence[Part]
    author: str | None = None
    published_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None

    @property
    def has_text(self) -> bool:
        """Whether the body holds words of its own, and not only photographs."""
        return any(isinstance(part, Paragraph | Grid) for part in self.parts)

    def texts(self) -> Iterator[str]:
        """Every text, in an order that `with_texts` takes them back in."""
        for text in (self.title, self.sapo, self.author, self.section, self.source):
            yield text or ""
        yield from self.tags
        for part in self.parts:
            if isinstance(part, Grid):
                yield from (cell.text for row in part.rows for cell in row)
            else:
                yield part.text

    def with_texts(self, texts: Sequence[str]) -> "Found":
        """The same with other texts."""
        given = iter(texts)
        title, sapo, author, section, source = (next(given) for _ in range(5))
        tags = tuple(next(given) for _ in self.tags)
        parts: list[Part] = []
        for part in self.parts:
            if isinstance(part, Grid):
                parts.append(Grid(tuple(tuple(replace(cell, text=next(given)) for cell in row) for row in part.rows)))
            else:
                parts.append(replace(part, text=next(given)))
        return replace(
            self,
            title=title,
            sapo=sapo or None,
            author=author or None,
            section=section or None,
            source=source or None,
            tags=tags,
            parts=parts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How the page came: its address, the site that owns it, and how its bytes were read (None: it came as text)."""

    url: str | None
    site: Site | None
    encoding: str | None = None
    confidence: float = 1.0


def finish(found: Found, head: Head, request: Request, tried: tuple[str, ...]) -> Article:
    """Write the text and take from the head what the page did not show."""
    texts, font, font_confidence = modernise(list(found.texts()))
    if font is not None:
        found = found.with_texts(texts)
    site = request.site
    credits = read_credits(found.parts)
    composed = compose(found.title, found.sapo, found.parts, credits.lines)
    source, source_url = (read_source(found.source) or (found.source, None)) if found.source else (None, None)
    canonical = canonical_of(head, request.url, site)
    return Article(
        text=composed.text,
        segments=composed.segments,
        body_start=composed.body_start,
        body_end=composed.body_end,
        title=found.title,
        sapo=found.sapo,
        author=(clean_author(found.author) if found.author else None) or credits.author or author_of(head, site),
        published_at=found.published_at or head.published_at,
        modified_at=head.modified_at,
        section=found.section or head.section,
        tags=tuple(dict.fromkeys(found.tags)) or head.tags,
        source=source or credits.source,
        source_url=source_url or credits.source_url,
        canonical_url=canonical,
        article_id=_article_id(site, request.url, canonical),
        site=site.name if site is not None else None,
        layout=found.layout,
        engine=found.engine,
        tried=tried,
        encoding="+".join(filter(None, (request.encoding, font))) or None,
        encoding_confidence=min(request.confidence, font_confidence),
    )


def _article_id(site: Site | None, *addresses: str | None) -> str | None:
    """The number of the article that was asked for, else of the one that the page says it is."""
    if site is None:
        return None
    return next((number for url in addresses if url and (number := site.article_id(url)) is not None), None)
