"""A text's lines, and the stretches that are marked in it."""

import re
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
