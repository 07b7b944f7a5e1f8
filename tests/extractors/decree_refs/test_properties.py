"""What holds for any text: spans, order, determinism, and the same findings under every way of encoding."""

import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import extract
from tests.extractors.decree_refs.finding import references

PIECES = st.sampled_from(
    [
        "Nghị định số 45/2012/NĐ-CP",
        "Nghị định 45",
        "các Thông tư 01, 03",
        "số 68/2017/NĐ-CP",
        "Luật Đất đai năm 2013",
        "Luật Phòng, chống tham nhũng",
        "Bộ luật Dân sự",
        "Nghị định này",
        "Quyết định trên",
        "ngày 21/5/2012",
        "ngày 4 tháng 5 năm 2020",
        "của Chính phủ",
        "khoản 2 Điều 5",
        "điểm a",
        "sửa đổi, bổ sung",
        "được thay thế bởi",
        "Hiến pháp",
        "BLHS 2015",
        "(LDN)",
        "27-NQ/TW",
        "3992/BTC-ĐT",
        "(",
        ")",
        "“",
        "”",
        ",",
        ".",
        ";",
        " và ",
        "\n",
        " ",
        "số",
        "Số: ",
        "1",
        "/",
        "-",
        "NĐ",
        "luật ",
        "đ",
        "\u200b",
        "\u00a0",
        "\u0301",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join)


@given(TEXTS)
@settings(max_examples=300)
def test_spans_are_the_text_s_in_order_and_apart(text: str) -> None:
    found = extract(text).decree_refs
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert mention.start < mention.end
    for before, behind in pairwise(found):
        assert before.end <= behind.start


@given(TEXTS)
def test_the_same_text_gives_the_same(text: str) -> None:
    assert references(text) == references(text)


CLEAN = st.lists(
    st.sampled_from(
        [
            "theo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012",
            "Luật Phòng, chống tham nhũng năm 2018",
            "Nghị định 45,",
            "điểm a khoản 2 Điều 5 Bộ luật Dân sự",
            "của Chính phủ về khuyến công;",
            "Nghị định này",
            "Thông tư 11/2020",
            "16/2011/TTLT-BCT-BNV",
            "Quyết định số 12/QĐ-UBND của UBND tỉnh Thanh Hóa",
            "thay thế",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(CLEAN)
@settings(max_examples=60)
def test_the_encoding_does_not_matter(text: str) -> None:
    """Decomposed letters, hard spaces, characters without width and long dashes: the same references."""
    expected = [(mention.text, mention.symbol, mention.issued_on) for mention in extract(text).decree_refs]
    for changed in (
        unicodedata.normalize("NFD", text),
        text.replace(" ", "\u00a0"),
        text.replace("-", "\u2013"),
        text.replace("Đ", "\u00d0"),
        text.replace("/", "\u2044"),
        text.replace("n", "n\u200b"),
    ):
        found = extract(changed).decree_refs
        assert [(mention.symbol, mention.issued_on) for mention in found] == [values[1:] for values in expected]
        assert all(changed[mention.start : mention.end] == mention.text for mention in found)


@given(CLEAN, st.text("ab \n.", max_size=20))
@settings(max_examples=60)
def test_what_stands_before_moves_the_spans_and_no_more(text: str, before: str) -> None:
    head = before + "\n\n"
    shifted = [(mention.start - len(head), mention.text) for mention in references(head + text)]
    assert shifted == [(mention.start, mention.text) for mention in references(text)]
