"""An answer as a file of its own: CSV or JSON, a row at a time, so that its length does not matter."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.asking import Answer
from pipeline.plain_values import json_of, write_csv_rows


def write_csv(answer: Answer, opened: BinaryIO, *, for_excel: bool) -> None:
    """CSV in UTF-8 with a row of names; `for_excel` puts a byte order mark first, without which Excel guesses."""
    text = io.TextIOWrapper(opened, "utf-8-sig" if for_excel else "utf-8", newline="", write_through=True)
    write_csv_rows(text, [column.name for column in answer.columns], answer.rows)
    text.detach()


def write_json(answer: Answer, opened: BinaryIO) -> None:
    """A JSON array with an object a row, a row a line. Decimals are numbers, in full."""
    opened.write(b"[")
    between = b"\n"
    for record in records(answer):
        opened.write(between + json_of(record))
        between = b",\n"
    opened.write(b"\n]\n")


def records(answer: Answer) -> Iterator[dict[str, Any]]:
    """The rows by the names of the columns."""
    names = [column.name for column in answer.columns]
    return (dict(zip(names, row, strict=True)) for row in answer.rows)
