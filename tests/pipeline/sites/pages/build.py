"""From a page's spec to its file and to what a reader should find: `NAME.html.gz` and `NAME.json`."""

import gzip
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from string import Template
from typing import Any

from tests.pipeline.sites.pages.parts import labels, plain
from tests.pipeline.sites.pages.spec import PageSpec

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_BLANK = re.compile(r"[\s\u00a0]*")
#: Furniture shorter than this may stand in an article by chance.
_MIN_FURNITURE = 12


def markup_of(spec: PageSpec) -> bytes:
    """The page's file as it would come from the server."""
    style = spec.style
    escaped = {name: html.escape(value) for name, value in _slots(spec).items()}
    tags = "".join(f'<a href="/tag/a-7.tag" title="{html.escape(tag)}">{html.escape(tag)}</a>, ' for tag in spec.tags)
    body = "".join(style.write(part) for part in spec.parts)
    page = Template(_template(spec)).substitute(
        escaped, body=body, tags=tags.removesuffix(", "), sapo=style.inline(spec.sapo or ""), teasers=_teasers()
    )
    return page.encode(spec.encoding)


def expected_of(spec: PageSpec) -> dict[str, Any]:
    """What a reader should find, and the furniture that it should not."""
    found: dict[str, list[Any]] = {"body": [], "credit": [], "caption": [], "furniture": []}
    for kind, content in labels(spec.parts):
        if isinstance(content, str) and _BLANK.fullmatch(html.unescape(content)):
            continue
        found["body" if kind == "table" else kind].append(content)
    sapo = None if spec.sapo is None else "\n".join(filter(None, (spec.slots.get("dateline"), plain(spec.sapo))))
    return {
        "site": spec.site,
        "layout": spec.layout,
        "url": spec.url,
        "crawled_on": spec.crawled_on.isoformat(),
        "title": spec.title,
        "sapo": sapo,
        "body": found["body"],
        "credits": found["credit"] + [spec.printed_author] * spec.signs_body,
        "captions": found["caption"],
        "author": spec.author,
        "published_at": spec.published_at,
        "modified_at": spec.modified_at,
        "section": spec.section,
        "tags": list(spec.tags),
        "source": spec.source,
        "source_url": spec.source_url,
        "canonical_url": spec.canonical_url,
        "article_id": spec.article_id,
        "furniture": found["furniture"] + _furniture(spec),
    }


def compressed(raw: bytes) -> bytes:
    """The same bytes on every machine and day: no name, no time."""
    return gzip.compress(raw, compresslevel=9, mtime=0)


def written(expected: dict[str, Any]) -> str:
    return json.dumps(expected, ensure_ascii=False, indent=1) + "\n"


def _template(spec: PageSpec) -> str:
    return (_TEMPLATES / f"{spec.template}.html").read_text(encoding="utf-8")


def _slots(spec: PageSpec) -> dict[str, str]:
    slots = {
        "title": spec.title,
        "time": spec.time,
        "author": spec.printed_author,
        "section": spec.section or "",
        "url": spec.canonical_url or "",
        "description": plain(spec.sapo or "").replace("\n", " "),
        "keywords": ", ".join(spec.tags),
        "modified": spec.modified_at or "",
        "published": spec.published_at or "",
        "iso": spec.published_at or "",
        "path": "",
        "dateline": "",
    }
    return slots | spec.slots


def _teasers() -> str:
    teasers = (
        "Ngân hàng ra mắt gói vay mới cho hộ kinh doanh, lãi suất chỉ từ 3,5%/năm.",
        "Hội thảo chống hàng giả và gian lận thương mại thu hút 300 đại biểu.",
    )
    return "".join(f'<div class="it"><p>(TIN) {teaser}</p><a href="/x">Xem chi tiết</a></div>' for teaser in teasers)


class _Texts(HTMLParser):
    """The texts of a template, without what no reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in ("script", "style", "head", "audio")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("script", "style", "head", "audio")

    def handle_data(self, text: str) -> None:
        if not self._unseen and "$" not in text:
            self.texts.append(" ".join(text.split()))


def _furniture(spec: PageSpec) -> list[str]:
    reader = _Texts()
    reader.feed(_template(spec).replace("$teasers", _teasers()))
    return [text for text in reader.texts if len(text) >= _MIN_FURNITURE]
