"""Text as it is searched: lower case, without diacritics, đ as d, composed or not; and the way back for highlighting.

SQLite's tokenizer folds everything but đ, which is no letter with a diacritic; so what goes into the index and what is
asked of it both pass through here (`UNDASHED` does in SQL what matters for the index).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from extractors.folding import fold

#: The SQL of a column as it goes into the index.
UNDASHED = "replace(replace({column}, 'đ', 'd'), 'Đ', 'D')"
_WORD = re.compile(r"[^\W_]+")
_BASES: dict[int, str] = {
    point: base
    for point in range(0xC0, 0x1F00)
    if len(base := unicodedata.normalize("NFD", chr(point))[0]) == 1 and base != chr(point) and base.isascii()
} | {ord("đ"): "d", ord("Đ"): "D"}


def folded(text: str) -> str:
    """A text as it is searched: `Nghị định` and `nghi dinh` are `nghi dinh`."""
    return fold(text).lower.translate(_BASES)


def words(text: str) -> list[str]:
    """The words and numbers of a text as the index has them."""
    return _WORD.findall(folded(text))


def match_phrase(asked: Sequence[str]) -> str:
    """The FTS5 query for texts that hold these words one after another."""
    return f'"{" ".join(asked)}"'


def match_all(asked: Sequence[str]) -> str:
    """The FTS5 query for texts that hold all of these words, wherever."""
    return " ".join(f'"{word}"' for word in asked)


def match_beginning(asked: Sequence[str]) -> str:
    """The FTS5 query for texts that hold all of these words, and some word that begins as the last one does."""
    return match_all(asked) + "*"


def found_spans(text: str, asked: Sequence[str], *, phrase: bool = False) -> Iterator[tuple[int, int]]:
    """Where words stand in a text that were asked for, in order; with `phrase`, where they stand one after another."""
    if not asked:
        return
    between = r"[\W_]+" if phrase else "|"
    # as the text has them: folding it whole takes several times as long. What stands before is looked at afterwards,
    # for the same reason
    wanted = re.compile(f"(?:{between.join(map(_written, asked))})(?![^\\W_])")
    given = fold(text)
    for match in wanted.finditer(given.text):
        if not _WORD.match(given.text, match.start() - 1, match.start()):
            yield given.span(match.start(), match.end())


def _written(word: str) -> str:
    """The pattern of every way to write a folded word."""
    return "".join(_LETTERS.get(letter) or re.escape(letter) for letter in word)


def _letters() -> dict[str, str]:
    """For each folded letter the class of those that it stands for."""
    found: dict[str, str] = {}
    for point in [*range(ord("A"), 0x1F00), 0x212A]:
        letter = chr(point)
        plain = letter.lower().translate(_BASES) if letter.isalpha() else ""
        if len(plain) == 1 and plain != letter and plain.isalpha():
            found[plain] = found.get(plain, plain) + letter
    return {plain: f"[{letters}]" for plain, letters in found.items()}


_LETTERS = _letters()
