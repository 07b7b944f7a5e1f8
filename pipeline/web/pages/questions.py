"""`/questions`: the saved questions. `/questions/NAME`: one with its parameters as a form, and its answer."""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from pipeline.question_values import as_stored
from pipeline.questions import QUESTIONS, Question, WrongValue
from pipeline.web.addresses import DATABASE, article_at, decree_at, province_at, query_at
from pipeline.web.answers import chosen_language, database, respond
from pipeline.web.asked_ahead import SHOWN_ROWS, QuestionAnswer, asked_ahead
from pipeline.web.reopening import WebDatabase

#: Columns that are text where they look like numbers: a year is no sum.
_NOT_NUMBERS = frozenset({"year", "month", "start", "doc_id"})


async def questions(request: Any, datasette: Datasette) -> Response:
    """All saved questions with what they ask."""
    code = chosen_language(datasette, request).code
    listed = [(q.name, getattr(q, f"title_{code}"), getattr(q, f"about_{code}")) for q in QUESTIONS]
    return await respond(datasette, request, "questions.html", {"questions": listed, "database": f"/{DATABASE}"})


async def question(request: Any, datasette: Datasette) -> Response:
    """One question; 400 with the form where a parameter is wrong, 404 where there is no such question."""
    asked = next((each for each in QUESTIONS if each.name == request.url_vars["name"]), None)
    if asked is None:
        language = chosen_language(datasette, request)
        message = language.t("questions.unknown")
        return await respond(datasette, request, "wrong.html", {"status": 404, "message": message}, status=404)
    code = chosen_language(datasette, request).code
    known = {parameter.name for parameter in asked.parameters}
    given = {name: request.args[name] for name in request.args if name in known}
    values = {
        "title": getattr(asked, f"title_{code}"),
        "about": getattr(asked, f"about_{code}"),
        "name": asked.name,
        "parameters": [
            (p, getattr(p, f"meaning_{code}"), given.get(p.name, p.default), given.get(p.name) == "")
            for p in asked.parameters
        ],
    }
    try:
        answer = await _answer(datasette, asked, given)
    except WrongValue as error:
        problem = chosen_language(datasette, request).t(f"questions.wrong_{error.why}", **error.about)
        return await respond(datasette, request, "question.html", {**values, "problem": problem}, status=400)
    except QueryInterrupted:
        problem = chosen_language(datasette, request).t("questions.too_long")
        return await respond(datasette, request, "question.html", {**values, "problem": problem}, status=400)
    return await respond(datasette, request, "question.html", {**values, "problem": None, **answer})


async def _answer(datasette: Datasette, asked: Question, given: dict[str, str]) -> dict[str, Any]:
    values = asked.values(given)
    asking = database(datasette)
    if values == asked.values({}):
        answer = await asking.execute_fn(lambda connection: asked_ahead(connection, asked))
    else:
        values = await asking.execute_fn(lambda connection: _as_stored(connection, asked, given))
        # it looks at the whole store, and is the same for all who ask
        key = (asked.name, *sorted(values.items()))
        answer = await asking.remembered(key, lambda: _asked_now(asking, asked, values))
    return {
        "columns": answer.columns,
        "rows": [[_cell(name, value) for name, value in zip(answer.columns, row, strict=True)] for row in answer.rows],
        "count": answer.count,
        "truncated": answer.truncated,
        "most_rows": SHOWN_ROWS,
        "sql": query_at(asked.sqlite, values),
        "csv": query_at(asked.sqlite, values, "csv") + "&_dl=on",
        "json": query_at(asked.sqlite, values, "json") + "&_shape=array",
    }


def _as_stored(connection: Connection, asked: Question, given: Mapping[str, str]) -> dict[str, str]:
    return as_stored(asked, asked.values(given), lambda sql, of: connection.execute(sql, dict(of)).fetchall())


async def _asked_now(asking: WebDatabase, asked: Question, values: Mapping[str, Any]) -> QuestionAnswer:
    found = await asking.execute(asked.sqlite, values, truncate=True)
    rows = [list(row) for row in found.rows[:SHOWN_ROWS]]
    return QuestionAnswer(found.columns, rows, len(found.rows), found.truncated)


def _cell(column: str, value: Any) -> tuple[Any, str, bool]:
    """A value, where it leads, and whether it is a number."""
    if isinstance(value, int | float) and column not in _NOT_NUMBERS:
        return value, "", True
    at = _PAGES.get(column)
    return value, at(value) if at and isinstance(value, str) and value else "", False


_PAGES: dict[str, Callable[[str], str]] = {
    "symbol": decree_at,
    "symbol_a": decree_at,
    "symbol_b": decree_at,
    "doc_id": article_at,
    "province": province_at,
}
