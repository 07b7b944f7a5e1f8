"""Our pages as Datasette's plugin: routes, templates' words, security headers, SQL functions, links from cells.

The hooks are called for every Datasette of the process; those that are no desk of ours are left alone.
"""

import codecs
import logging
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from datasette import handle_exception as datasettes_own
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Response
from jinja2 import Environment
from markupsafe import Markup

from pipeline.errors import TrichlucError
from pipeline.web import addresses, pages
from pipeline.web.answers import chosen_language, respond
from pipeline.web.as_ours import AsOurs
from pipeline.web.bodies import refusal, refuse
from pipeline.web.folding import folded
from pipeline.web.table_rows import table_rows

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

#: Nothing comes from elsewhere, no script or style stands in a page, nobody frames one.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def register() -> None:
    """Make our hooks known, once a process. Datasette's own page for errors makes room: every such hook is called."""
    if not pm.is_registered(_OURS):
        pm.unregister(datasettes_own)
        pm.register(_OURS, "trichluc")


_OURS = sys.modules[__name__]


def is_desk(datasette: Datasette) -> bool:
    """Whether a Datasette is one of ours."""
    return hasattr(datasette, "desk")


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages."""
    return list(pages.ROUTES) if is_desk(datasette) else []


@hookimpl
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    """The words of the chosen language for every template, Datasette's own too."""
    if not is_desk(datasette):
        return {}
    language = chosen_language(datasette, request)
    return {
        "t": language.t,
        "language": language,
        "lang": language.code,
        "to": addresses,
        "sections": pages.SECTIONS,
        "here": request.full_path if request is not None else "/",
    }


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    """What Datasette's own pages look like among ours."""
    return ["/static/datasette.css"] if is_desk(datasette) else []


@hookimpl
def prepare_connection(conn: Connection, datasette: Datasette) -> None:
    """`fold(text)` in SQL: a text as it is searched."""
    if is_desk(datasette):
        conn.create_function("fold", 1, lambda text: None if text is None else folded(str(text)), deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Take what the policy forbids out of Datasette's templates, and put in what a screen reader needs."""
    if is_desk(datasette):
        env.add_extension(AsOurs)
        # asked for each cell
        env.filters["to_css_class"] = lru_cache(4096)(env.filters["to_css_class"])
        env.filters["table_rows"] = table_rows


@hookimpl
def render_cell(value: Any, column: str, table: str | None, datasette: Datasette) -> Markup | None:
    """Cells that name an article or a legal document lead to its page."""
    at = _PAGES.get(column) if is_desk(datasette) else None
    # a key comes with what Datasette calls the row that it leads to
    key, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    if at is None or not isinstance(key, str):
        return None
    return Markup('<a href="{}">{}</a>').format(at(key), label)


_PAGES: dict[str, Callable[[str], str]] = {
    "decree": addresses.decree_at,
    "other": addresses.decree_at,
    "source_decree": addresses.decree_at,
    "target_decree": addresses.decree_at,
    "doc_id": addresses.article_at,
    "duplicate_of": addresses.article_at,
}


@hookimpl
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Any:
    """What went wrong as one of our pages, or as JSON; what nobody foresaw is told on stderr with its traceback."""
    if not is_desk(datasette):
        return datasettes_own.handle_exception(datasette, request, exception)

    async def answered() -> Response:
        status = getattr(exception, "status", None)
        if isinstance(exception, TrichlucError):
            _log.error("%s: %s", request.path, exception)
        elif status is None:
            _log.error("%s", request.path, exc_info=exception)
        message = str(getattr(exception, "message", None) or (exception.args[0] if exception.args else exception))
        status = status or 500
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        return await respond(datasette, request, "wrong.html", {"status": status, "message": message}, status)

    return answered


_log = logging.getLogger("trichluc.web")


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Security headers on every answer, none for other hosts, no long bodies, đ folded in Datasette's own searches."""

    def wrap(app: App) -> App:
        if not is_desk(datasette):
            return app

        async def wrapped(
            scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
        ) -> None:
            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
                await send(message)

            misdirected = datasette.desk.hosts.refusal(scope)
            if misdirected is not None:
                await refuse(421, send_with_headers, misdirected)
                return
            status = refusal(scope)
            if status is not None:
                await refuse(status, send_with_headers)
                return
            if scope["type"] == "http" and b"_search" in scope.get("query_string", b""):
                scope = {**scope, "query_string": b"&".join(_searches(scope["query_string"]))}
            onward: Callable[[Message], Awaitable[None]] = send_with_headers
            if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].endswith(".csv"):
                onward = _for_excel(send_with_headers)
            if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == _ANSWER_AS_CSV:
                query = scope.get("query_string", b"")
                if not any(part.startswith(b"sql=") for part in query.split(b"&")):
                    await _see_page(query, send_with_headers)
                    return
                await app(scope, receive, _told_if_wrong(query, onward))
                return
            await app(scope, receive, onward)

        return wrapped

    return wrap


_ANSWER_AS_CSV = f"/{addresses.DATABASE}.csv"


def _told_if_wrong(query: bytes, send: Callable[[Message], Awaitable[None]]) -> Callable[[Message], Awaitable[None]]:
    """An answer as CSV that leads to the page which says what is wrong with the SQL, where something is.

    Datasette gives an empty file with status 200; any other has a line with the names of its columns.
    """
    begun: list[Message] = []
    wrong = False

    async def send_on(message: Message) -> None:
        nonlocal wrong
        if message["type"] == "http.response.start" and message["status"] == 200:
            begun.append(message)
            return
        if begun:
            start = begun.pop()
            wrong = message.get("body", b"") in (b"", b"\r\n")
            if wrong:
                await _see_page(query, send)
            else:
                await send(start)
        if not wrong:
            await send(message)

    return send_on


def _for_excel(send: Callable[[Message], Awaitable[None]]) -> Callable[[Message], Awaitable[None]]:
    """A CSV file to keep begins with a byte order mark: without one Excel misreads the diacritics."""
    to_keep = False

    async def send_on(message: Message) -> None:
        nonlocal to_keep
        if message["type"] == "http.response.start":
            to_keep = message["status"] == 200 and b"content-disposition" in dict(message.get("headers", []))
        elif to_keep:
            to_keep = False
            message = {**message, "body": codecs.BOM_UTF8 + message.get("body", b"")}
        await send(message)

    return send_on


async def _see_page(query: bytes, send: Callable[[Message], Awaitable[None]]) -> None:
    """Lead to the SQL page with the same question."""
    page = f"/{addresses.DATABASE}?".encode() + query
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", page)]})
    await send({"type": "http.response.body", "body": b""})


def _searches(query: bytes) -> Iterator[bytes]:
    for part in query.split(b"&"):
        yield _D.sub(b"d", part) if part.startswith(b"_search") else part


_D = re.compile(rb"%C4%9[01]|\xc4[\x90\x91]", re.IGNORECASE)
