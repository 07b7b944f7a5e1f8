"""Captions that stand twice in one document: a picture's `alt` text and the caption below it, a credit line again."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .lines import Boilerplate, Line

if TYPE_CHECKING:
    from pipeline.sites.article import Segment

#: A caption is no longer than this, and one that does not say that it is one has at least so many words.
_LONGEST = 300
_FEWEST_WORDS = 6
_CREDIT = r"(?:ảnh|hình ảnh|nguồn ảnh|ảnh minh (?:họa|hoạ)|video|đồ họa|đồ hoạ|clip)\b"
#: A line that says that it belongs to a picture: `Ảnh: Minh Hoàng`, `Ảnh minh họa`, `… (Ảnh: TTXVN)`.
_SAYS_SO = re.compile(rf"^\W{{0,2}}{_CREDIT}(?:\s*[:.]|\W{{0,2}}$)|[\s(\[.]{_CREDIT}\s*:[^.:]{{1,60}}$")
#: What a caption may have beyond the `alt` text above it.
_CREDIT_ONLY = re.compile(rf"[\s.,;(\[–-]*{_CREDIT}.{{0,60}}$")
#: Lines of tables and lists repeat for reasons of their own.
_CELLS = re.compile(r"\t| \| |^\s*(?:[-+*•|]|\d+[.)/])")


def repeated_captions(text: str, lines: Sequence[Line], segments: "Sequence[Segment]") -> Iterator[Boilerplate]:
    """The second and later of captions that are the same; of a page, of its captions only.

    In plain text a caption is a line that says so, or a line right above its repetition, which may add whose picture
    it is. The first line of a text is its title.
    """
    if segments:
        seen: set[str] = set()
        for segment in segments:
            if segment.kind == "caption":
                written = _squeezed(text[segment.start : segment.end])
                if written in seen:
                    yield Boilerplate(segment.start, segment.end, "repeated_caption")
                seen.add(written)
        return
    before: set[str] = set()
    above = ""
    for number, line in enumerate(lines):
        written = _squeezed(text[line.start : line.end]) if line.end - line.start <= _LONGEST else ""
        again = written in before and _SAYS_SO.search(written) is not None
        repeats = again or (number > 1 and _repeats(written, above))
        if written and repeats and not _CELLS.search(text[line.start : line.end]):
            yield Boilerplate(line.start, line.end, "repeated_caption")
        before.add(written)
        above = written


def _repeats(written: str, above: str) -> bool:
    """Whether a line is the one above it again, with no more than a credit at its end."""
    if not above or not written.startswith(above) or len(above.split()) < _FEWEST_WORDS:
        return False
    return written == above or _CREDIT_ONLY.match(written, len(above)) is not None


def _squeezed(written: str) -> str:
    return " ".join(unicodedata.normalize("NFC", written).lower().split())
