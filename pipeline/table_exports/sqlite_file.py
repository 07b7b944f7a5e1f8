"""Tables as one SQLite file with typed columns, indexes, and tables that say what it is and what its columns mean."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.plain_values import json_of, plain_number
from pipeline.plurals import counted
from pipeline.table_exports.places import APPLICATION_ID
from pipeline.table_exports.selection import Selection
from pipeline.table_exports.telling import DICTIONARY, Told, dictionary, facts

#: Columns that are looked up and joined by.
_INDEXED = (
    "doc_id",
    "mention_id",
    "symbol",
    "published_on",
    "code",
    "source_symbol",
    "target_symbol",
    "duplicate_of",
)
_LONGEST = 1 << 63
_ROWS = 1_000


def write_sqlite(selection: Selection, told: Told, place: Path) -> list[str]:
    """Write the file; give what in it is not as it is in the tables."""
    notes: list[str] = []
    connection = sqlite3.connect(place, isolation_level=None)
    try:
        # the file is made aside: nobody reads it before it is whole
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("BEGIN")
        for part in selection.parts:
            name, schema = part.table.name, part.table.schema
            columns = ", ".join(f'"{field.name}" {sqlite_type(field.type)}' for field in schema)
            # strict: a column holds its type, and decimals stay as they are given
            connection.execute(f'CREATE TABLE "{name}" ({columns}) STRICT')
            marks = ", ".join("?" * len(schema))
            texts = [0] * len(schema)
            rows = _counted(selection.rows(part), schema, texts)
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
            for column in _INDEXED:
                if column in schema.names:
                    connection.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
            notes += [
                f"{name}.{field.name}: {counted(count, 'number')} that no SQLite number holds exactly: text"
                for field, count in zip(schema, texts, strict=True)
                if count
            ]
        _write_texts(connection, "README", ("name", "value"), facts(told.noted(notes)))
        _write_texts(connection, "dictionary", DICTIONARY, dictionary(selection.parts))
        connection.execute("COMMIT")
    finally:
        connection.close()
    return notes


def sqlite_type(type_: pa.DataType) -> str:
    """The type of a column in a strict table; of decimals any, as they are integers, floats or text, each exact."""
    if pa.types.is_decimal(type_):
        return "ANY"
    if pa.types.is_integer(type_) or pa.types.is_boolean(type_):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(type_) else "TEXT"


def sqlite_value(value: Any) -> Any:
    """A value as SQLite holds it: lists JSON, dates and times ISO text, booleans 0 and 1, decimals exact.

    A decimal is an integer or a float that reads back as the same decimal, else text.
    """
    match value:
        case Decimal():
            if value == value.to_integral_value():
                return int(value) if -_LONGEST <= value < _LONGEST else plain_number(value)
            near = float(value)
            return near if Decimal(repr(near)) == value else plain_number(value)
        case list() | dict():
            return json_of(value).decode()
        case date():
            return value.isoformat()
        case _:
            return value


def _counted(rows: Iterator[tuple[Any, ...]], schema: pa.Schema, texts: list[int]) -> Iterator[list[Any]]:
    """Rows as SQLite holds them; counts, a column each, the decimals that are text."""
    decimals = [at for at, field in enumerate(schema) if pa.types.is_decimal(field.type)]
    for row in rows:
        written = [sqlite_value(value) for value in row]
        for at in decimals:
            texts[at] += isinstance(written[at], str)
        yield written


def _write_texts(
    connection: sqlite3.Connection, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    named = ", ".join(f'"{column}" TEXT' for column in columns)
    connection.execute(f'CREATE TABLE "{name}" ({named}) STRICT')
    connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', rows)
