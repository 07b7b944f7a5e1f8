"""The scan: the places of all anchors, whatever characters the text holds."""

from collections.abc import Sequence

import pytest
from ahocorasick_rs import AhoCorasick
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.registry import Extractor, Scanner, scanner
from extractors.single_bytes import SingleBytes, in_alphabet
from extractors.text import Found, Hit, Text

ANCHORS = sorted({anchor for extractor in scanner().extractors for anchor in extractor.anchors})
#: Anchors, what touches and breaks them, and characters that no anchor holds.
PIECES = [*ANCHORS, " ", "\n", "?", "\0", "a", "đ", "5", "/", "漢", "𝄞", "\ufffd", "\ufffe", "é", "ü", "“", "\xff", "Ā"]


def nothing(_text: Text, _hits: Sequence[Hit], _found: Found) -> Sequence[object]:
    return []


def places(text: str) -> list[list[Hit]]:
    """The same by the automaton over text, anchor by anchor."""
    found: list[list[Hit]] = []
    for extractor in scanner().extractors:
        whole = AhoCorasick(extractor.anchors).find_matches_as_indexes(text, overlapping=True)
        found.append([(start, end, anchor) for anchor, start, end in whole])
    return found


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join))
def test_the_places_are_those_in_the_text(text: str) -> None:
    lower = text.encode("utf-8", "replace").decode()
    # at one place the order is of no account: two automata may tell the same in another
    assert [sorted(hits) for hits in scanner().scan(lower)] == [sorted(hits) for hits in places(lower)]


@given(st.lists(st.sampled_from([each for each in PIECES if in_alphabet(each)]), max_size=30).map("".join))
def test_the_places_are_those_in_its_bytes(text: str) -> None:
    found = in_alphabet(text)
    assert found is not None
    assert scanner().scan(found.lower, found.single) == scanner().scan(found.lower)


def test_places_come_in_the_order_of_their_ends() -> None:
    for hits in scanner().scan(" ".join(ANCHORS)):
        assert [end for _, end, _ in hits] == sorted(end for _, end, _ in hits)


def test_an_anchor_of_two_extractors_is_told_to_both() -> None:
    first = Extractor("first", "1", nothing, ("ab", "b"))  # type: ignore[arg-type]
    second = Extractor("second", "1", nothing, ("b", "b"))  # type: ignore[arg-type]
    assert Scanner((first, second)).scan("abc") == [[(0, 2, 0), (1, 2, 1)], [(1, 2, 0), (1, 2, 1)]]


def test_more_characters_than_bytes_are_refused() -> None:
    wide = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    assert len(set(SingleBytes([wide[:254]]).encode(wide[:254]))) == 254
    for literals in ([wide[:255]], ["đồng?"], ["\0"]):
        with pytest.raises(ValueError, match="characters in literals"):
            SingleBytes(literals)
