"""What every page needs: the file's database, the chosen language, a template answered with its status."""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Response

from pipeline.web.addresses import DATABASE
from pipeline.web.language import COOKIE, LANGUAGES, Language, language
from pipeline.web.reopening import WebDatabase

_YEAR_SECONDS = 31_536_000


def database(datasette: Datasette) -> WebDatabase:
    """The SQLite file."""
    found: WebDatabase = datasette.get_database(DATABASE)
    return found


def chosen_language(datasette: Datasette, request: Any) -> Language:
    """The language that the reader chose, else the one that the server was started with."""
    chosen = request.cookies.get(COOKIE) if request is not None else None
    return language(chosen if chosen in LANGUAGES else datasette.desk.lang)


def page_number(request: Any, most: int = 100_000) -> int:
    """Which page of a long list is asked for: 1 where none or no number is given."""
    given = request.args.get("page") or "1"
    return min(max(int(given[:6]), 1), most) if given.isdecimal() and given.isascii() else 1


async def respond(
    datasette: Datasette, request: Any, template: str, values: Mapping[str, Any], status: int = 200
) -> Response:
    """A page from a template under `templates/web/`."""
    return Response.html(await datasette.render_template(template, dict(values), request=request), status=status)


async def switch_language(request: Any, datasette: Datasette) -> Response:
    """`/-/language/CODE?back=PATH`: remember the language, and go back to the page."""
    code = request.url_vars["code"]
    back = request.args.get("back") or "/"
    # another host is no page of ours: `//host`, `/\host`
    if not back.startswith("/") or back[1:2] in ("/", "\\") or not back.isprintable():
        back = "/"
    cookie = SimpleCookie({COOKIE: code})
    for name, value in (("path", "/"), ("max-age", _YEAR_SECONDS), ("samesite", "Lax"), ("httponly", True)):
        cookie[COOKIE][name] = value
    headers = {"location": quote(back, safe="/?&=%+#~:@!$'()*,;[]"), "set-cookie": cookie[COOKIE].OutputString()}
    return Response("", status=303, headers=headers, content_type="text/plain")
