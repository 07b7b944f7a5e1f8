"""Literals of several words, over gaps of any kind."""

import pytest
from ahocorasick_rs import AhoCorasick
from hypothesis import given
from hypothesis import strategies as st

from extractors.phrases import Phrases

PHRASES = Phrases(["hà nội", "hà nam", "hà nam ninh", "huế", "hồ chí minh", "bà rịa - vũng tàu"], unbroken=["hợp nhất"])
AUTOMATON = AhoCorasick(list(PHRASES.anchors))


def found(lower: str) -> list[str]:
    hits = [(start, end, anchor) for anchor, start, end in AUTOMATON.find_matches_as_indexes(lower, overlapping=True)]
    return [PHRASES.literals[index] for _, _, index in PHRASES.found(lower, hits)]


@pytest.mark.parametrize(
    ("lower", "expected"),
    [
        ("ở hà nội", ["hà nội"]),
        ("ở hà\nnội và huế", ["hà nội", "huế"]),
        ("hồ  chí\nminh", ["hồ chí minh"]),
        ("bà rịa -\nvũng tàu", ["bà rịa - vũng tàu"]),
        ("hà nam\nninh", ["hà nam", "hà nam ninh"]),
        ("hà\nnam ninh", ["hà nam ninh"]),
        ("hà\ntiên", []),
        ("hà\n\n\n\nnội", []),
        ("hợp nhất", ["hợp nhất"]),
        ("hợp\nnhất", []),
        ("", []),
    ],
)
def test_found(lower: str, expected: list[str]) -> None:
    assert found(lower) == expected


@given(
    st.sampled_from(PHRASES.literals[1:]), st.lists(st.sampled_from([" ", "  ", "\n", " \n"]), min_size=4, max_size=4)
)
def test_any_gaps(literal: str, gaps: list[str]) -> None:
    words = literal.split(" ")
    written = "".join(word + gap for word, gap in zip(words, [*gaps[: len(words) - 1], ""], strict=True))
    assert literal in found(f"tại {written}.")


def test_the_literals_are_the_first_anchors() -> None:
    assert PHRASES.anchors[: len(PHRASES.literals)] == PHRASES.literals
    assert len(set(PHRASES.anchors)) == len(PHRASES.anchors)
