"""Tables as one Excel workbook: what it is, a data dictionary, and a sheet a table."""

from pathlib import Path

from pipeline.table_exports.book import Book
from pipeline.table_exports.selection import Selection
from pipeline.table_exports.telling import DICTIONARY, Told, dictionary, facts


def write_workbook(selection: Selection, told: Told, place: Path) -> list[str]:
    """Write the workbook; give what in it is not as it is in the tables."""
    with open(place, "wb") as opened:
        book = Book(opened, selection.origin.ended_at)
        book.sheet("dictionary", DICTIONARY, dictionary(selection.parts))
        for part in selection.parts:
            book.sheet(part.table.name, part.table.schema.names, selection.rows(part))
        book.close(facts(told.noted(book.notes)))
    return book.notes
