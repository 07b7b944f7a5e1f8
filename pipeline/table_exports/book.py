"""An Excel workbook: typed cells, and every place where Excel holds less than the tables do is told of.

Excel keeps 15 digits of a number, 32,767 UTF-16 units of a text, 1,048,576 rows of a sheet, and no time zones and no
dates before March 1900. Numbers and dates beyond that are written as text, texts are cut with a mark, rows go on in
another sheet; each such cell has a note (the first hundred of a sheet), each such column is named on the first sheet.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.plain_values import is_number, plain_number, plain_value
from pipeline.plurals import counted
from pipeline.table_exports.places import WORKBOOK_MARK

ROWS = 1_048_576
TEXT = 32_767
_DIGITS = 15
_FIRST_DATE = date(1900, 3, 1)
_WIDEST, _NARROWEST = 60, 8
_NOTES = 100
_EXACT = Context(prec=100)
#: So many rows decide the widths of the columns.
_LOOKED_AT = 500


class Book:
    """A workbook that is being written; `notes` says what is not as it is in the tables."""

    def __init__(self, opened: BinaryIO, created: datetime, *, rows: int = ROWS, text: int = TEXT) -> None:
        """Write to a file; `rows` and `text` are what a sheet and a cell hold."""
        self.notes: list[str] = []
        self._limits = rows, text
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(opened, options)
        # the time is that of the run: the same tables give the same bytes
        made_at = created.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"author": "trichluc", "comments": WORKBOOK_MARK, "created": made_at})
        made = self._book.add_format
        self._heading = made({"bold": True, "bottom": 1})
        self._formats: dict[str, Format] = {
            "whole": made({"num_format": "0"}),
            "grouped": made({"num_format": "#,##0"}),
            "fraction": made({"num_format": "#,##0.0#####"}),
            "date": made({"num_format": "yyyy-mm-dd"}),
            "time": made({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "wrapped": made({"text_wrap": True, "valign": "top"}),
        }
        # the first sheet a reader sees is filled last, when all there is to say is known
        self._first = self._book.add_worksheet("README")

    def sheet(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows under a frozen heading with filters; what one sheet does not hold goes on in `NAME (2)`."""
        most, _ = self._limits
        number, at, sheet = 0, most, None
        widths = [len(column) for column in columns]
        for row in rows:
            if at >= most:
                if sheet is not None:
                    self._end(sheet, at, widths)
                number, at = number + 1, 1
                sheet = _Sheet(self, name if number == 1 else f"{name} ({number})", columns)
                sheet.begin(self._heading)
            assert sheet is not None
            for place, value in enumerate(row):
                width = sheet.write(at, place, value)
                if number == 1 and at <= _LOOKED_AT:
                    widths[place] = max(widths[place], width)
            at += 1
        if sheet is None:
            number, at = 1, 1
            sheet = _Sheet(self, name, columns)
            sheet.begin(self._heading)
        self._end(sheet, at, widths)
        if number > 1:
            self.notes.append(f"{name}: Excel holds {most:,} rows a sheet; the rows go on in {number} sheets")

    def _end(self, sheet: "_Sheet", rows: int, widths: Sequence[int]) -> None:
        sheet.end(rows, [min(max(width + 2, _NARROWEST), _WIDEST) for width in widths])
        self.notes += sheet.notes()

    def close(self, facts: Sequence[tuple[str, str]]) -> None:
        """Fill the first sheet and end the file."""
        self._first.set_column(0, 0, 32)
        self._first.set_column(1, 1, 100)
        for at, (name, value) in enumerate(facts):
            self._first.write_string(at, 0, name, self._heading)
            self._first.write_string(at, 1, value[: self._limits[1]], self._formats["wrapped"])
        self._book.close()

    def added(self, name: str) -> Worksheet:
        """A new sheet of the workbook."""
        return self._book.add_worksheet(name)

    def format(self, name: str) -> Format:
        """A format by our name for it."""
        return self._formats[name]

    @property
    def text_limit(self) -> int:
        """How many UTF-16 units a cell holds."""
        return self._limits[1]


class _Sheet:
    """One sheet that is being written."""

    def __init__(self, book: Book, name: str, columns: Sequence[str]) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._sheet = book.added(name)
        self._odd: dict[tuple[str, str], int] = {}
        self._noted = 0

    def begin(self, heading: Format) -> None:
        """Write the heading."""
        for at, column in enumerate(self._columns):
            self._sheet.write_string(0, at, column[: self._book.text_limit], heading)
        self._sheet.freeze_panes(1, 0)

    def end(self, rows: int, widths: Sequence[int]) -> None:
        """Set what depends on the number of rows and the widths of their values."""
        if self._columns:
            self._sheet.autofilter(0, 0, max(rows - 1, 1), len(self._columns) - 1)
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)

    def notes(self) -> list[str]:
        """What is not as it is in the table, a line a column and reason."""
        notes = []
        for (column, reason), count in self._odd.items():
            noun, rest = reason.split(" ", 1)
            notes.append(f"{self._name}.{column}: {counted(count, noun)} {rest}")
        return notes

    def write(self, row: int, at: int, value: Any) -> int:
        """Write a cell; give the width of what is seen of it."""
        sheet, formats = self._sheet, self._book.format
        match value:
            case None:
                return 0
            case bool():
                sheet.write_boolean(row, at, value)
                return 5
            case datetime() if value.date() >= _FIRST_DATE:
                sheet.write_datetime(row, at, value.replace(tzinfo=None), formats("time"))
                return 19
            case date() if not isinstance(value, datetime) and value >= _FIRST_DATE:
                sheet.write_datetime(row, at, datetime.combine(value, time()), formats("date"))
                return 10
            case date():
                return self._as_text(row, at, value.isoformat(), "date before March 1900, as text")
            case int() | float() | Decimal() if is_number(value):
                return self._number(row, at, value)
            case _:
                return self._text(row, at, str(plain_value(value)))

    def _number(self, row: int, at: int, value: int | float | Decimal) -> int:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not isinstance(value, float) and len(exact.normalize(_EXACT).as_tuple().digits) > _DIGITS:
            return self._as_text(row, at, plain_number(exact), "number of more than 15 digits, as text")
        name = "grouped" if exact == exact.to_integral_value() else "fraction"
        if isinstance(value, int):
            name = "whole"
        self._sheet.write_number(row, at, value, self._book.format(name))
        return len(f"{exact:,f}")

    def _as_text(self, row: int, at: int, text: str, reason: str) -> int:
        self._sheet.write_string(row, at, text)
        self._note(row, at, reason)
        return len(text)

    def _text(self, row: int, at: int, text: str) -> int:
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if units > self._book.text_limit:
            mark = f" … [cắt / cut: {len(text):,}]"
            room = 2 * (self._book.text_limit - len(mark))
            text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark
            self._note(row, at, f"text of more than {self._book.text_limit:,} characters, cut")
        if text.startswith("<r>") and text.endswith("</r>"):
            # xlsxwriter would take it for its own markup
            self._sheet.write_rich_string(row, at, text[:1], self._book.format("whole"), text[1:])
        else:
            self._sheet.write_string(row, at, text)
        return max(map(len, text[:1000].splitlines()), default=0)

    def _note(self, row: int, at: int, reason: str) -> None:
        key = (self._columns[at], reason)
        self._odd[key] = self._odd.get(key, 0) + 1
        if self._noted < _NOTES:
            self._noted += 1
            self._sheet.write_comment(row, at, f"Trích Lục: {reason}", {"author": "trichluc"})
