"""What an export takes from the tables: which of them, which rows, and of which run they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pyarrow as pa

from pipeline.asking import Asking
from pipeline.errors import Misuse, TrichlucError
from pipeline.near_names import near
from pipeline.schemas import conform
from pipeline.tables import PublishedTable, published_tables, table_named

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The run that the tables are of, and what they held."""

    run_id: str
    ended_at: datetime
    code_version: str
    versions: dict[str, str]
    documents: int


@dataclass(frozen=True, slots=True)
class Part:
    """A table of an export and how many of its rows."""

    table: PublishedTable
    rows: int
    of_rows: int
    query: str


class Selection:
    """The parts of an export."""

    def __init__(
        self,
        session: Asking,
        tables: Sequence[str] = (),
        where: str | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Choose tables (none: all) and rows. Raises Misuse where there is no such table or the condition is wrong."""
        known = [table.name for table in published_tables()]
        for name in tables:
            if name not in known:
                raise Misuse(f"--table {name}: there is no such table{near(name, known)}")
        self.session = session
        self.where = None if where is None else session.condition(where)
        self.origin = origin_of(session)
        self.parts = tuple(self._part(table_named(name)) for name in known if not tables or name in tables)
        self._progress = progress
        self._done = 0

    def _part(self, table: PublishedTable) -> Part:
        query = f"SELECT * FROM {table.name}"
        of_rows = rows = next(found.rows for found in self.session.tables if found.name == table.name)
        if self.where is not None:
            query += f" WHERE ({self.where})"
            try:
                ((rows,),) = self.session.ask(f"SELECT count(*) FROM ({query})").rows
            except Misuse as error:
                # the place is one in our SQL, not in what was given
                reason = str(error).split(": ", 1)[-1]
                raise Misuse(f"--where: {table.name}: {reason}; --table chooses the tables that it is for") from None
            order = ", ".join(f'"{name}"' for name in table.order)
            query += f" ORDER BY {order}"
        return Part(table, rows, of_rows, query)

    def batches(self, part: Part) -> Iterator[pa.Table]:
        """The rows of a part, in the table's order and types, some at a time."""
        for batch in self.session.batches(part.query):
            yield conform(pa.Table.from_batches([batch]), part.table.schema)
            self._done += batch.num_rows
            self._progress(self._done, sum(part.rows for part in self.parts))

    def rows(self, part: Part) -> Iterator[tuple[Any, ...]]:
        """The rows of a part as Python's values."""
        for batch in self.batches(part):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def origin_of(session: Asking) -> Origin:
    """The last run that ended, and how many documents the tables hold. Raises TrichlucError where none has."""
    found = list(
        session.ask(
            "SELECT run_id, coalesce(finished_at, started_at), code_version, versions FROM runs"
            " WHERE status = 'finished' ORDER BY started_at DESC, run_id DESC LIMIT 1"
        ).rows
    )
    if not found:
        raise TrichlucError("no run has finished: there is nothing to cite; `trichluc run` finishes one")
    run_id, ended_at, code_version, versions = found[0]
    ((documents,),) = session.ask("SELECT count(*) FROM documents").rows
    return Origin(
        run_id=run_id,
        ended_at=ended_at.astimezone(VIETNAM),
        code_version=code_version,
        versions=dict(orjson.loads(versions)),
        documents=documents,
    )
