"""The workbook as another program reads it: types, limits that are told of, and text that stays text."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape

from pipeline.table_exports.book import Book
from pipeline.table_exports.exporting import TableForm, export
from pipeline.tables import published_tables
from tests.pipeline.ingesting import rows
from tests.pipeline.table_exports.hostile import TITLES

_CREATED = datetime(2026, 11, 30, 9, 15, tzinfo=UTC)


def _written(columns: list[str], lines: list[list[Any]], **limits: int) -> tuple[Any, list[str]]:
    """A workbook with one table, as openpyxl reads it, and its notes."""
    opened = io.BytesIO()
    book = Book(opened, _CREATED, **limits)
    book.sheet("t", columns, lines)
    book.close([("a", "b"), *(("note", note) for note in book.notes)])
    for name in zipfile.ZipFile(opened).namelist():
        etree.fromstring(zipfile.ZipFile(opened).read(name))
    return openpyxl.load_workbook(opened), book.notes


@pytest.mark.parametrize(
    ("value", "read", "type_", "format_"),
    [
        (None, None, "n", "General"),
        (True, True, "b", "General"),
        (7, 7, "n", "0"),
        (2012, 2012, "n", "0"),
        (Decimal("62584000000.000000"), 62584000000, "n", "#,##0"),
        (Decimal("27.970000"), 27.97, "n", "#,##0.0#####"),
        (Decimal("999999999999999"), 999999999999999, "n", "#,##0"),
        (Decimal("9999999999999999.000000"), "9999999999999999", "s", "General"),
        (Decimal("123456789012345.67"), "123456789012345.67", "s", "General"),
        (12345678901234567, "12345678901234567", "s", "General"),
        (float("nan"), "nan", "s", "General"),
        (date(2012, 5, 21), datetime(2012, 5, 21), "d", "yyyy-mm-dd"),
        (date(1945, 9, 2), datetime(1945, 9, 2), "d", "yyyy-mm-dd"),
        (date(1887, 10, 17), "1887-10-17", "s", "General"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5), "d", "yyyy-mm-dd hh:mm:ss"),
        (["Hà Nội", "Huế"], '["Hà Nội","Huế"]', "s", "General"),
        ([{"start": 1, "rule": None}], '[{"start":1,"rule":null}]', "s", "General"),
        ([Decimal("1.50")], "[1.5]", "s", "General"),
        ("", None, "n", "General"),
    ],
)
def test_cells_have_types(value: Any, read: Any, type_: str, format_: str) -> None:
    book, notes = _written(["x"], [[value]])
    cell = book["t"]["A2"]
    if value == "":
        assert cell.value in (None, "")
        return
    assert (cell.value, cell.data_type, cell.number_format) == (read, type_, format_)
    noted = type_ == "s" and not isinstance(value, list | float)
    assert bool(notes) == noted
    assert (cell.comment is not None) == noted


@pytest.mark.parametrize("title", TITLES)
def test_text_stays_text(title: str) -> None:
    book, notes = _written(["x"], [[title]])
    cell = book["t"]["A2"]
    # a reader of XML takes a bare carriage return for a line feed; we escape it, as Excel does
    assert unescape(cell.value) == title if "_x" in cell.value else cell.value == title
    assert cell.data_type in ("s", "inlineStr")
    assert not notes


@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_reads_back(text: str) -> None:
    book, _ = _written(["x"], [[text]])
    found = book["t"]["A2"].value or ""
    assert unescape(found).replace("\r\n", "\n") == text.replace("\r\n", "\n") or "_x" in text


def test_a_text_that_is_too_long_is_cut_and_told_of() -> None:
    book, notes = _written(["x", "y"], [["ă" * 100, "𝐍" * 60], ["ă" * 99, "𝐍" * 49]], text=99)
    sheet = book["t"]
    assert re.fullmatch(r"ă+ … \[cắt / cut: 100\]", sheet["A2"].value)
    assert len(sheet["A2"].value.encode("utf-16-le")) // 2 == 99
    assert re.fullmatch(r"𝐍+ … \[cắt / cut: 60\]", sheet["B2"].value)
    assert len(sheet["B2"].value.encode("utf-16-le")) // 2 <= 99
    assert (sheet["A3"].value, sheet["B3"].value) == ("ă" * 99, "𝐍" * 49)
    assert "cut" in sheet["A2"].comment.text
    assert len(notes) == 2
    assert "t.x: 1 text of more than 99 characters" in notes[0]
    assert notes[0] in [row[1].value for row in book["README"].iter_rows()]


def test_what_is_too_long_for_excel_itself_is_cut() -> None:
    book, notes = _written(["x"], [["a" * 32_767], ["a" * 32_768]])
    assert book["t"]["A2"].value == "a" * 32_767
    assert len(book["t"]["A3"].value) == 32_767
    assert len(notes) == 1


def test_rows_that_a_sheet_does_not_hold_go_on_in_the_next() -> None:
    book, notes = _written(["x"], [[number] for number in range(25)], rows=11)
    assert book.sheetnames == ["README", "t", "t (2)", "t (3)"]
    read = [row[0].value for name in book.sheetnames[1:] for row in list(book[name].iter_rows())[1:]]
    assert read == list(range(25))
    assert all(book[name]["A1"].value == "x" for name in book.sheetnames[1:])
    assert "the rows go on in 3 sheets" in notes[-1]


def test_comments_are_bounded_and_the_count_is_told() -> None:
    book, notes = _written(["x"], [[Decimal(10**20) + number + 1] for number in range(300)])
    assert sum(row[0].comment is not None for row in book["t"].iter_rows()) == 100
    assert "t.x: 300 numbers of more than 15 digits" in notes[0]


def test_the_workbook_of_the_tables(hostile: Path, tmp_path: Path) -> None:
    done = export(hostile, TableForm.XLSX, place=tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(done.place)
    tables = published_tables()
    assert book.sheetnames == ["README", "dictionary", *(table.name for table in tables)]
    for table in tables:
        sheet, expected = book[table.name], rows(hostile, table.name)
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert sheet.max_row - 1 == len(expected) or not expected
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    amounts = book["amounts"]
    (at,) = (cell.column for cell in amounts[1] if cell.value == "value")
    values = [row[at - 1].value for row in amounts.iter_rows(min_row=2)]
    assert values == [row["value"] for row in rows(hostile, "amounts")]
    assert all(width.width and width.width <= 62 for width in amounts.column_dimensions.values())
    words = {tuple(cell.value for cell in row[:4]) for row in book["dictionary"].iter_rows()}
    assert ("amounts", "value", "decimal(38, 6)", "Giá trị") in words
    finished = rows(hostile, "runs")[0]["finished_at"]
    assert book.properties.created == finished.replace(microsecond=0, tzinfo=None)
