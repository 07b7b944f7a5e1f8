"""Provinces: which names in which surroundings are provinces, and which unit they mean."""

from datetime import date

import pytest

from tests.extractors.places import AFTER, BEFORE, names_in, provinces_in

FOUND = [
    # spellings
    ("về tỉnh Đăk Lăk", [("Đăk Lăk", "Đắk Lắk")]),
    ("về tỉnh Đắc Lắc", [("Đắc Lắc", "Đắk Lắk")]),
    ("ở Daklak", [("Daklak", "Đắk Lắk")]),
    ("tỉnh Bắc Cạn", [("Bắc Cạn", "Bắc Kạn")]),
    ("tại BR-VT", [("BR-VT", "Bà Rịa - Vũng Tàu")]),
    ("tại Bà Rịa–Vũng Tàu", [("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu")]),
    ("tỉnh Bà Rịa, Vũng Tàu", [("Bà Rịa, Vũng Tàu", "Bà Rịa - Vũng Tàu")]),
    ("tỉnh Thừa Thiên - Huế", [("Thừa Thiên - Huế", "Huế")]),
    ("tỉnh TT-Huế và TT Huế", [("TT-Huế", "Huế"), ("TT Huế", "Huế")]),
    ("Hoà Bình, Thanh Hoá", [("Hoà Bình", "Hòa Bình"), ("Thanh Hoá", "Thanh Hóa")]),
    ("Quảng\nNgãi và Hà  Nội", [("Quảng\nNgãi", "Quảng Ngãi"), ("Hà  Nội", "Hà Nội")]),
    ("UBND TỈNH HÒA BÌNH", [("HÒA BÌNH", "Hòa Bình")]),
    ("Cục Thuế Đồng nai", [("Đồng nai", "Đồng Nai")]),
    ("Kontum và Gialai", [("Kontum", "Kon Tum"), ("Gialai", "Gia Lai")]),
    # the span leaves the level out, and takes what is fused with the name
    ("TP.HCM, TPHCM, TP HCM, Tp. HCM", [(form, "Hồ Chí Minh") for form in ("TP.HCM", "TPHCM", "TP HCM", "Tp. HCM")]),
    ("thành phố HCM", [("HCM", "Hồ Chí Minh")]),
    ("Tp.Đà Nẵng và TP.Hồ Chí Minh", [("Đà Nẵng", "Đà Nẵng"), ("Hồ Chí Minh", "Hồ Chí Minh")]),
    ("các tỉnh/thành Cần Thơ", [("Cần Thơ", "Cần Thơ")]),
    # public bodies
    ("Sở Công Thương Bắc Ninh", [("Bắc Ninh", "Bắc Ninh")]),
    ("Trường Đại học Kinh tế Hồ Chí Minh", [("Hồ Chí Minh", "Hồ Chí Minh")]),
    ("Phòng Quản lý đô thị và nông thôn Thanh Hóa", [("Thanh Hóa", "Thanh Hóa")]),
    # a person's name bears a city only where something shows the city
    ("Quận 6, Hồ Chí Minh, Việt Nam", [("Hồ Chí Minh", "Hồ Chí Minh")]),
    ("Hà Nội, Hồ Chí Minh và Huế", [("Hà Nội", "Hà Nội"), ("Hồ Chí Minh", "Hồ Chí Minh"), ("Huế", "Huế")]),
    ("Hồ Chí Minh", [("Hồ Chí Minh", "Hồ Chí Minh")]),
    # without marks: in a text without marks, or put in English
    ("12 Ly Thuong Kiet, Ha Noi", [("Ha Noi", "Hà Nội")]),
    ("Cầu Giấy, Hanoi, Vietnam", [("Hanoi", "Hà Nội")]),
    ("công ty ở Quang Ninh Province", [("Quang Ninh", "Quảng Ninh")]),
    ("phường bến nghé, quận 1, hà nội", [("hà nội", "Hà Nội")]),
    # a space that was lost
    ("mưa lớn ởBắc Giangđã gây ngập", [("Bắc Giang", "Bắc Giang")]),
    ("phường 5, Tây NinhHotline", [("Tây Ninh", "Tây Ninh")]),
    ("Đại học Thái Nguyênnăm nay", [("Thái Nguyên", "Thái Nguyên")]),
    # a level that means something else
    ("yêu cầu Đồng Nai báo cáo", [("Đồng Nai", "Đồng Nai")]),
    ("các xã miền núi Nghệ An", [("Nghệ An", "Nghệ An")]),
    ("tuyến đường Thái Nguyên - Chợ Mới", [("Thái Nguyên", "Thái Nguyên")]),
    ("các huyện Mê Linh, Sóc Sơn, Hà Nội", [("Hà Nội", "Hà Nội")]),
    ("phường Yên Bái, tỉnh Lào Cai", [("Lào Cai", "Lào Cai")]),
    ("Bệnh viện Nguyễn Trãi Bình Dương", [("Bình Dương", "Bình Dương")]),
    ("huyện Quỳnh Lưu Nghệ An", [("Nghệ An", "Nghệ An")]),
    ("chặng Sài Gòn - Hà Nội", [("Hà Nội", "Hà Nội")]),
    ("phía Nam Hà Nội", [("Hà Nội", "Hà Nội")]),
    # dissolved units
    ("tỉnh Hà Tây, tỉnh Sông Bé", [("Hà Tây", "Hà Tây"), ("Sông Bé", "Sông Bé")]),
    ("tỉnh Quảng Nam - Đà Nẵng cũ", [("Quảng Nam - Đà Nẵng", "Quảng Nam - Đà Nẵng")]),
    ("vùng Quảng Nam - Đà Nẵng", [("Quảng Nam", "Quảng Nam"), ("Đà Nẵng", "Đà Nẵng")]),
    ("5 tỉnh thành: Hà Nội, Sài Gòn", [("Hà Nội", "Hà Nội"), ("Sài Gòn", "Hồ Chí Minh")]),
    ("các tỉnh có chặng Hà Nội - Sài Gòn", [("Hà Nội", "Hà Nội")]),
    ("các tỉnh Đồng Nai, Vũng Tàu", [("Đồng Nai", "Đồng Nai"), ("Vũng Tàu", "Bà Rịa - Vũng Tàu")]),
]

NOT_FOUND = [
    "Chủ tịch Hồ Chí Minh",
    "tư tưởng Hồ Chí Minh",
    "dự án đường Hồ Chí Minh",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
    "Bảo tàng Hồ Chí Minh",
    "phường Nguyễn Thái Bình",
    "ông Nguyễn Hòa Bình",
    "Bà Cao Thị Hòa Bình",
    "Ông Đỗ Hà Nam",
    "chị Huế",
    "ông Hà Nam Khánh",
    "bà Lê Nghệ An",
    "Thái Bình Dương",
    "châu Á - Thái Bình\nDương",
    "hòa bình và phát triển",
    "Hòa bình là nguyện vọng của nhân loại",
    "MỘT THẾ GIỚI HÒA BÌNH",
    "Nhà hát Hòa Bình",
    "người Việt Nam định cư ở nước ngoài",
    "trận Điện Biên Phủ",
    "đường Điện Biên Phủ",
    "vùng Đồng Tháp Mười",
    "phường Yên Bái",
    "huyện Quảng Ninh",
    "tại các huyện: Tủa Chùa, Ảng Nưa, Điện Biên, Mường Nhé",
    "thị xã Quảng Trị",
    "xã Hòa Bình",
    "3 xã là Lộc An, Bình Sơn và Long An",
    "gồm các phường Minh Xuân, Bình Thuận, Nông Tiến",
    "sông Đồng Nai",
    "hồ Hòa Bình",
    "Phố Huế",
    "xa lộ Hà Nội",
    "Công ty cổ phần Hoàng Anh Gia Lai",
    "Ngân hàng Sài Gòn - Hà Nội",
    "các xã Sơn Lai và Cà Maun",
    "Vũng Tàu",
    "tỉnh Hà Nam (Trung Quốc)",
    "khách sạn Nobu Danang là dự án nghỉ dưỡng cao cấp của nhà đầu tư Nhật Bản",
    "Đại học Thanh Hoa của Trung Quốc",
    "mã HCM giảm 6,33%",
    "Tây Nguyên",
    "thị trấn An Nhơn",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.text, each.name) for each in provinces_in(text)] == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert provinces_in(text) == []


def test_a_company_of_a_provinces_name_keeps_it_through_the_text() -> None:
    company = "Tập đoàn Xây dựng Hòa Bình báo lãi. Quý này, Hòa Bình nhận ba gói thầu."
    assert names_in(company) == []
    assert names_in(company + " Trụ sở phụ ở tỉnh Hòa Bình.") == ["Hòa Bình", "Hòa Bình"]


UNITS = [
    # the date decides
    ("tỉnh Bắc Ninh", None, ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh", BEFORE, ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh", date(2025, 6, 30), ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh", date(2025, 7, 1), ("24", "34", "Bắc Ninh")),
    ("tỉnh Bắc Giang", AFTER, ("24", "63", "Bắc Ninh")),
    ("tỉnh An Giang", AFTER, ("91", "34", "An Giang")),
    ("tỉnh Kiên Giang", AFTER, ("91", "63", "An Giang")),
    ("Thừa Thiên Huế", BEFORE, ("46", "63", "Huế")),
    ("TP.HCM", AFTER, ("79", "34", "Hồ Chí Minh")),
    # the words around it decide
    ("tỉnh Bắc Ninh cũ", AFTER, ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh (cũ)", AFTER, ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh trước đây", AFTER, ("27", "63", "Bắc Ninh")),
    ("Bắc Ninh trước khi sáp nhập", AFTER, ("27", "63", "Bắc Ninh")),
    ("tỉnh Bắc Ninh mới, rộng hơn", date(2025, 6, 1), ("24", "34", "Bắc Ninh")),
    ("Bắc Ninh sau sáp nhập", date(2025, 6, 1), ("24", "34", "Bắc Ninh")),
    ("Sau sáp nhập, tỉnh Bắc Ninh rộng hơn", AFTER, ("24", "34", "Bắc Ninh")),
    ("Bắc Ninh mới công bố số liệu", BEFORE, ("27", "63", "Bắc Ninh")),
    # dissolved units
    ("tỉnh Hà Tây", AFTER, ("28", "dissolved", "Hà Nội")),
    ("tỉnh Minh Hải", None, (None, "dissolved", "Cà Mau")),
    ("tỉnh Sông Bé", None, (None, "dissolved", None)),
    ("tỉnh Vĩnh Phú", None, (None, "dissolved", "Phú Thọ")),
]


@pytest.mark.parametrize(("text", "published_on", "expected"), UNITS)
def test_unit(text: str, published_on: date | None, expected: tuple[str | None, str, str | None]) -> None:
    (found,) = provinces_in(text, published_on)
    assert (found.code, found.unit_set, found.name_2025) == expected


@pytest.mark.parametrize("published_on", [None, date(2025, 6, 12), AFTER])
def test_a_merger_names_old_units_and_the_new_one(published_on: date | None) -> None:
    found = provinces_in("hợp nhất tỉnh Bắc Giang và tỉnh Bắc Ninh thành tỉnh Bắc Ninh.", published_on)
    assert [(each.name, each.code, each.unit_set) for each in found] == [
        ("Bắc Giang", "24", "63"),
        ("Bắc Ninh", "27", "63"),
        ("Bắc Ninh", "24", "34"),
    ]


def test_an_older_merger_is_none_of_2025() -> None:
    found = provinces_in("sáp nhập tỉnh Hà Tây vào Hà Nội thành Hà Nội", date(2008, 8, 1))
    assert [each.unit_set for each in found] == ["dissolved", "63", "63"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("tỉnh Hà Nam", "after_level"),
        ("tại Hà Nam", "name"),
        ("TP.HCM", "abbreviation"),
        ("Hanoi, Vietnam", "unmarked"),
        ("quận 1, hà nội", "informal"),
    ],
)
def test_rule(text: str, rule: str) -> None:
    assert [each.rule for each in provinces_in(text)] == [rule]
