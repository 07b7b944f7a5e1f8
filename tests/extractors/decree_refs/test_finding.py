"""What is a reference, and where it begins and ends."""

import pytest

from tests.extractors.decree_refs.finding import only, references, surfaces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the type as written, `số` if there, the number
        ("theo Nghị định số 45/2012/NĐ-CP về khuyến công", ["Nghị định số 45/2012/NĐ-CP"]),
        ("quy định tại số 45/2012/NĐ-CP ngày 21/5/2012", ["45/2012/NĐ-CP"]),
        ("Số: 07/2022/TT-BLĐTBXH", ["07/2022/TT-BLĐTBXH"]),
        ("Nghị quyết số: 25/2022/UBTVQH15", ["Nghị quyết số: 25/2022/UBTVQH15"]),
        ("tại văn bản số 3992/BTC-ĐT", ["văn bản số 3992/BTC-ĐT"]),
        ("Công điện hỏa tốc số 6908/CĐ-BCT", ["Công điện hỏa tốc số 6908/CĐ-BCT"]),
        ("Thông báo kết luận số 393/TB-VPCP", ["Thông báo kết luận số 393/TB-VPCP"]),
        ("NĐ số 123/2021/NĐ-CP và QĐ 15/2006/QĐ-BTC", ["NĐ số 123/2021/NĐ-CP", "QĐ 15/2006/QĐ-BTC"]),
        ("NGHỊ ĐỊNH SỐ 45/2012/NĐ-CP CỦA CHÍNH PHỦ", ["NGHỊ ĐỊNH SỐ 45/2012/NĐ-CP"]),
        ("nghi dinh so 45/2012/ND-CP", ["nghi dinh so 45/2012/ND-CP"]),
        ("Quyết đinh số 12/QĐ-UBND", ["Quyết đinh số 12/QĐ-UBND"]),
        ("TheoQuyết định 23/2005/QĐ-BCNvề đề án", ["Quyết định 23/2005/QĐ-BCN"]),
        ("Nghị\nđịnh số 45/2012/\nNĐ-CP quy định", ["Nghị\nđịnh số 45/2012/\nNĐ-CP"]),
        ("Nghị định 45/2012/NĐ-CP2 quy định", ["Nghị định 45/2012/NĐ-CP"]),
        # lists
        (
            "các Nghị định số 45/2012/NĐ-CP, 68/2017/NĐ-CP và số 32/2024/NĐ-CP",
            ["Nghị định số 45/2012/NĐ-CP", "68/2017/NĐ-CP", "32/2024/NĐ-CP"],
        ),
        ("Nghị định số 45 và 46/2012/NĐ-CP", ["Nghị định số 45", "46/2012/NĐ-CP"]),
        ("các Thông tư 01, 03 và 14", ["Thông tư 01", "03", "14"]),
        ("các công văn: số 2973/CHK-VTHK, 3111/CHK-VTHK", ["2973/CHK-VTHK", "3111/CHK-VTHK"]),
        # laws
        ("Luật Nhà ở số 65/2014/QH13 và Luật số 65/2020/QH14", ["Luật Nhà ở số 65/2014/QH13", "Luật số 65/2020/QH14"]),
        ("Luật Đường sắt của Quốc hội, số 06/2017/QH14", ["Luật Đường sắt của Quốc hội, số 06/2017/QH14"]),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán số 56/2024/QH15",
            ["Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán số 56/2024/QH15"],
        ),
        ("của Luật Thủy sản, số 42/2019/NĐ-CP ngày 16/5/2019", ["Luật Thủy sản", "42/2019/NĐ-CP"]),
        ("Luật Giá số 16/2023; Luật số 9/2014", ["Luật Giá số 16/2023", "Luật số 9/2014"]),
        ("Luật Đất đai năm 2013, Luật Nhà ở 2014", ["Luật Đất đai năm 2013", "Luật Nhà ở 2014"]),
        ("theo Luật Phòng chống tham nhũng và các luật khác", ["Luật Phòng chống tham nhũng"]),
        (
            "Luật Quản lý, sử dụng tài sản công, Bộ Luật Lao động",
            ["Luật Quản lý, sử dụng tài sản công", "Bộ Luật Lao động"],
        ),
        ("Luật Đầu tư, công ty đã nộp", ["Luật Đầu tư"]),
        ("các luật Đất đai, Nhà ở và Kinh doanh bất động sản", ["luật Đất đai", "Nhà ở", "Kinh doanh bất động sản"]),
        ("Luật Bảo vệ công trình ngầm của tỉnh", ["Luật Bảo vệ công trình ngầm"]),
        ("BLHS 2015, điều 123 BLHS", ["BLHS 2015", "BLHS"]),
        (
            "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992; Hiến pháp 2013",
            ["Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992", "Hiến pháp 2013"],
        ),
        ("Luật Doanh nghiệp 2020 (LDN) nêu rõ; theo LDN", ["Luật Doanh nghiệp 2020", "LDN"]),
        # short forms
        ("Nghị định 132, Nghị quyết số 178, NĐ 100/2019", ["Nghị định 132", "Nghị quyết số 178", "NĐ 100/2019"]),
        ("tại công văn 1149, Báo cáo số 208 ngày 27/5", ["công văn 1149", "Báo cáo số 208"]),
        ("các nghị định 60 rồi thông tư 15 hay sao", ["nghị định 60", "thông tư 15"]),
        ("Báo cáo thẩm tra số 77 ngày 2/3", ["Báo cáo thẩm tra số 77"]),
        ("có văn bản hỏa tốc số 77/BYT-DP", ["văn bản hỏa tốc số 77/BYT-DP"]),
        ("Chỉ thị 2677ngày 20/6/2022", ["Chỉ thị 2677"]),
        # back
        (
            "Nghị định số 45/2012/NĐ-CP. Nghị định này, nghị định trên.",
            ["Nghị định số 45/2012/NĐ-CP", "Nghị định này", "nghị định trên"],
        ),
        (
            "các dự án Luật: Luật Nhà ở (sửa đổi); Luật Đất đai (sửa đổi)",
            ["Luật Nhà ở", "Luật Đất đai"],
        ),
        ("đang dự thảo Luật Thi hành án dân sự (sửa đổi)", ["Luật Thi hành án dân sự"]),
    ],
)
def test_surfaces(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "24/7, 63/63 tỉnh, 1/2 số hộ, ngày 26/10/2012, số 12/5 đường Lê Lợi",
        "TCVN 5842-1994, QCVN 115:2024/BGTVT, ISO 9001, mẫu số 01/MGTH",
        "Giấy phép số 319/GP-BTTTT, hợp đồng số 12/2020/HĐ-XD, bản án số 304/2024/HS-ST",
        "báo cáo 6 tháng, kế hoạch 5 năm, quyết định 15 tỷ đồng, quy định 4 đối tượng, Kế hoạch 2025",
        "Chương trình 135, Đề án 06, khớp lệnh 58.300 tỷ đồng, lô CT1 và TT 24h",
        "THÔNG TƯ1 hướng dẫn",
        "pháp luật đất đai, kỷ luật đảng, Luật sư Nguyễn Văn A, Đoàn Luật sư, công ty Luật Thiên Thanh",
        "luật đất đai, luật hình sự, luật, bộ luật, lệnh, Luật này",
        "Dự thảo Luật Cư trú lần 2, Dự thảo Luật Nhà ở (sửa đổi) lần thứ 3",
        "Công ước của Liên hợp quốc về Luật Biển năm 1982, Đạo luật CHIPS, Luật Cạnh tranh của Mỹ, Luật Rooney",
        "Nghị quyết 1325 của Hội đồng Bảo an, Luật Công bằng (Equity Act) của Anh, pháp luật số 9/2014",
        "Nghị định này, quyết định trên cơ sở báo cáo, Thông tư nói trên",
        "các Nghị định nêu trên, dự thảo Nghị định này",
        "năm 2023 - Bộ Công Thương, tỷ lệ 1-2, Quận 9 - TP. HCM, 7-Eleven, A Lin 3-A Lin B1",
        "Theo điều khoản chung thì ...",
    ],
)
def test_no_reference(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "doc_type"),
    [
        ("45/2012/NĐ-CP", "Nghị định"),
        ("số 16/2011/TTLT-BCT-BNV", "Thông tư liên tịch"),
        ("Thông tư số 16/2011/TTLT-BCT-BNV", "Thông tư liên tịch"),
        ("văn bản số 729/BC-BCT", "Báo cáo"),
        ("văn bản số 3992/BTC-ĐT", "Công văn"),
        ("số 65/2014/QH13", "Luật"),
        ("Nghị quyết số 42/2017/QH14", "Nghị quyết"),
        ("Bộ luật số 45/2019/QH14", "Bộ luật"),
        ("Quy định số 41-QĐ/TW", "Quy định"),
        ("Văn bản hợp nhất số 13/VBHN-BTC", "Văn bản hợp nhất"),
        ("Sắc lệnh số 10/SL", "Sắc lệnh"),
        ("NQ 68", "Nghị quyết"),
        ("BLHS 2015", "Bộ luật"),
    ],
)
def test_type(text: str, doc_type: str) -> None:
    assert only(text).doc_type == doc_type


def test_kinds() -> None:
    text = "Nghị định số 45/2012/NĐ-CP, Luật Đất đai, Nghị định 45. Nghị định này"
    assert [reference.kind for reference in references(text)] == ["full", "named", "short", "anaphor"]


def test_a_number_in_doubt_counts_where_the_text_names_the_document() -> None:
    assert surfaces("Chương trình số 12-CTr/TU; theo Chương trình 12.") == [
        "Chương trình số 12-CTr/TU",
        "Chương trình 12",
    ]
