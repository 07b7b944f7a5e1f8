"""A text's lines, and the stretches that are marked in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

BoilerplateRule = Literal[
    "teaser_chain", "related_links", "share_line", "tag_line", "repeated_caption", "recurring_paragraph"
]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A stretch of a text, in code points, half-open, and the rule that says that it is no part of the document."""

    start: int
    end: int
    rule: BoilerplateRule


class Line(NamedTuple):
    """Where a line with text begins and where it ends, its line break not counted."""

    start: int
    end: int


_LINE = re.compile(r"[^\r\n]+")


def lines_of(text: str) -> list[Line]:
    """Each line with text, in order."""
    return [Line(*match.span()) for match in _LINE.finditer(text) if not match[0].isspace()]


def without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """A text without some stretches, which are in order and do not overlap; where one was, a line ends."""
    parts = []
    begin = 0
    for start, end in stretches:
        parts.append(text[begin:start])
        begin = end
    parts.append(text[begin:])
    return "\n".join(parts) if len(parts) > 1 else text
