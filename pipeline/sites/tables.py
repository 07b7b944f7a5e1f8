"""Tables of figures: where each cell stands, what stands above it, and what its bare number counts.

A Vietnamese table gives its unit once: over the table (`Đơn vị tính: triệu đồng`), in a column's head (`Kinh phí (triệu
đồng)`), or in a column of its own (`ĐVT`). A number in a cell means nothing without it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.sites.flow import MAX_COLSPAN, MAX_ROWSPAN, Cell

_UNIT_LABEL = r"(?:đơn vị tính|đơn vị|đvt|đv)"
#: A line that is only the unit, or ends with it: `(ĐVT: triệu đồng)`, `Bảng 2. Kinh phí. Đơn vị tính: triệu đồng`.
_UNIT_LINE = re.compile(rf"(?:^|[\s(]){_UNIT_LABEL}\s*:\s*([^()\n]{{1,60}}?)\s*\)?\s*\.?$", re.IGNORECASE)
_UNIT_COLUMN = re.compile(rf"{_UNIT_LABEL}", re.IGNORECASE)
_SCALE = r"(?:1[.,]?000|nghìn|ngàn|vạn|triệu|tr\.?|tỷ|tỉ|trăm)"
_MONEY = (
    r"(?:đồng|đ|₫|vnd|vnđ|usd|\$|eur|euro|€|(?:đô la|đô-la|đôla)(?: mỹ)?|nhân dân tệ|ndt|cny|yên(?: nhật)?|jpy|won|"
    r"bảng(?: anh)?|gbp)"
)
_MEASURE = r"(?:%|điểm %|điểm phần trăm|tấn|kg|tạ|lít|m2|m²|m3|m³|ha|km|kwh|mwh|mw|kw|teu)"
_COUNTED = (
    r"(?:lần|người|lao động|hộ|lượt|dự án|đề án|cơ sở|doanh nghiệp|sản phẩm|bộ|cái|chiếc|con|cây|bao|thùng|container|"
    r"ngày|tháng|năm|quý)"
)
_PER = r"(?:\s*/\s*[\w² ³]+)?"
_UNIT = rf"(?:{_SCALE}\s*)*(?:{_MONEY}|{_MEASURE}|{_COUNTED}|{_SCALE}){_PER}"
_HEADER_UNIT = re.compile(rf"(?:\(\s*(?:{_UNIT_LABEL}\s*:\s*)?({_UNIT})\s*\)|[,:]\s*({_UNIT}))\s*$", re.IGNORECASE)
#: A head that is nothing but a unit; `Năm` or `Dự án` alone is the column's name.
_BARE_UNIT = re.compile(rf"(?:{_SCALE}\s*)*(?:{_MONEY}|{_MEASURE}){_PER}", re.IGNORECASE)
#: Heads of columns whose numbers are no sums, whatever the unit over the table.
_NO_UNIT = re.compile(
    r"(?:số\s*)?(?:stt|tt|thứ tự)|năm|ngày|tháng|quý|kỳ|mã\b.*|số lượng.*|lượng|số (?!tiền|vốn|thu|chi|nợ|kinh phí).*|"
    r"(?:tỷ|tỉ) (?:lệ|trọng).*|tốc độ.*|so (?:với|sánh).*|tăng.*|giảm.*|ghi chú|.*%.*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[;,]|\bvà\b")
_NUMBER = re.compile(r"[(]?\s*[-+–−]?\s*\d[\d.,\u00a0 ]*(?:\s*[-–]\s*\d[\d.,]*)?\s*[)]?\s*(?:\*{0,3}|\(\*{1,3}\))")
_YEAR = re.compile(r"(?:năm\s*)?(?:19|20)\d\d", re.IGNORECASE)
#: What stands in the row that counts the columns: `A | B | 1 | (2) | 3=2/1`.
_COLUMN_COUNT = re.compile(r"[(\[]?(?:[A-EĐ]|\d{1,2})[)\]]?(?:\s*=[\s\d()\[\]+*/:x×%–-]*)?")
_FIRST_NUMBER = re.compile(r"\d+")
_MAX_NUMBER, _MAX_LINE = 60, 300
#: No table has more rows of heads.
_MAX_HEADS = 8
#: No table of the press is wider; further cells take one column each, whatever they claim.
_MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its place; `header` and `unit` as in `Segment`."""

    text: str
    row: int
    column: int
    header: str | None
    unit: str | None


def unit_of_line(line: str) -> str | None:
    """The unit that a line over a table gives, as written; None where it gives none."""
    if ":" not in line or len(line) > _MAX_LINE:
        return None
    match = _UNIT_LINE.search(unicodedata.normalize("NFC", line))
    return match[1].strip() if match is not None else None


def place_cells(rows: Sequence[Sequence[Cell]], unit_above: str | None) -> list[list[PlacedCell | None]]:
    """Lay cells out in columns; None stands where a cell from above or the left reaches over.

    `unit_above` is the unit of the line before the table; a row that is only such a line replaces it.
    """
    grid = _spread(rows)
    heads = _head_rows(grid)
    naming: list[Sequence[tuple[Cell, bool]]] = []
    for number, row in enumerate(grid[: heads + 1]):
        filled = _filled(row)
        if number < heads and len(filled) > 1 and not _counts_columns(filled):
            naming.append(row)
        if len(filled) == 1 and (unit := unit_of_line(filled[0])) is not None:
            unit_above = unit
    width = max((len(row) for row in grid), default=0)
    stacks = [_heads(naming, column) for column in range(width)]
    headers = [" ".join(stack) or None for stack in stacks]
    # the first column names the rows: the unit over the table is not of its years and numbers
    units = [_column_unit(stack, unit_above if column else None) for column, stack in enumerate(stacks)]
    unit_column = next((c for c, head in enumerate(headers) if head and _UNIT_COLUMN.fullmatch(_plain(head))), None)
    placed: list[list[PlacedCell | None]] = []
    for number, row in enumerate(grid):
        line: list[PlacedCell | None] = []
        row_unit = row[unit_column][0].text if unit_column is not None and unit_column < len(row) else None
        for column, (cell, first) in enumerate(row):
            if not first:
                line.append(None)
                continue
            unit = None
            if number >= heads and _is_number(cell.text):
                unit = units[column]
                if row_unit and unit_column is not None and column > unit_column and not _no_unit(headers[column]):
                    unit = row_unit
            line.append(PlacedCell(cell.text, number, column, headers[column] if number >= heads else None, unit))
        placed.append(line)
    return placed


def _spread(rows: Sequence[Sequence[Cell]]) -> list[list[tuple[Cell, bool]]]:
    """Repeat each cell over the columns and rows that it takes; the flag is true where it begins."""
    reaching: dict[int, tuple[Cell, int]] = {}
    grid: list[list[tuple[Cell, bool]]] = []
    for row in rows:
        line: list[tuple[Cell, bool]] = []
        waiting = iter(row)
        cell = next(waiting, None)
        furthest = max(reaching, default=-1)
        while cell is not None or len(line) <= furthest:
            column = len(line)
            if column in reaching:
                above, left = reaching[column]
                line.append((above, False))
                if left > 1:
                    reaching[column] = above, left - 1
                else:
                    del reaching[column]
            elif cell is not None:
                for offset in range(min(cell.colspan, MAX_COLSPAN) if column < _MAX_COLUMNS else 1):
                    line.append((cell, offset == 0))
                    if cell.rowspan > 1:
                        reaching[column + offset] = cell, min(cell.rowspan, MAX_ROWSPAN) - 1
                cell = next(waiting, None)
            else:
                line.append((Cell(""), False))
        grid.append(line)
    return grid


def _head_rows(grid: Sequence[Sequence[tuple[Cell, bool]]]) -> int:
    """How many rows at the top are heads: the first, and those after it until a row holds a number.

    A head of years (`2022 | 2023`) is a head all the same, so the first row with several cells always is one; so are
    a further row of nothing but years, and the row that counts the columns (`A | B | 1 | 2`).
    """
    first_of_several: int | None = None
    for number, row in enumerate(grid):
        filled = _filled(row)
        if first_of_several is None:
            if len(filled) > 1:
                first_of_several = number
        elif number - first_of_several > _MAX_HEADS:
            return first_of_several + 1
        elif any(map(_is_number, filled)) and not _names_columns(filled):
            return number
    return min(1, len(grid))


def _filled(row: Sequence[tuple[Cell, bool]]) -> list[str]:
    return [cell.text for cell, first in row if first and cell.text]


def _names_columns(filled: Sequence[str]) -> bool:
    """Whether the cells of a row are all years, or count the columns one by one."""
    if len(filled) < 2:
        return False
    if all(_YEAR.fullmatch(_plain(text)) for text in filled):
        return True
    return _counts_columns(filled)


def _counts_columns(filled: Sequence[str]) -> bool:
    if not all(_COLUMN_COUNT.fullmatch(text) for text in filled):
        return False
    counts = [int(found[0]) for text in filled if (found := _FIRST_NUMBER.search(text)) is not None]
    return len(counts) > 1 and counts[0] <= 2 and all(b == a + 1 for a, b in pairwise(counts))


def _heads(rows: Sequence[Sequence[tuple[Cell, bool]]], column: int) -> list[str]:
    """What stands above a column in the rows that are its heads, from the top down."""
    words: list[str] = []
    for row in rows:
        text = row[column][0].text if column < len(row) else ""
        if text and len(text) <= _MAX_LINE and text not in words:
            words.append(text)
    return words


def _column_unit(heads: Sequence[str], unit_above: str | None) -> str | None:
    """The unit of a column: of the lowest head that says something of it, else the one over the table."""
    for head in map(_plain, reversed(heads)):
        if (match := _HEADER_UNIT.search(head)) is not None:
            return (match[1] or match[2]).strip()
        if _BARE_UNIT.fullmatch(head) is not None:
            return head
        if unit_above is not None and (named := next(_named_units(unit_above, head), None)) is not None:
            return named
        if _NO_UNIT.fullmatch(head) is not None:
            return "%" if "%" in head else None
    return None if unit_above is not None and _SEVERAL.search(unit_above) is not None else unit_above


def _named_units(unit_above: str, header: str) -> Iterator[str]:
    """`Lượng: tấn; Trị giá: nghìn USD`: the unit of the column whose head begins with the name."""
    if _SEVERAL.search(unit_above) is None:
        return
    for part in re.split(r"[;,]", unit_above):
        name, colon, unit = part.partition(":")
        if colon and header.casefold().startswith(name.strip().casefold()):
            yield unit.strip()


def _is_number(text: str) -> bool:
    return len(text) <= _MAX_NUMBER and _NUMBER.fullmatch(text) is not None


def _no_unit(header: str | None) -> bool:
    return header is not None and _NO_UNIT.fullmatch(_plain(header)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
