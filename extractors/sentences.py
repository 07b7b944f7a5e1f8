"""Sentences: where underthesea ends them, but for the full stops that end nothing, and for line ends, which do.

Underthesea never ends a sentence at a line end and ends one after `1.`, `Q.` and within `TP.HCM`. So each line is read
by itself, and full stops that end nothing are masked before underthesea sees them; its answer is then a list of places
in the text, not of strings that have to be found again.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from extractors.folding import Folded, fold

#: What follows an end without white space and still belongs to the sentence that it ends.
_CLOSERS = "\"'”’»)\\]}"
_END = re.compile(rf"[.?!]+(?P<closers>[{_CLOSERS}]*)(?P<gap>\s*)(?P<openers>[\s\"'“‘«(\[•*-]*)(?P<following>.?)")
_INK = re.compile(r"\S")
_STOPS = re.compile(r"[.?!]+")
_FOLLOWING = re.compile(r"[ \t]*(.?)", re.DOTALL)
#: How far back the text before a full stop is looked at, in code points.
_BEFORE = 32
#: Title and place abbreviations that stand before a name, and capitals by themselves (`Q.`, `P.`, `J.`); `Á` is a word.
_ABBREVIATION = re.compile(
    r"(?<![^\W_])(?<![&/])(?:TP|TX|TT|TS|ThS|Ths|GS|PGS|BS|BSCK|DS|KS|KTS|LS|CN|CCB|NSND|NSƯT|NGND|NGƯT|NXB|VĐV|HLV|TGĐ|GĐ|PGĐ"
    r"|Tp|Tx|Tt|Ts|Gs|Bs|Ks|Ls|Ph|Th|Đ/c|đ/c|Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|vs|[A-ZĐ])$"
)
#: A number or letter that labels what follows (`1.`, `2.3.`, `IV.`, `Điều 5.`), at the beginning of a line or sentence.
_LABEL = re.compile(
    r"(?:^|[.?!:;…][\"”)]?\s)[\s\"“(\[*•-]*"
    r"(?:(?:Điều|ĐIỀU|Khoản|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC|Bài|Bước|Bảng|Hình|Biểu)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[^\W\d_])[a-zđ]?$"
)
#: A word in lower case, a number or a per cent sign: what a full stop that lacks its space (`năm.Theo`) stands after.
_GLUED = re.compile(r"(?:[^\W\d_]{2,}|\d|%)$")
#: Stands for a full stop that ends nothing: one code point, neither a letter nor an end to underthesea.
_MASK = "·"


def sentences(text: str, folded: Folded | None = None) -> list[tuple[int, int]]:
    """Where each sentence begins and ends (half-open, in the text as given), without surrounding white space.

    The spans are in order and do not overlap, and every character that is not white space is in exactly one. `folded`
    is the text folded, where that is at hand.
    """
    folded = fold(text) if folded is None else folded
    return cut(
        text, folded, [start for begin, end in _lines(folded.text) for start in _starts(folded.text, begin, end)]
    )


def cut(given: str, folded: Folded, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Cut a text as given before each of `starts` (folded offsets, ascending), and leave out white space around.

    What stands before the first of them goes with the first, and characters that folding removes with what stands
    before them, so that nothing falls between two spans.
    """
    cuts = [0]
    for start in starts[1:]:
        at = folded.span(start, start + 1)[0]
        if at > cuts[-1]:
            cuts.append(at)
    cuts.append(len(given))
    spans: list[tuple[int, int]] = []
    for begin, stop in pairwise(cuts):
        piece = given[begin:stop]
        if kept := len(piece.strip()):
            begin += len(piece) - len(piece.lstrip())
            spans.append((begin, begin + kept))
    return spans


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a folded text, whose only line end is `\\n`."""
    begin = 0
    while (end := text.find("\n", begin)) >= 0:
        yield begin, end
        begin = end + 1
    yield begin, len(text)


def _starts(text: str, begin: int, end: int) -> list[int]:
    """Where the sentences of one line begin, in a folded text."""
    line = text[begin:end]
    ends = list(_END.finditer(line))
    parts: list[str] = []
    done = 0
    for match in ends:
        if not _may_end(line, match):
            at, after = match.start(), match.start("closers")
            parts += line[done:at], _MASK * (after - at)
            done = after
    masked = "".join(parts) + line[done:] if parts else line
    closers = {match.start("closers"): match.start("gap") for match in ends}
    return [begin + closers.get(start, start) for start in _underthesea_starts(masked)]


def _underthesea_starts(line: str) -> Iterator[int]:
    """Where underthesea's sentences begin in a line: what its `sent_tokenize` does, from stop to stop, not from
    character to character."""
    begin = at = 0
    while (stops := _STOPS.search(line, at)) is not None:
        at = stops.end()
        if _ends(line, *stops.span()):
            yield _INK.search(line, begin).start()  # type: ignore[union-attr]
            begin = at
    if (last := _INK.search(line, begin)) is not None:
        yield last.start()


def _ends(line: str, at: int, end: int) -> bool:
    """Whether underthesea ends a sentence at the stops `line[at:end]`."""
    while at < end:
        dots = at
        while dots < end and line[dots] == ".":
            dots += 1
        if dots - at >= 3:
            following = _FOLLOWING.match(line, dots)[1]  # type: ignore[index]
            if not following or following.isupper():
                return True
            at = dots
        elif _underthesea()._is_sentence_boundary(line, at):
            return True
        else:
            at += 1
    return False


@cache
def _underthesea() -> Any:
    """Underthesea's tokenizer, which knows abbreviations."""
    from underthesea.pipeline import sent_tokenize

    sent_tokenize._load_model()
    return sent_tokenize.sentence_tokenizer


def _may_end(line: str, match: re.Match[str]) -> bool:
    """Whether a sentence may end at a run of `.`, `?`, `!`."""
    following = match["following"]
    if following and (following.islower() or following in ",;:%"):
        return False
    at = match.start()
    before = max(0, at - _BEFORE)
    if following and not match["gap"]:
        word = _GLUED.search(line, before, at)
        after = line[match.start("following") + 1 : match.start("following") + 2]
        return bool(
            not match["openers"]
            and word
            and not word[0].isupper()
            and word[0] == word[0].lower()
            and following.isupper()
            and after.islower()
        )
    if line[at] != ".":
        return True
    return _ABBREVIATION.search(line, before, at) is None and _LABEL.search(line, before, at) is None
