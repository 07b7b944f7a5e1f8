"""Letters and words as patterns: Vietnamese capitals, and words in spite of slips of diacritics."""

import re
from typing import Any, cast

#: The capitals of Vietnamese, for a character class; a range would take small letters in.
CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_GROUPS = (
    "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ",
)  # fmt: skip
_BASE = {letter: group[0] for group in _GROUPS for letter in group}
_TO_BASE = str.maketrans(_BASE)


_BOUNDED = ((r"\s*", r"\s{0,4}"), (r"\s+", r"\s{1,4}"), ("[ ]*", "[ ]{0,4}"), ("[ ]+", "[ ]{1,4}"))


def unmarked(words: str) -> str:
    """Lower-case words without any diacritics: `nghị định` → `nghi dinh`."""
    return words.translate(_TO_BASE)


class _Lazy:
    """A pattern that is compiled when it is first used: a short text needs few of them."""

    __slots__ = ("_source", "finditer", "fullmatch", "match", "search", "sub")

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        """The methods of the compiled pattern; called once, the slots hold them from then on."""
        if name not in self.__slots__:
            raise AttributeError(name)
        pattern = re.compile(self._source)
        for method in ("finditer", "fullmatch", "match", "search", "sub"):
            setattr(self, method, getattr(pattern, method))
        return getattr(self, name)


def compiled(pattern: str) -> re.Pattern[str]:
    r"""A pattern, compiled when first used, whose white space is bounded: `\s*` and `\s+` mean up to four characters.

    Neighbouring unbounded runs would try every way to share a long run of spaces between them.
    """
    for unbounded, bounded in _BOUNDED:
        pattern = pattern.replace(unbounded, bounded)
    return cast("re.Pattern[str]", _Lazy(pattern))


def begins_word(folded: str, at: int) -> bool:
    """Whether a word begins here; a capital behind a small letter begins one that lost its space."""
    return at == 0 or not folded[at - 1].isalpha() or (folded[at].isupper() and folded[at - 1].islower())


_OLD_TONES = re.compile("[ou][àáảãạèéẻẽẹỳýỷỹỵ]")
#: `oà` → `òa` and the like, for each pair of vowels whose tone mark moved from the second to the first.
_NEW_TONES = {
    first + second: toned + plain
    for first, tones in (("o", "òóỏõọ"), ("u", "ùúủũụ"))
    for plain, marked in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    for toned, second in zip(tones, marked, strict=True)
}


def respell(words: str) -> str:
    """Tone marks at one place: `hoà` → `hòa`, `thuỷ` → `thủy`. For comparing only."""
    return _OLD_TONES.sub(lambda match: _NEW_TONES[match.group()], words)
