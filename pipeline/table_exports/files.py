"""Tables as files of rows, a file a table: CSV, JSON lines, Parquet."""

from pathlib import Path

from pipeline.plain_values import json_of, write_csv_rows
from pipeline.table_exports.selection import Part, Selection
from pipeline.table_files import TableFile

#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

CSV_FORM = (
    "CSV, UTF-8 có dấu BOM để Excel đọc đúng; ô trống là null; danh sách là JSON; số dùng dấu chấm thập"
    " phân. CSV in UTF-8 with a byte order mark, so that Excel reads it right; an empty cell is null; lists are JSON.",
    "Văn bản giữ nguyên từng ký tự, kể cả khi bắt đầu bằng `=`, `+`, `-`, `@`: bảng tính có thể hiểu đó là công thức."
    " Hãy nhập cột dưới dạng văn bản, hoặc xuất `xlsx`, hoặc dùng `--guard-formulas`. Texts are exact to the character,"
    " also those that begin with `=`, `+`, `-`, `@`, which a spreadsheet may take for a formula: import the columns as"
    " text, export `xlsx`, or use `--guard-formulas`.",
)
GUARDED_FORM = (
    CSV_FORM[0],
    "Văn bản bắt đầu bằng `=`, `+`, `-`, `@`, tab hoặc CR có thêm dấu `'` ở đầu (`--guard-formulas`). Texts that begin"
    " with `=`, `+`, `-`, `@`, a tab or a carriage return have a `'` put before them (`--guard-formulas`).",
)
JSONL_FORM = (
    "Mỗi dòng một đối tượng JSON; số thập phân ghi đủ chữ số; ngày giờ theo ISO 8601. A JSON object a line; decimals"
    " are numbers in full, dates and times ISO 8601.",
)
PARQUET_FORM = (
    "Kiểu cột và ý nghĩa nằm trong lược đồ của từng tệp. The schema of each file holds types and meanings.",
)


def write_csv(selection: Selection, part: Part, folder: Path, *, guarded: bool) -> None:
    """One table as CSV; `guarded` puts an apostrophe before text that a spreadsheet would take for a formula."""
    rows = selection.rows(part)
    if guarded:
        rows = (tuple(_guarded(value) for value in row) for row in rows)
    with open(folder / f"{part.table.name}.csv", "w", encoding="utf-8-sig", newline="") as opened:
        write_csv_rows(opened, part.table.schema.names, rows)


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_jsonl(selection: Selection, part: Part, folder: Path) -> None:
    """One table as JSON lines."""
    names = part.table.schema.names
    with open(folder / f"{part.table.name}.jsonl", "wb") as opened:
        for row in selection.rows(part):
            opened.write(json_of(dict(zip(names, row, strict=True))) + b"\n")


def write_parquet(selection: Selection, part: Part, folder: Path) -> None:
    """One table as Parquet, as it is published."""
    with TableFile(folder / f"{part.table.name}.parquet", part.table.schema) as file:
        for batch in selection.batches(part):
            file.add(batch)
