"""The published tables: their columns with what each means, and the query that draws each from the store.

`docs/tables.md` is generated from here. Tables say nothing of the run that drew them, but for `runs`: the same input
gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import pyarrow as pa

from extractors.mentions import Mention
from pipeline.column_words import DOCUMENT, FIELDS, MENTION, REVISION
from pipeline.schemas import (
    BOILERPLATE,
    DECIMAL,
    KINDS,
    PUBLISHED_TIME,
    REJECTS,
    RENAMED,
    RUNS,
    SEGMENT,
    mention_fields,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, what it means, and the SQL that gives it from the store's rows."""

    name: str
    type: pa.DataType
    meaning: str
    sql: str = ""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table: what a row is, its columns, and the SQL that gives its rows in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    body: str
    order: tuple[str, ...]
    #: The condition, in SQL, that leaves out what stands in boilerplate; None where nothing does.
    in_body: str | None = None
    #: The table of the store, or the published table before this one, that it is drawn from.
    source: str = "documents"

    @property
    def schema(self) -> pa.Schema:
        """The columns' names and types, with their meaning."""
        return pa.schema(
            [pa.field(column.name, column.type, metadata={"description": column.meaning}) for column in self.columns]
        )

    def query(self, rows: str, *, with_boilerplate: bool = False) -> str:
        """The SQL of the table's rows, drawn from `rows` (SQL for the store's rows)."""
        where = "" if with_boilerplate or self.in_body is None else f" WHERE {self.in_body}"
        columns = ", ".join(
            f"{column.sql or _quoted(column.name)} AS {_quoted(column.name)}" for column in self.columns
        )
        order = ", ".join(_quoted(name) for name in self.order)
        return f"SELECT {columns} FROM {self.body.format(rows=rows)}{where} ORDER BY {order}"


@cache
def published_tables() -> tuple[PublishedTable, ...]:
    """All tables, in the order in which they are shown. Every column has a meaning, or this raises KeyError."""
    return (
        _documents(),
        _revisions(),
        _sentences(),
        *_mention_tables(),
        _decrees(),
        _decree_relations(),
        _rejects(),
        _runs(),
    )


def table_named(name: str) -> PublishedTable:
    """A table by its name. Raises KeyError."""
    return {table.name: table for table in published_tables()}[name]


def _documents() -> PublishedTable:
    counts = [
        Column(
            name,
            pa.int32(),
            f"How many mentions in `{name}` the document has; those in boilerplate do not count.",
            f"len(list_filter({name}, lambda m: {_rule('m.start')} IS NULL))",
        )
        for name in KINDS
    ]
    columns = [
        _document_column(name, type_)
        for name, type_ in (
            ("doc_id", pa.string()),
            ("title", pa.string()),
            ("published_on", pa.date32()),
            ("published_at", PUBLISHED_TIME),
            ("modified_at", PUBLISHED_TIME),
            ("captured_at", PUBLISHED_TIME),
            ("revision", pa.int32()),
            ("revised_at", PUBLISHED_TIME),
            ("author", pa.string()),
            ("source", pa.string()),
            ("section", pa.string()),
            ("tags", pa.list_(pa.string())),
            ("url", pa.string()),
            ("canonical_url", pa.string()),
            ("original_source", pa.string()),
            ("original_url", pa.string()),
            ("file", pa.string()),
            ("line", pa.int64()),
            ("format", pa.string()),
            ("site", pa.string()),
            ("layout", pa.string()),
            ("encoding", pa.string()),
            ("encoding_confidence", pa.float64()),
            ("bytes_sha256", pa.string()),
            ("characters", pa.int32()),
            ("boilerplate", pa.list_(BOILERPLATE)),
            ("is_duplicate", pa.bool_()),
            ("duplicate_of", pa.string()),
            ("duplicate_kind", pa.string()),
            ("containment", pa.float64()),
        )
    ]
    return PublishedTable(
        "documents",
        "A document as it was given, and how many mentions of each kind it holds.",
        (
            *columns,
            *counts,
            _document_column("content_hash", pa.string()),
            _document_column("text", pa.string()),
            _document_column("segments", pa.list_(SEGMENT)),
        ),
        "{rows}",
        ("doc_id",),
    )


def _revisions() -> PublishedTable:
    return PublishedTable(
        "revisions",
        "A text that a document had before it was edited. Mentions are those of its present text only.",
        tuple(
            Column(name, type_, REVISION.get(name) or DOCUMENT[name])
            for name, type_ in (
                ("doc_id", pa.string()),
                ("revision", pa.int32()),
                ("revised_at", PUBLISHED_TIME),
                ("title", pa.string()),
                ("modified_at", PUBLISHED_TIME),
                ("captured_at", PUBLISHED_TIME),
                ("first_stored_at", PUBLISHED_TIME),
                ("file", pa.string()),
                ("line", pa.int64()),
                ("bytes_sha256", pa.string()),
                ("characters", pa.int32()),
                ("text", pa.string()),
            )
        ),
        "{rows}",
        ("doc_id", "revision"),
        source="revisions",
    )


def _sentences() -> PublishedTable:
    return PublishedTable(
        "sentences",
        "A sentence that holds at least one published mention, with its words; with `--words all` every sentence.",
        (
            _document_column("doc_id", pa.string()),
            Column("sentence", pa.int32(), "The sentence's number in the document, from 1.", "s.number"),
            Column("start", pa.int32(), "Where the sentence begins in `documents.text`, in code points.", "s.start"),
            Column("end", pa.int32(), "Where it ends (the first code point past it).", 's."end"'),
            Column("text", pa.string(), "The sentence: `text[start:end]` of the document.", _cut("s.start", 's."end"')),
            Column(
                "words",
                pa.list_(pa.string()),
                "The sentence's words (underthesea's), as they stand in the text; none with `--words none`.",
                "s.words",
            ),
            Column("word_starts", pa.list_(pa.int32()), "Where each word begins in `documents.text`.", "s.word_starts"),
            replace(_mention_column("boilerplate", pa.string()), sql=_rule("s.start")),
            _document_column("is_duplicate", pa.bool_()),
        ),
        "(SELECT doc_id, text, boilerplate, is_duplicate, unnest(sentences) AS s FROM {rows})",
        ("doc_id", "start"),
        f"{_rule('s.start')} IS NULL",
    )


def _mention_tables() -> Sequence[PublishedTable]:
    return [_mention_table(name, kind) for name, kind in KINDS.items()]


def _mention_table(name: str, kind: type[Mention]) -> PublishedTable:
    around = ("start", "end", "text", "rule")
    columns = [
        _mention_column("mention_id", pa.string()),
        *(
            _document_column(column, type_)
            for column, type_ in (
                ("doc_id", pa.string()),
                ("title", pa.string()),
                ("published_on", pa.date32()),
                ("source", pa.string()),
                ("url", pa.string()),
            )
        ),
        replace(_mention_column("sentence", pa.string()), sql=_cut("m.sentence_start", "m.sentence_end")),
        *(
            _mention_column(column, type_)
            for column, type_ in (("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()))
        ),
    ]
    for field in mention_fields(kind):
        if field.name in around:
            continue
        if pa.types.is_struct(field.type):
            columns += [
                Column(inner.name, inner.type, FIELDS[inner.name], f"m.{field.name}.{inner.name}")
                for inner in field.type
            ]
        else:
            meaning = FIELDS.get(f"{name}.{field.name}") or FIELDS[field.name]
            columns.append(Column(RENAMED.get(field.name, field.name), field.type, meaning, f'm."{field.name}"'))
    columns += [_mention_column(column, pa.string()) for column in ("rule", "extractor", "extractor_version")]
    columns.append(replace(_mention_column("boilerplate", pa.string()), sql=_rule("m.start")))
    columns.append(_document_column("is_duplicate", pa.bool_()))
    return PublishedTable(
        name,
        _MENTION_ROWS[name],
        tuple(columns),
        "(SELECT doc_id, title, published_on, source, url, text, boilerplate, is_duplicate,"
        f" unnest({name}) AS m FROM {{rows}})",
        ("doc_id", "start", "end", "mention_id"),
        f"{_rule('m.start')} IS NULL",
    )


_MENTION_ROWS = {
    "decree_refs": "A reference to a legal or administrative document.",
    "amounts": "A sum of money.",
    "percentages": "A percentage, or a difference in percentage points.",
    "provinces": "A province-level unit that a text names.",
    "province_lists": "Two or more provinces in one list.",
    "regions": "A named group of provinces.",
}


def _decrees() -> PublishedTable:
    columns = (
        Column("symbol", pa.string(), "The canonical số hiệu; null for a law that is only named by its title."),
        Column("doc_type", pa.string(), "The document's type by its full Vietnamese name, as most mentions have it."),
        Column("number", pa.string(), "The number in the symbol."),
        Column(
            "year", pa.int32(), "The year in the symbol, else that of the issue date; null where no mention gives it."
        ),
        Column("cited_title", pa.string(), "The title by which the document is named, as most mentions have it."),
        Column("issuer", pa.list_(pa.string()), "The issuing bodies, as most mentions have them."),
        Column("issued_on", pa.date32(), "The issue date, as most mentions that give one have it."),
        Column("mentions", pa.int64(), "How many mentions refer to the document; those in boilerplate do not count."),
        Column("documents", pa.int64(), "In how many documents."),
        Column("original_mentions", pa.int64(), "How many of the mentions stand in documents that are no copies."),
        Column("original_documents", pa.int64(), "In how many documents that are no copies."),
        Column("first_seen", pa.date32(), "The earliest `published_on` of these documents; null where none is known."),
        Column("last_seen", pa.date32(), "The latest."),
    )
    return PublishedTable(
        "decrees",
        "A legal document that is referred to, however the references are written. References that do not settle which"
        " document they mean (`Nghị định 45` with no symbol anywhere) are in `decree_refs` only.",
        columns,
        f"({decrees_sql()})",
        ("symbol", "year", "doc_type", "cited_title"),
        source="decree_refs",
    )


_YEAR_WITHIN = r"/((?:19|20)\d\d)/"
_NUMBER_WITHIN = r"^(\d+[a-zA-Z]?)[/-]"
#: Whether a reference settles which document it means, in SQL over `decree_refs`.
IDENTIFIED = "boilerplate IS NULL AND (symbol IS NOT NULL OR kind = 'named')"


def decree_identity(prefix: str = "") -> str:
    """The SQL of what tells legal documents apart, of references and of rows of `decrees` alike."""
    symbol, title = f"{prefix}symbol", f"{prefix}{RENAMED['title']}"
    named = f"concat_ws('|', '', {prefix}doc_type, lower({title}))"
    # a symbol with its year in it is one document, whether or not the words around it gave a year
    return (
        f"CASE WHEN regexp_matches({symbol}, '{_YEAR_WITHIN}') THEN {symbol}"
        f" ELSE concat_ws('|', coalesce({symbol}, {named}), {prefix}year) END"
    )


def decrees_sql() -> str:
    """References grouped by the document that they mean; of differing values the most frequent, then the first.

    `{rows}` stands where the SQL of the references is to be put.
    """
    title = RENAMED["title"]
    described = ("doc_type", "number", "year", title, "issuer", "issued_on")
    most = [
        f"{name}_of AS (SELECT identity, min_by({name}, (-times, {name})) AS {name} FROM"
        f" (SELECT identity, {name}, count(*) AS times FROM refs WHERE {name} IS NOT NULL GROUP BY ALL)"
        " GROUP BY identity)"
        for name in described
    ]
    joined = " ".join(f"LEFT JOIN {name}_of USING (identity)" for name in described)
    # who names a law by its title gives neither, its symbol does
    replaced = (
        f"coalesce(try_cast(nullif(regexp_extract(symbol, '{_YEAR_WITHIN}', 1), '') AS INTEGER), year) AS year,"
        f" coalesce(number, nullif(regexp_extract(symbol, '{_NUMBER_WITHIN}', 1), '')) AS number"
    )
    return (
        f"WITH refs AS (SELECT *, {decree_identity()} AS identity FROM {{rows}} WHERE {IDENTIFIED}),"
        " grouped AS (SELECT identity, any_value(symbol) AS symbol, count(*) AS mentions,"
        " count(DISTINCT doc_id) AS documents, count(*) FILTER (NOT is_duplicate) AS original_mentions,"
        " count(DISTINCT doc_id) FILTER (NOT is_duplicate) AS original_documents,"
        " min(published_on) AS first_seen, max(published_on) AS last_seen"
        f" FROM refs GROUP BY identity), {', '.join(most)} SELECT * REPLACE ({replaced}) FROM grouped {joined}"
    )


def _decree_relations() -> PublishedTable:
    def meant(name: str) -> str:
        return FIELDS.get(f"decree_refs.{name}") or FIELDS[name]

    return PublishedTable(
        "decree_relations",
        "What one legal document does to another, in the words of a sentence.",
        (
            Column(
                "source_symbol",
                pa.string(),
                "The symbol of the document that acts; null where it has none yet or the text does not name it.",
                "m.relation_source",
            ),
            Column("relation", pa.string(), meant("relation"), "m.relation"),
            Column(
                "target_symbol",
                pa.string(),
                "The symbol of the document that is acted on; null where only its title is known.",
                "m.symbol",
            ),
            Column("target_type", pa.string(), "That document's type.", "m.doc_type"),
            Column("target_title", pa.string(), "The title by which it is named, where it is.", "m.title"),
            Column("sentence", pa.string(), "The sentence that says so.", _cut("m.sentence_start", "m.sentence_end")),
            Column("doc_id", pa.string(), "The document in which it stands."),
            Column("start", pa.int32(), "Where the reference begins in that document, in code points.", "m.start"),
            Column("mention_id", pa.string(), "The reference in `decree_refs` that it is drawn from.", "m.mention_id"),
            _document_column("is_duplicate", pa.bool_()),
        ),
        "(SELECT * FROM (SELECT doc_id, text, boilerplate, is_duplicate, unnest(decree_refs) AS m FROM {rows})"
        f" WHERE m.relation IS NOT NULL AND {_rule('m.start')} IS NULL)",
        ("doc_id", "start", "mention_id"),
    )


def _rejects() -> PublishedTable:
    meanings = {
        "file": "The file, as it was named to the run.",
        "line": "The line, from 1; null for a whole file.",
        "code": "The reason in a word.",
        "reason": "The reason in words, with what can be done.",
    }
    columns = tuple(Column(name, REJECTS.field(name).type, meaning) for name, meaning in meanings.items())
    return PublishedTable(
        "rejects",
        "What could not be read when its file was last read.",
        columns,
        "{rows}",
        ("file", "line", "code", "reason"),
        source="rejects",
    )


def _runs() -> PublishedTable:
    meanings = {
        "run_id": "The run.",
        "status": "`finished`, `failed`, or `interrupted` for one that was killed.",
        "started_at": "When it began.",
        "finished_at": "When it ended; null for one that was killed.",
        "inputs": "The paths that it was given.",
        "read": "Records read: `extracted` + `rejected` + `duplicate`.",
        "extracted": "Documents read that the store holds: `new` + `changed` + `unchanged`.",
        "rejected": "Records that could not be read; they are in `rejects`.",
        "duplicate": "Records that were the same document again: the same content, or an earlier version.",
        "new": "Documents that the store did not hold.",
        "changed": "Documents that were stored with another content, or by other versions of the extractors.",
        "revised": "Of the `changed`, those with another text or title: the one before is in `revisions`.",
        "unchanged": "Documents that were stored as they are; at most earlier versions were added to them.",
        "withdrawn": "Stored documents that were removed because their text file now holds another one.",
        "versions": "The versions of the extractors, as JSON.",
        "code_version": "The version of trichluc.",
    }
    columns = tuple(Column(name, RUNS.field(name).type, meaning) for name, meaning in meanings.items())
    return PublishedTable(
        "runs", "A run of `trichluc run` into this folder.", columns, "{rows}", ("started_at", "run_id"), source="runs"
    )


def _document_column(name: str, type_: pa.DataType) -> Column:
    return Column(name, type_, DOCUMENT[name])


def _mention_column(name: str, type_: pa.DataType) -> Column:
    return Column(name, type_, MENTION[name], f'm."{name}"')


def _cut(start: str, end: str) -> str:
    return f"substring(text, {start} + 1, {end} - {start})"


def _rule(place: str) -> str:
    """The rule that says that a place in a document is boilerplate, else null."""
    return f'list_filter(boilerplate, lambda b: b.start <= {place} AND {place} < b."end")[1].rule'


def _quoted(name: str) -> str:
    return f'"{name}"'


__all__ = [
    "DECIMAL",
    "IDENTIFIED",
    "Column",
    "PublishedTable",
    "decree_identity",
    "decrees_sql",
    "published_tables",
    "table_named",
]
