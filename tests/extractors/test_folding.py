"""Folding: what becomes of each look-alike, and that every folded span leads back to the text as given."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import folding
from extractors.folding import fold
from extractors.single_bytes import ALPHABET, in_alphabet

VIETNAMESE = "aăâeêioôơuưyđĐƯẾệ"
HOSTILE = st.text(
    st.sampled_from(
        VIETNAMESE + " \t\n\r\u00a0\u2009\u202f\u2013\u2212\u2044\u200b\u00ad\ufeff\u0300\u0323\u031b\u0302"
        "ðÐİΣ⑤½가\u1100\u1161Å1/,.%"
    )
    | st.characters(),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("134/2004/NÐ-CP", "134/2004/NĐ-CP"),
        ("quy ðịnh", "quy định"),
        ("26⁄10⁄2012", "26/10/2012"),
        ("62\u00a0tỷ\u202fđồng", "62 tỷ đồng"),
        ("5\u20137%, \u22120,24%", "5-7%, -0,24%"),
        ("ho\u0300a bi\u0300nh", "hòa bình"),
        ("NĐ\u00ad-C\u200bP\ufeff", "NĐ-CP"),
        ("N\u0110\ufffeCP", "NĐ-CP"),
        ("100 m², ½, ﬁ", "100 m², ½, ﬁ"),
        ("một\u2028hai", "một\nhai"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "found", "given_text"),
    [
        ("e\u0302\u0301 Bi\u0300nh", "Bình", "Bi\u0300nh"),
        ("a\u200bNĐ\u200b-CP\u200b b", "NĐ-CP", "NĐ\u200b-CP"),
        ("\ufeffHà Nội", "Hà Nội", "Hà Nội"),
        ("t\u00a0y\u0309 đ", "ỷ đ", "y\u0309 đ"),
    ],
)
def test_span_is_tight(text: str, found: str, given_text: str) -> None:
    folded = fold(text)
    at = folded.text.index(found)
    start, end = folded.span(at, at + len(found))
    assert text[start:end] == given_text


@given(HOSTILE)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(HOSTILE)
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed).text == fold(decomposed).text


@given(HOSTILE, st.data())
def test_every_span_leads_back(text: str, draw: st.DataObject) -> None:
    folded = fold(text)
    assert len(folded.lower) == len(folded.text)
    if not folded.text:
        return
    start = draw.draw(st.integers(0, len(folded.text) - 1))
    end = draw.draw(st.integers(start + 1, len(folded.text)))
    begin, stop = folded.span(start, end)
    assert 0 <= begin < stop <= len(text)
    # what stands behind a span folds to something that holds the span
    assert folded.text[start:end] in fold(text[begin:stop]).text


def test_no_character_that_composing_changes_is_overlooked() -> None:
    """The quick test for texts that need no composing must name every such character of this Python's Unicode."""
    overlooked = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000
        and (unicodedata.combining(chr(code)) or not unicodedata.is_normalized("NFC", "\uac00" + chr(code)))
        and folding._CLEAN.fullmatch(folding._map_one_to_one(chr(code)))
        and folding._map_one_to_one(chr(code)) == chr(code)
    ]
    assert overlooked == []


def test_the_alphabet_needs_no_folding() -> None:
    assert folding._CLEAN.fullmatch(ALPHABET)
    assert unicodedata.normalize("NFC", ALPHABET) == ALPHABET
    assert len({*ALPHABET}) == len(ALPHABET)


@given(st.text(st.sampled_from(ALPHABET)))
def test_the_bytes_are_the_lower_cased_text(text: str) -> None:
    found = in_alphabet(text)
    assert found is not None
    assert found.lower == text.lower()
    assert len(found.single) == len(text)


@given(HOSTILE)
def test_only_the_alphabet_is_in_it(text: str) -> None:
    assert (in_alphabet(text) is not None) == (set(text) <= set(ALPHABET))
