"""What DuckDB says of wrong SQL, in one line: what is wrong, where, and what was perhaps meant."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from pipeline.errors import Misuse, TrichlucError
from pipeline.near_names import near
from pipeline.published import TableFound

if TYPE_CHECKING:
    import duckdb

_LONGEST = 300
_NO_COLUMN = re.compile('does not have a column named "([^"]*)"')


def told(error: "duckdb.Error", sql: str, tables: Sequence[TableFound]) -> TrichlucError:
    """The error for a user: Misuse where the SQL is wrong, TrichlucError where it asks for more than there is."""
    import duckdb

    kind, _, rest = str(error).partition(": ")
    try:
        found = orjson.loads(rest)
    except orjson.JSONDecodeError:
        found = {"exception_message": rest or kind}
    message = " ".join(str(found.get("exception_message", kind)).split("\n")[0].split())
    if isinstance(error, duckdb.OutOfMemoryException):
        return TrichlucError(f"SQL: it needs more memory than there is for it; ask for less ({message[:_LONGEST]})")
    if isinstance(error, duckdb.PermissionException):
        message = "files, networks and extensions cannot be reached from here, only the published tables"
    where = _place(sql, found.get("position"))
    return Misuse(f"SQL{where}: {message[:_LONGEST].rstrip('!.')}{_meant(found, tables)}")


def _place(sql: str, position: str | None) -> str:
    """` line 2, column 5`, counted in characters from 1; `position` is in bytes."""
    if position is None or not position.isdecimal():
        return ""
    before = sql.encode()[: int(position)].decode(errors="ignore")
    return f" line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def _meant(found: dict[str, str], tables: Sequence[TableFound]) -> str:
    """The names that are near the one that is not there."""
    name = found.get("name", "")
    if found.get("type") == "Table":
        return near(name, [table.name for table in tables])
    if found.get("error_subtype") == "COLUMN_NOT_FOUND":
        candidates = [each for each in found.get("candidates", "").split(",") if each]
        return near(name.rsplit(".", 1)[-1], candidates) if candidates else ""
    missing = _NO_COLUMN.search(found.get("exception_message", ""))
    if missing is not None:
        return near(missing[1], {column for table in tables for column in table.columns})
    candidates = [each for each in found.get("candidates", "").split(",") if each]
    return f"; did you mean {', '.join(candidates[:3])}?" if candidates and len(candidates) <= 5 else ""
