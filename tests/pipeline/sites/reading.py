"""Fixtures as tests and benches read them."""

import gzip
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.sites import Article, Engine, Unreadable, read_page

FIXTURES = Path(__file__).resolve().parent / "fixtures"
ENGINES: tuple[Engine, ...] = ("selectolax", "beautifulsoup")


@dataclass(frozen=True)
class Fixture:
    name: str
    raw: bytes
    expected: dict[str, Any]

    def read(self, engine: Engine = "selectolax", raw: bytes | str | None = None) -> Article | Unreadable:
        return read_page(
            self.raw if raw is None else raw,
            url=self.expected["url"],
            crawled_on=date.fromisoformat(self.expected["crawled_on"]),
            engine=engine,
        )


def fixtures() -> list[Fixture]:
    return [
        Fixture(
            path.name.removesuffix(".html.gz"),
            gzip.decompress(path.read_bytes()),
            json.loads(path.with_name(path.name.replace(".html.gz", ".json")).read_text(encoding="utf-8")),
        )
        for path in sorted(FIXTURES.glob("*.html.gz"))
    ]


def found_in(article: Article) -> dict[str, Any]:
    """An article in the form of the fixtures' expectations."""
    body: list[Any] = []
    tables: dict[int, dict[int, dict[int, tuple[str, str | None]]]] = {}
    for segment in article.segments:
        text = article.text[segment.start : segment.end]
        if segment.kind == "body":
            body.append(text)
        elif segment.kind == "table":
            assert segment.table is not None
            assert segment.row is not None
            assert segment.column is not None
            if segment.table not in tables:
                body.append(tables.setdefault(segment.table, {}))
            tables[segment.table].setdefault(segment.row, {})[segment.column] = (text, segment.unit)
    for at, part in enumerate(body):
        if isinstance(part, dict):
            rows = [[cell for _, cell in sorted(row.items())] for _, row in sorted(part.items())]
            body[at] = {"rows": [[t for t, _ in row] for row in rows], "units": [[u for _, u in row] for row in rows]}

    def kind(name: str) -> list[str]:
        return [article.text[s.start : s.end] for s in article.segments if s.kind == name]

    return {
        "site": article.site,
        "layout": article.layout,
        "title": article.title,
        "sapo": article.sapo,
        "body": body,
        "credits": kind("credit"),
        "captions": kind("caption"),
        "author": article.author,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "modified_at": article.modified_at.isoformat() if article.modified_at else None,
        "section": article.section,
        "tags": list(article.tags),
        "source": article.source,
        "source_url": article.source_url,
        "canonical_url": article.canonical_url,
        "article_id": article.article_id,
    }
