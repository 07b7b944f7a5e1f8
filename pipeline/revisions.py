"""Revisions at publishing: the texts of each document in the order of time, numbered from 1.

A run of versions with the same text is one revision, of the time of the first of them. Numbers are given here and not
kept: an older archive that is read later puts its texts where they belong, and in any order the same tables come out.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.places import Place
from pipeline.queries import parquet
from pipeline.schemas import PUBLISHED_TIME, REVISIONS, STORED_TIME
from pipeline.store import VERSION_TIME

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What a document has of its last version, though its row was made from another one with the same content.
_OF_THE_LAST = {
    "captured_at": STORED_TIME,
    "format": pa.string(),
    "encoding": pa.string(),
    "encoding_confidence": pa.float64(),
    "bytes_sha256": pa.string(),
    "file": pa.string(),
    "line": pa.int64(),
}
_VERSION = (
    *("doc_id", "text_hash", "content_hash", "stored_at", "modified_at", *_OF_THE_LAST),
    f"epoch_us({VERSION_TIME}) AS time",
)


class Revisions:
    """The revisions of a store's documents. What is held in memory is one row a version, without texts."""

    def __init__(self, documents: Sequence[Place], kept: Sequence[Place], connection: "DuckDBPyConnection") -> None:
        self._connection = connection
        self._kept = parquet(kept) if documents and kept else None
        if self._kept is not None:
            connection.sql(f"CREATE TEMP TABLE _versions AS {_versions(parquet(documents), self._kept)}")
            connection.sql(f"CREATE TEMP TABLE _numbered AS {_NUMBERED}")

    def numbered(self, documents: pa.Table) -> pa.Table:
        """Documents with their `revision` and `revised_at`, and with file, bytes and time of their last version."""
        revision = [1] * documents.num_rows
        revised_at: list[int | None] = [None] * documents.num_rows
        last = {row["doc_id"]: row for row in self._rows(_LAST, documents)}
        if last:
            ids = documents.column("doc_id").to_pylist()
            columns = {name: documents.column(name).to_pylist() for name in _OF_THE_LAST}
            for at, doc_id in enumerate(ids):
                if (row := last.get(doc_id)) is not None:
                    revision[at], revised_at[at] = row["revision"], row["revised_at"]
                    for name in _OF_THE_LAST:
                        columns[name][at] = row[name]
            for name, values in columns.items():
                at = documents.schema.get_field_index(name)
                documents = documents.set_column(at, documents.schema.field(at), pa.array(values, _OF_THE_LAST[name]))
        documents = documents.append_column("revision", pa.array(revision, pa.int32()))
        return documents.append_column("revised_at", pa.array(revised_at, pa.int64()).cast(PUBLISHED_TIME))

    def earlier(self, documents: pa.Table) -> pa.Table:
        """The earlier revisions of documents, as they are published; documents are a stretch of all, in order."""
        rows = self._rows(_EARLIER, documents)
        if rows:
            texts: dict[tuple[str, str], tuple[str | None, str]] = {}
            wanted = {row["doc_id"] for row in rows}
            columns = (documents.column(name).to_pylist() for name in ("doc_id", "text_hash", "title", "text"))
            for doc_id, hashed, title, text in zip(*columns, strict=True):
                if doc_id in wanted:
                    texts[doc_id, hashed] = title, text
            select = f"SELECT doc_id, text_hash, title, text FROM {self._kept} WHERE text IS NOT NULL AND {_WITHIN}"
            for doc_id, hashed, title, text in self._connection.execute(select, _bounds(documents)).fetchall():
                texts[doc_id, hashed] = title, text
            for row in rows:
                row["title"], row["text"] = texts[row["doc_id"], row.pop("text_hash")]
                row["characters"] = len(row["text"])
        return pa.Table.from_pylist(rows, schema=_PUBLISHED)

    def _rows(self, query: str, documents: pa.Table) -> list[dict[str, Any]]:
        if self._kept is None or not documents.num_rows:
            return []
        found: list[dict[str, Any]] = (
            self._connection.sql(query, params=_bounds(documents)).to_arrow_table().to_pylist()
        )
        return found


_PUBLISHED = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field("revision", pa.int32()),
        pa.field("revised_at", STORED_TIME),
        *(REVISIONS.field(name) for name in ("title", "modified_at", "captured_at")),
        pa.field("first_stored_at", STORED_TIME),
        *(REVISIONS.field(name) for name in ("file", "line", "bytes_sha256")),
        pa.field("characters", pa.int32()),
        pa.field("text", pa.string()),
    ]
)


def _bounds(documents: pa.Table) -> list[str]:
    """The first and the last id of documents that are in order."""
    return [documents.column("doc_id")[0].as_py(), documents.column("doc_id")[-1].as_py()]


def _versions(documents: str, kept: str) -> str:
    """The SQL for all versions of the documents that have more than one, up to the document's own last one.

    Left out is a version that has no text, or that is later than the document: a run that was killed kept it before it
    could store the document, and the next one that reads it does.
    """
    columns = ", ".join(_VERSION)
    return f"""
        WITH several AS (SELECT DISTINCT doc_id FROM {kept}),
        own AS (SELECT {columns}, true AS own FROM {documents} SEMI JOIN several USING (doc_id)),
        whole AS (
            SELECT doc_id, text_hash FROM {kept} WHERE text IS NOT NULL UNION SELECT doc_id, text_hash FROM own
        ),
        every AS (
            SELECT * FROM own
            UNION ALL
            SELECT {columns}, false AS own FROM {kept} SEMI JOIN whole USING (doc_id, text_hash)
        ),
        last AS (
            SELECT doc_id, own.content_hash AS last_content, own.text_hash AS last_text, max(every.time) AS last_time
            FROM own JOIN every USING (doc_id, content_hash) GROUP BY ALL
        )
        SELECT every.*, last_content, last_text FROM every JOIN last USING (doc_id) WHERE own OR time <= last_time
        QUALIFY row_number() OVER (
            PARTITION BY doc_id, time, coalesce(bytes_sha256, text_hash), bytes_sha256 IS NULL
            ORDER BY own DESC, stored_at DESC, text_hash, content_hash, file, line
        ) = 1
    """


#: Each version with the number of its revision; at one time the document's own text comes last, then what was stored
#: later.
_ORDER = "time, text_hash = last_text, stored_at, text_hash, own, file, line"
_NUMBERED = f"""
    SELECT *, CAST(sum(CAST(begins AS INTEGER)) OVER (PARTITION BY doc_id ORDER BY place) AS INTEGER) AS revision
    FROM (
        SELECT *, row_number() OVER in_time AS place,
            coalesce(lag(text_hash) OVER in_time <> text_hash, true) AS begins
        FROM _versions WINDOW in_time AS (PARTITION BY doc_id ORDER BY {_ORDER})
    )
"""
_WITHIN = "doc_id BETWEEN ? AND ?"
_REVISED_AT = "CASE WHEN revision > 1 THEN time END AS revised_at"
_LAST = f"""
    WITH within AS (SELECT * FROM _numbered WHERE {_WITHIN})
    SELECT doc_id, revision, revised_at, {", ".join(_OF_THE_LAST)} FROM (
        SELECT * FROM within WHERE content_hash = last_content
        QUALIFY row_number() OVER (PARTITION BY doc_id ORDER BY place DESC) = 1
    ) JOIN (
        SELECT doc_id, revision, {_REVISED_AT} FROM within WHERE begins
    ) USING (doc_id, revision)
"""
_EARLIER = f"""
    WITH within AS (SELECT *, max(revision) OVER (PARTITION BY doc_id) AS present FROM _numbered WHERE {_WITHIN})
    SELECT doc_id, revision, make_timestamp(CASE WHEN revision > 1 THEN time END) AS revised_at, modified_at,
        captured_at, CASE WHEN coalesce(captured_at, modified_at) IS NULL THEN stored_at END AS first_stored_at, file,
        line, bytes_sha256, text_hash
    FROM within WHERE begins AND revision < present ORDER BY doc_id, revision
"""
