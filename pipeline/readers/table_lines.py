"""Tables of text documents: written one line a row, and found again in the text, its cells with their heads and units.

Conversion from a font of before Unicode keeps lines and what parts the cells, not offsets; and heads and units can only
be read after it. So cells are told from the text as it is in the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.sites.article import Segment
from pipeline.sites.flow import Cell
from pipeline.sites.tables import place_cells, unit_of_line

#: Between the cells of a row, as in pages.
CELL_JOIN = " | "


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that stands in a text from a line (from 0) on."""

    line: int
    rows: Sequence[Sequence[Cell]]

    def lines(self) -> list[str]:
        """The table as lines, one a row."""
        return [CELL_JOIN.join(cell.text for cell in row) for row in self.rows]


def cell_segments(text: str, tables: Sequence[WrittenTable]) -> tuple[Segment, ...]:
    """The cells of a text's tables that hold something, in order; of a table whose cells cannot be told apart, none."""
    if not tables:
        return ()
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found: list[Segment] = []
    for number, table in enumerate(tables):
        rows = _rewritten(lines, table)
        if rows is None:
            continue
        above = next((line.strip() for line in reversed(lines[: table.line]) if line.strip()), "")
        for at, row in enumerate(place_cells(rows, unit_of_line(above)), start=table.line):
            end = starts[min(at, len(lines))] - len(CELL_JOIN)
            for cell in row:
                if cell is None:
                    continue
                start = end + len(CELL_JOIN)
                end = start + len(cell.text)
                if cell.text:
                    found.append(
                        Segment(
                            kind="table",
                            start=start,
                            end=end,
                            table=number,
                            row=cell.row,
                            column=cell.column,
                            header=cell.header,
                            unit=cell.unit,
                        )
                    )
    return tuple(found)


def _rewritten(lines: Sequence[str], table: WrittenTable) -> list[list[Cell]] | None:
    """The table's cells as they are in the text; None where conversion took away what parts them."""
    rows: list[list[Cell]] = []
    for at, row in enumerate(table.rows, start=table.line):
        # the empty lines at a text's end are not in it
        line = lines[at] if at < len(lines) else ""
        texts = [cell.text for cell in row]
        if line != CELL_JOIN.join(texts):
            texts = line.split(CELL_JOIN)
            if len(texts) != len(row):
                return None
        rows.append([replace(cell, text=text) for cell, text in zip(row, texts, strict=True)])
    return rows
