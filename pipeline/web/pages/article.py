"""`/article/DOC_ID`: a text with every mention marked, and what each means."""

from collections import Counter
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

import orjson
from datasette.app import Datasette
from datasette.utils.asgi import Response
from markupsafe import Markup

from pipeline.marking import LOOKS, Stretch, marked_html
from pipeline.web.addresses import is_web_address
from pipeline.web.answers import chosen_language, database, respond
from pipeline.web.language import Language
from pipeline.web.marked import mentions_of, stretch_of

_COLUMNS = (
    *(
        "doc_id",
        "heading",
        "title",
        "published_on",
        "published_at",
        "author",
        "source",
        "section",
        "url",
        "original_source",
    ),
    *("file", "line", "format", "encoding", "characters", "revision", "revised_at"),
    *("is_duplicate", "duplicate_of", "duplicate_kind", "containment"),
)


async def article(request: Any, datasette: Datasette) -> Response:
    """The page; 404 for an article that is not in the store."""
    doc_id = unquote(request.url_vars["doc_id"])
    language = chosen_language(datasette, request)
    found = await database(datasette).execute_fn(lambda connection: _rows(connection, doc_id, language))
    if not found:
        return await respond(datasette, request, "article_missing.html", {"name": doc_id}, status=404)
    return await respond(datasette, request, "article.html", found)


def _rows(connection: Connection, doc_id: str, language: Language) -> dict[str, Any]:
    row = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
    if row is None:
        return {}
    about = dict(zip(_COLUMNS, row, strict=True))
    text, stretches = connection.execute(
        "SELECT text, boilerplate FROM document_texts WHERE doc_id = ?", (doc_id,)
    ).fetchone()
    boilerplate = orjson.loads(stretches or "[]")
    mentions = mentions_of(connection, doc_id, language)
    marks = [Stretch(one["start"], one["end"], "boilerplate") for one in boilerplate]
    # a list before the provinces in it: of what begins at one place the wider is said first
    marks += (stretch_of(mention, language) for mention in sorted(mentions, key=lambda m: (m.start, -m.end)))
    counts = Counter(mention.kind for mention in mentions)
    return {
        "about": about,
        "title": about["heading"],
        "link": about["url"] if is_web_address(about["url"]) else None,
        "text": Markup(marked_html(text or "", marks)),
        "mentions": mentions,
        "counts": {kind: counts[kind] for kind in LOOKS},
        "boilerplate": bool(boilerplate),
        "original": _original(connection, about["duplicate_of"]),
        "copies": connection.execute(
            "SELECT doc_id, heading, published_on, source, duplicate_kind FROM documents WHERE duplicate_of = ?"
            " ORDER BY published_on, doc_id LIMIT 50",
            (doc_id,),
        ).fetchall(),
        "revisions": connection.execute(
            "SELECT revision, coalesce(revised_at, captured_at, first_stored_at), title, characters FROM revisions"
            " WHERE doc_id = ? ORDER BY revision",
            (doc_id,),
        ).fetchall(),
    }


def _original(connection: Connection, doc_id: str | None) -> Any:
    """Of a copy, the article that it repeats."""
    if doc_id is None:
        return None
    return connection.execute(
        "SELECT doc_id, heading, published_on, source FROM documents WHERE doc_id = ?", (doc_id,)
    ).fetchone()
