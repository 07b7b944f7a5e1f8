"""`DIR/web.sqlite`: the published tables as one SQLite file that pages and analysts query.

It is built aside and renamed, so that a server that has it open goes on with the old one until it looks again. The same
tables give the same bytes. What it was built from stands in its table `built_from`; a file that does not fit the tables
beside it is stale, and is built again.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from pipeline.errors import Misuse, TrichlucError
from pipeline.publish import MANIFEST
from pipeline.queries import connect
from pipeline.questions import QUESTIONS
from pipeline.web.asked_ahead import ask_ahead
from pipeline.web.checks import CHECKS_SUMMARY
from pipeline.web.province_summaries import PROVINCE_SUMMARIES
from pipeline.web.schema import WebTable, web_tables
from pipeline.web.summaries import summary_tables
from pipeline.web.views import make_plain_views, make_views
from pipeline.web.word_index import index_decrees, index_texts, take_over_texts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Raised when the same tables make another file.
VERSION = 4
FILE = "web.sqlite"
_ASIDE = ".web.sqlite.aside"
_WORDS = ".web.words"
_SPILL = ".web.spill"
_LOCK = ".web.lock"
_BATCH = 5_000
#: Rows that one query gives: a spreadsheet's worth.
MOST_ROWS = 10_000
_CACHE_KB = 200_000

Progress = Callable[[int], None]


def web_file(output: Path) -> Path:
    """Where an output folder's file is, or would be."""
    return output / FILE


def build(output: Path, advance: Progress = lambda steps: None) -> Path:
    """Build the file of an output folder unless the one there fits its tables, and give its place.

    Waits for another process that builds it. `advance` is told of each of the `steps()` that is done. Raises Misuse
    where nothing was published, TrichlucError where a table is damaged or the disk is full.
    """
    from duckdb import Error as DuckError

    _source(output)
    with _alone(output):
        wanted = _source(output)
        if _built_from(web_file(output)) == wanted:
            return web_file(output)
        try:
            if not _renew_runs(output, wanted):
                _build(output, wanted, advance)
        except (OSError, sqlite3.Error, DuckError) as error:
            raise TrichlucError(
                f"{web_file(output)}: cannot be built ({error}); what was there is kept. Free the disk or draw the"
                " tables again with `trichluc run`, and start again"
            ) from error
        finally:
            for name in (_ASIDE, _WORDS):
                (output / name).unlink(missing_ok=True)
            shutil.rmtree(output / _SPILL, ignore_errors=True)
    return web_file(output)


def steps() -> int:
    """How many steps building the file takes: a table or an index each."""
    return len(_all_tables()) + 1


def renew(output: Path) -> None:
    """Build the file again where there is one: what a run does when its tables are published."""
    if web_file(output).exists():
        build(output)


def is_stale(output: Path) -> bool:
    """Whether the file is missing or was built from other tables. Raises Misuse where nothing was published."""
    return _built_from(web_file(output)) != _source(output)


def _built_from(place: Path) -> dict[str, str] | None:
    if not place.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{_quoted_path(place)}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT name, value FROM built_from ORDER BY name").fetchall())
    except sqlite3.Error:
        return None


def _source(output: Path) -> dict[str, str]:
    """What the file is to be built from: the tables' manifest, the run that drew it last, and our own version."""
    tables = output / "tables"
    try:
        manifest = orjson.loads((tables / MANIFEST).read_bytes())
        runs = (tables / "runs.parquet").read_bytes()
    except (FileNotFoundError, NotADirectoryError, orjson.JSONDecodeError):
        raise Misuse(
            f"{output}: no tables; give a folder that `trichluc run PATH... --output DIR` has filled"
        ) from None
    drawn = {name: value for name, value in manifest.items() if name not in ("csv", "rows")}
    shape = [table.create() + table.select() for table in _all_tables()]
    shape += [question.sqlite for question in QUESTIONS]
    return {
        "runs": blake2b(runs, digest_size=8).hexdigest(),
        "tables": orjson.dumps(drawn, option=orjson.OPT_SORT_KEYS).decode(),
        "version": f"{VERSION}-{blake2b(orjson.dumps(shape), digest_size=8).hexdigest()}",
    }


def _build(output: Path, source: dict[str, str], advance: Progress) -> None:
    """Write the whole file aside, and rename it."""
    aside = output / _ASIDE
    aside.unlink(missing_ok=True)
    words = output / _WORDS
    words.unlink(missing_ok=True)
    with (
        connect(output / _SPILL) as drawn,
        closing(sqlite3.connect(aside, isolation_level=None)) as file,
        ThreadPoolExecutor(1) as beside,
    ):
        # nothing reads the file before it is whole, and a broken one is thrown away
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}", "page_size = 8192"):
            file.execute(f"PRAGMA {setting}")
        make_views(output / "tables", drawn)
        indexed = beside.submit(index_texts, drawn.cursor(), words)
        file.execute("BEGIN")
        rows = {}
        for table in _all_tables():
            rows[table.name] = _fill(table, drawn, file)
            advance(1)
        index_decrees(file)
        file.execute("CREATE TABLE table_rows (name TEXT PRIMARY KEY, rows INTEGER)")
        file.executemany("INSERT INTO table_rows VALUES (?, ?)", rows.items())
        file.execute("CREATE TABLE built_from (name TEXT PRIMARY KEY, value TEXT)")
        file.executemany("INSERT INTO built_from VALUES (?, ?)", source.items())
        file.execute("ANALYZE")
        file.execute("COMMIT")
        ask_ahead(file, MOST_ROWS)
        indexed.result()
        take_over_texts(file, words)
        advance(1)
    _publish(aside, web_file(output))


def _fill(table: WebTable, drawn: "DuckDBPyConnection", file: sqlite3.Connection) -> int:
    """Make a table with its rows and indexes, and give the number of its rows."""
    file.execute(table.create())
    rows = drawn.execute(table.select())
    insert, count = table.insert(), 0
    while batch := rows.fetchmany(_BATCH):
        file.executemany(insert, batch)
        count += len(batch)
    for statement in table.create_indexes():
        file.execute(statement)
    return count


def _renew_runs(output: Path, source: dict[str, str]) -> bool:
    """Where nothing but the table of runs is new, which each run changes: write that one into a copy of the file."""
    place, aside = web_file(output), output / _ASIDE
    before = _built_from(place)
    if before is None or any(before.get(name) != value for name, value in source.items() if name != "runs"):
        return False
    table = next(table for table in web_tables() if table.name == "runs")
    shutil.copyfile(place, aside)
    with connect() as drawn, closing(sqlite3.connect(aside, isolation_level=None)) as file:
        make_plain_views(output / "tables", drawn)
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("BEGIN")
        file.execute("DROP TABLE runs")
        count = _fill(table, drawn, file)
        file.execute("UPDATE table_rows SET rows = ? WHERE name = 'runs'", (count,))
        file.execute("UPDATE built_from SET value = ? WHERE name = 'runs'", (source["runs"],))
        file.execute("COMMIT")
    _publish(aside, place)
    return True


def _publish(aside: Path, place: Path) -> None:
    """Give a file that is whole, on the disk too, its name."""
    with open(aside, "rb") as opened:
        os.fsync(opened.fileno())
    os.replace(aside, place)


def _all_tables() -> list[WebTable]:
    return [*web_tables(), *summary_tables(), *(summary.table() for summary in (*PROVINCE_SUMMARIES, CHECKS_SUMMARY))]


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Wait until no other process builds the file; the kernel lets go of the lock when its holder ends."""
    try:
        with open(output / _LOCK, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        raise Misuse(f"{output}: cannot be written to ({error.strerror}); give a folder of your own") from None


def _quoted_path(place: Path) -> str:
    """A path in a SQLite URI."""
    return quote(str(place.absolute()))
