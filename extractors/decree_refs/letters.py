"""Letters and words as patterns: Vietnamese capitals, and words in spite of slips of diacritics."""

import re

#: The capitals of Vietnamese, for a character class; a range would take small letters in.
CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_GROUPS = (
    "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ",
)  # fmt: skip
_BASE = {letter: group[0] for group in _GROUPS for letter in group}
_TO_BASE = str.maketrans(_BASE)


def unmarked(words: str) -> str:
    """Lower-case words without any diacritics: `nghị định` → `nghi dinh`."""
    return words.translate(_TO_BASE)


def any_spacing(words: str) -> str:
    """A pattern for words with any white space between them."""
    return r"\s+".join(re.escape(word) for word in words.split())


def any_marks(words: str) -> str:
    """A pattern for lower-case words in their right spelling, in one with a slip of tone or vowel mark, or in ASCII.

    A marked letter may stand unmarked or with another tone: `quyết đinh`, `nghi dinh`.
    """
    parts = []
    for letter in words:
        group = next((group for group in _GROUPS if letter in group), None)
        parts.append(r"\s+" if letter == " " else re.escape(letter) if group is None else f"[{group}]")
    return "".join(parts)


def compiled(pattern: str) -> re.Pattern[str]:
    r"""A pattern whose white space is bounded: `\s*` and `\s+` mean up to four characters.

    Neighbouring unbounded runs would try every way to share a long run of spaces between them.
    """
    return re.compile(
        pattern.replace(r"\s*", r"\s{0,4}")
        .replace(r"\s+", r"\s{1,4}")
        .replace("[ ]*", "[ ]{0,4}")
        .replace("[ ]+", "[ ]{1,4}")
    )


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
