import pytest

from pipeline.sites.flow import Cell
from pipeline.sites.tables import PlacedCell, place_cells, unit_of_line


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("Đơn vị tính: triệu đồng", "triệu đồng"),
        ("(Đơn vị: 1.000 USD)", "1.000 USD"),
        ("ĐVT: tỷ đồng.", "tỷ đồng"),
        ("(ĐVT: đồng/lít)", "đồng/lít"),
        ("Bảng 2. Kinh phí khuyến công (Đơn vị tính: triệu đồng)", "triệu đồng"),
        ("Kinh phí năm 2024. Đơn vị tính: tấn", "tấn"),
        ("Đơn vị tính: Lượng: tấn; Trị giá: nghìn USD", "Lượng: tấn; Trị giá: nghìn USD"),
        ("Đơn vị tính: triệu đồng".encode().decode(), "triệu đồng"),
        ("Các đơn vị: Sở Công Thương, Sở Tài chính đã tham gia góp ý và thống nhất với nội dung của dự thảo này", None),
        ("Đơn vị tư vấn lập báo cáo", None),
        ("triệu đồng", None),
        ("", None),
    ],
)
def test_the_unit_that_a_line_gives(line, unit):
    assert unit_of_line(line) == unit


def _units(rows: list[list[str]], above: str | None = None) -> list[list[str | None]]:
    placed = place_cells([[Cell(text) for text in row] for row in rows], above)
    return [[cell.unit if cell else None for cell in row] for row in placed]


@pytest.mark.parametrize(
    ("header", "above", "unit"),
    [
        ("Kế hoạch", "triệu đồng", "triệu đồng"),
        ("Kinh phí (tỷ đồng)", "triệu đồng", "tỷ đồng"),
        ("Giá trị, nghìn USD", None, "nghìn USD"),
        ("Vốn: triệu đồng", None, "triệu đồng"),
        ("Triệu đồng", None, "Triệu đồng"),
        ("USD/thùng", None, "USD/thùng"),
        ("Giá (đồng/kg)", None, "đồng/kg"),
        ("Sản lượng (tấn)", "triệu đồng", "tấn"),
        ("Tỷ lệ (%)", "triệu đồng", "%"),
        ("So với kế hoạch %", "triệu đồng", "%"),
        ("So với cùng kỳ", "triệu đồng", None),
        ("Số lượng", "triệu đồng", None),
        ("Số đề án", "triệu đồng", None),
        ("Số vốn", "triệu đồng", "triệu đồng"),
        ("STT", "triệu đồng", None),
        ("Năm", "triệu đồng", None),
        ("Thực hiện (ước)", "triệu đồng", "triệu đồng"),
        ("Thực hiện", None, None),
        ("Thực hiện", "triệu đồng, %", None),
        ("Trị giá 2024", "Lượng: tấn; Trị giá: nghìn USD", "nghìn USD"),
        ("Lượng", "Lượng: tấn; Trị giá: nghìn USD", "tấn"),
        ("2023", "tỷ đồng", "tỷ đồng"),
        ("Kinh phí (trđ)", None, "trđ"),
        ("Trị giá (triệu đô la Mỹ)", "tỷ đồng", "triệu đô la Mỹ"),
    ],
)
def test_the_unit_of_a_column(header, above, unit):
    assert _units([["Tỉnh", header], ["Bắc Ninh", "1.250"]], above)[1][1] == unit


@pytest.mark.parametrize(
    "text", ["1.250", "-1,5", "(1.250)", "+50", "− 3", "5-7", "12 450", "12\u00a0450", "1.250*", "96,2"]
)
def test_a_bare_number_has_the_unit(text):
    assert _units([["Tỉnh", "Vốn"], ["A", text]], "tỷ đồng")[1][1] == "tỷ đồng"


@pytest.mark.parametrize(
    "text", ["5 triệu đồng", "-", "", "Bắc Ninh", "10/2024", "45/2012/NĐ-CP", "khoảng 5", "1.250 USD"]
)
def test_what_is_no_bare_number_has_none(text):
    assert _units([["Tỉnh", "Vốn"], ["A", text]], "tỷ đồng")[1][1] is None


def test_a_column_of_units_counts_for_its_row():
    rows = [["Mặt hàng", "ĐVT", "Giá", "Tăng (%)"], ["Gạo", "USD/tấn", "512", "1,5"], ["Điều", "USD/kg", "6,2", "2"]]
    assert _units(rows, "triệu đồng")[1:] == [[None, None, "USD/tấn", "%"], [None, None, "USD/kg", "%"]]


def test_a_row_that_only_gives_the_unit_counts_for_the_table():
    rows = [[Cell("Đơn vị tính: tỷ đồng", colspan=2)], [Cell("Tỉnh"), Cell("Vốn")], [Cell("Hà Nội"), Cell("5")]]
    placed = place_cells(rows, "triệu đồng")
    assert [cell.unit if cell else None for cell in placed[2]] == [None, "tỷ đồng"]
    assert placed[0][1] is None
    assert placed[2][1] is not None
    assert placed[2][1].header == "Vốn"


def test_heads_of_two_rows_and_cells_that_reach_over():
    rows = [
        [Cell("Tỉnh", rowspan=2), Cell("Năm 2024 (tỷ đồng)", colspan=2)],
        [Cell("Thu"), Cell("Chi")],
        [Cell("Hà Nội"), Cell("5"), Cell("7")],
    ]
    placed = place_cells(rows, None)
    assert [[cell.text if cell else None for cell in row] for row in placed] == [
        ["Tỉnh", "Năm 2024 (tỷ đồng)", None],
        [None, "Thu", "Chi"],
        ["Hà Nội", "5", "7"],
    ]
    assert [cell.header for cell in placed[2] if cell] == ["Tỉnh", "Năm 2024 (tỷ đồng) Thu", "Năm 2024 (tỷ đồng) Chi"]


def test_a_table_that_claims_a_million_cells_stays_small():
    wide = Cell("x", colspan=999_999, rowspan=999_999)
    placed = place_cells([[wide] * 40, [Cell("y")] * 3, []], "tỷ đồng")
    assert sum(len(row) for row in placed) < 10_000
    assert [cell.text for row in placed for cell in row if cell] == ["x"] * 40 + ["y"] * 3


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        # a unit in the upper head, years or the count of columns below it
        ([["Tỉnh", "Kinh phí (tỷ đồng)", "Kinh phí (tỷ đồng)"], ["", "2023", "2024"]], "tỷ đồng"),
        ([["Tỉnh", "Kinh phí (tỷ đồng)", "Vốn"], ["A", "1", "2"]], "tỷ đồng"),
        ([["Tỉnh", "Kinh phí (tỷ đồng)", "Vốn"], ["(1)", "(2)", "(3)=(1)+(2)"]], "tỷ đồng"),
        ([["Tỉnh", "Kinh phí (tỷ đồng)", "Vốn"], ["", "Tăng", "Giảm"]], None),
    ],
)
def test_heads_of_several_rows(rows, unit):
    units = _units([*rows, ["Hà Nội", "1.250", "980"]])
    assert units[:-1] == [[None] * 3] * 2
    assert units[-1][1] == unit


def test_the_unit_over_the_table_is_not_of_the_first_column():
    rows = [["Chỉ tiêu", "Thu"], ["2023", "5"], ["2024", "7"]]
    assert _units(rows, "tỷ đồng")[1:] == [[None, "tỷ đồng"], [None, "tỷ đồng"]]
    assert _units([["Vốn (tỷ đồng)", "Dự án"], ["5", "A"]])[1] == ["tỷ đồng", None]


def test_what_stands_before_the_column_of_units_has_none():
    rows = [["Số", "Mặt hàng", "ĐVT", "Giá"], ["1", "Gạo", "USD/tấn", "512"]]
    assert _units(rows)[1] == [None, None, None, "USD/tấn"]


def test_long_tables_without_numbers_are_read_in_linear_time():
    rows = [[Cell(f"chữ {row}"), Cell("chữ " * 100)] for row in range(20_000)]
    placed = place_cells([*rows, [Cell("a"), Cell("5")]], "tỷ đồng")
    assert placed[-1][1] == PlacedCell("5", 20_000, 1, None, "tỷ đồng")
