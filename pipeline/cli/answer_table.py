"""An answer as a table that fits the terminal, or, where the columns are too many for it, as a list of its rows."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.asking import AnswerColumn
from pipeline.plain_values import plain_value

if TYPE_CHECKING:
    from rich.console import Console

#: What a null looks like: nothing else does, as text is never dim.
NULL = "NULL"
#: A column is never made narrower than this, unless its values are.
_LEAST = 8
#: What a terminal would obey, and what turns the order of letters around.
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
#: How much of a value is looked at: no terminal is wider.
_LONGEST = 2_000


def print_answer(console: "Console", columns: Sequence[AnswerColumn], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows; what does not fit is cut, with `…` where it was."""
    shown = [[_shown(value) for value in row] for row in rows]
    widths = _fitted(console.width, _widths(columns, shown))
    if widths is None:
        _print_list(console, columns, shown)
    else:
        _print_table(console, columns, shown, widths)


def _shown(value: Any) -> str | None:
    """A value on one line, without characters that a terminal obeys; None for null."""
    if value is None:
        return None
    text = str(plain_value(value))[:_LONGEST].replace("\r\n", "\n")
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\n", "↵").replace("\t", " "))


def _widths(columns: Sequence[AnswerColumn], rows: Sequence[Sequence[str | None]]) -> list[int]:
    """How wide each column is uncut, in cells of the terminal."""
    from rich.cells import cell_len

    return [
        max([cell_len(column.name), *(cell_len(NULL if row[at] is None else row[at] or "") for row in rows)])
        for at, column in enumerate(columns)
    ]


def _fitted(width: int, wanted: Sequence[int]) -> list[int] | None:
    """The widths with the widest cut to what the terminal has; None where even that is too wide."""
    room = width - 3 * len(wanted) - 1
    if sum(min(each, _LEAST) for each in wanted) > room:
        return None
    low, high = 0, max(wanted, default=0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(min(each, middle) for each in wanted) <= room else (low, middle - 1)
    return [min(each, low) for each in wanted]


def _print_table(
    console: "Console",
    columns: Sequence[AnswerColumn],
    rows: Sequence[Sequence[str | None]],
    widths: Sequence[int],
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=True)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            Text(_shown(column.name) or ""),
            justify="right" if column.is_number else "left",
            width=width,
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in rows:
        table.add_row(*(Text(NULL, style="dim") if value is None else Text(value) for value in row))
    console.print(table)


def _print_list(console: "Console", columns: Sequence[AnswerColumn], rows: Sequence[Sequence[str | None]]) -> None:
    """Each row as a list of its columns, a line each."""
    from rich.cells import cell_len
    from rich.text import Text

    names = [_shown(column.name) or "" for column in columns]
    widest = min(max(map(cell_len, names), default=0), console.width // 2)
    for number, row in enumerate(rows, 1):
        console.print(Text(f"── row {number} ".ljust(min(console.width, 40), "─"), style="dim"))
        for name, value in zip(names, row, strict=True):
            line = Text(name.ljust(widest) + "  ", style="bold")
            line.append(Text(NULL, style="not bold dim") if value is None else Text(value, style="not bold"))
            line.truncate(console.width, overflow="ellipsis")
            console.print(line, no_wrap=True, overflow="ellipsis")
