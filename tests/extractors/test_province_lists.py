"""Province lists: what joins provinces, what a text claims of them, and where a list ends."""

import pytest

from tests.extractors.places import lists_in

LISTS = [
    ("tại Hà Nội, Huế và Đà Nẵng.", "Hà Nội, Huế và Đà Nẵng", None, False),
    ("tỉnh Lào Cai và tỉnh Yên Bái", "Lào Cai và tỉnh Yên Bái", None, False),
    ("Hưng Yên, Bắc Giang, và Hải Dương", "Hưng Yên, Bắc Giang, và Hải Dương", None, False),
    ("Hà Nội cùng với Hải Phòng", "Hà Nội cùng với Hải Phòng", None, False),
    ("Hà Nội; TP. Hồ Chí Minh; các tỉnh: Lào Cai", "Hà Nội; TP. Hồ Chí Minh; các tỉnh: Lào Cai", None, False),
    ("Cần Thơ/Cà Mau", "Cần Thơ/Cà Mau", None, False),
    ("TP.HCM và các tỉnh Đồng Nai, Long An", "TP.HCM và các tỉnh Đồng Nai, Long An", None, False),
    ("Phú Thọ, Hải Phòng Vĩnh Phúc, Hà Nam", "Phú Thọ, Hải Phòng Vĩnh Phúc, Hà Nam", None, False),
    ("Hà Nội, Đà Nẵng hoặc TP.HCM", "Hà Nội, Đà Nẵng hoặc TP.HCM", None, False),
    ("Hà Nội,\nHải Phòng", "Hà Nội,\nHải Phòng", None, False),
    ("gồm Hà Nội, Huế và Cần Thơ, Huế tiếp tục dẫn đầu", "Hà Nội, Huế và Cần Thơ", None, False),
    ("Hà Nam, Nam Định, Nam Định, Ninh Bình", "Hà Nam, Nam Định, Nam Định, Ninh Bình", None, False),
    # a claimed number
    ("kiến nghị của 27 địa phương: Lai Châu, Bắc Ninh…", "Lai Châu, Bắc Ninh", 27, True),
    ("qua hai tỉnh Thái Bình, Hà Nam", "Thái Bình, Hà Nam", 2, False),
    ("4 tỉnh/thành miền Tây Nam Bộ gồm Long An, Cần Thơ", "Long An, Cần Thơ", 4, False),
    ("tại 07 tỉnh, thành phố: TP. Hà Nội, Huế", "Hà Nội, Huế", 7, False),
    ("5/20 địa phương (Phú Yên, Hà Tĩnh) đã nộp", "Phú Yên, Hà Tĩnh", 5, False),
    ("mười hai tỉnh là Hà Nam, Nam Định", "Hà Nam, Nam Định", 12, False),
    ("2 thành phố lớn là Hà Nội và TP.HCM", "Hà Nội và TP.HCM", 2, False),
    ("13 địa phương ban hành xong quy chế, gồm: Lào Cai, Cà Mau", "Lào Cai, Cà Mau", 13, False),
    ("3 TP. Hà Nội, Huế và Đà Nẵng", "Hà Nội, Huế và Đà Nẵng", 3, False),
    # a number that counts something else
    ("3 khu vực Bắc, Trung, Nam họp tại Nam Định, Cần Thơ", "Nam Định, Cần Thơ", None, False),
    ("5 dự án tại Hà Nội và Huế", "Hà Nội và Huế", None, False),
    ("giảm ở 61 địa phương, riêng tỉnh Sơn La và Cao Bằng tăng", "Sơn La và Cao Bằng", None, False),
    ("26 tỉnh bị lũ. Nặng nhất là Yên Bái, Lào Cai", "Yên Bái, Lào Cai", None, False),
    ("10 tỉnh, trong đó Hà Nam, Nam Định", "Hà Nam, Nam Định", None, False),
    ("trong 7 tỉnh này, Hà Giang đứng đầu, tiếp đó là Cao Bằng, Sơn La", "Cao Bằng, Sơn La", None, False),
    # the end
    ("Hà Giang, Lào Cai...", "Hà Giang, Lào Cai", None, True),
    ("Hà Giang, Lào Cai, v.v.", "Hà Giang, Lào Cai", None, True),
    ("Hà Giang, Lào Cai. Sau đó", "Hà Giang, Lào Cai", None, False),
]

NO_LISTS = [
    "đường sắt Lào Cai - Hà Nội - Hải Phòng",
    "từ Quảng Ninh đến An Giang",
    "hai cao tốc Cầu Giẽ - Ninh Bình và Hà Nội - Hải Phòng",
    "tuyến Cần Thơ - Cà Mau, Đà Nẵng - Quảng Ngãi",
    "thành phố Hải Dương, tỉnh Hải Dương",
    "Theo Sở Tài chính Đồng Nai, Đồng Nai thu vượt dự toán",
    "Cùng với Hà Nội, Hải Phòng cũng ghi nhận mức cao",
    "Ngoài Hà Nội, Huế cũng có mưa",
    "Hà Nội tăng 5%, Huế tăng 4%",
    "Hà Nội. Huế",
    "- Hà Nội\n- Huế",
    "UBND tỉnh Hà Nam, UBND tỉnh Nam Định",
    "Hà Nội Huế",
    "Hà Nội, Nha Trang, Huế",
    "Hà Nội hoặc Huế",
]


@pytest.mark.parametrize(("text", "span", "claimed", "truncated"), LISTS)
def test_list(text: str, span: str, claimed: int | None, truncated: bool) -> None:
    (found,) = lists_in(text)
    assert (found.text, found.claimed_count, found.truncated) == (span, claimed, truncated)
    assert found.complete is (None if claimed is None else claimed == len(found.members))


@pytest.mark.parametrize("text", NO_LISTS)
def test_no_list(text: str) -> None:
    assert lists_in(text) == []


def test_members_in_order() -> None:
    (found,) = lists_in("tỉnh Yên Bái, Bà Rịa-Vũng Tàu, Đăk Lăk và thành phố Đà Nẵng")
    assert found.members == ("Yên Bái", "Bà Rịa - Vũng Tàu", "Đắk Lắk", "Đà Nẵng")


def test_a_claim_and_a_listing_that_agree() -> None:
    (found,) = lists_in("3 tỉnh Hà Nam, Nam Định và Ninh Bình")
    assert found.complete is True
