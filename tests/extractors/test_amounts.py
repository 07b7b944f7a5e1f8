"""Sums of money: a table of what is read how, one of what is no money, and what must hold for any text."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import extract
from extractors.amounts import EXTRACTOR, reading
from extractors.mentions import Amount
from extractors.registry import Scanner
from extractors.text import Text
from tests.extractors.spelling import spell

_SCANNER = Scanner((EXTRACTOR,))


def amounts_of(given_text: str) -> list[Amount]:
    text = Text.of(given_text)
    return list(EXTRACTOR.find(text, _SCANNER.scan(text.lower)[0], {}))  # type: ignore[arg-type]


def one(given_text: str) -> Amount:
    found = amounts_of(given_text)
    assert len(found) == 1, [mention.text for mention in found]
    return found[0]


# text, surface, value, currency
SUMS = [
    ("kinh phí là 62,584 tỷ đồng, đạt 88,94%", "62,584 tỷ đồng", "62584000000", "VND"),
    ("tổng vốn 1,5 triệu USD.", "1,5 triệu USD", "1500000", "USD"),
    ("giá 17.549.179.707 đồng", "17.549.179.707 đồng", "17549179707", "VND"),
    ("đạt 380,2 nghìn tỷ đồng", "380,2 nghìn tỷ đồng", "380200000000000", "VND"),
    ("đạt 79.464,632 tỷ đồng", "79.464,632 tỷ đồng", "79464632000000", "VND"),
    ("đạt 13.442,75 tỉ đồng", "13.442,75 tỉ đồng", "13442750000000", "VND"),
    ("giá 300 ngàn đồng", "300 ngàn đồng", "300000", "VND"),
    ("VỐN 5 TỶ ĐỒNG", "5 TỶ ĐỒNG", "5000000000", "VND"),
    ("thu 5 trăm nghìn tỷ đồng", "5 trăm nghìn tỷ đồng", "500000000000000", "VND"),
    ("thu 1,096 triệu tỷ đồng", "1,096 triệu tỷ đồng", "1096000000000000", "VND"),
    ("tặng 500 trăm triệu đồng", "500 trăm triệu đồng", "50000000000", "VND"),
    # written in parts
    ("hơn 10 tỷ 500 triệu đồng", "10 tỷ 500 triệu đồng", "10500000000", "VND"),
    ("mua 2 tỷ 3 đồng", "2 tỷ 3 đồng", "2300000000", "VND"),
    ("giá 2 tỷ 3.", "2 tỷ 3", "2300000000", "VND"),
    ("giá 1 triệu 250 đồng", "1 triệu 250 đồng", "1250000", "VND"),
    ("giá 2 tỷ rưỡi", "2 tỷ rưỡi", "2500000000", "VND"),
    ("giá 1tr5 vnd", "1tr5 vnd", "1500000", "VND"),
    ("giá 500k đồng", "500k đồng", "500000", "VND"),
    ("giá 1.278, 95 USD", "1.278, 95 USD", "1278.95", "USD"),
    ("giá 100 000 VND", "100 000 VND", "100000", "VND"),
    ("năm 2012 100 000 đồng", "100 000 đồng", "100000", "VND"),
    ("giá 2 phẩy 5 đô la", "2 phẩy 5 đô la", "2.5", "USD"),
    ("góp 05 (năm) tỷ đồng", "05 (năm) tỷ đồng", "5000000000", "VND"),
    ("góp 100.000.000 (một trăm triệu) đồng", "100.000.000 (một trăm triệu) đồng", "100000000", "VND"),
    # in words
    ("vốn hai tỷ đồng", "hai tỷ đồng", "2000000000", "VND"),
    ("thu nửa tỷ đồng", "nửa tỷ đồng", "500000000", "VND"),
    ("gói một nghìn tỷ đồng", "một nghìn tỷ đồng", "1000000000000", "VND"),
    ("vốn hai tỷ rưỡi đồng", "hai tỷ rưỡi đồng", "2500000000", "VND"),
    ("đầu tư một triệu hai trăm nghìn đồng", "một triệu hai trăm nghìn đồng", "1200000", "VND"),
    ("mười đồng", "mười đồng", "10", "VND"),
    ("giá không đồng", "không đồng", "0", "VND"),
    ("hai tỷ năm ngoái", "hai tỷ", "2000000000", "VND"),
    ("năm đô la chín mươi chín xu", "năm đô la chín mươi chín xu", "5.99", "USD"),
    ("(Hai trăm tỷ, ba triệu đồng)", "Hai trăm tỷ, ba triệu đồng", "200003000000", "VND"),
    # currencies
    ("giá $10k", "$10k", "10000", "USD"),
    ("giá US$ 5 triệu", "US$ 5 triệu", "5000000", "USD"),
    ("giá USD 50", "USD 50", "50", "USD"),
    ("giá 20€", "20€", "20", "EUR"),
    ("giá €3,50", "€3,50", "3.50", "EUR"),
    ("giá 50.000đ", "50.000đ", "50000", "VND"),
    ("giá 29.490.000 đ", "29.490.000 đ", "29490000", "VND"),
    ("giá 5 ₫", "5 ₫", "5", "VND"),
    ("giá 15 triệu đồng Việt Nam", "15 triệu đồng Việt Nam", "15000000", "VND"),
    ("vay 49 tỷ yên Nhật", "49 tỷ yên Nhật", "49000000000", "JPY"),
    ("giá 750 tỷ euro", "750 tỷ euro", "750000000000", "EUR"),
    ("giá 26 nghìn tỷ won", "26 nghìn tỷ won", "26000000000000", "KRW"),
    ("giá 4 tỷ nhân dân tệ", "4 tỷ nhân dân tệ", "4000000000", "CNY"),
    ("phạt 3 triệu đô la Hồng Kông", "3 triệu đô la Hồng Kông", "3000000", "HKD"),
    ("phạt 12.000 đô-la Singapore", "12.000 đô-la Singapore", "12000", "SGD"),
    ("giá 45 bảng Anh", "45 bảng Anh", "45", "GBP"),
    ("thu 2 tỷ USDcủa dân", "2 tỷ USD", "2000000000", "USD"),
    ("nộp 25 triệu đồngtiền thuế", "25 triệu đồng", "25000000", "VND"),
    ("doanh thu đạt1,49 tỷ USD", "1,49 tỷ USD", "1490000000", "USD"),
    ("giá 8,38 cent/kWh", "8,38 cent", "0.0838", "USD"),
    ("giá 9,35 UScent mỗi", "9,35 UScent", "0.0935", "USD"),
    ("giá USD 25.450 đồng", "25.450 đồng", "25450", "VND"),
    # no currency written
    ("thu ngân sách trên 50.000 tỷ trong năm nay", "50.000 tỷ", "50000000000000", "VND"),
    ("doanh thu 1.400 tỷ, lãi lớn", "1.400 tỷ", "1400000000000", "VND"),
    ("giảm giá liền 2 triệu cho khách", "2 triệu", "2000000", "VND"),
    ("nộp 50.650 tỷ ngân sách", "50.650 tỷ", "50650000000000", "VND"),
    ("lỗ 5 tỷ năm 2023", "5 tỷ", "5000000000", "VND"),
    # signs
    ("mức ròng -346,4 tỷ đồng", "-346,4 tỷ đồng", "-346400000000", "VND"),
    ("lợi nhuận âm 8,2 tỷ đồng", "âm 8,2 tỷ đồng", "-8200000000", "VND"),
    ("chi phí - 5 tỷ đồng", "5 tỷ đồng", "5000000000", "VND"),
    ("khoản A/5 tỷ đồng", "5 tỷ đồng", "5000000000", "VND"),
    # lines
    ("đạt 1.193,2 tỷ\nđồng", "1.193,2 tỷ\nđồng", "1193200000000", "VND"),
    ("tài trợ 3,5 triệu\nUSD", "3,5 triệu\nUSD", "3500000", "USD"),
]


@pytest.mark.parametrize(("text", "surface", "value", "currency"), SUMS)
def test_sum(text: str, surface: str, value: str, currency: str) -> None:
    amount = one(text)
    assert (amount.text, amount.value, amount.currency) == (surface, Decimal(value), currency)
    assert text[amount.start : amount.end] == surface
    assert amount.value_max is None


@pytest.mark.parametrize(("text", "surface", "value", "currency"), SUMS)
def test_sum_in_another_encoding(text: str, surface: str, value: str, currency: str) -> None:
    """Decomposed letters and no-break spaces change neither what is found nor that the offsets are the text's own."""
    encoded = unicodedata.normalize("NFD", text).replace(" ", "\u00a0")
    amount = extract(encoded).amounts[0]
    assert (amount.value, amount.currency) == (Decimal(value), currency)
    assert encoded[amount.start : amount.end] == amount.text
    assert unicodedata.normalize("NFC", amount.text).replace("\u00a0", " ") == surface


#: Sums that are sums by the words around them alone.
_BY_CONTEXT = ("tỷ", "triệu", "không đồng", "8,38 cent")


@pytest.mark.parametrize("surface", [surface for _, surface, _, _ in SUMS if not surface.endswith(_BY_CONTEXT)])
def test_a_sum_is_found_again_in_its_own_text(surface: str) -> None:
    assert [amount.text for amount in amounts_of(surface)] == [surface]


NO_MONEY = [
    "hợp đồng 5 năm",
    "ký 12 hợp đồng",
    "27 đồng chí",
    "5 đồng bào",
    "3 đồng phạm",
    "12 đồng hồ",
    "Hội đồng 5 người",
    "huyện 4 Đồng Nai",
    "mỏ đồng 5",
    "năm 2029, đồng thời",
    "năm 2024 đồng yên giảm",
    "ngày 24/3/2025 VND mất giá",
    "trong tháng 5 USD tăng giá",
    "sản xuất 1,5 tỷ kWh",
    "đạt 2 triệu tấn",
    "có 7 tỷ người",
    "dân số 1,4 tỷ",
    "đón 39 triệu du khách",
    "hơn 128 triệu cổ phiếu",
    "1,6 triệu bằng sáng chế",
    "4,5 tỷ năm",
    "100 triệu doanh nghiệp",
    "25 tỷ phú",
    "năm 2025, tỷ lệ",
    "năm 2025 tỷ lệ",
    "tỉnh 5 tỉnh",
    "18 ngành",
    "thủ đô 5 đô thị",
    "8 bảng đấu",
    "chia làm 12 bảng",
    "gặp 2 Real",
    "chỉ số USD 2025",
    "tỷ giá AUD/USD 0,65",
    "một bảng màu",
    "đứng ngồi không yên",
    "kết quả không tệ",
    "không đồng ý",
    "không đồng đều",
    "hàng nghìn tỷ đồng",
    "vài ba tỷ đồng",
    "hàng chục triệu đồng",
    "dự án nghìn tỷ đồng",
    "mấy trăm triệu đồng",
    "hai đồng tác giả",
    "không mất một đồng nào",
    "350.000 USDT",
    "gọi 0903.123.456",
    "Số 123.456.789",
    "Covid19 tỷ",
    "mã F88 đồng",
    "năm 2023\nTỷ đồng",
    "5" * 40 + " đồng",  # no number that people write
    "5 tỷ tỷ tỷ đồng",
    "1.2.3 tỷ đồng",
    "% đồng $ tỷ",
    "giá VND",
    "",
]


@pytest.mark.parametrize("text", NO_MONEY)
def test_no_money(text: str) -> None:
    assert amounts_of(text) == []


# text, surface, value, value_max, currency
RANGES = [
    ("phạt 5-7 tỷ đồng", "5-7 tỷ đồng", "5000000000", "7000000000", "VND"),
    ("phạt từ 5 đến 7 tỷ đồng", "5 đến 7 tỷ đồng", "5000000000", "7000000000", "VND"),
    ("phạt 5 tỷ đến 7 tỷ đồng", "5 tỷ đến 7 tỷ đồng", "5000000000", "7000000000", "VND"),
    ("phạt từ 200.000 đến 500.000 đồng", "200.000 đến 500.000 đồng", "200000", "500000", "VND"),
    ("phạt 20- 25 triệu đồng", "20- 25 triệu đồng", "20000000", "25000000", "VND"),
    ("giá 36,320 – 36,540 triệu đồng/lượng và 1,5%", "36,320 – 36,540 triệu đồng", "36320000", "36540000", "VND"),
    ("giá 36,3 (mua vào) – 36,5 triệu đồng", "36,3 (mua vào) – 36,5 triệu đồng", "36300000", "36500000", "VND"),
    ("giá 50.000đ-100.000đ", "50.000đ-100.000đ", "50000", "100000", "VND"),
    ("giá VND1000-VND2000", "VND1000-VND2000", "1000", "2000", "VND"),
    ("từ 1000 VNĐ tới 2000 VNĐ", "1000 VNĐ tới 2000 VNĐ", "1000", "2000", "VND"),
    ("phạt 500 triệu đến 1 tỷ đồng", "500 triệu đến 1 tỷ đồng", "500000000", "1000000000", "VND"),
    ("từ 840 triệu đến hơn 1,9 tỷ đồng", "840 triệu đến hơn 1,9 tỷ đồng", "840000000", "1900000000", "VND"),
    ("lương 10 - 15 triệu một tháng", "10 - 15 triệu", "10000000", "15000000", "VND"),
    ("vay USD 5-7 triệu", "USD 5-7 triệu", "5000000", "7000000", "USD"),
    ("phạt 900.000 đồng-1,3 triệu đồng", "900.000 đồng-1,3 triệu đồng", "900000", "1300000", "VND"),
    ("phạt 800.000 đến một triệu đồng", "800.000 đến một triệu đồng", "800000", "1000000", "VND"),
    ("phạt 500.000 - 1,5 triệu đồng", "500.000 - 1,5 triệu đồng", "500000", "1500000", "VND"),
    ("từ hai đến ba tỷ đồng", "hai đến ba tỷ đồng", "2000000000", "3000000000", "VND"),
]


@pytest.mark.parametrize(("text", "surface", "value", "value_max", "currency"), RANGES)
def test_range(text: str, surface: str, value: str, value_max: str, currency: str) -> None:
    amount = one(text)
    expected = (surface, Decimal(value), Decimal(value_max), currency)
    assert (text[amount.start : amount.end], amount.value, amount.value_max, amount.currency) == expected


NO_RANGE = [
    ("năm 2015 - 5 tỷ đồng", ["5 tỷ đồng"]),  # a year
    ("quý 1 - 500 tỷ đồng", ["500 tỷ đồng"]),
    ("ngày 31/12 - 500 tỷ đồng", ["500 tỷ đồng"]),
    ("9 - 3 tỷ đồng", ["3 tỷ đồng"]),  # the upper end is the lower one
    ("VN30-35 tỷ đồng", ["35 tỷ đồng"]),
    ("5 tỷ đồng - 7 tỷ USD", ["5 tỷ đồng", "7 tỷ USD"]),
    ("tăng 600 nghìn - 500 nghìn đồng", ["600 nghìn", "500 nghìn đồng"]),
]


@pytest.mark.parametrize(("text", "surfaces"), NO_RANGE)
def test_no_range(text: str, surfaces: list[str]) -> None:
    found = amounts_of(text)
    assert [amount.text for amount in found] == surfaces
    assert all(amount.value_max is None for amount in found)


# text, then (surface, value, role) of each
FROM_TO: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    (
        "doanh thu tăng từ 2,2 tỷ lên 132 tỷ đồng",
        [("2,2 tỷ", "2200000000", "from"), ("132 tỷ đồng", "132000000000", "to")],
    ),
    (
        "giảm từ 90.000 đồng xuống còn\n40.000 đồng",
        [("90.000 đồng", "90000", "from"), ("40.000 đồng", "40000", "to")],
    ),
    (
        "tăng từ mức gần 26 nghìn tỷ won (tương đương 18,3 tỷ USD) lên hơn 33 nghìn tỷ won",
        [
            ("26 nghìn tỷ won", "26000000000000", "from"),
            ("18,3 tỷ USD", "18300000000", None),
            ("33 nghìn tỷ won", "33000000000000", "to"),
        ],
    ),
    ("giảm từ 125 còn 95 USD/tấn", [("125", "125", "from"), ("95 USD", "95", "to")]),
    ("tăng 32 tỷ đồng lên 36 tỷ đồng", [("32 tỷ đồng", "32000000000", None), ("36 tỷ đồng", "36000000000", None)]),
    (
        "giá từ 8.000 đồng/kg trở lên, có loại lên tới 15.000 đồng/kg",
        [("8.000 đồng", "8000", None), ("15.000 đồng", "15000", None)],
    ),
    ("lần lượt là 3,5 và 4,2 tỷ USD", [("3,5", "3500000000", None), ("4,2 tỷ USD", "4200000000", None)]),
    ("lần lượt nhận 3 triệu và 1,5 triệu euro", [("3 triệu", "3000000", None), ("1,5 triệu euro", "1500000", None)]),
]


@pytest.mark.parametrize(("text", "expected"), FROM_TO)
def test_from_to(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = [(amount.text, amount.value, amount.role) for amount in amounts_of(text)]
    assert found == [(surface, Decimal(value), role) for surface, value, role in expected]


MODIFIERS = [
    ("gần 49 tỷ yên", "about"),
    ("khoảng trên dưới 400 triệu đồng", "about"),
    ("khoảng gần 340 triệu đồng", "about"),
    ("vào khoảng 10 tỷ USD", "about"),
    ("xấp xỉ 3.600 tỷ đồng", "about"),
    ("ước đạt 1.648,04 tỷ đồng", "about"),
    ("ước tính khoảng 5 tỷ đồng", "about"),
    ("ước thu 8 tháng được 970 tỷ đồng", "about"),
    ("ước thực hiện được 55,661 tỷ đồng", None),  # the name of a column
    ("theo ước tính, chi 5 tỷ đồng", None),
    ("~5 tỷ đồng", "about"),
    ("vốn pháp định không được thấp hơn 5 tỷ đồng", "at_least"),
    ("vay không được vượt quá 5 tỷ đồng", "at_most"),
    ("trên 80 tỷ đồng", "over"),
    ("hơn 1 tỷ USD", "over"),
    ("vượt 100 tỷ đồng", "over"),
    (">5 tỷ đồng", "over"),
    ("cao hơn 5 tỷ đồng", None),  # a difference
    ("dưới 10 tỷ đồng", "under"),
    ("chưa đến 500 tỷ đồng", "under"),
    ("chưa đầy 1,8 tỷ đồng", "under"),
    ("ít nhất cũng phải 500 triệu đồng", "at_least"),
    ("tối thiểu 5 tỷ đồng", "at_least"),
    ("không dưới 5 tỷ đồng", "at_least"),
    ("từ 50.000 tỷ đồng trở lên", "at_least"),
    ("từ 13 triệu đồng/tháng trở lên", "at_least"),
    ("tối đa 5 tỷ đồng", "at_most"),
    ("không quá 5 tỷ đồng", "at_most"),
    ("không hơn 7.000 đồng", "at_most"),
    ("lên tới 148 nghìn tỷ đồng", "at_most"),
    ("phạt cao nhất 500.000 đồng", "at_most"),
    ("mức cao nhất là từ 5 tỷ đồng", None),
    ("căn hộ cao nhất 1,67 tỷ đồng", None),
    ("5 tỷ đồng trở xuống", "at_most"),
    ("tăng tới 12.000 đồng", None),  # emphasis
    ("tiếp đến là 12.000 đồng", None),
    ("phạt đến 5 tỷ đồng", "at_most"),
    ("trong khoảng 60-70 USD", None),  # an interval
    ("đạt 5 tỷ đồng", None),
]


@pytest.mark.parametrize(("text", "modifier"), MODIFIERS)
def test_modifier(text: str, modifier: str | None) -> None:
    assert one(text).modifier == modifier


RATES = [
    ("300 nghìn đồng/tháng", "tháng"),
    ("100 USD/m2 mỗi", "m2"),
    ("5.000 đồng/m²", "m²"),
    ("1.500 đồng/kWh", "kWh"),
    ("5 triệu đồng/người/tháng.", "người/tháng"),
    ("2.700 đồng/cổ phiếu.", "cổ phiếu"),
    ("25.000 VND/USD", "USD"),
    ("2-3 triệu đồng một bài.", "bài"),
    ("5 triệu đồng mỗi năm", "năm"),
    ("5 triệu đồng cho mỗi sản phẩm", "sản phẩm"),
    ("Trung bình mỗi chuyến tàu thu được 419 tỷ đồng", "chuyến tàu"),
    ("mỗi lượng vàng miếng giảm hơn 100 nghìn đồng", "lượng"),
    ("129 tỷ đồng/hơn", None),
    ("5 tỷ đồng một cách", None),
    ("tăng 5 tỷ đồng trong một năm", None),
    ("mỗi chiều giảm 5 nghìn đồng", None),
    ("bán 10.000 chiếc mỗi ngày và thu 5 nghìn đồng", None),
]


@pytest.mark.parametrize(("text", "per"), RATES)
def test_rate(text: str, per: str | None) -> None:
    assert one(text).per == per


AMBIGUOUS = [
    ("vốn 3,200 tỷ đồng", "3200000000", "3200000000000"),
    ("vốn 3,200 tỷ đồng, tăng 2,5%", "3200000000", None),
    ("vốn 3,500 tỷ đồng, vay 1.5 triệu USD", "3500000000000", None),
    ("vốn 3.500 tỷ đồng, tăng 2.5%", "3500000000000", "3500000000"),
    ("giá 30,000 đồng", "30000", None),
    ("giá 1,200 USD", "1.2", "1200"),
    ("giá -3,200 tỷ đồng", "-3200000000", "-3200000000000"),
]


@pytest.mark.parametrize(("text", "value", "alternative"), AMBIGUOUS)
def test_ambiguous(text: str, value: str, alternative: str | None) -> None:
    amount = amounts_of(text)[0]
    assert amount.value == Decimal(value)
    assert amount.value_alternative == (None if alternative is None else Decimal(alternative))
    assert amount.ambiguous is (alternative is not None)


EQUIVALENTS = [
    ("1,5 triệu USD, tương đương 38 tỷ đồng", [None, 0]),
    ("1,5 triệu USD (khoảng 38 tỷ đồng) và 2 tỷ đồng (80.000 USD)", [None, 0, None, 2]),
    ("1,5 triệu USD và 38 tỷ đồng", [None, None]),
    ("5 tỷ đồng (6 tỷ đồng)", [None, None]),  # the year before, in the same currency
]


@pytest.mark.parametrize(("text", "links"), EQUIVALENTS)
def test_equivalents(text: str, links: list[int | None]) -> None:
    assert [amount.equivalent_to for amount in amounts_of(text)] == links


def test_a_share_named_like_a_currency() -> None:
    found = amounts_of("Bán ròng: SHB -32,3 tỷ, VND 41,9 tỷ, HPG 5 tỷ. Vốn VND 41,9 tỷ")
    assert [amount.text for amount in found] == ["-32,3 tỷ", "41,9 tỷ", "5 tỷ", "VND 41,9 tỷ"]


ELLIPSES = [
    ("tài sản 11,2 tỷ USD, tăng 1,6 tỷ trong tuần", ["USD", "USD"]),
    ("giá 110 triệu USD (khoảng 2.424 tỷ)", ["USD", "VND"]),
    ("lãi 821 triệu krona (79,7 triệu USD) từ mức 6,26 tỷ", ["SEK", "USD", "SEK"]),
    ("giá 110 triệu USD. Thu ngân sách 5 tỷ", ["USD", "VND"]),
]


@pytest.mark.parametrize(("text", "currencies"), ELLIPSES)
def test_currency_left_out(text: str, currencies: list[str]) -> None:
    assert [amount.currency for amount in amounts_of(text)] == currencies


@given(st.integers(0, 10**12), st.booleans())
def test_sums_in_words_read_back(number: int, southern: bool) -> None:
    words = spell(number, southern=southern)
    if " " in words:
        assert one(f"số tiền là {words} đồng").value == number


@given(st.integers(0, 10**15))
def test_sums_in_digits_read_back(number: int) -> None:
    written = f"{number:,}".replace(",", ".")
    amount = one(f"số tiền là {written} đồng")
    assert (amount.value, amount.text) == (number, f"{written} đồng")


_WORDS = """
5 62,584 tỷ triệu nghìn đồng USD $ € đ - – / % ( ) , . từ đến lên xuống hai ba mươi trăm rưỡi nửa gần hơn mỗi năm tháng
một 1.278, 95 100 000 âm + tr k 0 là lần lượt và tương đương
"""
_PIECES: Any = st.lists(
    st.one_of(
        st.sampled_from([*_WORDS.split(), "\n"]),
        st.text(max_size=4),
    ),
    max_size=24,
)


@given(_PIECES, st.sampled_from(["", " "]))
def test_any_text_gives_sums_in_order(pieces: list[str], joint: str) -> None:
    given_text = joint.join(pieces)
    text = Text.of(given_text)
    found = amounts_of(given_text)
    end = 0
    for amount in found:
        assert end <= amount.start < amount.end
        assert text.folded[amount.start : amount.end] == amount.text
        assert amount.value_max is None or amount.value < amount.value_max
        assert amount.ambiguous is (amount.value_alternative is not None)
        end = amount.end
    assert all(a.equivalent_to is None or a.equivalent_to < at for at, a in enumerate(found))
    assert found == amounts_of(given_text)


@given(
    st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,3}){0,2}", fullmatch=True),
    st.lists(st.sampled_from(["trăm", "nghìn", "triệu", "tỷ"]), min_size=1, max_size=4),
    st.sampled_from(["đồng", "usd", "đồng usd", "đồng việt nam", "đồng yên", "usd$", "usdt", "euro"]),
    st.sampled_from(
        ["", " ", ".", ",", ")", "/kg", " mỗi năm", " minh", " bào chế", " nghiệp", "5", "\n", " 500", " rưỡi"]
    ),
)
def test_what_most_sums_are_reads_as_any_sum(number: str, scales: list[str], currency: str, behind: str) -> None:
    text = Text.of(f"{number} {' '.join(scales)} {currency}{behind}")
    short_way = reading.read_sum(text, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_USUAL", re.compile(r"(?!)"))
        assert reading.read_sum(text, 0) == short_way
