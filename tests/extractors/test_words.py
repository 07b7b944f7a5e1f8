"""Words: underthesea's own, as places in the text; every character in exactly one, whatever the text."""

import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import word_features
from extractors import words as words_module
from extractors.folding import fold
from extractors.sentences import sentences
from extractors.words import _model, _patterns, _tokenizer, words, words_of

CORPUS = Path(__file__).parents[2].parent / "shared/corpus/vneconomy-5000.jsonl.gz"
ARTICLES = Path(__file__).parents[2] / "corpus/articles"
HOSTILE = st.text(
    st.sampled_from(
        "aBđĐộ159 \t\u00a0\u2009\u200b\u00ad\ufeff\u0300\u0323.?!…,;:\"”'()*-–+@/%$#_\x00\x1fðÐİ😀\U0001f1fb"
    )
    | st.characters(),
    max_size=80,
) | st.lists(
    st.sampled_from(
        [
            "Th S.",
            "Th",
            "S.",
            ":D",
            "Th.S",
            "hoà bình",
            "qui định",
            "Công ty",
            "NÐ-CP",
            "NĐ-CP",
            "134/2004/NĐ-CP",
            "http:/",
            "a.vn/",
            "(x)",
            "a@b.vn",
            "v.v...",
            "->",
            "1.842",
            " ",
            "H'Mông",
            "\n",
        ]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chính phủ ban hành Nghị định", ["Chính phủ", "ban hành", "Nghị định"]),
        ("hoà bình, qui định", ["hoà bình", ",", "qui định"]),
        ("chi 1.842 tỷ đồng", ["chi", "1.842", "tỷ", "đồng"]),
        ("  Công  ty \u00a0 nhỏ ", ["Công  ty", "nhỏ"]),
        ("NÐ-CP của Chi\u0301nh phu\u0309", ["NÐ-CP", "của", "Chi\u0301nh phu\u0309"]),
        ("\u200bCông\u200b ty\u200b đi", ["\u200bCông\u200b ty\u200b", "đi"]),
        ("\x00", ["\x00"]),
        ("\ud800", ["\ud800"]),
        ("\u200b", ["\u200b"]),
        ("", []),
        (" ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text, 0, len(text))] == expected


def test_only_the_sentence_is_read() -> None:
    text = "Một. Chính phủ đi. Hai."
    start, end = sentences(text)[1]
    assert [text[begin:stop] for begin, stop in words(text, start, end)] == ["Chính phủ", "đi", "."]


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_words_cover_a_text_exactly(text: str) -> None:
    done = 0
    for start, end in words(text, 0, len(text)):
        assert start < end
        assert not text[done:start].strip()
        assert text[start:end] == text[start:end].strip()
        done = end
    assert not text[done:].strip()


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_words_lie_within_sentences(text: str) -> None:
    for start, end in sentences(text):
        spans = words(text, start, end)
        assert spans[0][0] == start
        assert spans[-1][1] == end


def _letters(tokens: list[str]) -> list[str]:
    """Underthesea puts a space between the syllables of a word, whether the text has one or not."""
    return ["".join(token.split()) for token in tokens]


def _assert_same_as_underthesea(folded_sentences: Iterable[str]) -> None:
    from underthesea import word_tokenize

    compared = 0
    for sentence in folded_sentences:
        ours = [sentence[begin:stop] for begin, stop in words(sentence, 0, len(sentence))]
        theirs = word_tokenize(sentence, use_token_normalize=False)
        assert _letters(ours) == _letters(theirs)
        compared += len(ours)
    assert compared > 1000


def _sentences_of(text: str) -> list[str]:
    return [fold(text[start:end]).text for start, end in sentences(text)]


def test_words_are_those_of_underthesea() -> None:
    texts = [path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    _assert_same_as_underthesea(sentence for text in texts for sentence in _sentences_of(text))


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpus/vneconomy-5000.jsonl.gz")
def test_words_are_those_of_underthesea_in_a_thousand_articles() -> None:
    """Every sixteenth sentence: underthesea takes a minute for all."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 5000, 5)]
    assert len(texts) == 1000
    _assert_same_as_underthesea([sentence for text in texts for sentence in _sentences_of(text)][::16])


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_tokens_are_those_of_underthesea(text: str) -> None:
    """What stands between blanks is tokenized by itself, plain words and addresses by patterns of our own: that changes
    nothing, but for brackets in addresses."""
    from underthesea.pipeline.word_tokenize.regex_tokenize import patterns

    sentence = fold(text).text
    if not ({"http", ".vn/"} & set(re.findall(r"http|\.vn/", sentence)) and set("()") & set(sentence)):
        tokens = _tokenizer().tokens([sentence])
        ours = [(start, start + length) for start, length in zip(tokens.starts, tokens.lengths, strict=True)]
        assert ours == [match.span() for match in patterns.finditer(sentence)]
        assert [_tokenizer().features.token(number) for number in tokens.numbers] == [sentence[a:b] for a, b in ours]


@given(st.lists(HOSTILE, max_size=5))
@settings(max_examples=100, deadline=None)
def test_sentences_together_have_the_words_that_each_has(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    bounds = [(end - 1 - len(sentence), end - 1) for end, sentence in zip(ends, sentences, strict=True)]
    assert words_of(text, bounds) == [words(text, start, end) for start, end in bounds]


def test_threads_find_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    bounds = [sentences(text) for text in texts]
    alone = [words_of(text, within) for text, within in zip(texts, bounds, strict=True)]
    # every call forgets, so that each token is new again and again
    monkeypatch.setattr(word_features, "_MOST_TOKENS", 10)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(words_of, texts * 4, bounds * 4))
    finally:
        sys.setswitchinterval(before)
    assert together == alone * 4


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(path.read_text("utf-8")[:2000] for path in sorted(ARTICLES.glob("*.txt")))
    remembered = words_of(text, sentences(text))
    _model().features.forget()
    assert words_of(text, sentences(text)) == remembered
    monkeypatch.setattr(words_module, "_MOST_PIECES", 10)
    monkeypatch.setattr(word_features, "_MOST_TOKENS", 10)
    assert [words(text, start, end) for start, end in sentences(text)] == remembered


def test_an_address_of_exclamation_marks_takes_no_time() -> None:
    """Underthesea's own pattern takes 2ⁿ steps for n of them."""
    text = "http:/" + "!" * 1000
    assert words(text, 0, len(text))[-1][1] == len(text)


def test_fixed_words_of_another_change_nothing() -> None:
    """`word_tokenize(…, fixed_words=…)` changes underthesea's patterns for good, in all of the process."""
    from underthesea.pipeline.word_tokenize import regex_tokenize

    text = "Chính phủ ban hành"
    before, changed = words(text, 0, len(text)), regex_tokenize.patterns
    regex_tokenize.tokenize(text, fixed_words=["phủ ban"])
    try:
        assert regex_tokenize.patterns is not changed
        _patterns.cache_clear()
        assert words(text, 0, len(text)) == before
    finally:
        regex_tokenize.patterns = changed


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "1.a.", "+", "!", "(", "(x)", "((", "-", "_", "a-", "1A", "A.", "a@", "'", ":", "\u0301", "9", "Th S "],
)
@pytest.mark.parametrize("head", ["", "http:/"])
def test_long_hostile_sentence_takes_linear_time(head: str, piece: str) -> None:
    text = head + piece * (5_000 // len(piece))
    spans = words(text, 0, len(text))
    assert sum(end - start for start, end in spans) <= len(text)


def test_forms_of_the_letters_give_the_same_words() -> None:
    text = (ARTICLES / "002_eec78c0a0801fd8b.txt").read_text("utf-8")[:3000]
    decomposed = unicodedata.normalize("NFD", text)
    both = [
        [unicodedata.normalize("NFC", form[start:end]) for start, end in words(form, 0, len(form))]
        for form in (unicodedata.normalize("NFC", text), decomposed)
    ]
    assert both[0] == both[1]
