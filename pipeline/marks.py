"""What a document is marked with when all of the store is known: which of its paragraphs recur in others, and whose
copy it is.

It depends on the documents that the store holds and on nothing else, so it is found anew when the
tables are drawn.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.boilerplate.recurring import example_lines, find_recurring
from pipeline.copies.in_store import find_stored_copies
from pipeline.places import Place
from pipeline.queries import parquet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Raised when the same documents are marked differently, so that the tables are drawn again.
VERSION = "1"
_COPY = ("duplicate_of", "duplicate_kind", "containment")


class Marks:
    """The marks of a store's documents, in tables of a database."""

    def __init__(self, files: Sequence[Place], aside: Path, connection: "DuckDBPyConnection") -> None:
        self._connection = connection
        stored = parquet(files)
        find_recurring(stored, aside, connection)
        marked = (
            "(SELECT stored.* REPLACE (coalesce(stretches.boilerplate, stored.boilerplate) AS boilerplate)"
            f" FROM {stored} AS stored LEFT JOIN stretches USING (doc_id))"
        )
        find_stored_copies(marked, aside, connection, example_lines(stored, connection))

    def on(self, rows: pa.Table) -> pa.Table:
        """Rows of the store, sorted by `doc_id`, with their marks as columns beside their own."""
        if not rows.num_rows:
            return rows
        ids = rows.column("doc_id")
        stretches = self._between("stretches", ids)
        place = rows.schema.get_field_index("boilerplate")
        more = stretches.column("boilerplate").cast(rows.schema.field(place).type)
        more = more.take(pc.index_in(ids, stretches.column("doc_id")))
        rows = rows.set_column(place, "boilerplate", pc.coalesce(more, rows.column(place)))
        copies = self._between("copies", ids)
        at = pc.index_in(ids, copies.column("doc_id"))
        for name in _COPY:
            rows = rows.append_column(name, copies.column(name).take(at))
        return rows.append_column("is_duplicate", at.is_valid())

    def _between(self, table: str, ids: pa.ChunkedArray) -> pa.Table:
        """The marks of documents from the first of these ids to the last."""
        return self._connection.sql(
            f"SELECT * FROM {table} WHERE doc_id BETWEEN ? AND ?", params=[ids[0].as_py(), ids[-1].as_py()]
        ).to_arrow_table()
