"""`/provinces`: the provinces ranked. `/province/NAME` (or a code): the articles, sums and documents beside one.

`units=63` counts by the name that the text has, `units=34` by the unit that the territory belongs to since 1 July 2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils.asgi import Response
from markupsafe import Markup

from extractors.provinces.units import Unit, unit_sets
from pipeline.web.addresses import province_at, query_at, table_at
from pipeline.web.answers import database, page_number, respond
from pipeline.web.charts import months_chart, share_bar
from pipeline.web.decided import marked_sentence
from pipeline.web.folding import folded

UNITS = ("63", "34")
#: What provinces are ranked by: the columns of `province_units`.
RANKS = {"documents": "original_documents", "mentions": "original_mentions", "amounts": "amounts"}
_ARTICLES = 20
_BESIDE = 15
ARTICLES_SQL = """\
SELECT documents.published_on, documents.title, documents.source, sentences.text AS sentence,
  province_documents.mentions, province_documents.is_duplicate, documents.url, documents.doc_id
FROM province_documents
JOIN documents USING (doc_id)
LEFT JOIN sentences USING (sentence_id)
WHERE units = :units AND unit = :unit
ORDER BY province_documents.sentence_id DESC"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A province in the ranking: its code in that set of units, its counts, its median sum in đồng, and its bar."""

    name: str
    code: str | None
    documents: int
    mentions: int
    amounts: int
    median_vnd: float | None
    bar: Markup


@dataclass(frozen=True, slots=True)
class Naming:
    """An article that names a province, with the first sentence that does."""

    doc_id: str
    heading: str
    published_on: str | None
    source: str | None
    mentions: int
    mention_id: str
    sentence: Markup


async def provinces(request: Any, datasette: Datasette) -> Response:
    """The ranking: every unit of the set, those too that nobody names."""
    units, by = _units(request), request.args.get("by")
    by = by if by in RANKS else "documents"
    ranked = await database(datasette).execute_fn(lambda connection: _ranking(connection, units, by))
    values = {"units": units, "all_units": UNITS, "by": by, "ranks": tuple(RANKS), "ranked": ranked}
    csv = table_at("province_units", "csv", units__exact=units, _sort_desc=RANKS[by], _stream="on")
    return await respond(datasette, request, "provinces.html", {**values, "csv": csv})


async def province(request: Any, datasette: Datasette) -> Response:
    """The page; 404 for a name that no unit bears, and the name's own address for a code or another spelling."""
    asked, units, page = unquote(request.url_vars["name"]), _units(request), page_number(request)
    name = unit_named(asked, units)
    if name is None:
        return await respond(datasette, request, "province_missing.html", {"name": asked}, status=404)
    if name != asked:
        headers = {"location": province_at(name, units)}
        return Response("", status=302, headers=headers, content_type="text/plain")
    values = await database(datasette).execute_fn(lambda connection: _rows(connection, name, units, page))
    return await respond(datasette, request, "province.html", values)


def unit_named(asked: str, units: str) -> str | None:
    """The name of the unit that a name in any spelling, or a code of a set of units, means; None for none."""
    sets = unit_sets()
    if asked.isdecimal():
        return next((unit.name for unit in sets[units].values() if unit.code == asked), None)
    known = [name for each in sets.values() for name in each]
    return asked if asked in known else next((name for name in known if folded(name) == folded(asked)), None)


def _units(request: Any) -> str:
    asked = request.args.get("units")
    return asked if asked in UNITS else UNITS[0]


def _units_of(units: str) -> dict[str, Unit]:
    """The units of a set by name; with the 63 those that were dissolved before."""
    sets = unit_sets()
    return sets["63"] | sets["dissolved"] if units == "63" else sets["34"]


def _ranking(connection: Connection, units: str, by: str) -> list[Ranked]:
    rows = connection.execute(
        "SELECT unit, original_documents, original_mentions, amounts, median_vnd FROM province_units WHERE units = ?",
        (units,),
    )
    counts = {unit: tuple(more) for unit, *more in rows}
    known = _units_of(units)
    named = [unit for unit in known.values() if unit.name in counts or unit.unit_set != "dissolved"]
    at = list(RANKS).index(by)
    most = max((row[at] for row in counts.values()), default=0)
    ranked = []
    for unit in named:
        of_unit = counts.get(unit.name, (0, 0, 0, None))
        documents, mentions, amounts, median = of_unit
        bar = share_bar(of_unit[at], most)
        ranked.append(
            (-of_unit[at], folded(unit.name), Ranked(unit.name, unit.code, documents, mentions, amounts, median, bar))
        )
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])]


def _rows(connection: Connection, name: str, units: str, page: int) -> dict[str, Any]:
    # of a name that is none of the 34 the territory has a page there, under another name
    sets = unit_sets()
    old, new = sets["63"].get(name) or sets["dissolved"].get(name), sets["34"].get(name)
    key = (units, name)
    counts = connection.execute(
        "SELECT mentions, documents, original_mentions, original_documents, amounts FROM province_units"
        " WHERE units = ? AND unit = ?",
        key,
    ).fetchone() or (0, 0, 0, 0, 0)
    months = dict(
        connection.execute("SELECT month, documents FROM province_months WHERE units = ? AND unit = ?", key).fetchall()
    )
    undated = months.pop(None, 0)
    query = {"units": units, "unit": name}
    return {
        "name": name,
        "units": units,
        "all_units": UNITS,
        "old": old,
        "new": new,
        "since_2025": old.name_2025 if old else name,
        "merged": [unit.name for unit in sets["63"].values() if new and unit.name_2025 == name],
        "about": dict(
            zip(("mentions", "documents", "original_mentions", "original_documents", "amounts"), counts, strict=True)
        ),
        "as_named": connection.execute(
            "SELECT name, unit_set, code, count(*), count(DISTINCT doc_id) FROM provinces"
            f" WHERE {_COLUMN[units]} = ? AND boilerplate IS NULL AND is_duplicate = 0"
            " GROUP BY name, unit_set, code ORDER BY 4 DESC, 1, 2",
            (name,),
        ).fetchall(),
        "chart": months_chart(months),
        "months": sorted(months.items(), reverse=True),
        "undated": undated,
        "articles": _namings(connection, key, (page - 1) * _ARTICLES),
        "page": page,
        "pages": max(1, -(-counts[3] // _ARTICLES)),
        "decrees": connection.execute(
            "SELECT province_decrees.decree, doc_type, cited_title, sentences FROM province_decrees"
            " JOIN decrees USING (decree) WHERE units = ? AND unit = ? ORDER BY sentences DESC, decree LIMIT ?",
            (*key, _BESIDE),
        ).fetchall(),
        "amounts": connection.execute(
            "SELECT amounts.text, value, value_max, currency, per, amounts.doc_id, mention_id, published_on"
            " FROM province_amounts JOIN amounts ON mention_id = amount WHERE units = ? AND unit = ?"
            " ORDER BY province_amounts.sentence_id DESC, start LIMIT ?",
            (*key, _BESIDE),
        ).fetchall(),
        "all_amounts": table_at("province_amounts", units__exact=units, unit__exact=name),
        "sql": query_at(ARTICLES_SQL, query),
        "csv": query_at(ARTICLES_SQL, query, "csv") + "&_dl=on",
        "json": query_at(ARTICLES_SQL, query, "json") + "&_shape=array",
    }


#: The column of `provinces` that a set of units goes by.
_COLUMN = {"63": "name", "34": "name_2025"}


def _namings(connection: Connection, key: tuple[str, str], skip: int) -> Sequence[Naming]:
    rows = connection.execute(
        "SELECT named.doc_id, documents.heading, documents.published_on, documents.source, named.mentions,"
        " named.mention_id, sentences.sentence_id, sentences.start, sentences.text"
        " FROM province_documents AS named JOIN documents USING (doc_id) LEFT JOIN sentences USING (sentence_id)"
        " WHERE units = ? AND unit = ? AND named.is_duplicate = 0 ORDER BY named.sentence_id DESC LIMIT ? OFFSET ?",
        (*key, _ARTICLES, skip),
    ).fetchall()
    units, name = key
    found = []
    for doc_id, heading, day, source, mentions, mention_id, sentence_id, begin, text in rows:
        spans = connection.execute(
            f'SELECT start, "end" FROM provinces WHERE sentence_id = ? AND {_COLUMN[units]} = ? ORDER BY start',
            (sentence_id, name),
        ).fetchall()
        sentence = marked_sentence(text, begin, name, spans, "provinces")
        found.append(Naming(doc_id, heading, day, source, mentions, mention_id, sentence))
    return found
