"""The words right before a name, as the rules about them see them."""

from typing import Final

#: How many code points before a name are looked at for words.
_REACH: Final = 48
#: How many words before a name any rule needs.
_COUNT: Final = 5
#: What may stand at a word's beginning without being part of it.
OPENING: Final = "([{\"'“‘«<*•-–/:;"


def word_set(listed: str) -> frozenset[str]:
    """The words of a line, as a set to look them up in."""
    return frozenset(listed.split())


def words_before(text: str, start: int) -> list[str]:
    """The last words before a place in the text, at most five."""
    return text[max(0, start - _REACH) : start].split()[-_COUNT:]


def bare(word: str) -> str:
    """A word in lower case without brackets and quotes before it."""
    return word.lower().lstrip(OPENING)
