"""Sentences: what ends one and what does not, and that every character is in exactly one, whatever the text."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.sentences import _underthesea_starts, sentences

HOSTILE = st.text(
    st.sampled_from('aBđĐộ159 \t\n\r\u00a0\u2009\u2028\u200b\u00ad\ufeff\u0300\u0323.?!…,;:"”“’»)(*-–·/%\x00\x1fðÐİ😀')
    | st.characters(),
    max_size=80,
) | st.lists(
    st.sampled_from(
        [
            *[
                "TP.",
                "TS.",
                "Th.S.",
                "Q.",
                "1.",
                "2.3.",
                "IV.",
                "...",
                "?!",
                ".”",
                ".)",
                "Theo",
                "và",
                "năm",
                "2012",
                "1.842",
                "tỷ.",
                "5%.",
                "v.v.",
                "a.vn",
            ],
            "Điều 5.",
            "\n",
            " ",
        ]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một. Hai! Ba? Bốn", ["Một.", "Hai!", "Ba?", "Bốn"]),
        ("Ông đến TP.HCM ngày 21/5/2012. Hết.", ["Ông đến TP.HCM ngày 21/5/2012.", "Hết."]),
        ("Chi 1.842 tỷ đồng. Còn 21.5.2012.", ["Chi 1.842 tỷ đồng.", "Còn 21.5.2012."]),
        ("Th.S. Nguyễn Văn A và TS. Lê B ở TP. Hà Nội.", ["Th.S. Nguyễn Văn A và TS. Lê B ở TP. Hà Nội."]),
        ("Ông An, Q. Cục trưởng, nói. Bà Á. Đi.", ["Ông An, Q. Cục trưởng, nói.", "Bà Á.", "Đi."]),
        ("1. Tăng chi. 2. Giảm thu. IV. Kết.", ["1. Tăng chi.", "2. Giảm thu.", "IV. Kết."]),
        ("Điều 5. Phạm vi. Điều 12a. Tên.", ["Điều 5. Phạm vi.", "Điều 12a. Tên."]),
        ("Trong quý 1. Theo Điều 5. Rồi", ["Trong quý 1.", "Theo Điều 5.", "Rồi"]),
        (
            "Hết năm.Theo ông, tăng 5%.Đến nay xem vneconomy.vn.",
            ["Hết năm.", "Theo ông, tăng 5%.", "Đến nay xem vneconomy.vn."],
        ),
        ("“Vì sao?” ông hỏi. “Không.” Bà đi.", ["“Vì sao?” ông hỏi.", "“Không.”", "Bà đi."]),
        ("“Không!”, ông nói. “Có!” - bà nói.", ["“Không!”, ông nói.", "“Có!” - bà nói."]),
        ("(Xem bảng.) Rồi đi", ["(Xem bảng.)", "Rồi đi"]),
        ("Hà Nội, Huế... Rồi đi... và về.", ["Hà Nội, Huế...", "Rồi đi... và về."]),
        ("Một\nhai\r\n\r\n  ba \u2028bốn", ["Một", "hai", "ba", "bốn"]),
        ("\u200bMột.\u200b Hai", ["\u200bMột.\u200b", "Hai"]),
        ("", []),
        (" \n\t\u00a0", []),
        ("\u200b", ["\u200b"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(HOSTILE | st.text("aÁ1. ?!\t\n”…·", max_size=30))
@settings(max_examples=500, deadline=None)
@example("Một... ?! Hai ...ba 1.2. e.g. ...")
def test_what_underthesea_would_end_ends(line: str) -> None:
    from underthesea.pipeline.sent_tokenize import sent_tokenize

    wanted: list[int] = []
    at = 0
    for sentence in sent_tokenize(line):
        at = line.index(sentence, at)
        wanted.append(at)
        at += len(sentence)
    assert list(_underthesea_starts(line)) == wanted


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences(text)
    done = 0
    for start, end in spans:
        assert start < end
        assert not text[done:start].strip()
        assert text[start:end] == text[start:end].strip()
        done = end
    assert not text[done:].strip()
    assert all("\n" not in text[start:end] for start, end in spans)


@given(HOSTILE.map(lambda text: unicodedata.normalize("NFC", text)))
@settings(max_examples=200, deadline=None)
def test_the_form_of_the_letters_makes_no_difference(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    # a few characters do not come back from NFD
    if unicodedata.normalize("NFC", decomposed) == text:
        again = [unicodedata.normalize("NFC", decomposed[start:end]) for start, end in sentences(decomposed)]
        assert again == [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("piece", ["a.", "a. ", "A. ", ".", "?!", "1.", '."', "aa.Aa", "Điều ", "-", " ", "\n", "Aa. "])
def test_long_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    spans = sentences(text)
    assert sum(end - start for start, end in spans) <= len(text)
