"""What follows the body of a text: teasers of other articles, lists of links, tags and share buttons."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from .lines import Boilerplate, BoilerplateRule, Line

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
#: `Tags: khuyến công, Bắc Ninh`; or the word alone, with a tag a line below it.
_TAGS = re.compile(
    r"\s*(?:[#•-]\s*)?(?:Tags?|Từ kh(?:óa|oá)|Chủ đề|Thẻ|Keywords?)(?:\s+(?:bài viết|liên quan))?\s*:"
    r"\s*(?P<tags>\S.*)?$",
    re.IGNORECASE,
)
#: So many links make a chain; a single `Xem chi tiết` may belong to the article.
_MIN_LINKS = 2
#: A line of a list of links is no longer than a title; a tag is a few words.
_MAX_TITLE = 200
_MAX_TAGS = 400
_MAX_TAG = 50
_SENTENCE_END = (".", ";", ":", "!", "?", "…")


def tails(text: str, lines: Sequence[Line]) -> list[Boilerplate]:
    """The stretches that stand one after the other at the end of the lines, in order; the first line is never one."""
    written = [unicodedata.normalize("NFC", text[line.start : line.end]) for line in lines]
    found: list[Boilerplate] = []
    while written:
        first, rule = next(
            ((at, rule) for rule, find in _RULES.items() if (at := find(written)) is not None), (None, None)
        )
        if first is None or rule is None:
            break
        found.append(Boilerplate(lines[first].start, lines[len(written) - 1].end, rule))
        del written[first:]
    return found[::-1]


def _teaser_chain(lines: Sequence[str]) -> int | None:
    """`teaser⏎Xem chi tiết teaser⏎Xem chi tiết …` up to the end of the text.

    The line above the first link is the first teaser where it bears the tag of the others or follows the line that
    names the article's source; else only what follows is taken.
    """
    first = len(lines)
    while first > 0 and _LINK.match(lines[first - 1]):
        first -= 1
    if len(lines) - first < _MIN_LINKS or first == 0:
        return None
    tags = {tag[1] for line in lines[first:] if (tag := _tag_after_link(line))}
    tag = _TAG.match(lines[first - 1])
    if (tag and tag[1] in tags) or (first > 1 and _SOURCE_LINE.match(lines[first - 2])):
        first -= 1
    return first if first > 0 else None


def _tag_after_link(line: str) -> re.Match[str] | None:
    link = _LINK.match(line)
    return _TAG.match(line, link.end()) if link else None


def _related_links(lines: Sequence[str]) -> int | None:
    """A heading such as `Tin liên quan`, followed by nothing but titles up to the end of the text."""
    for at in range(len(lines) - 1, 0, -1):
        if _RELATED.match(lines[at]):
            return at if at + 1 < len(lines) else None
        if len(lines[at]) > _MAX_TITLE or lines[at].rstrip().endswith((".", ";", ":")):
            return None
    return None


def _share_lines(lines: Sequence[str]) -> int | None:
    """Lines at the end that hold nothing but the names of share buttons."""
    first = len(lines)
    while first > 1 and len(lines[first - 1]) <= _MAX_TITLE and _SHARE.match(lines[first - 1]):
        first -= 1
    return first if first < len(lines) else None


def _tag_lines(lines: Sequence[str]) -> int | None:
    """A line of tags at the end, or the word `Tags:` with nothing but tags below it. A sentence is no tag."""
    for at in range(len(lines) - 1, 0, -1):
        ends_sentence = lines[at].rstrip().endswith(_SENTENCE_END)
        if len(lines[at]) <= _MAX_TAGS and (match := _TAGS.match(lines[at])):
            is_last = at + 1 == len(lines)
            if match["tags"] is None:
                return None if is_last else at
            return at if is_last and not ends_sentence else None
        if len(lines[at]) > _MAX_TAG or ends_sentence:
            return None
    return None


#: The ones that look at single lines come first: a list of titles would take them in.
_RULES: dict[BoilerplateRule, Callable[[Sequence[str]], int | None]] = {
    "share_line": _share_lines,
    "tag_line": _tag_lines,
    "teaser_chain": _teaser_chain,
    "related_links": _related_links,
}
