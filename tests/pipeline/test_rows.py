"""A document's row: exact values, sentences around mentions, and nothing that a column cannot hold."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mentions import Amount, Mention
from pipeline import rows
from pipeline.documents import Origin, SourceDocument
from pipeline.rows import NotStorable, document_row, extraction_key
from pipeline.schemas import KINDS, store_schema
from pipeline.word_choice import WordsOf


def document(text: str, published_on: date | None = None) -> SourceDocument:
    return SourceDocument(doc_id="1", text=text, origin=Origin("f", "f"), published_on=published_on)


def extracting(monkeypatch: pytest.MonkeyPatch, *mentions: Mention) -> None:
    """Let the extractors find these and nothing else."""
    found = dict.fromkeys(KINDS, ()) | {mentions[0].list_name: mentions}
    monkeypatch.setattr(rows, "extract", lambda text, **_: type("Found", (), {"lists": found}))


def amount(value: str) -> Amount:
    return Amount(
        start=0,
        end=1,
        text="x",
        rule="test",
        currency="VND",
        value=Decimal(value),
        value_max=None,
        modifier=None,
        per=None,
        role=None,
        ambiguous=False,
        value_alternative=None,
    )


@pytest.mark.parametrize("value", ["0", "0.000001", "62584000000", "-7.5", "9" * 32, f"{'9' * 32}.999999"])
def test_sums_are_stored_exactly(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    extracting(monkeypatch, amount(value))
    table = pa.Table.from_pylist([document_row(document("x"))], schema=store_schema())
    assert table.column("amounts").to_pylist()[0][0]["value"] == Decimal(value)


@pytest.mark.parametrize("value", ["1" + "0" * 32, "0.0000001"])
def test_what_no_column_holds_is_said(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    extracting(monkeypatch, amount(value))
    with pytest.raises(NotStorable, match=r"amounts at 0-1 \(“x”\): the value has more than"):
        document_row(document("x"))


def test_dates_are_dates() -> None:
    row = document_row(document("Theo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ."))
    assert row["decree_refs"][0]["issued_on"] == date(2012, 5, 21)


def test_only_sentences_with_mentions_are_kept() -> None:
    row = document_row(document("Không có gì ở đây. Tăng 5% so với năm trước. Cũng không có gì."))
    (sentence,) = row["sentences"]
    assert (sentence["number"], sentence["start"], sentence["end"]) == (2, 19, 44)
    assert row["text"][19:44] == "Tăng 5% so với năm trước."
    assert sentence["words"][0] == "Tăng"
    (found,) = row["percentages"]
    assert (found["sentence_start"], found["sentence_end"]) == (19, 44)


@pytest.mark.parametrize(
    ("words_of", "kept"),
    [("all", [(1, True), (2, True), (3, True)]), ("mentions", [(2, True)]), ("none", [(2, False)])],
)
def test_words_are_those_of_the_sentences_asked_for(words_of: WordsOf, kept: list[tuple[int, bool]]) -> None:
    text = "Không có gì ở đây. Tăng 5% so với năm trước. Cũng không có gì."
    found = document_row(document(text), words_of)["sentences"]
    assert [(sentence["number"], bool(sentence["words"])) for sentence in found] == kept
    assert all(len(sentence["words"]) == len(sentence["word_starts"]) for sentence in found)


def test_all_sentences_of_a_document_without_mentions_have_words() -> None:
    text = "Không có gì ở đây. Cũng không có gì."
    assert document_row(document(text))["sentences"] == []
    found = document_row(document(text), "all")["sentences"]
    assert [text[each["start"] : each["end"]] for each in found] == ["Không có gì ở đây.", "Cũng không có gì."]


def test_another_choice_of_words_makes_another_key() -> None:
    assert extraction_key() == extraction_key("mentions")
    assert len({extraction_key(words_of) for words_of in get_args(WordsOf)}) == 3


def test_boilerplate_and_its_mentions_are_kept() -> None:
    text = "Tăng 5%.\nTin liên quan\nBắc Ninh tăng 6%\n"
    row = document_row(document(text))
    assert row["boilerplate"] == [{"start": 9, "end": len(text) - 1, "rule": "related_links"}]
    assert [found["text"] for found in row["percentages"]] == ["5%", "6%"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_row_that_points_into_it(noise: str) -> None:
    text = f"{noise}Tăng 5%, tỉnh Bắc Ninh chi 62,584 tỷ đồng. {noise}"
    row = document_row(document(text))
    pa.Table.from_pylist([row], schema=store_schema())
    for name in KINDS:
        for mention in row[name]:
            assert text[mention["start"] : mention["end"]] == mention["text"]
            assert mention["sentence_start"] <= mention["start"] < mention["end"] <= mention["sentence_end"]
    for sentence in row["sentences"]:
        for word, start in zip(sentence["words"], sentence["word_starts"], strict=True):
            assert text[start : start + len(word)] == word
