"""The generic reader, for pages that no site module knows: trafilatura's main text, with what it is known to lose.

trafilatura loses the sapo where it stands outside the main text, and reads `20⁄11⁄2024` (U+2044) as the first of
January: the sapo is put back where the page shows it, and dates are folded before they are looked for.
"""

import logging
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

import htmldate
import trafilatura
from lxml.etree import _Element  # type: ignore[import-untyped]
from trafilatura.settings import Document

from pipeline.sites.article import GENERIC
from pipeline.sites.dates import parse_time
from pipeline.sites.flow import Flow, Grid, Paragraph, Part, tidy
from pipeline.sites.found import Found
from pipeline.sites.head import Head

# what they complain of is a page without an article, and that is said in its result
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

#: trafilatura's elements and HTML's.
_TAGS = {"row": "tr", "cell": "td", "head": "h2", "hi": "b", "lb": "br", "item": "li", "ref": "a", "graphic": "img"}
_SLASHES = str.maketrans({"\u2044": "/", "\u2215": "/"})
_MIN_SAPO, _MAX_SAPO = 40, 1000
#: htmldate takes no day after this; its own default, today, would make a page read otherwise tomorrow.
_LAST_DAY = date(2100, 1, 1)


def read_generic(markup: str, head: Head, url: str | None, crawled_on: date | None) -> Found | None:
    """Read a page whose layout nobody has declared; `head` is what it says of itself. None where there is no text.

    A date after the crawl's is not the article's; without a day of the crawl every date is possible.
    """
    document = trafilatura.bare_extraction(markup, url=url, include_comments=False, include_images=True)
    parts = _parts(document.body) if isinstance(document, Document) and document.body is not None else []
    if not any(isinstance(part, Paragraph | Grid) for part in parts):
        return None
    metadata = trafilatura.extract_metadata(markup, default_url=url, extensive=False)
    title = tidy(metadata.title or head.title or "")
    first = parts[0]
    if isinstance(first, Paragraph) and first.text == title:
        parts = parts[1:]
    said = _author(metadata.author, metadata.sitename) if head.author is None else None
    return Found(
        layout=GENERIC,
        engine="trafilatura",
        title=title,
        sapo=_sapo(head.description, markup, parts),
        parts=parts,
        author=said,
        published_at=None if head.published_at is not None else _published(markup, crawled_on or _LAST_DAY),
        section=None if head.section is not None else next(iter(metadata.categories or ()), None),
        tags=() if head.tags else tuple(metadata.tags or ()),
    )


def _parts(body: _Element) -> list[Part]:
    """trafilatura's tree as the parts that every reader gives."""
    flow = Flow()
    flow.text(body.text or "")
    walk: list[tuple[Iterator[_Element], int, str]] = [(iter(body), 1, "")]
    while walk:
        children, token, tail = walk[-1]
        for child in children:
            if not isinstance(child.tag, str):  # a comment; what follows it is text
                flow.text(child.tail or "")
                continue
            walk.append((iter(child), flow.open(_TAGS.get(child.tag, child.tag), None), child.tail or ""))
            flow.text(child.text or "")
            break
        else:
            walk.pop()
            if walk:
                flow.close(token)
                flow.text(tail)
    return flow.parts()


def _sapo(description: str | None, markup: str, parts: list[Part]) -> str | None:
    """The description, where it is a sapo: a reader sees it on the page, and it is not in the main text already."""
    if description is None or not _MIN_SAPO <= len(description) <= _MAX_SAPO:
        return None
    sapo = _folded(description)
    if sapo in _folded(" ".join(part.text for part in parts if isinstance(part, Paragraph))):
        return None
    tree = trafilatura.load_html(markup)
    body = tree.find(".//body") if tree is not None else None
    if body is None:
        return None
    seen = " ".join(text for text in body.itertext(with_tail=True) if isinstance(text, str))
    return description if sapo in _folded(seen) else None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _published(markup: str, latest: date) -> datetime | None:
    """The day that the page prints, where its head says nothing; not the day of the last change."""
    found = htmldate.find_date(
        markup.translate(_SLASHES), extensive_search=False, original_date=True, max_date=latest.isoformat()
    )
    return parse_time(found) if found is not None else None


def _author(name: str | None, paper: str | None) -> str | None:
    name = tidy(name or "")
    return None if not name or (paper is not None and name.casefold() == paper.casefold()) else name
