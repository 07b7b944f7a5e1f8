"""Sums in the cells of tables: the cell's bare number is written out with its unit, and read as running text is.

The cells of a column are written in one way, so their numbers tell which separator is the decimal one better than the
text around the table does; after the column the table tells, and after it the document.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractors.amounts.context import spoken_of
from extractors.cells import Cell
from extractors.folding import fold
from extractors.mentions import Amount
from extractors.numerals import Habit, habit_of, number_habit
from extractors.rates import rate_after
from extractors.text import Text

_RULE = "table_cell"
_NUMERAL = r"(?:[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
#: A number with its sign, a range, or a number in brackets, which is what accounts write for less than nothing.
_BARE = re.compile(
    rf" *(?:\+ ?)?((- ?)?({_NUMERAL})(?: ?(?:-|~) ?({_NUMERAL}))?|\( ?(?:- ?)?({_NUMERAL}) ?\))"
    r" *(?:\*{1,3}|\(\*{1,3}\))? *"
)
#: No number is written longer; a cell that is holds something else.
_MAX_CELL = 60
_THOUSANDS = re.compile(r"1((?:[.,]?000){1,4})(?![0-9.,])\s*")
_THOUSANDS_WORDS = ("nghìn", "triệu", "tỷ", "nghìn tỷ")
_SHORT_MILLION = re.compile(r"tr(?:\. ?| |(?=đ))", re.IGNORECASE)
_GLUED_SIGN = re.compile(r"(?<=nghìn|triệu)(?=đ(?!\w))|(?<=ngàn)(?=đ(?!\w))|(?<=tỷ|tỉ)(?=đ(?!\w))", re.IGNORECASE)
_ONLY_SCALE = re.compile(r"(?:(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ) ?)+", re.IGNORECASE)
#: What may follow the currency and its rate in a unit: a remark in brackets, a rate that no text states. A second unit
#: (`triệu đồng, %`) may not.
_AFTER_UNIT = re.compile(r" ?(?:/[^%;,]*)?(?:\([^()]*\))?")


class _Number(NamedTuple):
    """A cell's bare number: its span in the text, and as running text would have it, without spaces in groups."""

    start: int
    end: int
    numerals: tuple[str, ...]
    written: str


def with_cells(text: Text, amounts: Sequence[Amount], read: Callable[[Text, int], Sequence[Amount]]) -> list[Amount]:
    """The sums of a text and those of its cells, in reading order.

    `read` reads the sum whose last number begins at a place of a text. A sum that the text's own words make in a cell
    stays as it is; one that joins a cell to what stands outside of it is none.
    """
    cells = sorted(text.cells, key=lambda cell: (cell.start, cell.end))
    own = [(amount, at) for at, amount in enumerate(amounts) if not _crosses(amount, cells)]
    merged: list[tuple[Amount, int | None]] = []
    done = 0
    for amount in _sums_of_cells(text, cells, read):
        while done < len(own) and own[done][0].end <= amount.start:
            merged.append(own[done])
            done += 1
        if done == len(own) or own[done][0].start >= amount.end:
            merged.append((amount, None))
    merged += own[done:]
    places = {was: at for at, (_, was) in enumerate(merged) if was is not None}
    return [
        amount if amount.equivalent_to is None else replace(amount, equivalent_to=places.get(amount.equivalent_to))
        for amount, _ in merged
    ]


def _crosses(amount: Amount, cells: Sequence[Cell]) -> bool:
    """Whether a sum stands partly in a cell and partly outside of it; `cells` are sorted."""
    after = bisect_right(cells, amount.start, key=lambda cell: cell.start)
    if after and amount.start < cells[after - 1].end:
        return amount.end > cells[after - 1].end
    return after < len(cells) and cells[after].start < amount.end


def _sums_of_cells(
    text: Text, cells: Iterable[Cell], read: Callable[[Text, int], Sequence[Amount]]
) -> Iterator[Amount]:
    """The sums that the bare numbers of sorted cells are, in reading order."""
    numbers: list[tuple[Cell, _Number]] = []
    done = 0
    for cell in cells:
        number = _number(text, cell) if cell.start >= done else None
        if number is not None:
            numbers.append((cell, number))
            done = cell.end
    habits = _habits(text, numbers)
    units: dict[tuple[str, str | None], str | None] = {}
    for cell, number in numbers:
        key = cell.unit, cell.header
        if key not in units:
            units[key] = _money_unit(*key)
        unit = units[key]
        if unit is None:
            continue
        line = Text.of(f"{number.written} {unit}", text.published_on, habit=habits[cell.table, cell.column])
        last = len(number.written)
        found = read(line, last - len(number.numerals[-1]))
        if len(found) == 1 and found[0].start == 0 and found[0].end > last and _ends(line, found[0].end):
            yield replace(
                found[0], start=number.start, end=number.end, text=text.folded[number.start : number.end], rule=_RULE
            )


def _number(text: Text, cell: Cell) -> _Number | None:
    """The bare number that a cell is; None where it is anything else (`-`, `1,2 tỷ`, `10/2024`)."""
    if cell.end - cell.start > _MAX_CELL:
        return None
    match = _BARE.fullmatch(text.folded, cell.start, cell.end)
    if match is None:
        return None
    _, minus, low, high, bracketed = match.groups()
    numerals = tuple(numeral.replace(" ", "") for numeral in (low, high, bracketed) if numeral)
    sign = "-" if minus or bracketed else ""
    return _Number(match.start(1), match.end(1), numerals, sign + "-".join(numerals))


def _habits(text: Text, numbers: Iterable[tuple[Cell, _Number]]) -> dict[tuple[int, int], Habit]:
    """For each column of each table, how numbers are written in it."""
    columns: dict[tuple[int, int], list[str]] = {}
    tables: dict[int, list[str]] = {}
    for cell, number in numbers:
        columns.setdefault((cell.table, cell.column), []).extend(number.numerals)
        tables.setdefault(cell.table, []).extend(number.numerals)
    of_tables = {table: habit_of(numerals) for table, numerals in tables.items()}
    habits: dict[tuple[int, int], Habit] = {}
    for place, numerals in columns.items():
        found = habit_of(numerals)
        if found.style is None:
            found = of_tables[place[0]]
        habits[place] = found if found.style is not None else number_habit(text)
    return habits


def _money_unit(unit: str, header: str | None) -> str | None:
    """A unit as running text writes it after a number (`1.000 đ` → `nghìn đ`); None where it plainly is no money."""
    plain = " ".join(fold(unit).text.split()).rstrip(".")
    if (thousands := _THOUSANDS.match(plain)) is not None:
        words = _THOUSANDS_WORDS[thousands[1].count("000") - 1]
        plain = f"{words} {plain[thousands.end() :]}".rstrip()
    elif (short := _SHORT_MILLION.match(plain)) is not None:
        plain = f"triệu {plain[short.end() :]}"
    plain = _GLUED_SIGN.sub(" ", plain)
    if not plain or not (plain[0].isalpha() or plain[0] in "$€£¥₫"):
        return None
    if _ONLY_SCALE.fullmatch(plain) is not None:
        # `Kinh phí (triệu)` counts đồng, `Sản lượng (triệu)` does not; a bare `tỷ` counts đồng as in running text
        money = spoken_of(fold(header or "").lower.split())
        return f"{plain} đồng" if (plain.lower().endswith(("tỷ", "tỉ")) if money is None else money) else None
    return plain


def _ends(line: Text, end: int) -> bool:
    """Whether the unit of a written-out cell ends with the sum that ends at `end` and its rate."""
    rate = rate_after(line.lower, line.folded, end)
    return _AFTER_UNIT.fullmatch(line.lower, rate[1] if rate else end) is not None
