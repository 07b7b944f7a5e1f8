"""An output folder in Python: its tables as DataFrames, SQL over them, saved questions, articles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.article import Article
from pipeline.asking import MAX_SECONDS, asking
from pipeline.errors import Misuse
from pipeline.frames import as_frame
from pipeline.near_names import near
from pipeline.published import PublishedTables, document_marks
from pipeline.question_values import as_stored
from pipeline.questions import question_named
from pipeline.schemas import conform
from pipeline.store import Store
from pipeline.tables import PublishedTable, published_tables, table_named


class OpenedStore:
    """The tables and articles of an output folder, read anew with each call; `pipeline.open_store` makes one."""

    def __init__(self, output: Path) -> None:
        PublishedTables.of(output)
        self.output = output

    def __repr__(self) -> str:
        tables = ", ".join(f"{found.name} {found.rows:,}" for found in PublishedTables.of(self.output).tables())
        return f"open_store({str(self.output)!r}): {tables}"

    def tables(self) -> pd.DataFrame:
        """Each table with its number of rows and what a row is."""
        found = PublishedTables.of(self.output).tables()
        return pd.DataFrame(
            [(each.name, each.rows, len(each.columns), each.row) for each in found],
            columns=["table", "rows", "columns", "a row is"],
        ).set_index("table")

    def columns(self, table: str) -> pd.DataFrame:
        """Each column of a table with its Vietnamese name and what it means. Raises Misuse for an unknown table."""
        from pipeline.column_labels import column_label

        return pd.DataFrame(
            [(each.name, column_label(table, each.name), each.meaning) for each in _table(table).columns],
            columns=["column", "cột", "meaning"],
        ).set_index("column")

    def table(self, name: str, *, columns: Sequence[str] | None = None, where: str | None = None) -> pd.DataFrame:
        """The rows of a table, in its order; of all columns or some, where a condition in SQL holds.

        Dates are datetime64, sums Arrow decimals, kinds and directions categories, text pandas' strings. Raises Misuse
        for a table or column that is not there, and for a condition that is none.
        """
        table = _table(name)
        known = table.schema.names
        if columns is not None and not columns:
            raise Misuse("columns: name at least one, or leave it out for all")
        for column in columns or ():
            if column not in known:
                raise Misuse(f"{name} has no column {column!r}{near(column, known)}")
        wanted = list(columns) if columns is not None else known
        with asking(self.output, max_seconds=MAX_SECONDS) as session:
            selected = ", ".join(f'"{column}"' for column in wanted)
            sql = f'SELECT {selected} FROM "{name}"'
            if where is not None:
                order = ", ".join(f'"{column}"' for column in table.order)
                sql += f" WHERE ({session.condition(where)}) ORDER BY {order}"
            rows = session.table(sql)
        return as_frame(conform(rows, pa.schema([table.schema.field(each) for each in wanted])))

    def sql(self, sql: str, **values: Any) -> pd.DataFrame:
        """The answer to a question in DuckDB's SQL, one SELECT; `values` are those of its `$name` parameters.

        Raises Misuse where the SQL is wrong or does more than read.
        """
        with asking(self.output, max_seconds=MAX_SECONDS) as session:
            return as_frame(session.table(sql, values))

    def saved(self, name: str, **values: str) -> pd.DataFrame:
        """The answer to a saved question. Raises Misuse for one that is not there, and for a wrong parameter."""
        question = question_named(name)
        read = question.values({key: str(value) for key, value in values.items()})
        with asking(self.output, max_seconds=MAX_SECONDS) as session:
            return as_frame(session.table(question.duckdb, as_stored(question, read, session.rows)))

    def article(self, doc_id: str) -> Article:
        """A document with its mentions, shown marked in a notebook; by its id, the beginning of it, or its file's name.

        Raises Misuse where there is none, or more than one.
        """
        row = Store.existing(self.output).find_document(doc_id)
        # what recurs in other documents is known since the tables were drawn
        return Article(row | (document_marks(self.output, row["doc_id"]) or {}))


def _table(name: str) -> PublishedTable:
    known = [table.name for table in published_tables()]
    if name not in known:
        raise Misuse(f"there is no table {name!r}{near(name, known)}")
    return table_named(name)
