"""`/search?q=`: legal documents first, then provinces, then articles, newest first, with the place that was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Response
from markupsafe import Markup, escape

from pipeline.web.answers import database, page_number, respond
from pipeline.web.folding import folded, found_spans, match_all, match_beginning, match_phrase, words
from pipeline.web.symbols import asked_number, asked_words

_DECREES = 8
_PROVINCES = 6
_ARTICLES = 20
#: More articles than this are not counted: `more than 500`.
_MOST = 500
#: Words of a query beyond these are not looked for.
_WORDS = 24
#: Characters of a text shown on each side of what was found, at most.
_AROUND = 160
_END = re.compile(r"[.!?…]\s|\n")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found."""

    doc_id: str
    title: Markup
    published_on: str | None
    source: str | None
    excerpt: Markup


async def search(request: Any, datasette: Datasette) -> Response:
    """The page."""
    query = " ".join((request.args.get("q") or "").split())[:400]
    page = page_number(request, _MOST // _ARTICLES)
    if not words(query):
        return await respond(datasette, request, "search.html", {"query": query, "asked": False})
    loose = request.args.get("loose") == "1"
    found = await database(datasette).execute_fn(lambda connection: _found(connection, query, page, loose))
    return await respond(
        datasette, request, "search.html", {"query": query, "asked": True, "page": page, "loose": int(loose), **found}
    )


def _found(connection: Connection, query: str, page: int, loose: bool) -> dict[str, Any]:
    """Articles with the words one after another; with them anywhere where there are none, or with `loose`."""
    asked = words(query)[:_WORDS]
    phrase = len(asked) > 1 and not loose
    match = match_phrase(asked) if phrase else match_all(asked)
    count = _count(connection, match)
    if phrase and not count:
        phrase, match = False, match_all(asked)
        count = _count(connection, match)
    articles = connection.execute(
        "SELECT doc_id, heading, published_on, source, document_texts.text FROM documents_fts"
        " JOIN documents ON documents.rowid = documents_fts.rowid JOIN document_texts USING (doc_id)"
        " WHERE documents_fts MATCH ? AND NOT is_duplicate ORDER BY documents_fts.rowid DESC LIMIT ? OFFSET ?",
        (match, _ARTICLES, (page - 1) * _ARTICLES),
    ).fetchall()
    return {
        "decrees": find_decrees(connection, query) if page == 1 else (),
        "provinces": _provinces(connection, query) if page == 1 else (),
        "articles": [
            Hit(doc_id, highlighted(heading, asked, phrase), day, source, excerpt(text, asked, phrase))
            for doc_id, heading, day, source, text in articles
        ],
        "phrase": phrase,
        "count": min(count, _MOST),
        "more": count > _MOST,
        "pages": max(1, -(-min(count, _MOST) // _ARTICLES)),
    }


def _count(connection: Connection, match: str) -> int:
    """How many articles match, one more than `_MOST` for more."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM documents_fts JOIN documents ON documents.rowid = documents_fts.rowid"
        " WHERE documents_fts MATCH ? AND NOT is_duplicate LIMIT ?)",
        (match, _MOST + 1),
    ).fetchone()
    return int(count)


def find_decrees(connection: Connection, query: str, most: int = _DECREES) -> Sequence[Any]:
    """Legal documents by number or title, however it is written: the same number first, then the most cited."""
    asked = asked_words(query)[:_WORDS]
    if not asked:
        return ()
    number = asked_number(asked)
    return connection.execute(
        "SELECT decree, doc_type, cited_title, issued_on, original_documents, original_mentions"
        " FROM decrees_fts JOIN decrees ON decrees.rowid = decrees_fts.rowid WHERE decrees_fts MATCH ?"
        " ORDER BY fold(decree) = ? DESC, ltrim(number, '0') = ? DESC, original_mentions DESC, decree LIMIT ?",
        (match_beginning(asked), folded(query), number, most),
    ).fetchall()


def _provinces(connection: Connection, query: str) -> Sequence[Any]:
    """Provinces whose name is in the query, or begins as it does."""
    text = _apart(query)
    rows = connection.execute(
        "SELECT name, original_documents, original_mentions FROM province_counts ORDER BY original_mentions DESC, name"
    )
    named = ((row, _apart(row[0])) for row in rows)
    return [row for row, name in named if name in text or name.startswith(text.rstrip())][:_PROVINCES]


@lru_cache(512)
def _apart(text: str) -> str:
    """The words of a text with blanks around each; the names of all provinces are asked for in each search."""
    return f" {' '.join(words(text))} "


def highlighted(text: str, asked: Sequence[str], phrase: bool) -> Markup:
    """A text with the words marked that were asked for."""
    parts, done = [], 0
    for start, end in found_spans(text, asked, phrase=phrase):
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        done = end
    return Markup("").join((*parts, escape(text[done:])))


def excerpt(text: str, asked: Sequence[str], phrase: bool) -> Markup:
    """The sentence (of a long one a part) in which most of the words stand nearest one another, marked."""
    spans = list(found_spans(text, asked, phrase=phrase))
    if not spans:
        return escape(text[: 2 * _AROUND].strip())
    start, end = _densest(text, spans)
    before = max((match.end() for match in _END.finditer(text, max(0, start - _AROUND), start)), default=None)
    first = before if before is not None else max(0, start - _AROUND)
    after = _END.search(text, end, min(len(text), end + _AROUND))
    last = after.start() + 1 if after is not None else min(len(text), end + _AROUND)
    # no word is cut
    if before is None and first > 0:
        first = text.find(" ", first, start) + 1 or first
    if after is None and last < len(text):
        last = max(text.rfind(" ", end, last), end)
    shown = highlighted(" ".join(text[first:last].split()), asked, phrase)
    lead = Markup("… ") if before is None and first > 0 else Markup("")
    return lead + shown + (Markup(" …") if after is None and last < len(text) else Markup(""))


def _densest(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span of text, not longer than what is shown, that holds the most different words; the first of equals."""
    kept = [folded(text[start:end]) for start, end in spans]
    best, most, left = spans[0], 0, 0
    for right, (_, end) in enumerate(spans):
        while left < right and end - spans[left][0] > _AROUND:
            left += 1
        different = len(set(kept[left : right + 1]))
        if different > most:
            best, most = (spans[left][0], end), different
    return best
