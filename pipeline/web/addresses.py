"""The addresses of our pages, and of what Datasette serves beside them."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

#: What Datasette calls the file: the first part of the addresses of tables and queries.
DATABASE = "tables"
#: What stands in a path as it is; the rest is percent-encoded.
_PLAIN = "/()"


def decree_at(decree: str) -> str:
    """The page of a legal document, by its key."""
    return f"/decree/{quote(decree, safe=_PLAIN)}"


def article_at(doc_id: str, mention: str | None = None) -> str:
    """The page of an article; with a mention's id at that mention."""
    return f"/article/{quote(doc_id, safe=_PLAIN)}" + (f"#m-{quote(mention)}" if mention else "")


def province_at(name: str, units: str = "63") -> str:
    """The page of a province, by its name, in a set of units: `63`, or `34` for the unit since 1 July 2025."""
    return f"/province/{quote(name, safe=_PLAIN)}" + ("" if units == "63" else f"?{urlencode({'units': units})}")


def provinces_at(units: str = "63", by: str = "documents") -> str:
    """The ranking of the provinces of a set of units."""
    return "/provinces?" + urlencode({"units": units, "by": by})


def question_at(name: str) -> str:
    """A saved question."""
    return f"/questions/{quote(name)}"


def checks_at(reason: str, show: str = "open") -> str:
    """The mentions of a check: those nobody decided on (`open`), those somebody did (`decided`), or `all`."""
    return "/checks?" + urlencode({"reason": reason, "show": show})


def search_at(query: str, **more: object) -> str:
    """The results of a search."""
    return "/search?" + urlencode({"q": query} | {name: value for name, value in more.items() if value})


def table_at(table: str, form: str = "", **filters: object) -> str:
    """A table in Datasette, filtered; `form` is `csv` or `json`. A whole CSV file has `_stream="on"`."""
    query = urlencode({name: value for name, value in filters.items() if value is not None})
    return f"/{DATABASE}/{table}" + (f".{form}" if form else "") + (f"?{query}" if query else "")


def query_at(sql: str, parameters: Mapping[str, object] | None = None, form: str = "") -> str:
    """A query in Datasette: to look at and change, or its rows in a form."""
    query = urlencode({"sql": sql} | dict(parameters or {}))
    return f"/{DATABASE}" + (f".{form}" if form else "") + f"?{query}"


def is_web_address(url: str | None) -> bool:
    """Whether an address that an article gives may be followed: a page's, and no script."""
    return url is not None and url.lower().startswith(("https://", "http://"))
