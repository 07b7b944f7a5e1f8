"""Which document a reference means, and how that was settled. Between two candidates the answer is none."""

import pytest

from tests.extractors.decree_refs.finding import references, symbols

LEGAL_TEXT = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 45/2012/NĐ-CP
Hà Nội, ngày 21 tháng 5 năm 2012
NGHỊ ĐỊNH
Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;
Điều 1. Nghị định này quy định về khuyến công.
Điều 2. Nghị định số 10/2010/NĐ-CP được áp dụng theo khoản 1 Điều 4 Nghị định này.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # by a fuller mention anywhere in the text
        ("Nghị định số 178 nêu rõ. Nghị định 178/2024/NĐ-CP", ["178/2024/NĐ-CP", "178/2024/NĐ-CP"]),
        ("Nghị định 132/2020/NĐ-CP (sau đây gọi là Nghị định 132)", ["132/2020/NĐ-CP", "132/2020/NĐ-CP"]),
        ("Chỉ thị 16/CT-TTg. Theo Chỉ thị 16 của Thủ tướng", ["16/CT-TTg", "16/CT-TTg"]),
        ("Nghị định 120/NĐ-CP nêu rõ. Nghị định 120/2024/NĐ-CP", ["120/2024/NĐ-CP", "120/2024/NĐ-CP"]),
        ("Nghị định số 45 và 46/2012/NĐ-CP", ["45/2012/NĐ-CP", "46/2012/NĐ-CP"]),
        # two documents have that number
        ("Thông tư 02/2020/TT-BYT, Thông tư 02/2021/TT-BTC; Thông tư 02", ["02/2020/TT-BYT", "02/2021/TT-BTC", None]),
        (
            "Thông tư 02/2020/TT-BYT, Thông tư 02/2021/TT-BTC; Thông tư 02/2021",
            ["02/2020/TT-BYT", "02/2021/TT-BTC", "02/2021/TT-BTC"],
        ),
        ("Nghị quyết 68-NQ/TW; Nghị quyết 68 của Chính phủ", ["68-NQ/TW", "68/NQ-CP"]),
        # by the form that such symbols have
        ("Nghị định 121/2013", ["121/2013/NĐ-CP"]),
        ("Nghị định 45 ngày 21/5/2012", ["45/2012/NĐ-CP"]),
        ("Nghị định 65/NĐ-CP ngày 16/9/2022", ["65/2022/NĐ-CP"]),
        (
            "Thông tư 11/2020 và Thông tư 19/2023 của Bộ Lao động – Thương binh và Xã hội",
            ["11/2020/TT-BLĐTBXH", "19/2023/TT-BLĐTBXH"],
        ),
        ("Nghị quyết 68 của Bộ Chính trị. Theo Nghị quyết 68,", ["68-NQ/TW", "68-NQ/TW"]),
        ("Nghị quyết số 42/2017 của Quốc hội", ["42/2017/QH14"]),
        ("Công điện số 117 của Thủ tướng Chính phủ", ["117/CĐ-TTg"]),
        # a number with its year, and a body, anywhere in the text
        (
            "Thông tư 8 có lợi. Bộ Y tế ban hành Thông tư 08/2011. Nay Thông tư số 8 đã cũ",
            ["08/2011/TT-BYT", "08/2011/TT-BYT", "08/2011/TT-BYT"],
        ),
        ("Thông tư 08/2011 và Thông tư 08/2012 của Bộ Y tế. Thông tư 08", ["08/2011/TT-BYT", "08/2012/TT-BYT", None]),
        ("các Nghị định số 8, 15 và 21 năm 2019", ["08/2019/NĐ-CP", "15/2019/NĐ-CP", "21/2019/NĐ-CP"]),
        (
            "Nghị định 15, 16, 17 và 18/2015/NĐ-CP",
            ["15/2015/NĐ-CP", "16/2015/NĐ-CP", "17/2015/NĐ-CP", "18/2015/NĐ-CP"],
        ),
        ("Luật Giá số 16/2023; Luật số 9/2014", ["16/2023/QH15", "09/2014/QH13"]),
        # what the text leaves open
        ("Nghị định 100", [None]),
        ("Quyết định số 93 ngày 15/2/2023 của Thủ tướng Chính phủ", [None]),
        ("Nghị quyết 5/2021 của Quốc hội", [None]),
        ("Thông tư 05/2015", [None]),
    ],
)
def test_short_forms(text: str, expected: list[str | None]) -> None:
    assert symbols(text) == expected


def test_the_article_s_year_is_no_bare_number_s_that_has_another() -> None:
    text = "Chiều 3/3, Bộ Y tế bị chê khi ban hành Thông tư 08. Thông tư 08/2011 của Bộ Y tế"
    assert [(found.symbol, found.issued_on) for found in references(text, "2014-03-04")] == [
        ("08/2011/TT-BYT", None),
        ("08/2011/TT-BYT", None),
    ]


@pytest.mark.parametrize(
    ("published_on", "symbol"),
    [
        ("2005-01-01", "13/2003/QH11"),
        ("2013-11-28", "13/2003/QH11"),
        ("2014-03-01", None),  # passed, not yet in force
        ("2020-05-05", "45/2013/QH13"),
        ("2024-03-05", None),
        ("2024-08-01", "31/2024/QH15"),
        ("2031-01-01", None),  # later than the lexicon knows
        (None, None),
    ],
)
def test_a_law_by_the_article_s_date(published_on: str | None, symbol: str | None) -> None:
    (law,) = references("theo quy định của Luật Đất đai", published_on)
    assert (law.symbol, law.resolution, law.year) == (symbol, "by_date" if symbol else None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Luật Đất đai năm 2013", ["45/2013/QH13"]),
        ("Luật Đất đai năm 2013, Luật Đất đai", ["45/2013/QH13", "45/2013/QH13"]),
        ("Luật Đất đai năm 2013, Luật Đất đai 2024, Luật Đất đai", ["45/2013/QH13", "31/2024/QH15", None]),
        ("Luật Đất đai số 45/2013/QH13; Luật Đất đai", ["45/2013/QH13", "45/2013/QH13"]),
        ("Luật Chứng khoán ngày 26 tháng 11 năm 2019", ["54/2019/QH14"]),
        ("Luật Đất đai (sửa đổi)", [None]),
        ("Luật Đất đai mới", [None]),
        ("Luật PPP, Luật Các TCTD", ["64/2020/QH14", "32/2024/QH15"]),
        ("Luật Doanh nghiệp 2020 (LDN). Theo LDN", ["59/2020/QH14", "59/2020/QH14"]),
    ],
)
def test_laws_within_a_text(text: str, expected: list[str | None]) -> None:
    assert symbols(text, "2025-06-01") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị định 45/2012/NĐ-CP. Nghị định này", ["45/2012/NĐ-CP", "45/2012/NĐ-CP"]),
        (
            "Thông tư 1/2020/TT-BYT và Nghị định 45/2012/NĐ-CP. Thông tư nói trên",
            ["01/2020/TT-BYT", "45/2012/NĐ-CP", "01/2020/TT-BYT"],
        ),
        ("Thông tư liên tịch số 16/2011/TTLT-BCT-BNV. Thông tư này", ["16/2011/TTLT-BCT-BNV", "16/2011/TTLT-BCT-BNV"]),
        ("Công văn số 12/BTC-CST. Theo công văn này, thuế giảm", ["12/BTC-CST", "12/BTC-CST"]),
        ("Công văn số 12/BTC-CST. Tại văn bản này, Bộ nêu rõ", ["12/BTC-CST", "12/BTC-CST"]),
        ("Quyết định số 5/QĐ-TTg. Nhờ quyết định này, thuế giảm", ["05/QĐ-TTg", "05/QĐ-TTg"]),
        ("Nghị định 45/2012/NĐ-CP. Ông hối hận vì quyết định này, luật này, văn bản này", ["45/2012/NĐ-CP"]),
        ("Quyết định 5/QĐ-TTg và Quyết định 6/QĐ-BCT. Sau quyết định này", ["05/QĐ-TTg", "06/QĐ-BCT"]),
        # the document that acts is what the sentence is about
        (
            "Nghị định 235/2024/NĐ-CP sửa đổi Nghị định 45/2012/NĐ-CP. Nghị định này",
            ["235/2024/NĐ-CP", "45/2012/NĐ-CP", "235/2024/NĐ-CP"],
        ),
        (
            "Nghị định 45/2012/NĐ-CP được sửa đổi bởi Nghị định 235/2024/NĐ-CP. Nghị định này",
            ["45/2012/NĐ-CP", "235/2024/NĐ-CP", "45/2012/NĐ-CP"],
        ),
        (
            "Nghị định 11/2022/NĐ-CP nêu rõ. Theo Điều 7 Nghị định 103/2020/NĐ-CP và khoản 3 Điều 1 Nghị định này",
            ["11/2022/NĐ-CP", "103/2020/NĐ-CP", "11/2022/NĐ-CP"],
        ),
        (
            "Luật Đất đai năm 2013 nêu rõ. Luật này sửa đổi Luật Đất đai năm 2013",
            ["45/2013/QH13", None, "45/2013/QH13"],
        ),
        # two candidates, a draft between, no document of the type
        (
            "Nghị định 100/2019/NĐ-CP và Nghị định 168/2024/NĐ-CP. Nghị định này",
            ["100/2019/NĐ-CP", "168/2024/NĐ-CP", None],
        ),
        ("Nghị định 45/2012/NĐ-CP. Bộ trình dự thảo Nghị định mới. Nghị định này", ["45/2012/NĐ-CP", None]),
        ("Nghị định 45/2012/NĐ-CP. Thông tư này", ["45/2012/NĐ-CP"]),
    ],
)
def test_anaphors(text: str, expected: list[str | None]) -> None:
    assert symbols(text) == expected


def test_in_a_legal_text_an_anaphor_is_the_text_s_own_document() -> None:
    found = references(LEGAL_TEXT)
    assert [(reference.text, reference.symbol) for reference in found if reference.kind == "anaphor"] == [
        ("Nghị định này", "45/2012/NĐ-CP"),
        ("Nghị định này", "45/2012/NĐ-CP"),
    ]
    assert found[0].issued_on == "2012-05-21"
    assert (found[1].relation, found[1].relation_source) == ("based_on", "45/2012/NĐ-CP")


def test_in_a_quotation_an_anaphor_is_the_amended_document() -> None:
    text = LEGAL_TEXT + "Điều 3. Sửa đổi Điều 5 Nghị định số 10/2010/NĐ-CP như sau: “Điều 5. Theo Nghị định này”."
    assert symbols(text)[-2:] == ["10/2010/NĐ-CP", "10/2010/NĐ-CP"]


@pytest.mark.parametrize(
    ("text", "resolutions"),
    [
        ("Nghị định 45/2012/NĐ-CP, Nghị định 45, Nghị định này", ["explicit", "short_form", "antecedent"]),
        ("Luật Đất đai 2013, Luật Đất đai, Luật Nhà ở", ["explicit", "antecedent", "by_date"]),
        ("Nghị định 45", [None]),
    ],
)
def test_the_resolution_says_how(text: str, resolutions: list[str | None]) -> None:
    assert [reference.resolution for reference in references(text, "2020-01-01")] == resolutions
