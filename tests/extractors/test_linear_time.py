"""Amounts and percentages take time in proportion to the text, whatever stands in it."""

import time

import pytest

from extractors import amounts, percentages
from extractors.registry import Scanner
from extractors.text import Text

_SIZE = 1_000_000
#: Seconds of CPU time.
_LIMIT = 2.0

#: Repeated to 1 MB: texts in which nothing, or hardly anything, is found.
SPARSE = [
    "5", ",", ".", "1,", "1.234.", "100 000 ", "tỷ", "tỷ ", "hai ", "một phẩy hai ", "đồng", "đồng ", "$", "USD ",
    "5-", "%", "phần trăm ", "điểm phần trăm ", "(", "tăng ", "so với ", "từ 5 lên ", "lần lượt 5, ", "mỗi ",
    "ước ", "\n5\n", "gần hơn ", "1tr", " ", "5 triệu người ", "hai hai ba trăm ", "abcdefghm%", "năm", "(hai ",
    "5,5,5 tỷ ", "x5 tỷ ", "-", "5 %20",
]  # fmt: skip
#: Repeated to 50 kB: texts full of mentions, or of numbers that are none, each of which takes its time.
DENSE = [
    "1.234,5 tỷ ", "5 tỷ ", "5 tỷ 5 ", "9 tỷ 5 triệu 3 nghìn ", "hai tỷ ", "hai trăm nghìn ", "5tỷ", "5 đồng ",
    "5đ", "$5", "5-6-7% ", "5%", "5% đến ", "5 % và ", "5% (", "tăng 5% so với ", "từ 5% lên 6% ", "từ 5 lên 6% ",
    "ước 5 tỷ đồng ", "-5 tỷ đồng/năm/", "5 tỷ đồng (6 tỷ USD) ", "âm 5 tỷ ", "5 tỷ\n", "lần lượt 5, 6 và 7% ",
    "hai phần trăm ",
]  # fmt: skip


def _time(piece: str, size: int) -> float:
    text = Text.of(piece * (size // len(piece.encode())))
    extractors = (amounts.EXTRACTOR, percentages.EXTRACTOR)
    scans = Scanner(extractors).scan(text.lower)
    begin = time.process_time()
    for extractor, hits in zip(extractors, scans, strict=True):
        extractor.find(text, hits, {})
    return time.process_time() - begin


@pytest.mark.parametrize("piece", SPARSE)
def test_a_megabyte_without_mentions(piece: str) -> None:
    assert _time(piece, _SIZE) < _LIMIT


@pytest.mark.parametrize("piece", DENSE)
def test_a_text_full_of_mentions(piece: str) -> None:
    assert _time(piece, 50_000) < _LIMIT


ONE_NUMBER = ["5", "1.", "1,", "tỷ ", "nghìn ", "hai ", "trăm ", " "]


@pytest.mark.parametrize("piece", ONE_NUMBER)
@pytest.mark.parametrize("unit", [" tỷ đồng", "%"])
def test_one_number_without_end(piece: str, unit: str) -> None:
    text = Text.of("5 " + piece * (_SIZE // len(piece.encode())) + unit)
    extractors = (amounts.EXTRACTOR, percentages.EXTRACTOR)
    begin = time.process_time()
    for extractor, hits in zip(extractors, Scanner(extractors).scan(text.lower), strict=True):
        for mention in extractor.find(text, hits, {}):
            assert len(mention.text) < 100
    assert time.process_time() - begin < 2 * _LIMIT
