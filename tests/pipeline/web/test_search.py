"""Words are found with and without diacritics, numbers in any written form."""

import sqlite3
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.folding import UNDASHED, folded, found_spans, match_all, match_beginning, match_phrase, words
from pipeline.web.symbols import asked_words, search_words

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
WORDS = st.text(VIETNAMESE + VIETNAMESE.upper() + "0123456789", min_size=1, max_size=8)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def is_found(texts: list[str], query: str) -> list[int]:
    """Which texts an index like that of the file finds."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE f USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
        connection.executemany(
            f"INSERT INTO f (text) VALUES ({UNDASHED.format(column='?1')})", ((text,) for text in texts)
        )
        rows = "SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid"
        found = [
            [row[0] - 1 for row in connection.execute(rows, (match(words(query)),))]
            for match in (match_phrase, match_all, match_beginning)
        ]
    assert set(found[0]) <= set(found[1]) <= set(found[2])
    return found[0]


@given(SENTENCES, st.sampled_from(["NFC", "NFD"]))
def test_a_sentence_is_found_by_itself_without_diacritics_in_capitals_and_decomposed(sentence: str, form: str) -> None:
    written = unicodedata.normalize(form, sentence)
    for query in (sentence, folded(sentence), sentence.upper(), unicodedata.normalize("NFD", sentence)):
        assert is_found([written, "gì khác hẳn zzz"], query) == [0]


@given(SENTENCES)
def test_folding_gives_plain_lower_case_and_folding_again_changes_nothing(text: str) -> None:
    plain = folded(text)
    assert plain.isascii()
    assert plain == plain.lower() == folded(plain)
    assert len(plain) == len(unicodedata.normalize("NFC", text))


@given(SENTENCES, st.sampled_from(["NFC", "NFD"]))
def test_what_is_highlighted_is_what_was_asked_for(sentence: str, form: str) -> None:
    text = unicodedata.normalize(form, sentence)
    asked = words(sentence)
    spans = list(found_spans(text, asked))
    assert [folded(text[start:end]) for start, end in spans] == asked


DECREE = search_words("45/2012/NĐ-CP", "Nghị định", "45", 2012, "Nghị định về khuyến công", ["Chính phủ"])
OTHERS = [
    search_words("45/2013/QĐ-TTg", "Quyết định", "45", 2013, None, ["Thủ tướng Chính phủ"]),
    search_words("12/2012/TT-BCT", "Thông tư", "12", 2012, None, ["Bộ Công Thương"]),
    search_words("05/2011/TT-NHNN", "Thông tư", "05", 2011, None, ["Ngân hàng Nhà nước"]),
    search_words(None, "Luật", None, 2013, "Luật Đất đai", ["Quốc hội"]),
]


@pytest.mark.parametrize(
    "query",
    [
        *("45/2012/NĐ-CP", "45/2012/nđ-cp", "45/2012/nd-cp", "45 2012 ND CP", "45/2012"),
        *("nd 45", "NĐ45", "nđ 45/2012", "nghi dinh 45/2012", "Nghị định số 45/2012/NĐ-CP", "nghị định 45 năm 2012"),
        *("45-2012", "045/2012", "45/2012/NDCP", "ndcp 45", "nghi dinh khuyen cong", "Nghị định về khuyến công"),
        *("45／2012／NĐ–CP", "  45/2012  ", "nghị định 45 của chính phủ"),
    ],
)
def test_every_written_form_of_a_number_finds_the_document(query: str) -> None:
    assert decrees_found(query) == [0]


def decrees_found(query: str) -> list[int]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE f USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
        connection.executemany("INSERT INTO f VALUES (?)", ((text,) for text in (DECREE, *OTHERS)))
        asked = match_beginning(asked_words(query))
        found = connection.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid", (asked,))
        return [row[0] - 1 for row in found]


@pytest.mark.parametrize(
    ("query", "found"), [("5/2011", [3]), ("thong tu 05", [3]), ("luat dat dai", [4]), ("45", [0, 1])]
)
def test_others_are_found_by_theirs(query: str, found: list[int]) -> None:
    assert decrees_found(query) == found


@pytest.mark.parametrize(
    "query", ['"', "*", "AND OR NOT", "a* NEAR(b)", "col:x", "(", "'; DROP TABLE x", "-", "^a", "\x00"]
)
def test_no_query_is_an_error_of_syntax(query: str) -> None:
    if words(query):
        is_found(["chữ"], query)
    assert list(found_spans("chữ", words(query))) == []
