"""Values of tables as plain text, as CSV cells and as JSON: exact, and the same everywhere they are written."""

import csv
import math
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

import orjson


def plain_value(value: Any) -> Any:
    """A value as it stands in a CSV file: nothing for null, lists as JSON, numbers without needless zeros."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain_number(value)
        case list() | dict() | tuple():
            return json_of(value).decode()
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case timedelta() | UUID():
            return str(value)
        case _:
            return value


def plain_number(value: Decimal) -> str:
    """A decimal in full, without needless zeros: `27.97`, `62584000000`."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def json_of(value: Any, option: int = 0) -> bytes:
    """A value as JSON: decimals are numbers in full, dates and times ISO text; what no number is (NaN) is null."""
    return orjson.dumps(
        value, default=_json_default, option=option | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
    )


_LONGEST = 1 << 63


def _json_default(value: Any) -> Any:
    match value:
        case Decimal():
            return orjson.Fragment(plain_number(value)) if value.is_finite() else None
        case int():
            return orjson.Fragment(str(value))
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case timedelta():
            return str(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no value of a table")


def as_json(value: Any, *, indented: bool = True) -> str:
    """Values of rows as JSON: decimals as in CSV, but as text, bytes in hexadecimal."""
    options = orjson.OPT_UTC_Z | (orjson.OPT_INDENT_2 if indented else 0)
    return orjson.dumps(value, default=plain_value, option=options).decode()


def write_csv_rows(opened: IO[str], heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    r"""Write rows as CSV: lines end in `\n`, and whatever a reader could take for an end of a line is in quotes."""
    sheet = csv.writer(_Lines(opened), lineterminator="\r\n")
    sheet.writerow(heading)
    for row in rows:
        sheet.writerow([plain_value(value) for value in row])


class _Lines:
    r"""Takes lines that end in `\r\n`, for which `csv` quotes a bare `\r` too, and writes them with `\n`."""

    def __init__(self, opened: IO[str]) -> None:
        self._opened = opened

    def write(self, line: str) -> int:
        return self._opened.write(line[:-2] + "\n")


def is_number(value: Any) -> bool:
    """Whether a value is a number that a spreadsheet or a chart can count with."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | Decimal) or (isinstance(value, float) and math.isfinite(value))
