"""`/`: what is in the store, and one search box."""

from collections import Counter
from sqlite3 import Connection
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Response

from pipeline.web.answers import database, respond
from pipeline.web.charts import months_chart

_SOURCES = 10
_TOP = 10


async def home(request: Any, datasette: Datasette) -> Response:
    """The page."""
    return await respond(datasette, request, "home.html", await database(datasette).answered_once(_rows))


def _rows(connection: Connection) -> dict[str, Any]:
    months: Counter[str | None] = Counter()
    sources: Counter[str | None] = Counter()
    copies = 0
    for month, source, documents, again in connection.execute("SELECT * FROM document_months"):
        months[month] += documents
        sources[source] += documents
        copies += again
    run = connection.execute(
        "SELECT run_id, status, started_at, finished_at, read, extracted, rejected, duplicate, new, changed"
        " FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 1"
    ).fetchone()
    revisions = connection.execute("SELECT count(*) FROM revisions").fetchone()[0]
    first, last = connection.execute("SELECT min(published_on), max(published_on) FROM documents").fetchone()
    undated = months.pop(None, 0)
    return {
        "documents": sum(sources.values()),
        "copies": copies,
        "revisions": revisions,
        "first": first,
        "last": last,
        "undated": undated,
        "months": sorted(((month, count) for month, count in months.items() if month), reverse=True),
        "chart": months_chart({month: count for month, count in months.items() if month}),
        "sources": sources.most_common(_SOURCES),
        "more_sources": max(len(sources) - _SOURCES, 0),
        "kinds": connection.execute(
            "SELECT kind, original_mentions, mentions, original_documents FROM kind_counts"
        ).fetchall(),
        "run": run,
        "rejects": connection.execute(
            "SELECT code, count(*) FROM rejects GROUP BY code ORDER BY 2 DESC, code"
        ).fetchall(),
        "decrees": connection.execute(
            "SELECT decree, doc_type, cited_title, original_documents, original_mentions FROM decrees"
            " ORDER BY original_documents DESC, original_mentions DESC, decree LIMIT ?",
            (_TOP,),
        ).fetchall(),
        "provinces": connection.execute(
            "SELECT name, original_documents, original_mentions FROM province_counts"
            " ORDER BY original_documents DESC, original_mentions DESC, name LIMIT ?",
            (_TOP,),
        ).fetchall(),
    }
