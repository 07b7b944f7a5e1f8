"""The first and last lines of a text, as they are kept to find paragraphs that recur across the documents of a source.

A line is known by the run of lines from the edge of the text up to it: two documents with the same hash have the same
lines there.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.folding import Folded, fold
from pipeline.word_hashes import count_words

from .lines import Boilerplate, Line, lines_of

if TYPE_CHECKING:
    from pipeline.sites.article import Segment

#: So many lines at the beginning and at the end may recur; one more is kept to know what they stand beside.
FIRST, LAST = 6, 12
#: Lines of official texts that recur and are content all the same: legal bases, articles, clauses of effect.
_CONTENT = re.compile(r"\W*(?:căn cứ|theo đề nghị|xét đề nghị|điều \d|nơi nhận|xin |trân trọng)")
_CONTENT_ANYWHERE = ("hiệu lực", "chịu trách nhiệm thi hành")
#: Kinds of documents, as words of their own. The literals are looked for first: a pattern looks at each character.
_KINDS = ("nghị định", "quyết định", "thông tư", "nghị quyết", "chỉ thị", "luật", "pháp lệnh", "công văn")
_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS)})\b")


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line near an edge of a text, in code points; `run` is a hash of all lines from the edge up to it, `words` how
    many words they have."""

    start: int
    end: int
    run: int
    words: int


def edge_lines(
    text: str,
    title: str | None,
    boilerplate: Sequence[Boilerplate],
    segments: "Sequence[Segment]" = (),
    pieces_of: Callable[[Line], list[str]] | None = None,
    lines: Sequence[Line] | None = None,
) -> tuple[list[EdgeLine], list[EdgeLine]]:
    """The first lines of a text, inwards, and its last ones, inwards; each ends with the one after a line that must be
    content, which is not there itself.

    `lines` are those of the text, `pieces_of` gives the pieces of one as `line_pieces` does, where they are at hand.
    Left out are the title, what is boilerplate already, and what of a page is no running text.
    """
    aside = [(each.start, each.end) for each in boilerplate]
    aside += [(each.start, each.end) for each in segments if each.kind not in ("sapo", "body")]
    aside.sort()
    near = list(_outside(lines_of(text) if lines is None else lines, aside))
    heading = " ".join(fold(title).lower.split()) if title else None
    pieces = line_pieces(text) if pieces_of is None else pieces_of
    return (
        list(_runs(pieces, near[: FIRST + 2], FIRST, "first", heading)),
        list(_runs(pieces, reversed(near[-LAST - 1 :]), LAST, "last", None)),
    )


def line_pieces(text: str, folded: Folded | None = None) -> Callable[[Line], list[str]]:
    """What gives the pieces between blanks of a line of a text, folded and in small letters; each line's once."""
    whole = fold(text) if folded is None else folded
    known: dict[Line, list[str]] = {}

    def pieces(line: Line) -> list[str]:
        if line not in known:
            # where characters are folded one by one, a line is folded as it is by itself
            lower = fold(text[line.start : line.end]).lower if whole.folded_at else whole.lower[line.start : line.end]
            known[line] = lower.split()
        return known[line]

    return pieces


def _outside(lines: Iterable[Line], aside: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """Lines that begin in none of the stretches, which are in order."""
    at = 0
    for line in lines:
        while at < len(aside) and aside[at][1] <= line.start:
            at += 1
        if at == len(aside) or line.start < aside[at][0]:
            yield line


def _runs(
    pieces_of: Callable[[Line], list[str]], lines: Iterable[Line], most: int, edge: str, heading: str | None
) -> Iterator[EdgeLine]:
    hashed = edge.encode()
    words = kept = 0
    ended = False
    for line in lines:
        pieces = pieces_of(line)
        written = " ".join(pieces)
        if written == heading:
            continue
        hashed = hashlib.blake2b(hashed + written.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        # such a line may be the same in many documents: what comes after it tells them apart
        if _is_content(written):
            ended = True
            continue
        words += count_words(pieces)
        kept += 1
        yield EdgeLine(line.start, line.end, int.from_bytes(hashed, "little", signed=True), words)
        if ended or kept > most:
            return


def _is_content(written: str) -> bool:
    """Whether a line must be content, though it may recur."""
    if _CONTENT.match(written) or any(words in written for words in _CONTENT_ANYWHERE):
        return True
    return any(kind in written for kind in _KINDS) and _KIND.search(written) is not None
