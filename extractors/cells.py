"""Cells of tables: where one ends in a text, and what the reader of a page or file knows of it.

In a text, a line with ` | ` is a row of a table. No mention runs over the border of a cell.
"""

from dataclasses import dataclass

#: What parts the cells of a row.
CELL_BREAK = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A stretch of a text, in code points, half-open, that is one cell of a table with a unit.

    `unit` is what the cell's bare number counts, as the table says it (`triệu đồng`, `1.000 USD`, `%`). `header` is
    what stands above the cell. `table` and `column` are the same for cells of one table and one column: their numbers
    are written in one way.
    """

    start: int
    end: int
    unit: str
    header: str | None = None
    table: int = 0
    column: int = 0


def parts_rows(text: str, at: int) -> bool:
    """Whether the line end at `at` ends a row of a table or stands before one."""
    after = text.find("\n", at + 1)
    return (
        text.rfind(CELL_BREAK, text.rfind("\n", 0, at) + 1, at) >= 0
        or text.find(CELL_BREAK, at + 1, after if after >= 0 else len(text)) >= 0
    )


def cell_start(text: str, at: int, floor: int) -> int:
    """Where the cell that holds `at` begins, or `floor` where that is nearer."""
    border = text.rfind(CELL_BREAK, floor, at)
    start = floor if border < 0 else border + len(CELL_BREAK)
    line_end = text.rfind("\n", start, at)
    return line_end + 1 if line_end >= 0 and parts_rows(text, line_end) else start
