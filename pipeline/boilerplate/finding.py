"""The boilerplate of one text, by all rules that need no other document."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .captions import repeated_captions
from .lines import Boilerplate, Line, lines_of
from .tails import tails

if TYPE_CHECKING:
    from pipeline.sites.article import Segment

#: Raised when a rule or what is kept of the edges changes, so that stored documents are read anew.
VERSION = "3"


def find_boilerplate(
    text: str, segments: "Sequence[Segment]" = (), lines: Sequence[Line] | None = None
) -> tuple[Boilerplate, ...]:
    """The stretches of a text that are boilerplate, in order; none overlaps another, and never are they all of it.

    Of a page, `segments` say what its credits and captions are: they stand after the body and are no tail of it.
    `lines` are those of the text, where they are at hand.
    """
    if lines is None:
        lines = lines_of(text)
    aside = [segment for segment in segments if segment.kind in ("credit", "caption")]
    body = [line for line in lines if not any(s.start <= line.start < s.end for s in aside)] if aside else lines
    found = list(tails(text, body))
    begins = {each.start for each in found}
    for each in repeated_captions(text, lines, segments):
        if each.start not in begins and not any(tail.start <= each.start < tail.end for tail in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


def body_end(text: str) -> int:
    """Where the body of a plain text ends: at the boilerplate that stands unbroken at its end, else at its length."""
    end = len(text)
    for each in reversed(tails(text, lines_of(text))):
        if text[each.end : end].strip():
            break
        end = each.start
    return end
