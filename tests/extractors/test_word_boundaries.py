"""The decoder: the decisions of underthesea's own model, token by token, and nothing remembered that matters."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import word_boundaries
from extractors.crf_model import TwoLabelModel
from extractors.word_boundaries import WordBoundaries
from extractors.words import _model

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


@pytest.fixture(scope="module")
def theirs() -> object:
    from os.path import dirname, join

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    tagger = FastCRFSequenceTagger()
    tagger.load(join(dirname(word_tokenize.__file__), "models", "ws_crf_vlsp2013_20230727"))
    return tagger


@given(tokens=TOKENS)
@settings(max_examples=500, deadline=None)
def test_decisions_are_those_of_underthesea(theirs: object, tokens: list[str]) -> None:
    wanted = theirs.predict([[token] for token in tokens]) if tokens else []  # type: ignore[attr-defined]
    assert _model().continues(tokens) == [tag == "I-W" for tag in wanted]


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [list(tokens) for tokens in product(["Chính", "phủ", "xã", "hội"], repeat=4)]
    remembered = [_model().continues(tokens) for tokens in sentences]
    monkeypatch.setattr(word_boundaries, "_MOST_TOKENS", 2)
    monkeypatch.setattr(word_boundaries, "_MOST_PAIRS", 3)
    assert [_model().continues(tokens) for tokens in sentences] == remembered
    assert any(any(decisions) for decisions in remembered)


def test_another_model_is_refused() -> None:
    flat = ((0.0, 0.0), (0.0, 0.0))
    with pytest.raises(ValueError, match="not the one"):
        WordBoundaries(TwoLabelModel(("B-W", "I-W"), {}, flat), ["T[3]"], [])
    with pytest.raises(ValueError, match="not the one"):
        WordBoundaries(TwoLabelModel(("B", "I"), {}, flat), ["T[0]"], [])
