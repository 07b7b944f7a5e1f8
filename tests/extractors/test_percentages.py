"""Percentages and percentage points: what is read how, what is none, and what must hold for any text."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions import Percentage
from extractors.percentages import EXTRACTOR
from extractors.registry import Scanner
from extractors.text import Text
from tests.extractors.spelling import spell

_SCANNER = Scanner((EXTRACTOR,))


def percentages_of(given_text: str) -> list[Percentage]:
    text = Text.of(given_text)
    return list(EXTRACTOR.find(text, _SCANNER.scan(text.lower)[0], {}))  # type: ignore[arg-type]


def one(given_text: str) -> Percentage:
    found = percentages_of(given_text)
    assert len(found) == 1, [mention.text for mention in found]
    return found[0]


# text, surface, value, value_max, unit
VALUES = [
    ("đạt 88,94%.", "88,94%", "88.94", None, "percent"),
    ("tăng 27,97 % so với", "27,97 %", "27.97", None, "percent"),
    ("tăng 12.5%", "12.5%", "12.5", None, "percent"),
    ("khoảng 99 phần trăm", "99 phần trăm", "99", None, "percent"),
    ("Tỷ lệ năm mươi phần trăm", "năm mươi phần trăm", "50", None, "percent"),
    ("tăng hai phẩy năm phần trăm", "hai phẩy năm phần trăm", "2.5", None, "percent"),
    ("tăng 2 phẩy 5 phần trăm", "2 phẩy 5 phần trăm", "2.5", None, "percent"),
    ("giảm 0,5 điểm phần trăm", "0,5 điểm phần trăm", "0.5", None, "percentage_point"),
    ("tăng 3,2 điểm %", "3,2 điểm %", "3.2", None, "percentage_point"),
    ("tăng 0,84 điểm%", "0,84 điểm%", "0.84", None, "percentage_point"),
    ("tăng 1.234%", "1.234%", "1234", None, "percent"),
    ("tăng 1,234% và 2,5%"[:11], "1,234%", "1.234", None, "percent"),
    ("giảm 4,40 điểm (-0,24%)", "-0,24%", "-0.24", None, "percent"),
    ("VN30 / HNX: −0,08%", "−0,08%", "-0.08", None, "percent"),
    ("tăng trưởng âm 0,6%", "âm 0,6%", "-0.6", None, "percent"),
    ("biên độ +/-5%", "5%", "5", None, "percent"),
    ("biên độ 3/-5%", "5%", "5", None, "percent"),
    ("biên độ ( /-5%)", "5%", "5", None, "percent"),
    ("biên độ ±7%", "7%", "7", None, "percent"),
    ("(+0,26%)", "0,26%", "0.26", None, "percent"),
    ("quý 1 tăng7,49%", "7,49%", "7.49", None, "percent"),
    ("đạt 10-12%", "10-12%", "10", "12", "percent"),
    ("đạt 10% đến 12%", "10% đến 12%", "10", "12", "percent"),
    ("từ 70 đến 75%", "70 đến 75%", "70", "75", "percent"),
    ("đạt 98,11–98,64%", "98,11–98,64%", "98.11", "98.64", "percent"),
    ("khoảng 1–1,6 điểm phần trăm", "1–1,6 điểm phần trăm", "1", "1.6", "percentage_point"),
    ("70% tới 75% giá trị", "70% tới 75%", "70", "75", "percent"),
    ("CI: −0,02% đến +1,22%", "−0,02% đến +1,22%", "-0.02", "1.22", "percent"),
    ("CI: -5% đến -2%", "-5% đến -2%", "-5", "-2", "percent"),
]


@pytest.mark.parametrize(("text", "surface", "value", "value_max", "unit"), VALUES)
def test_value(text: str, surface: str, value: str, value_max: str | None, unit: str) -> None:
    percentage = one(text)
    assert text[percentage.start : percentage.end] == surface
    assert percentage.value == Decimal(value)
    assert percentage.value_max == (None if value_max is None else Decimal(value_max))
    assert percentage.unit == unit


NONE = [
    "mỗi điểm phần trăm hụt",
    "bao nhiêu điểm phần trăm",
    "hàng chục phần trăm",
    "vài phần trăm",
    "https://a.vn/x5%20y",
    "100 phần trắm",
    "VN30%",
    "1.2.3%",
    "%",
    "",
]


@pytest.mark.parametrize("text", NONE)
def test_no_percentage(text: str) -> None:
    assert percentages_of(text) == []


# text, direction of each
DIRECTIONS = [
    ("tăng 20% so với năm 2011", ["increase"]),
    ("tăng nhẹ 1%, đạt 91%", ["increase", "level"]),
    ("tăng trưởng 5,5%", ["increase"]),
    ("Tăng trưởng tín dụng đạt 9%", ["increase"]),
    ("tốc độ tăng trưởng 6,2%", ["level"]),
    ("mức tăng lương bình quân là 5,9%", ["increase"]),
    ("có mức tăng mạnh nhất, đạt mức 22%", ["increase"]),
    ("cao hơn 2 điểm %", ["increase"]),
    ("cao hơn mức 22,8%", ["level"]),
    ("ở mức cao hơn là 88%", ["level"]),
    ("giảm 1,6% và 7,5%", ["decrease", "decrease"]),
    ("thấp hơn 21,41% so với", ["decrease"]),
    ("cổ phiếu “bốc hơi” 40%", ["decrease"]),
    ("ECB hạ lãi suất 0,25 điểm phần trăm", ["decrease"]),
    ("lạm phát đã giảm về mức 2,2%", ["level"]),
    ("giảm xuống còn 11%", ["level"]),
    ("giảm từ 16,3% xuống còn 11%", ["level", "level"]),
    ("tăng từ 5% trở lên", ["increase"]),
    ("lãi tăng từ 10-12%", ["increase"]),
    ("chiếm 55,86% tổng kinh phí", ["share"]),
    ("chiếm 12,6% và tỉnh B đạt 597 tỷ, tương đương 10,9%", ["share", "share"]),
    ("chiếm 95,7% và bằng 100,6% cùng kỳ", ["share", "level"]),
    ("chiếm 17% tổng vốn, tăng từ mức 5% của năm 2018", ["share", "share"]),
    ("tỷ trọng giảm còn 20,9%", ["share"]),
    ("đóng góp của năng suất (TFP) đạt từ 45-50%", ["share"]),
    ("53% số doanh nghiệp", ["share"]),
    ("chiếm tỷ lệ 45% trong tổng số", ["share"]),
    ("lao động trẻ, hơn 90% là nữ", ["share"]),
    ("cổ tức 15% bằng tiền mặt", ["level"]),
    ("tăng vốn thêm 20%", ["increase"]),
    ("mua lại 49% cổ phần", ["share"]),
    ("có tới 80% chuyên gia", ["share"]),
    ("có 63% doanh nghiệp tốt, và 85,7% tin tưởng", ["share", "share"]),
    ("đạt 99% kế hoạch", ["level"]),
    ("bằng 47,9% số nợ xấu", ["level"]),
    ("hoàn thành 100% kinh phí", ["level"]),
    ("áp thuế suất 5% cho hàng", ["level"]),
    ("tỷ lệ lấp đầy là 87% trên tổng", ["level"]),
    ("đã vượt mức tối đa 5%", ["level"]),
    ("vượt 4,4% kế hoạch", ["increase"]),
    ("thuế giá trị gia tăng 10%", ["level"]),
    ("nộp tiền. Tăng cường kiểm tra, đạt 5%", ["level"]),
    ("thay đổi -2% và +3%", ["decrease", "increase"]),
    ("thay đổi -2%/-5%/+3%", ["decrease", "decrease", "increase"]),
    ("chỉ số tăng 13,75 điểm, tương đương 1,12% lên mốc", ["increase"]),
    ("lạm phát giảm về mục tiêu 2%", ["level"]),
    ("Giá tăng. Tỷ lệ 5%", ["level"]),
    ("Bộ A (88,48%), Bộ B (87,94%)", ["level", "level"]),
    ("tốt hơn (66,2% so với 60,7%)", ["level", "level"]),
    ("đề xuất tăng trưởng kinh tế - là 2,5%", ["level"]),
    # `…% tổng` is a part, also where it is what was reached
    ("tổn thất có thể lên tới 4% tổng chi", ["share"]),
    ("nợ giảm xuống còn 30% tổng tài sản", ["share"]),
    ("mới chi được 2% trong tổng số 70 tỷ", ["share"]),
    ("chi tăng 2% tổng chi", ["increase"]),
    # so much of a plan is a level, unless something else is said
    ("lãi tăng 31%, tương đương 58% kế hoạch cả năm", ["increase", "level"]),
    ("chi tăng 3 tỷ đồng, tương đương 58% dự toán", ["level"]),
    ("mới giải ngân dưới 15% kế hoạch", ["level"]),
    ("chiếm 15% kế hoạch", ["share"]),
    # coordination
    ("nhà vườn đã giảm 50% lượng phân, 90% lượng thuốc và 30% công lao động", ["decrease"] * 3),
    ("giảm 50% lượng phân, 90% là phân vô cơ", ["decrease", "share"]),
    ("giảm 5% so với năm trước, 30% doanh nghiệp", ["decrease", "share"]),
    # other verbs of change
    ("rút ngắn 20% thời gian chờ", ["decrease"]),
    ("rút ngắn thời gian chờ tới 20%", ["decrease"]),
    ("giúp nhà máy tiết kiệm được hơn 40% điện", ["decrease"]),
    ("chỉ tiết kiệm 17% thu nhập", ["share"]),
    ("lãi suất tiết kiệm 5%", ["level"]),
    ("giá đã phục hồi gần 2%", ["increase"]),
    ("phục hồi 80% công suất bay", ["share"]),
    ("dự án đội vốn 20% so với ban đầu", ["increase"]),
    ("giá vàng suy yếu 0,2%", ["decrease"]),
    # a verb before the comma, without a number of its own
    ("giá giảm so với hàng cùng loại, khoảng 30%", ["decrease"]),
    ("xuất khẩu tăng khá, khoảng 10%/năm", ["increase"]),
    ("giá tăng 5 đồng, khoảng 30%", ["level"]),
    ("tốc độ tăng nhanh nhất, tới 9%", ["level"]),
    ("phát thải giảm mạnh, khoảng 3% còn lại", ["share"]),
    ("khách hài lòng với 40% đánh giá tốt, 25% đánh giá khá", ["share", "share"]),
]


@pytest.mark.parametrize(("text", "directions"), DIRECTIONS)
def test_direction(text: str, directions: list[str]) -> None:
    assert [percentage.direction for percentage in percentages_of(text)] == directions


BASES = [
    ("tăng 20% so với năm 2011, khối lượng", "so với năm 2011"),
    ("tăng 35% so với kế hoạch năm 2011 của khu vực (32 tỷ)", "so với kế hoạch năm 2011 của khu vực"),
    ("tăng 15% so cùng kỳ.", "so cùng kỳ"),
    ("tăng 15% về lượng so với cùng kỳ năm trước và giảm giá", "so với cùng kỳ năm trước"),
    ("So với năm 2010, thu tăng 12%.", "So với năm 2010"),
    ("So với năm 2010, thu tăng. Chi tăng 12%", None),
    ("đạt 12% - cao so với mức chung", None),
    ("tăng 12%, giá giảm so với năm 2010", None),
    ("tăng 12%", None),
    ("tăng 12% so với ", None),
    ("cao so với con số 5,3 tỷ và giảm 4%", None),
]


@pytest.mark.parametrize(("text", "base"), BASES)
def test_base(text: str, base: str | None) -> None:
    assert one(text).base == base


def test_shared_base() -> None:
    found = percentages_of("tăng lần lượt 52,9% và 14,1% so với cùng kỳ năm 2024.")
    assert [percentage.base for percentage in found] == ["so với cùng kỳ năm 2024"] * 2


# text, modifier, per
CONTEXTS = [
    ("gần 100% BOE", "about", None),
    ("chiếm hơn 72,92%", "over", None),
    ("lên tới 88,12%", "at_most", None),
    ("tăng đến 50% thị giá", "at_most", None),
    ("có tới 80% người", None, None),
    ("mức tối đa 5%", "at_most", None),
    ("ít nhất 80% số xã", "at_least", None),
    ("lợi suất tới 3,5%/năm", "at_most", "năm"),
    ("lãi suất 7.9% một năm", None, "năm"),
    ("ở mức 2,2% hàng năm", None, "năm"),
    ("tăng 2% trong một năm", None, None),
    ("mỗi năm tăng 5%", None, "năm"),
    (">0.5 điểm %", "over", None),
    ("ước đạt 28 triệu tấn và tăng 8%", None, None),
    ("ước đạt 28 triệu tấn, tăng 8%", None, None),
    ("ước tháng 5 và tháng 6 tăng 8%", "about", None),
    ("không được vượt quá 30% vốn", "at_most", None),
    ("không được quá 30%", "at_most", None),
    ("không được thấp hơn 30%", "at_least", None),
    ("không được dưới 30%", "at_least", None),
    ("không cao hơn 30%", "at_most", None),
    ("≥ 80%", "at_least", None),
]


@pytest.mark.parametrize(("text", "modifier", "per"), CONTEXTS)
def test_modifier_and_rate(text: str, modifier: str | None, per: str | None) -> None:
    percentage = one(text)
    assert (percentage.modifier, percentage.per) == (modifier, per)


ROLES = [
    ("tăng từ 30% lên 45%", [("30%", "from"), ("45%", "to")]),
    ("giảm từ mức 16,3% xuống còn 11%", [("16,3%", "from"), ("11%", "to")]),
    ("từ 21,8% (2015) lên 22,6% (2023)", [("21,8%", "from"), ("22,6%", "to")]),
    ("tăng từ 10 lên 12%", [("10", "from"), ("12%", "to")]),
    ("15,4% xuống còn 8,3%", [("15,4%", None), ("8,3%", None)]),
    ("lần lượt đạt 5,2 và 3,1%", [("5,2", None), ("3,1%", None)]),
    ("từ năm 2015, 3% số xã", [("3%", None)]),
    ("từ 2015 lên 3%", [("3%", None)]),
]


@pytest.mark.parametrize(("text", "roles"), ROLES)
def test_roles(text: str, roles: list[tuple[str, str | None]]) -> None:
    assert [(percentage.text, percentage.role) for percentage in percentages_of(text)] == roles


@given(st.integers(0, 10**6), st.booleans())
def test_percentages_in_words_read_back(number: int, southern: bool) -> None:
    assert one(f"tỷ lệ là {spell(number, southern=southern)} phần trăm").value == number


@given(st.decimals(0, 10**6, places=2))
def test_percentages_in_digits_read_back(value: Decimal) -> None:
    assert one(f"tỷ lệ là {value:f}%".replace(".", ",")).value == value


_WORDS = """
5 62,584 % phần trăm điểm - – + / ( ) , . từ đến lên xuống hai mươi rưỡi gần hơn mỗi năm một âm so với tăng giảm chiếm
vượt mức tối đa lần lượt và 1.278, 95 0 trở lên
"""
_PIECES: Any = st.lists(st.one_of(st.sampled_from([*_WORDS.split(), "\n"]), st.text(max_size=4)), max_size=24)


@given(_PIECES, st.sampled_from(["", " "]))
def test_any_text_gives_percentages_in_order(pieces: list[str], joint: str) -> None:
    given_text = joint.join(pieces)
    text = Text.of(given_text)
    found = percentages_of(given_text)
    end = 0
    for percentage in found:
        assert end <= percentage.start < percentage.end
        assert text.folded[percentage.start : percentage.end] == percentage.text
        assert percentage.value_max is None or percentage.value < percentage.value_max
        end = percentage.end
    assert found == percentages_of(given_text)
