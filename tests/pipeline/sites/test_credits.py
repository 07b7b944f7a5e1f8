import pytest

from pipeline.sites.credits import Credits, clean_author, read_credits, read_source
from pipeline.sites.flow import Caption, Cell, Credit, Grid, Paragraph

_BODY = Paragraph("Hội nghị kết thúc tốt đẹp, các đại biểu thống nhất với nội dung báo cáo.")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Nguồn: Báo Công thương", ("Báo Công thương", None)),
        ("Nguồn:Nguyễn Hương (Trung tâm KC&XTTM)", ("Nguyễn Hương (Trung tâm KC&XTTM)", None)),
        ("(Nguồn: TTXVN)", ("TTXVN", None)),
        ("Nguồn tin: Cục Công Thương địa phương.", ("Cục Công Thương địa phương", None)),
        ("Nguồn TTXVN", ("TTXVN", None)),
        ("Theo Mai Hương (Cục CNĐP)", ("Mai Hương (Cục CNĐP)", None)),
        ("(Theo VnExpress)", ("VnExpress", None)),
        ("Theo: Chinhphu", ("Chinhphu", None)),
        ("Nguồn: https://congthuong.vn/a-329948.html", (None, "https://congthuong.vn/a-329948.html")),
        (
            "Nguồn Công Thương: https://congthuong.vn/bai-viet-rat-dai-" + "a" * 150 + "-329948.html",
            ("Công Thương", "https://congthuong.vn/bai-viet-rat-dai-" + "a" * 150 + "-329948.html"),
        ),
        ("Nguồn: Báo Đầu tư (https://baodautu.vn/x.html).", ("Báo Đầu tư", "https://baodautu.vn/x.html")),
        ("Theo Bộ Công Thương, kim ngạch đạt 5 tỷ USD", None),
        ("Theo Bộ Công Thương kim ngạch năm nay đạt cao. Dự báo còn tăng", None),
        ("Theo Nghị định số 45/2012/NĐ-CP", None),
        ("Nguồn vốn: 5 tỷ đồng", None),
        ("Nguồn lực còn hạn chế", None),
        ("theo kế hoạch", None),
        ("", None),
    ],
)
def test_a_source_line(line, found):
    assert read_source(line) == found


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (["Hải Linh"], Credits(1, author="Hải Linh")),
        (["TT-ĐT (AIP)"], Credits(1, author="TT-ĐT (AIP)")),
        (["Thanh Hà - Quốc Bảo"], Credits(1, author="Thanh Hà - Quốc Bảo")),
        (["Bài, ảnh: Nguyễn Văn An"], Credits(1, author="Nguyễn Văn An")),
        (["Thanh Hà (Theo Reuters)"], Credits(1, author="Thanh Hà", source="Reuters")),
        (["Hải Linh", "Nguồn: Báo Công Thương"], Credits(2, author="Hải Linh", source="Báo Công Thương")),
        (["Nguồn: Báo Công Thương", "Hải Linh"], Credits(2, author="Hải Linh", source="Báo Công Thương")),
        (["Đề án được thông qua"], Credits()),
        (["Kết luận"], Credits()),
        (["Chi tiết tại đây."], Credits()),
        (["Nguồn: A B", "Theo C D"], Credits(1, source="C D")),
        (["X" * 5000], Credits()),
        (["A-" * 79 + "a"], Credits()),
    ],
)
def test_the_last_lines(last, expected):
    assert read_credits([_BODY, *map(Paragraph, last)]) == expected


def test_the_source_of_a_table_is_not_the_articles():
    table = Grid(((Cell("a"), Cell("1")),))
    assert read_credits([_BODY, table, Paragraph("Nguồn: Tổng cục Hải quan")]) == Credits()
    assert read_credits([_BODY, table, _BODY, Paragraph("Nguồn: Tổng cục Hải quan")]).lines == 1


def test_captions_and_marked_credits_are_passed_over():
    parts = [_BODY, Paragraph("Hải Linh"), Caption("Ảnh: TTXVN"), Credit("Hải Linh")]
    assert read_credits(parts) == Credits(1, author="Hải Linh")


def test_a_body_is_never_all_credits():
    assert read_credits([Paragraph("Hải Linh")]) == Credits()
    assert read_credits([]) == Credits()


@pytest.mark.parametrize(
    ("printed", "name"), [("Tác giả: Hải Linh", "Hải Linh"), ("Hà Anh - ", "Hà Anh"), ("- |", None), ("PV", "PV")]
)
def test_an_author_without_label(printed, name):
    assert clean_author(printed) == name
