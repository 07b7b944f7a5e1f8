"""SQL over the published tables: it reads them, and nothing else on this machine or beyond.

The tables are open files that DuckDB sees as views; before the first question it is told to open nothing itself, to
load nothing, and to let no setting be changed. Memory is bounded, what does not fit spills to a folder that goes with
the session, and a question that takes too long, or is given up with Ctrl-C, is stopped.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import Misuse, TrichlucError
from pipeline.published import PublishedTables, TableFound
from pipeline.queries import connect
from pipeline.sql_errors import told

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds
    from duckdb import DuckDBPyConnection

T = TypeVar("T")
#: How long a question may take where nothing else is said, in seconds.
MAX_SECONDS = 300.0
#: Seconds that the thread which hears Ctrl-C waits at most for another.
_PATIENCE = 0.05
_BATCH = 1_000
_TIME_ZONE = "Asia/Ho_Chi_Minh"
_NUMBERS = re.compile(r"(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT[A-Z]*|FLOAT|DOUBLE|DECIMAL\b.*)$")
#: Tries to open the tables while a run is replacing them.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of an answer: its name and DuckDB's type."""

    name: str
    type: str

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return _NUMBERS.match(self.type) is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with: columns, and rows that are read as they are asked for."""

    columns: tuple[AnswerColumn, ...]
    rows: Iterator[tuple[Any, ...]]


class Asking:
    """A session of questions; see `asking`."""

    def __init__(
        self, connection: "DuckDBPyConnection", tables: Sequence[TableFound], worker: ThreadPoolExecutor, limit: float
    ) -> None:
        self.tables = tables
        self._connection = connection
        self._worker = worker
        self._limit = limit

    def ask(self, sql: str, values: Mapping[str, Any] | None = None) -> Answer:
        """Ask in SQL, one SELECT, with the values of its `$name` parameters.

        Raises Misuse where the SQL is wrong or does more than read, TrichlucError where it takes too long or too much
        memory. The answer ends with the session, and with the next question.
        """
        self._check(sql)
        until = time.monotonic() + self._limit
        cursor = self._run(lambda: self._connection.execute(sql, dict(values or {})), until, sql)
        columns = tuple(AnswerColumn(column[0], str(column[1])) for column in cursor.description)
        return Answer(_told_apart(columns), self._rows(cursor, until, sql))

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The whole answer's rows. Raises as `ask` does."""
        return list(self.ask(sql, values).rows)

    def table(self, sql: str, values: Mapping[str, Any] | None = None) -> "pa.Table":
        """The whole answer as an Arrow table, with the types of the published tables. Raises as `ask` does."""
        self._check(sql)
        until = time.monotonic() + self._limit
        return self._run(lambda: self._connection.sql(sql, params=dict(values or {})).to_arrow_table(), until, sql)

    def batches(self, sql: str) -> Iterator["pa.RecordBatch"]:
        """The answer as Arrow batches, read as they are asked for. Raises as `ask` does."""
        self._check(sql)
        until = time.monotonic() + self._limit
        reader = self._run(lambda: self._connection.sql(sql).to_arrow_reader(_BATCH), until, sql)
        while (batch := self._run(lambda: next(reader, None), until, sql)) is not None:
            yield batch

    def condition(self, where: str) -> str:
        """A condition as SQL that can stand in parentheses. Raises Misuse where it is not exactly one expression."""
        import duckdb

        _check_text(where, "--where")
        try:
            return str(duckdb.SQLExpression(where))
        except duckdb.Error as error:
            reason = str(error).split("Error: ", 1)[-1].split("\n")[0]
            if "orig_message" in reason or "single expression" in reason:
                reason = "it is more than one expression"
            raise Misuse(f"--where: not one condition ({reason}); such is: year = 2012 AND NOT is_duplicate") from None

    def _check(self, sql: str) -> None:
        """Raise Misuse for what is not one statement that only reads."""
        import duckdb

        _check_text(sql, "SQL")
        try:
            statements = self._connection.extract_statements(sql)
        except duckdb.Error as error:
            raise told(error, sql, self.tables) from None
        if not statements:
            raise Misuse("SQL: there is no statement; write one SELECT")
        if len(statements) > 1:
            raise Misuse(f"SQL: {len(statements)} statements; write one SELECT")
        kind = statements[0].type
        # a PIVOT counts as more than one statement
        if kind not in (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI):
            raise Misuse(f"SQL: {kind.name} is not allowed; the tables are read only: write one SELECT")

    def _rows(self, cursor: "DuckDBPyConnection", until: float, sql: str) -> Iterator[tuple[Any, ...]]:
        while rows := self._run(lambda: cursor.fetchmany(_BATCH), until, sql):
            yield from rows

    def _run(self, step: Callable[[], T], until: float, sql: str) -> T:
        """Do a step in the session's thread, so that this one hears Ctrl-C, until a time at most."""
        import duckdb

        future: Future[T] = self._worker.submit(step)
        # a Ctrl-C that comes as this thread begins to wait is heard when it waits no more: so it never waits for long
        while not wait([future], min(_PATIENCE, max(0.0, until - time.monotonic()))).done:
            if time.monotonic() >= until:
                self.stop()
                raise TrichlucError(
                    f"SQL: stopped after {self._limit:g} s; ask for less, or for longer with --max-seconds"
                )
        try:
            return future.result()
        except duckdb.Error as error:
            raise told(error, sql, self.tables) from None

    def stop(self) -> None:
        """Interrupt what runs, again until it has ended: an interrupt between two steps is lost."""
        idle = self._worker.submit(lambda: None)
        while not wait([idle], _PATIENCE).done:
            self._connection.interrupt()


@contextmanager
def asking(output: Path, *, max_seconds: float = MAX_SECONDS, memory: str = "600MB") -> Iterator[Asking]:
    """A session over the published tables of an output folder, as they are when it begins.

    Raises Misuse where there is no store or nothing was published yet, TrichlucError where a table is damaged.
    """
    tables, views = _open_all(PublishedTables.of(output))
    with (
        tempfile.TemporaryDirectory(prefix="trichluc-") as spill,
        connect(Path(spill)) as connection,
        ThreadPoolExecutor(1, "trichluc-sql") as worker,
    ):
        connection.execute(f"SET TimeZone = '{_TIME_ZONE}'")
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET errors_as_json = true")
        for name, view in views.items():
            connection.register(name, view)
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        # now, not with the first question: a Ctrl-C while the thread starts would leave it running by itself
        worker.submit(lambda: None).result()
        session = Asking(connection, tables, worker, max_seconds)
        try:
            yield session
        finally:
            session.stop()


def _open_all(published: PublishedTables) -> "tuple[Sequence[TableFound], dict[str, ds.Dataset]]":
    """The tables and their rows, all drawn by one run: open files stay as they are when a run puts new ones there."""
    for _ in range(_TRIES):
        before = published.manifest()
        tables = published.tables()
        views = {table.name: _opened(table.file) for table in tables}
        if published.manifest() == before:
            return tables, views
    raise TrichlucError(f"{published.folder}: a run is replacing the tables; ask again when it has ended")


def _opened(file: Path) -> "ds.Dataset":
    import pyarrow as pa
    import pyarrow.dataset as ds

    form = ds.ParquetFileFormat()
    try:
        fragment = form.make_fragment(pa.memory_map(str(file)))
        return ds.FileSystemDataset([fragment], fragment.physical_schema, form)
    except (OSError, pa.ArrowException):
        raise TrichlucError(f"{file}: missing or damaged; `trichluc run` draws the tables again") from None


def _check_text(sql: str, what: str) -> None:
    """Raise Misuse for text that no SQL can hold."""
    try:
        sql.encode()
    except UnicodeEncodeError:
        raise Misuse(f"{what}: not UTF-8") from None
    at = sql.find("\0")
    if at >= 0:
        raise Misuse(f"{what}: a NUL character at character {at + 1}; take it out")


def _told_apart(columns: Sequence[AnswerColumn]) -> tuple[AnswerColumn, ...]:
    """The columns with different names: a name that stands there again is numbered."""
    taken = {column.name for column in columns}
    seen: set[str] = set()
    named = []
    for column in columns:
        name, number = column.name, 2
        while name in seen or (name != column.name and name in taken):
            name, number = f"{column.name}_{number}", number + 1
        seen.add(name)
        named.append(AnswerColumn(name, column.type))
    return tuple(named)
