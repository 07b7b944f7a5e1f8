"""What stands beside a number: the look-ups never hide anything from a reader that would find it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import beside
from extractors.modifiers import TELLING, modifier_of
from extractors.quantities import RANGE_WORDS, SHARING_WORDS, lower_end, minus_before, range_end, sharing
from extractors.rates import rate_after
from extractors.text import Text

WORDS = sorted({*RANGE_WORDS, *SHARING_WORDS, *TELLING, "âm", "từ", "lần lượt", "là", "ba", "nghìn", "mỗi"})
#: What a text before a number may be made of: words that tell, numbers, signs, and what glues or parts them.
BEFORE = st.lists(
    st.sampled_from([*WORDS, "5", "2,5", "7 ", "-", "~", "+", "(", ")", " ", "  ", "\n", ", ", ". ", "tăng", "x", "_"]),
    max_size=12,
).map("".join) | st.lists(st.sampled_from([*WORDS, "5", "3,1", "3,", "-", "tăng"]), max_size=8).map(
    lambda words: " ".join([*words, ""])
)
AFTER = st.lists(
    st.sampled_from(
        [" ", "  ", "-", "~", "đến ", "tới ", "/", "kg", "tháng", "mỗi ", "một ", "trở lên", ",", "7", "\n", "x"]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=500)
@given(BEFORE, st.integers(0, 30))
def test_before(written: str, floor: int) -> None:
    text = Text.of(f"{written}9")
    start = len(text.lower) - 1
    floor = min(floor, start)
    may = beside.before(text.lower, start, floor)
    assert may.lower_end or lower_end(text, start, floor, below=Decimal(9)) is None
    assert may.sharing or sharing(text, start, floor, whole=False) == []
    if floor == 0:
        assert may.minus or minus_before(text.lower, start) == 0
    end = len(text.lower)
    assert may.modifier or modifier_of(text.lower, start, end, floor) == modifier_of(
        text.lower, start, end, floor, told=False
    )


@settings(max_examples=500)
@given(AFTER)
def test_after(written: str) -> None:
    text = Text.of(f"9{written}")
    may = beside.after(text.lower, 1)
    assert may.upper_end or range_end(text.lower, 1) is None
    assert may.rate or rate_after(text.lower, text.folded, 1) is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("tăng ", beside.Before(False, False, False, False)),
        ("khoảng ", beside.Before(True, True, False, True)),
        ("âm ", beside.Before(False, False, True, False)),
        ("và ", beside.Before(False, True, False, False)),
        ("tăng -", beside.Before(True, True, True, True)),
    ],
)
def test_the_word_before(written: str, found: beside.Before) -> None:
    assert beside.before(written, len(written), 0) == found
