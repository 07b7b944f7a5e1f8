"""Hashes of words by pieces between blanks: those of the words as a pattern finds them, remembered or not."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import word_hashes as hashes


@given(st.text(st.sampled_from("aăĐ1²_·,. \t\n\u00a0\u2009\u0301\x1c😀") | st.characters(), max_size=60))
@example("Nghị định số 45/2012/NĐ-CP, ngày 21/5")
def test_words_are_those_between_what_is_no_letter(text: str) -> None:
    words = re.findall(r"\w+", text)
    found = list(hashes.word_hashes(text.split()))
    assert len(found) == len(words) == hashes.count_words(text.split())
    assert [hashed & 1 == 1 for hashed in found] == [any(re.match(r"\d", each) for each in word) for word in words]
    assert len(set(found)) == len(set(words))


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = ["mười", "hai,", "12", "(mười", "hai)"]
    remembered = list(hashes.word_hashes(pieces))
    monkeypatch.setattr(hashes, "_MOST_PIECES", 1)
    assert list(hashes.word_hashes(pieces)) == remembered
