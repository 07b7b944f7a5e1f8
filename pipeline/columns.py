"""Which fields of a record (a row of CSV or Parquet, a line of JSON) mean what, where a user's names are not ours."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

import orjson

from pipeline.errors import Misuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The names under which records hold what a document consists of; a record need hold `text` only."""

    text: str = "text"
    id: str = "id"
    title: str = "title"
    url: str = "url"
    published_on: str = "published_on"
    source: str = "source"
    author: str = "author"


#: Our own names: what records are read by where a user names nothing else.
OWN = Columns()
NAMES = tuple(field.name for field in fields(Columns))


def read_columns(mapping: Path | None, text_column: str | None) -> Columns:
    """The columns that a mapping file names, `text_column` before it.

    The file is TOML or JSON, by its suffix: one table of our names to the file's, such as `title = "tieu_de"`.
    Raises Misuse where it is not.
    """
    columns = Columns() if mapping is None else _read(mapping)
    if text_column is not None:
        if not text_column.strip():
            raise Misuse("--text-column needs the name of a column")
        columns = replace(columns, text=text_column)
    return columns


def _read(place: Path) -> Columns:
    try:
        raw = place.read_bytes()
    except OSError as error:
        raise Misuse(f"{place}: the mapping cannot be read: {error.strerror}") from None
    try:
        named = orjson.loads(raw) if place.suffix.lower() == ".json" else tomllib.loads(raw.decode("utf-8-sig"))
    except (orjson.JSONDecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        form = "JSON" if place.suffix.lower() == ".json" else "TOML"
        raise Misuse(f'{place}: the mapping is not {form} ({error}); write lines such as title = "tieu_de"') from None
    if not isinstance(named, dict):
        raise Misuse(f"{place}: the mapping is no table of names")
    for name, column in named.items():
        if name not in NAMES:
            raise Misuse(f'{place}: "{name}" is none of {", ".join(NAMES)}')
        if not isinstance(column, str) or not column.strip():
            raise Misuse(f'{place}: "{name}" must be the name of a column, in quotation marks')
    return replace(Columns(), **named)
