"""A SQLite file that is replaced while it is served: each thread looks whether its connection is of the file's present
version, and opens the new one where it is not.
"""

import os
import threading
from collections.abc import Awaitable, Callable
from copy import copy
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import Database

if TYPE_CHECKING:
    from asyncio import Future

    from datasette.app import Datasette

T = TypeVar("T")
Version = tuple[int, int, int]


#: Names that are asked after and are not there are kept too; more than this begin anew.
_MOST_ANSWERS = 5_000
#: Answers of up to some hundred rows.
_MOST_REMEMBERED = 100


def _asked_once(name: str) -> Callable[..., Any]:
    """A question of Datasette's about the schema that is asked once for each version of the file."""
    asked = getattr(Database, name)

    async def answer(self: "WebDatabase", *arguments: Any) -> Any:
        found = await self._once((name, *arguments), lambda: asked(self, *arguments))
        # who asks may change its own
        return copy(found)

    return answer


class WebDatabase(Database):  # type: ignore[misc]
    """Datasette's database over a file that is only ever replaced as a whole."""

    def __init__(self, datasette: "Datasette", place: Path) -> None:
        super().__init__(datasette, path=str(place), is_mutable=False)
        self._held = threading.local()
        self._counted: tuple[Version, dict[str, int]] | None = None
        self._answers: dict[Any, tuple[Version, Any]] = {}
        self._remembered: dict[Any, tuple[Version, Future[Any]]] = {}

    def version(self) -> Version:
        """Which file is there now."""
        found = os.stat(self.path)
        return found.st_ino, found.st_mtime_ns, found.st_size

    async def execute_fn(self, fn: Callable[[Connection], T]) -> T:
        """Call a function with a connection, in a thread. All that it asks, it asks of one version of the file."""
        import asyncio

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, self._call, fn)

    async def answered_once(self, fn: Callable[[Connection], T]) -> T:
        """What a function answers, asked once for each version of the file: for a page that is the same for all."""
        answer: T = await self._once(fn, lambda: self.execute_fn(fn))
        return answer

    async def remembered(self, key: Any, ask: Callable[[], Awaitable[T]]) -> T:
        """An answer that many may ask for, of the last few that were asked for, while the file is the same."""
        import asyncio

        known = self._remembered.pop(key, None)
        if known is None or known[0] != self.version():
            # those who ask meanwhile wait for this one; it goes on where who asked first is gone
            known = self.version(), asyncio.ensure_future(ask())
        self._remembered[key] = known
        while len(self._remembered) > _MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        try:
            answer: T = await asyncio.shield(known[1])
        except BaseException:
            if known[1].done() and self._remembered.get(key) is known:
                del self._remembered[key]
            raise
        return answer

    async def _once(self, key: Any, ask: Callable[[], Awaitable[Any]]) -> Any:
        version = self.version()
        known = self._answers.get(key)
        if known is None or known[0] != version:
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.clear()
            known = self._answers[key] = version, await ask()
        return known[1]

    def _call(self, fn: Callable[[Connection], T]) -> T:
        version, connection = getattr(self._held, "open", (None, None))
        if connection is None or version != self.version():
            if connection is not None:
                self._all_file_connections.remove(connection)
                connection.close()
            # looked at before it is opened: at worst a new file is opened twice
            version = self.version()
            connection = self.connect()
            self.ds._prepare_connection(connection, self.name)
            self._held.open = version, connection
        return fn(connection)

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """As Datasette's. Twice for each page it asks how a table's name is spelled: that is asked once a file."""
        if options or not isinstance(params, tuple) or "from sqlite_master" not in sql:
            return await super().execute(sql, params, **options)
        asked = super().execute
        return await self._once(("execute", sql, *params), lambda: asked(sql, params))

    # what Datasette asks of the schema for each page of a table, some twenty times
    table_exists = _asked_once("table_exists")
    table_names = _asked_once("table_names")
    view_names = _asked_once("view_names")
    table_columns = _asked_once("table_columns")
    table_column_details = _asked_once("table_column_details")
    primary_keys = _asked_once("primary_keys")
    fts_table = _asked_once("fts_table")
    label_column_for_table = _asked_once("label_column_for_table")
    foreign_keys_for_table = _asked_once("foreign_keys_for_table")
    get_all_foreign_keys = _asked_once("get_all_foreign_keys")
    hidden_table_names = _asked_once("hidden_table_names")
    get_table_definition = _asked_once("get_table_definition")
    get_view_definition = _asked_once("get_view_definition")
    attached_databases = _asked_once("attached_databases")

    async def table_counts(self, limit: int = 10) -> dict[str, int]:
        """How many rows each table has: counted when the file was built."""
        version = self.version()
        if self._counted is None or self._counted[0] != version:
            rows = await self.execute_fn(lambda c: c.execute("SELECT name, rows FROM table_rows").fetchall())
            counts = dict(rows)
            # what the file says of itself, a few rows each; the tables of an index are not counted
            for name in sorted({*await self.table_names()} - {*await self.hidden_table_names()} - counts.keys()):
                [(counts[name],)] = await self.execute_fn(_all_of(name))
            self._counted = version, dict.fromkeys(await self.table_names(), 0) | counts
        return self._counted[1]

    @property
    def cached_table_counts(self) -> dict[str, int] | None:
        """The counts, where they are known for the present file."""
        return self._counted[1] if self._counted is not None and self._counted[0] == self.version() else None

    @property
    def size(self) -> int:
        """Bytes of the present file."""
        return self.version()[2]

    @property
    def hash(self) -> None:
        """None: a file that may be replaced has no hash to be known by."""
        return


def _all_of(name: str) -> Callable[[Connection], list[tuple[int]]]:
    return lambda connection: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()
