"""Documents in the form that `trichluc extract` reads: one JSON object a line with `id`, `text`, `published_on`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import orjson

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its id, and the date on which it was published where that is known."""

    id: str
    text: str
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no document: its number, counted from 1, and why."""

    number: int
    reason: str


def read_documents(lines: Iterable[bytes], tell: Callable[[BadLine], None]) -> Iterator[tuple[int, Document]]:
    """Each line's number, counted from 1, and document; `tell` is told of lines that are none.

    Blank lines are left out; unknown fields are not looked at.
    """
    for number, line in enumerate(lines, 1):
        found = parse(line)
        if type(found) is Document:
            yield number, found
        elif line.strip():
            tell(BadLine(number, str(found)))


def parse(line: bytes) -> Document | str:
    """The document of one line, or what is wrong with it, in words for who wrote the line."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"not JSON in UTF-8: {error.msg}, at character {error.pos + 1} of the line"
    if type(row) is not dict:
        return "not a JSON object"
    doc_id, text, published_on = row.get("id"), row.get("text"), row.get("published_on")
    if type(doc_id) is not str:
        return '"id" is missing' if "id" not in row else f'"id" must be a string, not {_named(doc_id)}'
    if type(text) is not str:
        return '"text" is missing' if "text" not in row else f'"text" must be a string, not {_named(text)}'
    if published_on is None:
        return Document(doc_id, text)
    if type(published_on) is not str or not _ISO_DATE.fullmatch(published_on):
        return '"published_on" must be a date such as "2012-11-17", or null'
    try:
        return Document(doc_id, text, date.fromisoformat(published_on))
    except ValueError:
        return f'"published_on" is {published_on}, a date that no calendar has'


def _named(value: object) -> str:
    """A JSON value's type, in the words of JSON."""
    if value is None:
        return "null"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    return kinds.get(type(value), "an object")
