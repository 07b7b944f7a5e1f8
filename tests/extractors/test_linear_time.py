"""Amounts and percentages take time in proportion to the text, whatever stands in it."""

import time
from collections.abc import Callable

import pytest

from extractors import amounts, percentages
from extractors.registry import Scanner
from extractors.text import Text

_SIZE = 1_000_000
#: Four times the text may take this many times as long: sixteen times would be its square. The best of some attempts
#: counts, as other work on the machine makes either time longer.
_GROWTH = 9
_ATTEMPTS = 4
#: Seconds of processor time that prove nothing.
_SHORT = 0.2

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


EXTRACTORS = (amounts.EXTRACTOR, percentages.EXTRACTOR)


def _time(written: str) -> float:
    text = Text.of(written)
    scans = Scanner(EXTRACTORS).scan(text.lower)
    begin = time.process_time()
    for extractor, hits in zip(EXTRACTORS, scans, strict=True):
        for mention in extractor.find(text, hits, {}):
            assert len(mention.text) < 100
    return time.process_time() - begin


def _takes_time_in_proportion(written: Callable[[int], str], size: int) -> bool:
    """Whether a text of a size takes about four times as long as a quarter of it."""
    for _ in range(_ATTEMPTS):
        whole = _time(written(size))
        if whole < _SHORT or whole < _GROWTH * _time(written(size // 4)):
            return True
    return False


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece.encode()))


@pytest.mark.parametrize("piece", SPARSE)
def test_a_megabyte_without_mentions(piece: str) -> None:
    assert _takes_time_in_proportion(_repeated(piece), _SIZE)


@pytest.mark.parametrize("piece", DENSE)
def test_a_text_full_of_mentions(piece: str) -> None:
    assert _takes_time_in_proportion(_repeated(piece), 100_000)


ONE_NUMBER = ["5", "1.", "1,", "tỷ ", "nghìn ", "hai ", "trăm ", " "]


@pytest.mark.parametrize("piece", ONE_NUMBER)
@pytest.mark.parametrize("unit", [" tỷ đồng", "%"])
def test_one_number_without_end(piece: str, unit: str) -> None:
    assert _takes_time_in_proportion(lambda size: "5 " + _repeated(piece)(size) + unit, _SIZE)
