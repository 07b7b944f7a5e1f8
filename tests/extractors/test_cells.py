"""Sums in cells of tables: a bare number and its unit read as running text is, and no mention over a cell's border."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors import Cell, extract
from extractors.cells import cell_start, parts_rows
from extractors.mentions import Amount


def amounts_of(text: str, *cells: Cell) -> list[Amount]:
    found = list(extract(text, cells=cells).amounts)
    assert all(text[amount.start : amount.end] == amount.text for amount in found)
    return found


def columns(*units: str, rows: list[str], header: str | None = None) -> list[Amount]:
    """The sums of a table whose columns have these units."""
    text, cells = "", []
    for row in rows:
        for column, cell in enumerate(row.split(" | ")):
            text += " | " if column else "\n" if text else ""
            if units[column]:
                end = len(text) + len(cell)
                cells.append(Cell(start=len(text), end=end, unit=units[column], header=header, column=column))
            text += cell
    return amounts_of(text, *cells)


# cell, unit, surface, currency, value, value_max, per
CELLS = [
    ("1.250,5", "triệu đồng", "1.250,5", "VND", "1250500000", None, None),
    ("1.250", "tỷ đồng", "1.250", "VND", "1250000000000", None, None),
    ("1.250", "đồng", "1.250", "VND", "1250", None, None),
    ("12.450", "Triệu đồng", "12.450", "VND", "12450000000", None, None),
    ("12 450", "triệu đồng", "12 450", "VND", "12450000000", None, None),
    ("12\u00a0450,5", "nghìn USD", "12\u00a0450,5", "USD", "12450500", None, None),
    ("5", "1.000 đồng", "5", "VND", "5000", None, None),
    ("5", "1000đ", "5", "VND", "5000", None, None),
    ("5", "1,000,000 USD", "5", "USD", "5000000", None, None),
    ("5", "tr.đ", "5", "VND", "5000000", None, None),
    ("5", "trđ/ha", "5", "VND", "5000000", None, "ha"),
    ("5", "Tr. đồng.", "5", "VND", "5000000", None, None),
    ("5", "tỷ đồng/năm", "5", "VND", "5000000000", None, "năm"),
    ("512", "USD/tấn", "512", "USD", "512", None, "tấn"),
    ("5", "triệu đồng/người/tháng", "5", "VND", "5000000", None, "người/tháng"),
    ("5", "Tỷ đồng (giá so sánh năm 2010)", "5", "VND", "5000000000", None, None),
    ("5", "nghìn tỷ đồng", "5", "VND", "5000000000000", None, None),
    ("5", "tỷ", "5", "VND", "5000000000", None, None),
    ("5", unicodedata.normalize("NFD", "triệu đồng"), "5", "VND", "5000000", None, None),
    # signs, ranges, notes
    ("-1.250", "triệu đồng", "-1.250", "VND", "-1250000000", None, None),
    ("− 3", "triệu đồng", "− 3", "VND", "-3000000", None, None),
    ("(1.250)", "triệu đồng", "(1.250)", "VND", "-1250000000", None, None),
    ("(-1.250)", "triệu đồng", "(-1.250)", "VND", "-1250000000", None, None),
    ("+50", "triệu đồng", "50", "VND", "50000000", None, None),
    ("10-15", "triệu đồng", "10-15", "VND", "10000000", "15000000", None),
    ("10,5 – 15", "triệu đồng", "10,5 – 15", "VND", "10500000", "15000000", None),
    ("1.250*", "triệu đồng", "1.250", "VND", "1250000000", None, None),
    ("1.250 (**)", "triệu đồng", "1.250", "VND", "1250000000", None, None),
    ("0", "triệu đồng", "0", "VND", "0", None, None),
]


@pytest.mark.parametrize(("cell", "unit", "surface", "currency", "value", "value_max", "per"), CELLS)
def test_a_bare_number_counts_its_unit(cell, unit, surface, currency, value, value_max, per):
    text = f"Chỉ tiêu | {cell} | ghi chú"
    (found,) = amounts_of(text, Cell(start=11, end=11 + len(cell), unit=unit))
    assert (found.text, found.currency, found.value, found.per) == (surface, currency, Decimal(value), per)
    assert found.value_max == (None if value_max is None else Decimal(value_max))
    assert (found.rule, found.modifier, found.ambiguous) == ("table_cell", None, False)


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        *[
            ("5", unit)
            for unit in ("tấn", "%", "người", "1.000 tấn", "triệu kWh", "triệu lượt", "đồng chí", "", "1.000")
        ],
        *[
            ("5", unit)
            for unit in ("triệu đồng, %", "tỷ đồng và %", "triệu đồng; tấn", "5 triệu đồng", "triệu", "km/h")
        ],
        *[(cell, "tỷ đồng") for cell in ("", "-", "–", "…", "x", "10/2024", "1.2.3", "15-10", "(10-15)", "(5", "5)")],
        *[(cell, "tỷ đồng") for cell in ("khoảng 5", "5 tấn", "45/2012/NĐ-CP", "9" * 40, "1" + " 000" * 20)],
    ],
)
def test_what_is_no_sum(cell, unit):
    assert amounts_of(cell, Cell(start=0, end=len(cell), unit=unit)) == []


@pytest.mark.parametrize(
    ("unit", "header", "found"),
    [
        ("triệu", "Kinh phí (triệu)", 1),
        ("triệu", "Sản lượng (triệu)", 0),
        ("triệu", None, 0),
        ("tỷ", "Điện năng (tỷ)", 0),
        ("tỷ", "Dự toán (tỷ)", 1),
    ],
)
def test_the_head_says_whether_a_unit_without_currency_is_money(unit, header, found):
    assert len(columns(unit, rows=["1.250"], header=header)) == found


@pytest.mark.parametrize("cell", ["1,2 tỷ đồng", "1,2 tỷ", "1.200 USD"])
def test_a_cell_that_names_its_money_is_found_once(cell):
    (found,) = amounts_of(cell, Cell(start=0, end=len(cell), unit="triệu đồng"))
    assert found == extract(cell).amounts[0]


# rows of one column or two, the values in the order of the text
COLUMNS = [
    (["1.250", "980,2"], ("tỷ đồng",), ["1250e9", "980.2e9"], False),
    (["1,250", "980.2"], ("tỷ đồng",), ["1250e9", "980.2e9"], False),
    (["1,250", "980,2"], ("tỷ đồng",), ["1.25e9", "980.2e9"], False),
    (["1,250", "12,345,678"], ("tỷ đồng",), ["1250e9", "12345678e9"], False),
    (["1,250", "980"], ("tỷ đồng",), ["1.25e9", "980e9"], True),
    # another column tells where this one does not, but this one first
    (["1,250 | 3,456,789", "980 | 5"], ("tỷ đồng", "người"), ["1250e9", "980e9"], False),
    (["1,250 | 3,456,789", "980,2 | 5"], ("tỷ đồng", "người"), ["1.25e9", "980.2e9"], False),
]


@pytest.mark.parametrize(("rows", "units", "values", "ambiguous"), COLUMNS)
def test_the_column_tells_how_numbers_are_written(rows, units, values, ambiguous):
    found = columns(*units, rows=rows)
    assert [amount.value for amount in found] == [Decimal(value) for value in values]
    assert found[0].ambiguous is ambiguous


def test_the_text_tells_where_the_table_does_not():
    text = "Doanh thu 2,345,678 USD, tăng 2.5%.\nVốn | 1,250"
    found = amounts_of(text, Cell(start=text.index("1,250"), end=len(text), unit="tỷ đồng"))
    assert [amount.value for amount in found] == [2345678, Decimal("1250e9")]


def test_the_column_counts_more_than_the_text():
    text = "Doanh thu 2,345,678 USD, tăng 2.5%.\n1,250\n980,2"
    places = [text.index("1,250"), text.index("980,2")]
    found = amounts_of(text, *(Cell(start=at, end=at + 5, unit="tỷ đồng") for at in places))
    assert [amount.value for amount in found][1:] == [Decimal("1.25e9"), Decimal("980.2e9")]


def test_sums_of_cells_and_of_words_are_in_reading_order():
    text = "Chi 5 triệu USD (tương đương 125 tỷ đồng).\nVốn | 7 | 3 triệu USD (75 tỷ đồng)\nThu | 9"
    at = [text.index("7 |"), text.index("9", 60)]
    found = amounts_of(text, *(Cell(start=place, end=place + 1, unit="tỷ đồng") for place in reversed(at)))
    assert [amount.text for amount in found] == ["5 triệu USD", "125 tỷ đồng", "7", "3 triệu USD", "75 tỷ đồng", "9"]
    assert [amount.equivalent_to for amount in found] == [None, 0, None, None, 3, None]


def test_a_sum_that_joins_a_cell_to_what_follows_is_none():
    text = "1.250 triệu đồng"
    (found,) = amounts_of(text, Cell(start=0, end=5, unit="nghìn USD"))
    assert (found.text, found.currency, found.value) == ("1.250", "USD", 1250000)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 6), (3, 2)])
def test_a_cell_outside_the_text(start, end):
    with pytest.raises(ValueError, match=f"the cell at {start}-{end} lies outside the text, which ends at 5"):
        extract("1.250", cells=[Cell(start=start, end=end, unit="tỷ đồng")])


_NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**9).map(lambda n: f"{n:,}".replace(",", ".")),
    st.integers(0, 10**9).map(lambda n: f"{n:,}"),
    st.tuples(st.integers(0, 99999), st.integers(0, 999)).map(lambda n: f"{n[0]:,}".replace(",", ".") + f",{n[1]}"),
    st.tuples(st.integers(0, 99999), st.integers(0, 999)).map(lambda n: f"{n[0]}.{n[1]}"),
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda n: f"{n[0]}-{n[0] + n[1] + 1}"),
    st.integers(0, 10**9).map(lambda n: f"-{n}"),
)
_UNITS = (
    st.tuples(
        st.sampled_from(["", "nghìn ", "triệu ", "tỷ ", "nghìn tỷ ", "Tỷ "]),
        st.sampled_from(["đồng", "USD", "EUR", "yên", "đô la Mỹ", "VND", "nhân dân tệ", "tấn", "người", "%", "kWh"]),
        st.sampled_from(["", "/năm", "/kg", "/người/tháng"]),
    )
    .map("".join)
    .filter(lambda unit: "%" not in unit or unit[0] == "%")
)


@given(_NUMBERS, _UNITS)
def test_a_cell_is_what_running_text_would_say(number: str, unit: str) -> None:
    written = extract(f"{number} {unit}").amounts
    assume(len(written) < 2)
    found = amounts_of(number, Cell(start=0, end=len(number), unit=unit))
    assert found == [
        replace(amount, end=len(number), text=number, rule="table_cell") for amount in written if amount.start == 0
    ]


@given(_NUMBERS, st.text("a\u0300\u0301\u200b\u00adé\n |ơ", max_size=12), st.sampled_from(["", "\u200b", "\u00ad"]))
def test_cells_are_found_where_the_text_is_folded(number: str, around: str, hidden: str) -> None:
    surface = hidden.join(number)
    text = f"{around} | {surface} | {around}"
    start = len(around) + 3
    found = amounts_of(text, Cell(start=start, end=start + len(surface), unit="triệu đồng"))
    alone = amounts_of(number, Cell(start=0, end=len(number), unit="triệu đồng"))
    assert [(a.value, a.value_max, a.start, a.text) for a in found] == [
        (a.value, a.value_max, start, surface) for a in alone
    ]


@pytest.mark.parametrize(
    ("text", "kind", "surfaces"),
    [
        ("Vốn | 1.250 | triệu đồng", "amounts", []),
        ("Vốn | 1.250\ntriệu đồng | 5", "amounts", []),
        ("Giá | 25\nUSD | 30", "amounts", []),
        ("Từ | 5 | đến | 7 tỷ đồng", "amounts", ["7 tỷ đồng"]),
        ("36 (mua | vào) - 37 triệu đồng", "amounts", ["37 triệu đồng"]),
        ("Tăng | 5\n% | 6", "percentages", []),
        ("Hà Nội | Hải Phòng | Huế", "province_lists", []),
        ("Hà Nội, Hải Phòng\nBắc Ninh | 5", "province_lists", ["Hà Nội, Hải Phòng"]),
        ("Thông tư | số 95/2020/TT-BTC", "decree_refs", ["95/2020/TT-BTC"]),
        ("Thông tư\nsố 95/2020/TT-BTC | 5", "decree_refs", ["95/2020/TT-BTC"]),
        # running text goes on over a line's end
        ("Vốn là 1.250\ntriệu đồng", "amounts", ["1.250\ntriệu đồng"]),
        ("Theo Thông tư\nsố 95/2020/TT-BTC", "decree_refs", ["Thông tư\nsố 95/2020/TT-BTC"]),
    ],
)
def test_no_mention_runs_over_the_border_of_a_cell(text, kind, surfaces):
    assert [mention.text for mention in extract(text).lists[kind]] == surfaces


def test_what_is_compared_and_titles_end_with_their_cell():
    (first, _) = extract("Thu | 5% | so với năm trước | 7%").percentages
    assert first.base is None
    (first, _) = extract("Thu | 5% so với năm trước | 7%").percentages
    assert first.base == "so với năm trước"
    (ref,) = extract("Nghị định số 80/2013/NĐ-CP về xử phạt vi phạm | hành chính").decree_refs
    assert ref.title == "về xử phạt vi phạm"


@pytest.mark.parametrize(
    ("text", "parts"), [("a | b\nc", True), ("a\nb | c", True), ("a\nb", False), ("x | y\na\nb\nx | y", False)]
)
def test_rows_of_tables(text, parts):
    at = text.index("\n", 6) if text.startswith("x") else text.index("\n")
    assert parts_rows(text, at) is parts


@pytest.mark.parametrize(
    ("text", "floor", "start"), [("ab | cd", 0, 5), ("ab cd", 0, 0), ("ab | cd\nef", 0, 8), ("ab | cd", 6, 6)]
)
def test_where_a_cell_begins(text, floor, start):
    assert cell_start(text, len(text), floor) == start
