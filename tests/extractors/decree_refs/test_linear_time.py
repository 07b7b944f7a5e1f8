"""Time in proportion to the text, whatever stands in it."""

import time

import pytest

from extractors import decree_refs
from extractors.registry import Scanner
from extractors.text import Text

_SIZE = 1_000_000
#: Seconds of CPU time.
_LIMIT = 2.0
_SCANNER = Scanner((decree_refs.EXTRACTOR,))

#: Repeated to 1 MB: texts in which nothing, or hardly anything, is found.
SPARSE = [
    "1", ",", "số ", "nghị định ", "Nghị định số ", "Nghị định này ", "khoản 1 ", "Điều 1, ", "Điều 1 và ", "ngày ",
    "ngày 1/1/2020 ", "sửa đổi, bổ sung ", "1/", "1 - ", " ", "\n", "Số: ", "“", "của bộ ", "abc", "(LDN) ",
    "dự thảo Nghị định này ", "Nghị định: ",
]  # fmt: skip
#: Repeated to 60 kB: texts full of references, each of which takes its time.
DENSE = [
    "Nghị định số 45/2012/NĐ-CP, ", "Nghị định 45, ", "Luật Đất đai, ", "Luật ", "Luật\n", "1/N", "1-QĐ", "1/QĐ-",
    "BLHS ",     "khoản 1 Điều 5 Nghị định 45/2012/NĐ-CP ", "Hiến pháp ", "LUẬT ĐẤT ĐAI ", "TT 1 ", "“Nghị định này ",
    "Nghị định 45/2012/NĐ-CP sửa đổi một số điều của ", "Nghị định 45/2012/NĐ-CP. Thông tư này. ",
    "Luật Đất đai (LĐĐ) LĐĐ ", "Nghị định 45/2012/NĐ-CP. Nghị định này ", "Điều 1 và Điều 2 Luật Đất đai ",
]  # fmt: skip
#: Put behind or around one piece without end.
AROUND = [
    ("Nghị định", " ", "45"), ("Luật", " ", "Đất đai"), ("Luật ", "An ", ""), ("Luật Xây ", "dựng ", ""),
    ("các Nghị định số ", "45, ", ""), ("Nghị định 45/2012/NĐ-CP của ", "bộ ", ""), ("1/", "QĐ-", ""),
    ("Nghị định 45/2012/NĐ-CP về ", "việc ", ""), ("sửa đổi ", "điều khoản điểm ", "Nghị định 45/2012/NĐ-CP"),
    ("", "Điều 1, ", "Nghị định 45/2012/NĐ-CP"), ("Số: 45/2012/NĐ-CP\n", "“Nghị định này ", ""),
    ("Nghị định 45/2012/NĐ-CP", "\n", "Nghị định này"), ("Nghị định 45/2012/NĐ-CP", " ", "ngày 1/1/2020"),
]  # fmt: skip


def _time(given: str) -> float:
    text = Text.of(given)
    hits = _SCANNER.scan(text.lower)[0]
    begin = time.process_time()
    decree_refs.EXTRACTOR.find(text, hits, {})
    return time.process_time() - begin


@pytest.mark.parametrize("piece", SPARSE)
def test_a_megabyte_without_references(piece: str) -> None:
    assert _time(piece * (_SIZE // len(piece))) < _LIMIT


@pytest.mark.parametrize("piece", DENSE)
def test_a_text_full_of_references(piece: str) -> None:
    assert _time(piece * (60_000 // len(piece))) < _LIMIT


@pytest.mark.parametrize(("before", "piece", "behind"), AROUND)
def test_one_reference_around_a_run_without_end(before: str, piece: str, behind: str) -> None:
    assert _time(before + piece * (200_000 // len(piece)) + behind) < _LIMIT


def test_many_names_of_many_documents() -> None:
    assert _time(" ".join(f"Nghị định {n}/2012/NĐ-CP, Nghị định {n}, Nghị định này." for n in range(2000))) < _LIMIT


def test_many_definitions() -> None:
    codes = (f"L{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n // 676)}" for n in range(3000))
    assert _time("".join(f"Luật Đất đai ({code}) " for code in codes)) < _LIMIT
