"""Where the body of a text ends: teasers of other articles, lists of links and share buttons that follow it.

Such a tail is marked, never cut: `documents.text` keeps it, mentions in it are flagged and left out of the published
tables. The rules are conservative: a tail that is not plainly one stays part of the body.
"""

import re
from dataclasses import dataclass
from typing import Literal

BoilerplateRule = Literal["teaser_chain", "related_links", "share_line"]
#: Raised when a rule changes, so that stored documents are read anew.
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Body:
    """`body_end` is the first code point past the body; `rule` names what marked the tail, None where there is none."""

    body_end: int
    rule: BoilerplateRule | None = None


#: The words of a link to another article, at the beginning of a line. On pages turned into text the next teaser
#: follows them without a blank.
_LINK = re.compile(
    r"\s*(?:[»>+*•-]\s*)?(?:Xem chi tiết|Xem tiếp|Đọc tiếp|Đọc thêm|Xem thêm|Chi tiết)(?:\s*[»>…]+)?(?![^\W\d_])"
)
_SOURCE_LINE = re.compile(r"\s*(?:Nguồn|Theo)\s*:?\s*\S.{0,80}$")
#: An agency or a rubric in brackets before a teaser: `(CHG) Ngày …`.
_TAG = re.compile(r"\(([^()\n]{2,20})\)")
_RELATED = re.compile(
    r"\s*(?:Tin|Bài|Các tin|Các bài|Tin tức|Bài viết)(?: viết)?(?: cùng chuyên mục| liên quan| khác| đã đưa)\s*:?\s*$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\s*(?:(?:Zalo|Facebook|Twitter|Email|In bài(?: viết)?|Chia sẻ(?: bài viết)?|Gửi email|Lưu bài|Thích|Like|Share"
    r"|Copy link|Bình luận)\b\s*(?:[|,•·-]\s*)?)+$",
    re.IGNORECASE,
)
#: So many links make a chain; a single `Xem chi tiết` may belong to the article.
_MIN_LINKS = 2
#: A line of a list of links is no longer than a title.
_MAX_TITLE = 200


def find_body_end(text: str) -> Body:
    """Find where the body of a text ends, in code points; the text's length where nothing follows the body."""
    lines = _lines(text)
    for find in (_teaser_chain, _related_links, _share_lines):
        body = find(text, lines)
        if body is not None:
            return body
    return Body(len(text))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line with text, in order."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _teaser_chain(text: str, lines: list[tuple[int, int]]) -> Body | None:
    """`teaser⏎Xem chi tiết teaser⏎Xem chi tiết …` up to the end of the text.

    The line above the first link is the first teaser where it bears the tag of the others or follows the line that
    names the article's source; else only what follows is taken.
    """
    first = len(lines)
    while first > 0 and _LINK.match(text, *lines[first - 1]):
        first -= 1
    if len(lines) - first < _MIN_LINKS or first == 0:
        return None
    above = lines[first - 1]
    tags = {tag[1] for start, end in lines[first:] if (tag := _tag_after_link(text, start, end))}
    tag = _TAG.match(text, *above)
    if (tag and tag[1] in tags) or (first > 1 and _SOURCE_LINE.match(text, *lines[first - 2])):
        first -= 1
    return Body(lines[first][0], "teaser_chain") if first > 0 else None


def _tag_after_link(text: str, start: int, end: int) -> re.Match[str] | None:
    link = _LINK.match(text, start, end)
    return _TAG.match(text, link.end(), end) if link else None


def _related_links(text: str, lines: list[tuple[int, int]]) -> Body | None:
    """A heading such as `Tin liên quan`, followed by nothing but titles up to the end of the text."""
    for at in range(len(lines) - 1, 0, -1):
        start, end = lines[at]
        if _RELATED.match(text, start, end):
            return Body(start, "related_links") if at + 1 < len(lines) else None
        if end - start > _MAX_TITLE or text[start:end].rstrip().endswith((".", ";", ":")):
            return None
    return None


def _share_lines(text: str, lines: list[tuple[int, int]]) -> Body | None:
    """Lines at the end that hold nothing but the names of share buttons."""
    first = len(lines)
    while (
        first > 1 and lines[first - 1][1] - lines[first - 1][0] <= _MAX_TITLE and _SHARE.match(text, *lines[first - 1])
    ):
        first -= 1
    return Body(lines[first][0], "share_line") if first < len(lines) else None
