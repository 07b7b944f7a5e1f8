import pytest

from bench.main_text import READERS, Score, labelled, score
from tests.pipeline.sites.reading import fixtures

_PAGES = fixtures()


def _total(reader: str, *, known: bool) -> Score:
    total = Score()
    for fixture in _PAGES:
        if (fixture.expected["layout"] != "generic") == known:
            total = total.plus(score(READERS[reader](fixture), fixture))
    return total


def test_the_labelled_set_has_both_sides():
    labels = [is_body for fixture in _PAGES for is_body, _ in labelled(fixture)]
    assert labels.count(True) > 200
    assert labels.count(False) > 100


@pytest.mark.parametrize("known", [True, False])
def test_the_main_text_is_whole_and_nothing_else_gets_in(known):
    total = _total("ours", known=known)
    assert total.recall == 1.0
    assert total.precision == 1.0


def test_the_others_lose_or_leak():
    ours, generic, theirs, everything = (
        _total(name, known=True) for name in ("ours", "ours, generic reader", "trafilatura", "get_text")
    )
    assert theirs.f1 < ours.f1 - 0.02
    assert theirs.f1 < generic.f1
    assert everything.recall == 1.0
    assert everything.precision < 0.95


@pytest.mark.parametrize(
    ("output", "precise", "whole"),
    [("", False, False), ("x y z", False, False)],
)
def test_an_output_without_the_article_scores_nothing(output, precise, whole):
    one = score(output, _PAGES[0])
    assert (one.precision == 1.0, one.recall == 1.0) == (precise, whole)
