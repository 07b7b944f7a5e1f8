"""An answer as a file of its own: CSV or JSON, a row at a time, so that its length does not matter."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from pipeline.plain_values import json_of, write_csv_rows


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], opened: BinaryIO, *, for_excel: bool) -> None:
    """CSV in UTF-8 with a row of names; `for_excel` puts a byte order mark first, without which Excel guesses."""
    text = io.TextIOWrapper(opened, "utf-8-sig" if for_excel else "utf-8", newline="", write_through=True)
    write_csv_rows(text, names, rows)
    text.detach()


def write_json(names: Sequence[str], rows: Iterable[Sequence[Any]], opened: BinaryIO) -> None:
    """A JSON array with an object a row, a row a line. Decimals are numbers, in full."""
    opened.write(b"[")
    between = b"\n"
    for row in rows:
        opened.write(between + json_of(dict(zip(names, row, strict=True))))
        between = b",\n"
    opened.write(b"\n]\n")
