"""Numbers in words and digits, and the habit of a document."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numerals import (
    Habit,
    Reading,
    digits_before,
    number_habit,
    parse_number,
    read_number,
    words_before,
    words_to_number,
)
from extractors.text import Text
from tests.extractors.spelling import spell

IN_WORDS = [
    ("không", "0"),
    ("mười", "10"),
    ("mười lăm", "15"),
    ("hai mươi mốt", "21"),
    ("hai mươi tư", "24"),
    ("hai mươi bốn", "24"),
    ("hai mươi nhăm", "25"),
    ("hăm lăm", "25"),
    ("ba chục", "30"),
    ("một trăm linh năm", "105"),
    ("một trăm lẻ năm", "105"),
    ("hai trăm tư", "240"),
    ("một trăm rưỡi", "150"),
    ("không trăm hai tám", "28"),
    ("một nghìn không trăm linh năm", "1005"),
    ("một ngàn không trăm lẻ năm", "1005"),
    ("hai nghìn rưỡi", "2500"),
    ("ba vạn", "30000"),
    ("một vạn hai", "12000"),
    ("bẩy mươi bẩy", "77"),
    ("một triệu hai", "1200000"),
    ("hai tỷ rưỡi", "2500000000"),
    ("tỷ rưỡi", "1500000000"),
    ("nửa tỷ", "500000000"),
    ("nửa", "0.5"),
    ("một nghìn tỷ", "1000000000000"),
    ("sáu mươi hai nghìn tỷ", "62000000000000"),
    ("hai triệu tỷ", "2000000000000000"),
    ("một tỷ lẻ năm triệu", "1005000000"),
    ("một phẩy năm tỷ", "1500000000"),
    ("hai phẩy hai", "2.2"),
    ("một phẩy hai ba bốn", "1.234"),
    ("một phẩy không năm", "1.05"),
    ("một nghìn phẩy năm không", "1000.50"),
    ("hai mươi chấm hai mươi lăm", "20.25"),
]


@pytest.mark.parametrize(("words", "value"), IN_WORDS)
def test_number_in_words(words: str, value: str) -> None:
    assert words_to_number(words.split()) == Decimal(value)


NO_NUMBER = [
    "",
    "tỷ",
    "trăm",
    "nghìn tỷ",  # a bare scale is no definite number
    "mươi",
    "hai ba",
    "hai một",
    "mốt",
    "lăm",
    "linh năm",
    "hai trăm lăm trăm",
    "một triệu hai tỷ ba tỷ bốn",
    "nửa tỷ hai trăm triệu",
    "một phẩy",
    "phẩy năm",
    "hai mươi mươi",
    "không tỷ",
    "không mươi",
    "một trăm linh",
    "đồng",
    "hai nghìn một triệu nghìn triệu",
]


@pytest.mark.parametrize("words", NO_NUMBER)
def test_no_number_in_words(words: str) -> None:
    assert words_to_number(words.split()) is None


def test_too_many_words_are_no_number() -> None:
    assert words_to_number(["hai"] * 100_000) is None


@given(st.integers(0, 10**15 - 1), st.booleans())
def test_words_read_back(number: int, southern: bool) -> None:
    assert words_to_number(spell(number, southern=southern).split()) == number


WORDS_BEFORE = [
    ("vốn một nghìn tỷ", 4, "1000000000000"),
    ("năm hai mươi", 4, "20"),  # `năm` is a year here, for `năm hai mươi` is no number
    ("(hai trăm tỷ", 1, "200000000000"),
    ("tư một tỷ", 3, "1000000000"),
    ("hai tỷ, ba trăm triệu", 0, "2300000000"),
]


@pytest.mark.parametrize(("lower", "start", "value"), WORDS_BEFORE)
def test_words_before(lower: str, start: int, value: str) -> None:
    assert words_before(lower, len(lower), 0) == (start, Decimal(value))


@pytest.mark.parametrize("lower", ["hàng trăm tỷ", "vài ba tỷ", "nghìn tỷ", "mấy trăm tỷ", "đầu tư", "hàng chục", ""])
def test_no_words_before(lower: str) -> None:
    assert words_before(lower, len(lower), 0) is None


def test_words_before_stops_at_the_floor() -> None:
    assert words_before("hai trăm tỷ", 11, 4) is None
    assert words_before("hai trăm tỷ", 11, 0) == (0, Decimal(200_000_000_000))


# surface, Vietnamese reading, alternative where two readings remain without a habit
IN_DIGITS = [
    ("0", "0", None),
    ("62", "62", None),
    ("1234567", "1234567", None),
    ("1,5", "1.5", None),
    ("1.5", "1.5", None),  # a point before one digit cannot part thousands
    ("27,97", "27.97", None),
    ("9,8312", "9.8312", None),
    ("9.8312", "9.8312", None),
    ("62,584", "62.584", "62584"),  # the case that the habit decides
    ("3,500", "3.500", "3500"),
    ("3.500", "3500", None),  # the usual thousands point
    ("0,250", "0.250", None),  # no group of thousands begins with 0
    ("0.250", "0.250", None),
    ("1234,567", "1234.567", None),  # nor has it four digits in front
    ("1.234.567", "1234567", None),
    ("1,234,567", "1234567", None),
    ("1.234,5", "1234.5", None),
    ("1,234.5", "1234.5", None),
    ("79.464,632", "79464.632", None),
    ("1.234.567,89", "1234567.89", None),
    ("1,234,567.891", "1234567.891", None),
]


@pytest.mark.parametrize(("surface", "value", "alternative"), IN_DIGITS)
def test_number_in_digits(surface: str, value: str, alternative: str | None) -> None:
    expected = Reading(Decimal(value), None if alternative is None else Decimal(alternative))
    reading = parse_number(surface)
    assert reading == expected
    assert reading is not None
    assert reading.ambiguous is (alternative is not None)


@pytest.mark.parametrize(
    "surface", ["", ".", "1.2.3", "1.234.56", "12,5,3", "1.23,456.7", "0.123.456", "1a", "²", "1,", "5" * 40]
)
def test_no_number_in_digits(surface: str) -> None:
    assert parse_number(surface) is None


VIETNAMESE = Habit(decimal_comma=3)
ENGLISH_POINTS = Habit(decimal_point=2)
ENGLISH = Habit(decimal_point=1, thousands_comma=1)
MIXED = Habit(decimal_comma=1, decimal_point=1)
WITH_HABIT = [
    ("3,500", VIETNAMESE, "3.500", None),
    ("3,500", ENGLISH_POINTS, "3500", None),
    ("3,500", ENGLISH, "3500", None),
    ("3,500", MIXED, "3.500", "3500"),
    ("3.500", VIETNAMESE, "3500", None),
    # decimal points alone do not say that the point cannot part thousands
    ("3.500", ENGLISH_POINTS, "3500", "3.500"),
    ("3.500", ENGLISH, "3.500", None),
    ("3.500", MIXED, "3500", None),
    ("1,5", ENGLISH, "1.5", None),
]


@pytest.mark.parametrize(("surface", "habit", "value", "alternative"), WITH_HABIT)
def test_number_with_a_habit(surface: str, habit: Habit, value: str, alternative: str | None) -> None:
    expected = Reading(Decimal(value), None if alternative is None else Decimal(alternative))
    assert parse_number(surface, habit) == expected


@pytest.mark.parametrize("surface", ["12.000", "12,000"])
def test_a_unit_without_fractions_settles_three_digits(surface: str) -> None:
    assert parse_number(surface, whole=True) == Reading(Decimal(12000))


HABITS = [
    ("", Habit()),
    ("tăng 1,5 % và 2,75 tỷ đồng", Habit(decimal_comma=2)),
    ("tăng 12.5% lên 1.5 triệu USD", Habit(decimal_point=2)),
    ("dân số 1.234.567 người", Habit(thousands_point=1)),
    ("dân số 1,234,567 người", Habit(thousands_comma=1)),
    ("giá 3,500.75 USD", Habit(decimal_point=1)),
    ("giá 3.500,75 USD", Habit(decimal_comma=1)),
    ("giá 12.000 đồng", Habit(thousands_point=1)),
    ("giá 12,000 đồng", Habit(thousands_comma=1)),
    ("vốn 62,584 tỷ đồng", Habit()),  # says nothing by itself
    ("vốn 3.500 tỷ đồng", Habit()),
    ("ngày 21.5, mục 1.2 và điểm 3.4 của bảng", Habit()),  # no unit
    ("từ 21.5 đến 3.6.2012", Habit()),
    ("mã A1,5 tỷ và 1,5/2 tỷ", Habit()),  # codes and fractions
]


@pytest.mark.parametrize(("text", "habit"), HABITS)
def test_habit(text: str, habit: Habit) -> None:
    assert number_habit(Text.of(text)) == habit


STYLES = [
    (Habit(), None),
    (Habit(decimal_comma=1), "vietnamese"),
    (Habit(thousands_comma=1), "english"),
    (Habit(decimal_comma=2, decimal_point=1), "vietnamese"),
    (Habit(decimal_comma=1, thousands_point=1, decimal_point=2), None),
    (Habit(decimal_comma=1, decimal_point=1, thousands_comma=1), "english"),
]


@pytest.mark.parametrize(("habit", "style"), STYLES)
def test_style(habit: Habit, style: str | None) -> None:
    assert habit.style == style


def test_the_document_decides() -> None:
    english = Text.of("Vốn 3,500 tỷ đồng, vay 1.5 triệu USD, tăng 12.5%.")
    vietnamese = Text.of("Vốn 3,500 tỷ đồng, tăng 12,5%.")
    assert read_number("3,500", english) == Reading(Decimal(3500))
    assert read_number("3,500", vietnamese) == Reading(Decimal("3.5"))
    assert read_number("3,500", Text.of("Vốn 3,500 tỷ đồng.")) == Reading(Decimal("3.5"), Decimal(3500))


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_digits_read_back(whole: int, hundredths: int) -> None:
    value = Decimal(whole) + Decimal(hundredths) / 100
    vietnamese = f"{whole:,}".replace(",", ".") + f",{hundredths:02}"
    english = f"{whole:,}.{hundredths:02}"
    assert parse_number(vietnamese) == parse_number(english) == Reading(value)


@given(st.text("0123456789.,", max_size=30))
def test_any_surface_is_a_number_or_none(surface: str) -> None:
    reading = parse_number(surface)
    assert reading is None or reading.value >= 0


BEFORE = [("vốn 62,584", 4), ("vốn ,584", 5), ("vốn 62,", None), ("vốn", None), ("5", 0), ("", None)]


@pytest.mark.parametrize(("lower", "start"), BEFORE)
def test_digits_before(lower: str, start: int | None) -> None:
    assert digits_before(lower, len(lower), 0) == start
