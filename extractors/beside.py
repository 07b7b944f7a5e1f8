"""What stands beside a number, in two look-ups: which readers of its surroundings have anything to read there.

The word before most numbers and the characters behind them say nothing of them. To find that out once takes a fraction
of what it takes when each reader finds it out for itself.
"""

from functools import lru_cache
from typing import NamedTuple

from extractors.modifiers import BEGIN_AFTER, TELLING
from extractors.quantities import RANGE_WORDS, SHARING_WORDS, begins_range
from extractors.rates import begins_rate

#: How far back, in code points, a word before a number begins; a longer one is looked at by every reader.
_REACH = 48


class Before(NamedTuple):
    """Which readers may find something before a number: the names are those of what they find."""

    lower_end: bool
    sharing: bool
    minus: bool
    modifier: bool


class After(NamedTuple):
    """Which readers may find something behind a mention."""

    upper_end: bool
    rate: bool
    modifier: bool


_ANYTHING = Before(True, True, True, True)
_NOTHING = Before(False, False, False, False)
_BY_WORD = {
    word: Before(word in RANGE_WORDS, word in SHARING_WORDS, word == "âm", word in TELLING)
    for word in {*RANGE_WORDS, *SHARING_WORDS, "âm", *TELLING}
}


def before(lower: str, start: int, floor: int) -> Before:
    """What the word before the number at `start` lets its readers find; no further back than `floor`."""
    near = lower[start - _REACH if start - _REACH > floor else floor : start].rstrip()
    word = near[near.rfind(" ") + 1 :]
    # a sign, a bracket, a number: that is for the readers
    return _BY_WORD.get(word, _NOTHING) if word.isalpha() else _ANYTHING


def after(lower: str, end: int) -> After:
    """What the two characters behind a mention that ends at `end` let its readers find."""
    return _after(lower[end : end + 2])


@lru_cache(maxsize=4096)
def _after(following: str) -> After:
    return After(begins_range(following), begins_rate(following), following in BEGIN_AFTER)
