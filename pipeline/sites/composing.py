"""From the parts of a page to one text with its segments: what `documents.text` holds, and what each stretch is."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sites.article import Segment, SegmentKind
from pipeline.sites.flow import Caption, Credit, Grid, Paragraph, Part
from pipeline.sites.tables import PlacedCell, place_cells, unit_of_line

#: What stands between parts, lines of a part, rows of a table, and cells of a row.
PART_BREAK, LINE_BREAK, CELL_BREAK = "\n\n", "\n", " | "


@dataclass(frozen=True, slots=True)
class Composed:
    """A text, its segments, and the span of its body."""

    text: str
    segments: tuple[Segment, ...]
    body_start: int
    body_end: int


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self.length = 0

    def add(self, text: str) -> tuple[int, int]:
        self.pieces.append(text)
        start, self.length = self.length, self.length + len(text)
        return start, self.length

    def part(self, kind: SegmentKind, text: str) -> None:
        if self.length:
            self.add(PART_BREAK)
        start, end = self.add(text)
        self.segments.append(Segment(kind=kind, start=start, end=end))

    def table(self, number: int, rows: list[list[PlacedCell | None]]) -> None:
        if self.length:
            self.add(PART_BREAK)
        for line, row in enumerate(rows):
            if line:
                self.add(LINE_BREAK)
            for place, cell in enumerate(row):
                if place:
                    self.add(CELL_BREAK)
                if cell is None or not cell.text:
                    continue
                start, end = self.add(cell.text)
                self.segments.append(
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


def compose(title: str, sapo: str | None, parts: Sequence[Part], credit_lines: int) -> Composed:
    """Write title, sapo, body, credits (the last `credit_lines` paragraphs) and captions one after the other."""
    writer = _Writer()
    if title:
        writer.part("title", title)
    if sapo:
        writer.part("sapo", sapo)
    flowing = [part for part in parts if isinstance(part, Paragraph | Grid)]
    body, credits = flowing[: len(flowing) - credit_lines], flowing[len(flowing) - credit_lines :]
    body_start = writer.length + (len(PART_BREAK) if writer.length and body else 0)
    tables = 0
    above: str | None = None
    for part in body:
        if isinstance(part, Grid):
            writer.table(tables, place_cells(part.rows, above))
            tables += 1
            above = None
        elif isinstance(part, Paragraph):
            writer.part("body", part.text)
            above = unit_of_line(part.text.rsplit(LINE_BREAK, 1)[-1])
    body_end = writer.length
    for line in (*credits, *(part for part in parts if isinstance(part, Credit))):
        if isinstance(line, Paragraph | Credit):
            writer.part("credit", line.text)
    for caption in parts:
        if isinstance(caption, Caption):
            writer.part("caption", caption.text)
    return Composed("".join(writer.pieces), tuple(writer.segments), body_start, body_end)
