"""The tables of the SQLite file: the published tables, and keys between them.

Columns and their types follow from the published tables, so a column that is added there is a column here, and a query
of the tables is one of the file. Only a sentence's words and a document's segments are left out, and its text and
boilerplate stand in a table of their own, `document_texts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from pipeline.schemas import KINDS
from pipeline.tables import PublishedTable, published_tables

#: Columns of a published table that the file does not have.
_LEFT_OUT = {
    "documents": {"text", "segments", "boilerplate"},
    "sentences": {"words", "word_starts"},
}
_TIME = "strftime(make_timestamp(epoch_us({column}) + {shift}), '%Y-%m-%dT%H:%M:%S{zone}')"
_SHIFTS = {"Asia/Ho_Chi_Minh": (7 * 3_600_000_000, "+07:00"), "UTC": (0, "Z")}
#: What is grouped and filtered by, beside the keys.
_FACETS = {
    "documents": ("published_on", "source", "section", "site", "author", "is_duplicate", "duplicate_of"),
    "sentences": ("doc_id",),
    "decree_refs": ("doc_type", "kind", "relation", "resolution", "year", "symbol"),
    "amounts": ("currency", "modifier", "per", "ambiguous"),
    "percentages": ("unit", "direction", "modifier", "ambiguous"),
    "provinces": ("name", "code", "unit_set", "name_2025"),
    "province_lists": ("complete", "truncated"),
    "regions": ("name",),
    "decrees": ("symbol", "doc_type", "year", "issued_on", "mentions", "original_mentions"),
    "decree_relations": ("relation", "target_type"),
    "rejects": ("code",),
}
_MENTION_FACETS = ("source", "published_on", "rule", "is_duplicate")


@dataclass(frozen=True, slots=True)
class WebColumn:
    """A column: its SQLite type (none for numbers that SQLite is not to change), and the DuckDB SQL of its values.

    Two expressions are two forms of one value, of which one is null: whole numbers and others.
    """

    name: str
    type: str
    values: tuple[str, ...]
    refers_to: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class WebTable:
    """A table: its columns, the DuckDB SQL of its rows in order, its primary key and its indexes."""

    name: str
    columns: tuple[WebColumn, ...]
    rows: str
    key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    def create(self) -> str:
        """The SQL that makes it."""
        lines = [f"{_quoted(column.name)} {column.type}".rstrip() for column in self.columns]
        if len(self.key) == 1 and self._column(self.key[0]).type == "INTEGER":
            lines = [f"{line} PRIMARY KEY" if line.startswith(_quoted(self.key[0])) else line for line in lines]
        elif self.key:
            lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, self.key))})")
        lines += [
            f"FOREIGN KEY ({_quoted(column.name)}) REFERENCES {_quoted(column.refers_to[0])}"
            f" ({_quoted(column.refers_to[1])})"
            for column in self.columns
            if column.refers_to is not None
        ]
        return f"CREATE TABLE {_quoted(self.name)} (\n  " + ",\n  ".join(lines) + "\n)"

    def select(self) -> str:
        """The DuckDB SQL of its values."""
        return f"SELECT {', '.join(value for column in self.columns for value in column.values)} {self.rows}"

    def insert(self) -> str:
        """The SQL that adds one row of `select`."""
        values = ["?" if len(c.values) == 1 else f"coalesce({', '.join('?' * len(c.values))})" for c in self.columns]
        return f"INSERT INTO {_quoted(self.name)} VALUES ({', '.join(values)})"

    def create_indexes(self) -> Iterator[str]:
        """The SQL of its indexes."""
        for columns in self.indexes:
            name = "_".join((self.name, "by", *columns))
            yield f"CREATE INDEX {_quoted(name)} ON {_quoted(self.name)} ({', '.join(map(_quoted, columns))})"

    def _column(self, name: str) -> WebColumn:
        return next(column for column in self.columns if column.name == name)


@cache
def web_tables() -> tuple[WebTable, ...]:
    """All tables that are drawn from published ones, in an order in which a key's table comes before it."""
    tables = {table.name: table for table in published_tables()}
    first = ("documents", "sentences", "decrees")
    rest = [name for name in tables if name not in first]
    return (*(_web_table(tables[name]) for name in (*first, *rest)), _texts())


def _web_table(table: PublishedTable) -> WebTable:
    left_out = _LEFT_OUT.get(table.name, set())
    columns = [_column(field) for field in table.schema if field.name not in left_out]
    keys = {"duplicate_of": ("documents", "doc_id")}
    if table.name != "documents":
        keys["doc_id"] = ("documents", "doc_id")
    if table.name in KINDS:
        at = next(at for at, column in enumerate(columns) if column.name == "start")
        columns.insert(at, WebColumn("sentence_id", "INTEGER", ("sentence_id",)))
        keys["sentence_id"] = ("sentences", "sentence_id")
    if table.name == "documents":
        columns.insert(1, WebColumn("heading", "TEXT", ("heading",)))
    if table.name == "sentences":
        columns.insert(0, WebColumn("sentence_id", "INTEGER", ("sentence_id",)))
    if table.name == "decrees":
        columns.insert(0, WebColumn("decree", "TEXT", ("decree",)))
    if table.name == "decree_refs":
        columns.insert(1, WebColumn("decree", "TEXT", ("decree",)))
    if table.name == "decree_relations":
        columns[:0] = [WebColumn(name, "TEXT", (name,)) for name in ("source_decree", "target_decree")]
        keys |= {"mention_id": ("decree_refs", "mention_id")}
        keys |= dict.fromkeys(("source_decree", "target_decree"), ("decrees", "decree"))
    keys["decree"] = ("decrees", "decree")
    own = _KEYS.get(table.name, ("mention_id",) if table.name in KINDS else ())
    referring = [
        WebColumn(column.name, column.type, column.values, keys.get(column.name) if (column.name,) != own else None)
        for column in columns
    ]
    return WebTable(
        table.name,
        tuple(referring),
        f"FROM web_{table.name} ORDER BY {_ORDER.get(table.name, 'file_row_number')}",
        own,
        tuple(_indexes(table.name)),
    )


#: Documents and their sentences stand in the order of their dates, so that the newest are found without sorting.
_ORDER = {"documents": "document_number", "sentences": "sentence_id"}
_KEYS = {
    "documents": ("doc_id",),
    "revisions": ("doc_id", "revision"),
    "sentences": ("sentence_id",),
    "decrees": ("decree",),
    "runs": ("run_id",),
}


def _indexes(name: str) -> Iterator[tuple[str, ...]]:
    for column in _FACETS.get(name, ()):
        yield (column,)
    if name in KINDS:
        yield from (("doc_id",), ("sentence_id",), *((column,) for column in _MENTION_FACETS))
    if name == "decree_refs":
        yield ("decree", "published_on")
    if name == "decree_relations":
        yield from (("target_decree",), ("source_decree",), ("doc_id",), ("mention_id",))


def _texts() -> WebTable:
    """The texts apart from what is said of them: whoever looks through the documents need not read them."""
    return WebTable(
        "document_texts",
        (
            WebColumn("doc_id", "TEXT", ("doc_id",), ("documents", "doc_id")),
            WebColumn("text", "TEXT", ("text",)),
            WebColumn("boilerplate", "TEXT", ("to_json(boilerplate)::VARCHAR",)),
        ),
        "FROM web_documents ORDER BY document_number",
        ("doc_id",),
    )


def _column(field: pa.Field) -> WebColumn:
    name, type_ = _quoted(field.name), field.type
    if pa.types.is_decimal(type_):
        # SQLite has no decimals: whole numbers stay exact, of others the nearest double prints back what was meant
        whole = f"{name} = trunc({name}) AND abs({name}) < 9000000000000000000"
        forms = (f"CASE WHEN {whole} THEN {name}::BIGINT END", f"CASE WHEN NOT ({whole}) THEN {name}::DOUBLE END")
        return WebColumn(field.name, "", forms)
    if pa.types.is_timestamp(type_):
        shift, zone = _SHIFTS[type_.tz]
        return WebColumn(field.name, "TEXT", (_TIME.format(column=name, shift=shift, zone=zone),))
    if pa.types.is_date(type_):
        return WebColumn(field.name, "TEXT", (f"{name}::VARCHAR",))
    if pa.types.is_list(type_):
        return WebColumn(field.name, "TEXT", (f"to_json({name})::VARCHAR",))
    if pa.types.is_boolean(type_):
        return WebColumn(field.name, "INTEGER", (f"{name}::INTEGER",))
    return WebColumn(field.name, _TYPES[str(type_)], (name,))


_TYPES = {"string": "TEXT", "int32": "INTEGER", "int64": "INTEGER", "double": "REAL"}


def _quoted(name: str) -> str:
    return f'"{name}"'
