"""`/decree/45/2012/NĐ-CP`: all that the store says of a legal document."""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

import orjson
from datasette.app import Datasette
from datasette.utils.asgi import Response

from pipeline.web.addresses import decree_at, query_at
from pipeline.web.answers import chosen_language, database, page_number, respond
from pipeline.web.charts import Node, months_chart, relation_graph
from pipeline.web.language import Language
from pipeline.web.marked import decree_sentences
from pipeline.web.pages.search import find_decrees

_ARTICLES = 20
_BESIDE = 15
_NODES = 5
#: The query of the articles, for whoever wants to take it along or change it.
ARTICLES_SQL = """\
SELECT documents.published_on, documents.title, documents.source, sentences.text AS sentence,
  decree_documents.mentions, decree_documents.is_duplicate, documents.url, documents.doc_id
FROM decree_documents
JOIN documents USING (doc_id)
LEFT JOIN sentences USING (sentence_id)
WHERE decree = :decree
ORDER BY decree_documents.sentence_id DESC"""


async def decree(request: Any, datasette: Datasette) -> Response:
    """The page; for a document that is not in the store, 404 with those of a like number or name."""
    name = unquote(request.url_vars["decree"])
    copies = request.args.get("copies") == "1"
    page = page_number(request)
    language = chosen_language(datasette, request)
    found = await database(datasette).execute_fn(lambda connection: _rows(connection, name, page, copies, language))
    if "decree" not in found:
        return await respond(datasette, request, "decree_missing.html", {"name": name, **found}, status=404)
    return await respond(datasette, request, "decree.html", found)


def _rows(connection: Connection, name: str, page: int, copies: bool, language: Language) -> dict[str, Any]:
    key = find_key(connection, name)
    if key is None:
        return {"near": find_decrees(connection, name) or _with_number(connection, name)}
    columns = (
        "decree, symbol, doc_type, number, year, cited_title, issuer, issued_on, mentions, documents,"
        " original_mentions, original_documents, first_seen, last_seen"
    )
    row = connection.execute(f"SELECT {columns} FROM decrees WHERE decree = ?", (key,)).fetchone()
    about = dict(zip(columns.replace(",", " ").split(), row, strict=True))
    about["issuer"] = orjson.loads(about["issuer"] or "[]")
    months = dict(connection.execute("SELECT month, documents FROM decree_months WHERE decree = ?", (key,)).fetchall())
    undated = months.pop(None, 0)
    shown = about["documents"] if copies else about["original_documents"]
    acting, acted = _links(connection, key)
    return {
        "decree": key,
        "about": about,
        "same_symbol": [
            other
            for (other,) in connection.execute(
                "SELECT decree FROM decrees WHERE symbol = ? AND decree <> ? ORDER BY decree", (about["symbol"], key)
            )
        ],
        "chart": months_chart(months),
        "months": sorted(months.items(), reverse=True),
        "undated": undated,
        "acting": acting,
        "acted": acted,
        "graph": relation_graph(
            language.t("decree.graph", name=key),
            key,
            [_node(link, "acting", language) for link in acting if link[1]][:_NODES],
            [_node(link, "acted", language) for link in acted][:_NODES],
        )
        if any(link[1] for link in (*acting, *acted))
        else None,
        "articles": decree_sentences(connection, key, copies=copies, most=_ARTICLES, skip=(page - 1) * _ARTICLES),
        "copies": copies,
        "page": page,
        "pages": max(1, -(-shown // _ARTICLES)),
        "pairs": connection.execute(
            "SELECT other, decree_pairs.documents, doc_type, cited_title FROM decree_pairs"
            " JOIN decrees ON decrees.decree = other WHERE decree_pairs.decree = ?"
            " ORDER BY decree_pairs.documents DESC, other LIMIT ?",
            (key, _BESIDE),
        ).fetchall(),
        "provinces": connection.execute(
            "SELECT name, sentences, documents FROM decree_provinces WHERE decree = ?"
            " ORDER BY sentences DESC, name LIMIT ?",
            (key, _BESIDE),
        ).fetchall(),
        "amounts": connection.execute(
            "SELECT amounts.text, value, value_max, currency, per, amounts.doc_id, mention_id, published_on"
            " FROM decree_amounts JOIN amounts ON mention_id = amount WHERE decree = ?"
            " ORDER BY decree_amounts.sentence_id DESC, start LIMIT ?",
            (key, _BESIDE),
        ).fetchall(),
        "amounts_count": connection.execute("SELECT count(*) FROM decree_amounts WHERE decree = ?", (key,)).fetchone()[
            0
        ],
        "sql": query_at(ARTICLES_SQL, {"decree": key}),
        "csv": query_at(ARTICLES_SQL, {"decree": key}, "csv") + "&_dl=on",
        "json": query_at(ARTICLES_SQL, {"decree": key}, "json") + "&_shape=array",
    }


def find_key(connection: Connection, name: str) -> str | None:
    """The key of a legal document by its key, or by it in other letters (`45/2012/nd-cp`); None for none or several."""
    for condition in ("decree = ?1", "symbol = ?1", "fold(decree) = fold(?1)", "fold(symbol) = fold(?1)"):
        found = connection.execute(f"SELECT decree FROM decrees WHERE {condition} LIMIT 2", (name,)).fetchall()
        if found:
            return str(found[0][0]) if len(found) == 1 else None
    return None


def _with_number(connection: Connection, name: str) -> Sequence[Any]:
    """Documents with the number that a name begins with, for a name that nothing else was found for."""
    number = name.partition("/")[0]
    return find_decrees(connection, number) if number.isdigit() else ()


def _links(connection: Connection, key: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """What acts on a document, and what it acts on: the other's key and symbol, the relation, articles, one mention."""
    columns = "relation, documents, doc_id, mention_id"
    acting = connection.execute(
        f"SELECT source_decree, source_symbol, {columns} FROM decree_links WHERE target_decree = ?"
        " ORDER BY source_symbol IS NULL, documents DESC, source_symbol, relation",
        (key,),
    ).fetchall()
    acted = connection.execute(
        f"SELECT target_decree, target_decree, {columns} FROM decree_links WHERE source_decree = ?"
        " ORDER BY documents DESC, target_decree, relation",
        (key,),
    ).fetchall()
    return acting, acted


def _node(link: Sequence[Any], side: str, language: Language) -> Node:
    key, symbol, relation = link[:3]
    return Node(symbol or language.t("decree.unnamed"), language.t(f"{side}.{relation}"), decree_at(key) if key else "")
