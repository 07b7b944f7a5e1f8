"""The decoder: the decisions of underthesea's own model, token by token, and nothing remembered that matters."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.crf_model import TwoLabelModel
from extractors.sentences import sentences
from extractors.word_boundaries import WordBoundaries
from extractors.words import _model, _tagger

ARTICLES = Path(__file__).parents[2] / "corpus/articles"

TOKENS = st.lists(
    st.sampled_from(
        [
            *("Nghị", "định", "Chính", "phủ", "xã", "hội", "chủ", "nghĩa", "Hồ", "Chí", "Minh", "công", "nghiệp"),
            *("TP", ".", ",", "5", "007", "2147483647", "2147483648", "1.842", "21/5/2012", "Th S", "x=y"),
            *("BOS", "EOS", "ΑΣ", "ẤP"),
        ]
    )
    | st.text("aăÂđĐ1²=ⅷ😀\x00.-ßΣ", min_size=1, max_size=5),
    max_size=14,
)


@given(tokens=TOKENS)
@settings(max_examples=500, deadline=None)
@example(tokens=["007", "2147483648", "2147483648", "2147483648", "=", "111"])
def test_decisions_are_those_of_underthesea(tokens: list[str]) -> None:
    wanted = _tagger().predict([[token] for token in tokens]) if tokens else []
    assert _model().continues(tokens) == [tag == "I-W" for tag in wanted]


@given(st.lists(TOKENS.filter(bool), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_sentences_are_decided_on_together_as_one_by_one(sentences: list[list[str]]) -> None:
    numbers = [np.array(_model().features.numbers(tokens)) for tokens in sentences]
    lengths = np.array([len(tokens) for tokens in sentences], np.int64)
    together = _model().all_continue(np.concatenate(numbers), lengths).tolist()
    assert together == [decided for tokens in sentences for decided in _model().continues(tokens)]


def test_underthesea_decides_only_where_two_paths_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(_model(), "_settle", lambda tokens: asked.append(tokens) or [False] * len(tokens))
    for article in sorted(ARTICLES.glob("*.txt")):
        text = article.read_text("utf-8")
        for start, end in sentences(text):
            _model().continues(text[start:end].split())
    assert asked == []
    _model().continues(["007", "2147483648", "2147483648", "2147483648", "=", "111"])
    assert len(asked) == 1


def test_forgetting_changes_nothing() -> None:
    sentences = [list(tokens) for tokens in product(["Chính", "phủ", "xã", "hội"], repeat=4)]
    remembered = [_model().continues(tokens) for tokens in sentences]
    for tokens, decisions in zip(sentences, remembered, strict=True):
        _model().features.forget()
        assert _model().continues(tokens) == decisions
    assert any(any(decisions) for decisions in remembered)


def test_another_model_is_refused() -> None:
    flat = ((0.0, 0.0), (0.0, 0.0))
    with pytest.raises(ValueError, match="not the one"):
        WordBoundaries(TwoLabelModel(("B-W", "I-W"), {}, flat), ["T[3]"], [], list)
    with pytest.raises(ValueError, match="not the one"):
        WordBoundaries(TwoLabelModel(("B", "I"), {}, flat), ["T[0]"], [], list)
