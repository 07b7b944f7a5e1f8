"""From pages and Word documents with tables of figures to the sums of their cells."""

import io
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from pipeline.documents import SourceDocument
from pipeline.rows import document_row
from tests.pipeline.readers import making
from tests.pipeline.readers.making import html, read, written
from tests.pipeline.readers.test_word_files import typed
from tests.pipeline.sites.reading import fixtures


def sums_of_cells(path: Path) -> list[tuple[str, Decimal]]:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    row = document_row(document)
    starts = [found["start"] for found in row["amounts"]]
    assert starts == sorted(starts)
    cells = [found for found in row["amounts"] if found["rule"] == "table_cell"]
    assert all(row["text"][found["start"] : found["end"]] == found["text"] for found in cells)
    assert all(found["sentence_start"] <= found["start"] < found["sentence_end"] for found in cells)
    assert {found["currency"] for found in cells} <= {"VND"}
    return [(found["text"], found["value"]) for found in cells]


def million(*surfaces: str) -> list[tuple[str, Decimal]]:
    return [(surface, Decimal(surface.replace(".", "").replace(",", ".")) * 10**6) for surface in surfaces]


def test_the_table_of_a_page(tmp_path: Path) -> None:
    (page,) = (fixture for fixture in fixtures() if fixture.name == "congthuong-2025")
    assert sums_of_cells(written(tmp_path, "a.html", page.raw)) == million(
        "12.450", "11.980", "9.300", "9.512", "4.150", "25.900", "21.492"
    )


TABLE = [
    ["TT", "Địa phương", "Năm 2023", "Số cơ sở", "Tỷ lệ (%)", "Ghi chú"],
    ["A", "B", "1", "2", "3", "4"],
    ["1", "Bắc Ninh", "1.250,5", "12", "96,2", ""],
    ["2", "Thái Nguyên", "980,2*", "7", "102,3", "vốn 2 tỷ đồng"],
    ["3", "Cao Bằng", "(15)", "-", "-", ""],
    ["4", "Lạng Sơn", "–", "1", "", "5"],
]
SUMS = [
    ("1.250,5", Decimal("1250.5") * 10**6),
    ("980,2", Decimal("980.2") * 10**6),
    ("(15)", Decimal(-15) * 10**6),
]


@pytest.mark.parametrize("line", ["Đơn vị tính: triệu đồng", "(ĐVT: Triệu đồng)", "Bảng 1. Vốn. Đơn vị: tr.đ"])
def test_the_table_of_a_word_document(tmp_path: Path, line: str) -> None:
    document = docx.Document()
    document.add_paragraph("Kết quả khuyến công của các tỉnh.")
    document.add_paragraph(line)
    document.add_paragraph(" ")
    made = document.add_table(len(TABLE), len(TABLE[0]))
    for row, cells in enumerate(TABLE):
        for column, cell in enumerate(cells):
            made.cell(row, column).text = cell
    document.add_paragraph("Nguồn: Cục Công Thương địa phương. Năm 2024 là 15.")
    made = document.add_table(2, 2)
    for at, cell in enumerate(["Tỉnh", "Vốn", "Huế", "7"]):
        made.cell(at // 2, at % 2).text = cell
    held = io.BytesIO()
    document.save(held)
    assert sums_of_cells(written(tmp_path, "a.docx", held.getvalue())) == SUMS


def test_a_document_without_tables_has_none(tmp_path: Path) -> None:
    lines = ["Đơn vị tính: triệu đồng", "Vốn | 1.250,5", "Theo báo cáo, tổng vốn của ba tỉnh là 15 triệu đồng năm nay."]
    assert sums_of_cells(written(tmp_path, "a.html", html(lines))) == []


def test_the_table_of_a_document_in_a_font_of_before_unicode(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ["Kết quả khuyến công của các tỉnh trong cả nước năm 2012.", "Đơn vị tính: triệu đồng"]:
        document.add_paragraph(typed(line, "tcvn3"))
    made = document.add_table(len(TABLE), len(TABLE[0]))
    for row, cells in enumerate(TABLE):
        for column, cell in enumerate(cells):
            made.cell(row, column).text = typed(cell, "tcvn3")
    held = io.BytesIO()
    document.save(held)
    path = written(tmp_path, "a.docx", held.getvalue())
    assert sums_of_cells(path) == SUMS


def test_the_table_of_an_rtf_file(tmp_path: Path) -> None:
    raw = making.rtf_file(["Đơn vị tính: triệu đồng", "Nguồn: các sở."], TABLE)
    assert sums_of_cells(written(tmp_path, "a.rtf", raw.replace(b"\\pard", rb"\pard Bi\line u 1.\par\pard", 1))) == SUMS
