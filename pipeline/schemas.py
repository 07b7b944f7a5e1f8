"""The store's schema: a row a document, its mentions nested as lists of structs, all from the mentions' dataclasses.

Money and percentages are decimals with six places; dates are dates. A field that is added to a kind of mention is a
field of the store with the next run.
"""

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extractors import mentions
from extractors.mentions import Mention

#: The kinds of mention by the name of their list, in the order of the store's columns.
KINDS: dict[str, type[Mention]] = {kind.list_name: kind for kind in mentions.KINDS}
#: 32 digits before the decimal point hold any sum in any currency, in đồng too; 6 places hold any printed percentage.
DECIMAL = pa.decimal128(38, 6)

#: Dates are text in JSON and in the mentions; in tables they are dates.
_DATES = frozenset({"issued_on"})
#: In a mention this is a position in the document's list; in tables it is the other mention's `mention_id`.
_LINKS = frozenset({"equivalent_to"})
#: Columns of the store that every kind of mention has beside its own fields.
_AROUND = (
    pa.field("mention_id", pa.string()),
    pa.field("extractor", pa.string()),
    pa.field("extractor_version", pa.string()),
    pa.field("sentence_start", pa.int32()),
    pa.field("sentence_end", pa.int32()),
)
#: Times are stored as Delta has them, and published as readers in Vietnam do.
STORED_TIME = pa.timestamp("us", tz="UTC")
PUBLISHED_TIME = pa.timestamp("us", tz="Asia/Ho_Chi_Minh")
#: A stretch of a text that is more than running text: a page's title, sapo, captions, the cells of tables.
SEGMENT = pa.struct(
    [
        pa.field("kind", pa.string()),
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("table", pa.int32()),
        pa.field("row", pa.int32()),
        pa.field("column", pa.int32()),
        pa.field("header", pa.string()),
        pa.field("unit", pa.string()),
    ]
)
#: A stretch of a text that is no part of the document, and the rule that found it.
BOILERPLATE = pa.struct([pa.field("start", pa.int32()), pa.field("end", pa.int32()), pa.field("rule", pa.string())])
#: A line near the beginning or the end of a text (`pipeline.boilerplate.edges`).
EDGE_LINE = pa.struct(
    [
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("run", pa.int64()),
        pa.field("words", pa.int32()),
    ]
)
#: Names of fields of a mention that a table of documents has too, and what they are called beside it.
RENAMED = {"title": "cited_title"}


def mention_fields(kind: type[Mention]) -> list[pa.Field]:
    """The fields of one kind of mention; a dataclass inside is a struct."""
    hints = typing.get_type_hints(kind)
    return [pa.field(field.name, _arrow_type(field.name, hints[field.name])) for field in fields(kind)]


@cache
def store_schema() -> pa.Schema:
    """The schema of the table of documents in the store. All columns may be null to Delta, `doc_id` never is."""
    return pa.schema(
        [
            pa.field("doc_id", pa.string(), nullable=False),
            pa.field("url", pa.string()),
            pa.field("title", pa.string()),
            pa.field("author", pa.string()),
            pa.field("source", pa.string()),
            pa.field("published_on", pa.date32()),
            pa.field("published_at", STORED_TIME),
            pa.field("modified_at", STORED_TIME),
            pa.field("captured_at", STORED_TIME),
            pa.field("section", pa.string()),
            pa.field("tags", pa.list_(pa.string())),
            pa.field("canonical_url", pa.string()),
            pa.field("original_source", pa.string()),
            pa.field("original_url", pa.string()),
            pa.field("site", pa.string()),
            pa.field("layout", pa.string()),
            pa.field("format", pa.string()),
            pa.field("encoding", pa.string()),
            pa.field("encoding_confidence", pa.float64()),
            pa.field("bytes_sha256", pa.string()),
            pa.field("text", pa.string()),
            pa.field("characters", pa.int32()),
            pa.field("segments", pa.list_(SEGMENT)),
            pa.field("boilerplate", pa.list_(BOILERPLATE)),
            pa.field("first_lines", pa.list_(EDGE_LINE)),
            pa.field("last_lines", pa.list_(EDGE_LINE)),
            pa.field("body_digest", pa.binary()),
            pa.field("sequences", pa.int32()),
            pa.field("sketch", pa.list_(pa.int32())),
            pa.field("file", pa.string()),
            pa.field("line", pa.int64()),
            pa.field("origin_key", pa.string()),
            pa.field("content_hash", pa.string()),
            pa.field("text_hash", pa.string()),
            pa.field("extraction_key", pa.string()),
            pa.field("sentences", pa.list_(SENTENCE)),
            *(pa.field(name, pa.list_(pa.struct([*mention_fields(kind), *_AROUND]))) for name, kind in KINDS.items()),
            pa.field("stored_at", STORED_TIME),
            pa.field("changed_by_run", pa.string()),
        ]
    )


#: A sentence that holds a mention, with its words as they stand in the text and where each begins.
SENTENCE = pa.struct(
    [
        pa.field("number", pa.int32()),
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("words", pa.list_(pa.string())),
        pa.field("word_starts", pa.list_(pa.int32())),
    ]
)

#: Versions of stored documents besides the documents' own rows: what each was, and when. `text` is null where a row
#: with the same `text_hash` holds it, here or among the documents.
REVISIONS = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("text_hash", pa.string()),
        pa.field("content_hash", pa.string()),
        pa.field("captured_at", STORED_TIME),
        pa.field("modified_at", STORED_TIME),
        pa.field("stored_at", STORED_TIME),
        pa.field("format", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("encoding_confidence", pa.float64()),
        pa.field("bytes_sha256", pa.string()),
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("changed_by_run", pa.string()),
    ]
)

REJECTS = pa.schema(
    [
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("code", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("origin_key", pa.string()),
    ]
)

RUNS = pa.schema(
    [
        pa.field("run_id", pa.string(), nullable=False),
        pa.field("status", pa.string()),
        pa.field("started_at", pa.timestamp("us", tz="UTC")),
        pa.field("finished_at", pa.timestamp("us", tz="UTC")),
        pa.field("inputs", pa.list_(pa.string())),
        pa.field("read", pa.int64()),
        pa.field("extracted", pa.int64()),
        pa.field("rejected", pa.int64()),
        pa.field("duplicate", pa.int64()),
        pa.field("new", pa.int64()),
        pa.field("changed", pa.int64()),
        pa.field("revised", pa.int64()),
        pa.field("unchanged", pa.int64()),
        pa.field("withdrawn", pa.int64()),
        pa.field("versions", pa.string()),
        pa.field("code_version", pa.string()),
    ]
)


def _arrow_type(name: str, hint: Any) -> pa.DataType:
    """The column type of a field's Python type."""
    if name in _DATES:
        return pa.date32()
    if name in _LINKS:
        return pa.string()
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = {argument for argument in arguments if argument is not types.NoneType}
        return _arrow_type(name, inner)
    if origin is typing.Literal:
        return _arrow_type(name, type(arguments[0]))
    if origin is tuple:
        return pa.list_(_arrow_type(name, arguments[0]))
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return pa.struct([pa.field(f.name, _arrow_type(f.name, hints[f.name])) for f in fields(hint)])
    return _PLAIN[hint]()


_PLAIN: dict[Any, Callable[[], pa.DataType]] = {
    str: pa.string,
    int: pa.int32,
    bool: pa.bool_,
    Decimal: lambda: DECIMAL,
    date: pa.date32,
}


def shape(type_: pa.Schema | pa.DataType) -> object:
    """Names and types, in structs and lists too, without the names that libraries give to a list's values."""
    if isinstance(type_, pa.Schema) or pa.types.is_struct(type_):
        return [(field.name, shape(field.type)) for field in type_]
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return [shape(type_.value_type)]
    return "string" if pa.types.is_large_string(type_) or pa.types.is_string_view(type_) else str(type_)


def conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows in another schema, in structs and lists too: a column that is missing is null, one too many is dropped."""
    columns = []
    for field in schema:
        at = rows.schema.get_field_index(field.name)
        if at < 0:
            columns.append(pa.nulls(rows.num_rows, field.type))
        else:
            columns.append(
                pa.chunked_array([_conformed(chunk, field.type) for chunk in rows.column(at).chunks], field.type)
            )
    return pa.Table.from_arrays(columns, schema=schema)


def _conformed(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    if array.type == wanted:
        return array
    if pa.types.is_list(wanted) and (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        values = _conformed(array.flatten(), wanted.value_type)
        lengths = pc.fill_null(pc.list_value_length(array), 0)
        offsets = np.concatenate([[0], np.cumsum(lengths.to_numpy(zero_copy_only=False))]).astype(np.int32)
        return pa.ListArray.from_arrays(
            pa.array(offsets), values, type=wanted, mask=array.is_null() if array.null_count else None
        )
    if pa.types.is_struct(wanted) and pa.types.is_struct(array.type):
        held = {array.type.field(at).name: child for at, child in enumerate(array.flatten())}
        children = [
            _conformed(held[field.name], field.type) if field.name in held else pa.nulls(len(array), field.type)
            for field in wanted
        ]
        return pa.StructArray.from_arrays(
            children, fields=list(wanted), mask=array.is_null() if array.null_count else None
        )
    return array.cast(wanted)
