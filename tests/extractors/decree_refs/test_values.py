"""What a reference says: date, year, bodies, title, pinpoint."""

import pytest

from tests.extractors.decree_refs.finding import only, references


@pytest.mark.parametrize(
    ("text", "issued_on"),
    [
        ("Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP ngày 21-5-2012", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP (ngày 21.5.2012)", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP ngày 21⁄5⁄2012", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP, ban hành ngày 21/5/2012", "2012-05-21"),
        ("Nghị định số 45/2012/NĐ-CP của Chính phủ ngày 21/5/2012", "2012-05-21"),
        ("2010/QĐ-UBND 14/08/2023", "2023-08-14"),
        ("Ngày 4/7/2003, Bộ trưởng Bộ Công nghiệp ban hành Quyết định số 115/2003/QĐ-BCN", "2003-07-04"),
        ("Chiều 23/7/2025, Thủ tướng có Công điện số 120/CĐ-TTg", "2025-07-23"),
        ("Nghị định 12/2024/NĐ-CP ngày 5/2 của Chính phủ", "2024-02-05"),
        ("Luật Đường bộ được thông qua ngày 27/6/2024", "2024-06-27"),
        ("Luật Nhà ở ngày 27/11/2023", "2023-11-27"),
        ("Số: 07/2022/TT-BTC\nHà Nội, ngày 25 tháng 5 năm 2022", "2022-05-25"),
        ("Nghị định số: 45/2012/NĐ-CP\nHà Nội, ngày 21 tháng 5 năm 2012", "2012-05-21"),
        ("Số 45-NQ/TW\nHà Nội, ngày 21 tháng 5 năm 2012", "2012-05-21"),
        ("Nghi dinh so 45/2012/ND-CP ngay 21/5/2012", "2012-05-21"),
        ("Ngày 21/5/2012, Bộ Y tế có văn bản hỏa tốc số 77/BYT-DP", "2012-05-21"),
        # another day than that of issue
        ("Nghị định số 45/2012/NĐ-CP có hiệu lực từ ngày 5/7/2012", None),
        ("Nghị định số 45/2012/NĐ-CP\n\nNgày 5/7/2012, Bộ họp", None),
        ("từ ngày 1/1/2020, Bộ có Công văn số 12/BTC-ĐT", None),
        ("Nghị định số 45/2012/NĐ-CP ngày 31/2/2012", None),
        ("Công điện số 120/CĐ-TTg ngày 23/7", None),
    ],
)
def test_issued_on(text: str, issued_on: str | None) -> None:
    assert only(text).issued_on == issued_on


def test_a_day_without_year_has_the_article_s() -> None:
    assert only("sáng 21/7, Bộ đã có Công văn số 4622/BNNMT-ĐĐ", "2025-07-21").issued_on == "2025-07-21"
    assert only("Công văn số 4622/BNNMT-ĐĐ ngày 30/12", "2025-01-05").issued_on == "2024-12-30"


def test_a_date_before_belongs_to_the_whole_list() -> None:
    text = "Ngày 5/1/2024, Chính phủ ban hành Nghị quyết số 01/NQ-CP và Nghị quyết số 02/NQ-CP"
    assert [reference.issued_on for reference in references(text)] == ["2024-01-05", "2024-01-05"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Nghị định số 45/2012/NĐ-CP", 2012),
        ("Chỉ thị số 13/CT-BCT ngày 17/8/2012", 2012),
        ("Quyết định 292/QĐ-BTC năm 2022", 2022),
        ("Nghị quyết số 01/NQ-CP", None),
        ("Luật Đất đai (năm 2013)", 2013),
        ("Luật Đất đai", None),
    ],
)
def test_year(text: str, year: int | None) -> None:
    assert only(text).year == year


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("45/2012/NĐ-CP", ("Chính phủ",)),
        ("Quyết định 136/2007/QĐ-TTg", ("Thủ tướng Chính phủ",)),
        ("Quyết định 23/2005/QĐ-BCN", ("Bộ Công nghiệp",)),
        ("Thông tư 20/2012/TT-BCT", ("Bộ Công Thương",)),
        ("Chỉ thị số 13/CT-BCT", ("Bộ Công Thương",)),
        ("Thông tư liên tịch số 16/2011/TTLT-BCT-BNV", ("Bộ Công Thương", "Bộ Nội vụ")),
        ("Quyết định 27/2003/QĐ-BBCVT", ("Bộ Bưu chính, Viễn thông",)),
        ("công văn số 3992/BTC-ĐT", ("Bộ Tài chính",)),
        ("Quyết định số 12/QĐ-UBND của UBND tỉnh Thanh Hóa", ("Ủy ban nhân dân tỉnh Thanh Hóa",)),
        ("UBND TP.HCM ban hành Quyết định số 12/QĐ-UBND", ("Ủy ban nhân dân thành phố Hồ Chí Minh",)),
        (
            "được UBND tỉnh Bà Rịa - Vũng Tàu chấp thuận tại Quyết định số 12/QĐ-UBND",
            ("Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu",),
        ),
        ("Chủ tịch UBND TP. Hà Nội Nguyễn Văn A ký Quyết định số 1/QĐ-UBND", ("Ủy ban nhân dân thành phố Hà Nội",)),
        ("Nghị quyết số 7/2021/NQ-HĐND", ("Hội đồng nhân dân",)),
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", ("Bộ Chính trị",)),
        ("Nghị quyết số 57-NQ/TW", ()),
        ("Luật số 65/2020/QH14", ("Quốc hội",)),
        ("Công văn số 5321 của Bộ Y tế", ("Bộ Y tế",)),
        ("Quyết định số 459 (ngày 23/3/2023) của Bảo hiểm xã hội Việt Nam", ("Bảo hiểm xã hội Việt Nam",)),
        ("công văn số 5678/BTC-TCT", ("Bộ Tài chính",)),
        ("Luật Đất đai", ("Quốc hội",)),
    ],
)
def test_issuer(text: str, issuer: tuple[str, ...]) -> None:
    assert only(text).issuer == issuer


def test_a_body_named_once_is_the_body_of_every_mention() -> None:
    text = "Quyết định số 12/QĐ-UBND của UBND tỉnh Thanh Hóa nêu rõ. Theo Quyết định số 12/QĐ-UBND, Quyết định 12."
    assert {reference.issuer for reference in references(text)} == {("Ủy ban nhân dân tỉnh Thanh Hóa",)}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ về khuyến công.", "về khuyến công"),
        ("Quyết định 1/QĐ-TTg về phát triển TP.HCM đến năm 2030; Bộ", "về phát triển TP.HCM đến năm 2030"),
        ("Nghị định 45/2012/NĐ-CP quy định mức phạt", None),
        ("Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ quy định chế độ hỗ trợ.", "quy định chế độ hỗ trợ"),
        ("Quyết định 1/QĐ-TTg ngày 2/3/2020 phê duyệt Đề án phát triển chợ; Bộ", "phê duyệt Đề án phát triển chợ"),
        ("Nghị định 45/2012/NĐ-CP ngày 21/5/2012 quy định chủ xe phải nộp phí.", None),
        (
            "Chỉ thị 1/CT-BCT về tháo gỡ khó khăn của các doanh nghiệp, Cục Hóa chất chủ trì họp",
            "về tháo gỡ khó khăn của các doanh nghiệp",
        ),
        ("Chỉ thị 1/CT-BCT về phát triển nông thôn, Bộ Công Thương đã họp", "về phát triển nông thôn"),
        ("Công văn 1/BCT-KH về phân loại kho hàng, hoàn thành trong 5 ngày", "về phân loại kho hàng"),
        ("Quyết định 1/QĐ-TTg về Đề án “Chợ quê”.", "về Đề án “Chợ quê”"),
        ("Quyết định 1/QĐ-TTg về phát triển chợ quê", "về phát triển chợ quê"),
        ("Quyết định 1/QĐ-UBND về sông ngòi TP. Huế; Bộ", "về sông ngòi TP. Huế"),
        ("Quyết định 1/QĐ-UBND về " + "sông ngòi " * 40, None),
        ("Luật Nhà ở số 65/2014/QH13", "Luật Nhà ở"),
        ("Bộ Luật  Lao động 2019", "Bộ Luật Lao động"),
        ("BLHS 2015", "Bộ luật Hình sự"),
        ("Luật Các TCTD ngày 16/6/2010", "Luật Các TCTD"),
        ("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam", "Hiến pháp"),
        ("Nghị quyết 12-NQ/TW về phát triển kinh tế biển cũng xác định mục tiêu", "về phát triển kinh tế biển"),
        ("Nghị quyết 12-NQ/TW về phát triển kinh tế biển không chỉ mở đường", "về phát triển kinh tế biển"),
        ("Nghị quyết 12-NQ/TW về phát triển kinh tế biển mà Tổng công ty nghiên cứu", "về phát triển kinh tế biển"),
        ("Nghị quyết 12-NQ/TW về phát triển kinh tế biển, để hỗ trợ ngư dân", "về phát triển kinh tế biển"),
        (
            "Quyết định số 12/QĐ-TTg về phát triển kinh tế biển vừa được Bộ Công Thương nêu",
            "về phát triển kinh tế biển",
        ),
        (
            "Nghị quyết 12-NQ/TW về hỗ trợ doanh nghiệp nhỏ và vừa ở nông thôn",
            "về hỗ trợ doanh nghiệp nhỏ và vừa ở nông thôn",
        ),
        ("Nghị quyết 12-NQ/TW về cơ chế để tháo gỡ khó khăn cho dự án", "về cơ chế để tháo gỡ khó khăn cho dự án"),
        (
            "Chỉ thị số 12/CT-TTg về an ninh lương thực trong giai đoạn hiện nay",
            "về an ninh lương thực trong giai đoạn hiện nay",
        ),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert only(text).title == title


@pytest.mark.parametrize(
    ("text", "dieu", "khoan", "diem"),
    [
        ("Điều 5 Nghị định 45/2012/NĐ-CP", "5", None, None),
        ("điểm a khoản 2 Điều 5 Nghị định 45/2012/NĐ-CP", "5", "2", "a"),
        ("Điểm a, Khoản 2, Điều 5, Nghị định 45/2012/NĐ-CP", "5", "2", "a"),
        ("khoản 1 và khoản 3 Điều 66 Luật Bảo hiểm xã hội", "66", "1, 3", None),
        ("điểm a, b khoản 2 Điều 5, Điều 7 của Nghị định 45/2012/NĐ-CP", "5, 7", "2", "a, b"),
        ("khoản 2 mục III Điều 5 Nghị định 45/2012/NĐ-CP", "5", "2", None),
        ("từ Điều 5 đến Điều 9 Luật Đầu tư", "5-9", None, None),
        ("khoản 1-3 Điều 5 Luật Đầu tư", "5", "1-3", None),
        ("Điều 5, 6 và 7 Chương II Luật Đầu tư", "5, 6, 7", None, None),
        ("Theo Luật số 35/2024/QH15, Điều 11 khoản 3 quy định", "11", "3", None),
        ("Văn bản hợp nhất số 22/VBHN-BTC > Điều 4", "4", None, None),
    ],
)
def test_pinpoint(text: str, dieu: str | None, khoan: str | None, diem: str | None) -> None:
    pinpoint = only(text).pinpoint
    assert pinpoint is not None
    assert (pinpoint.dieu, pinpoint.khoan, pinpoint.diem) == (dieu, khoan, diem)


def test_each_reference_has_its_own_pinpoint() -> None:
    text = "Điều 5 Luật Nhà ở và Điều 10 Nghị định số 99/2015/NĐ-CP, Thông tư số 39/2014/TT-BTC quy định Điều 7"
    pinpoints = [reference.pinpoint for reference in references(text)]
    assert [pinpoint and pinpoint.dieu for pinpoint in pinpoints] == ["5", "10", None]
