"""What the first and last lines of an article in plain text say of it: title, date, author, source, address.

An article copied from a page often keeps the page's title and date above its text and the author's name, the source
and the address below it. The rules are those of a reader who is in doubt rather than wrong: what is not plainly one
of these stays unknown. The text itself is never changed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.folding import fold
from pipeline.boilerplate import body_end


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHeading:
    """What an article says of itself; None where it does not say."""

    title: str | None = None
    published_on: date | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None


#: How many lines with text, from the top and from the bottom of the body, can be about the article.
_HEAD_LINES = 4
_TAIL_LINES = 4
#: Nor is anything about the article further than this from an end of the body, in code points.
_REACH = 4000
#: A title is a line by itself of at most so many characters, and does not end as a sentence does.
_MAX_TITLE = 200
_SENTENCE_END = (".", ";", ":", ",", "…", "!", "-")
_MAX_SIGNATURE = 60

_DATE = (
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2})[/.-](?P<month2>\d{1,2})[/.-](?P<year2>\d{4}))"
)
_TIME = r"(?:[,|]?\s*(?:lúc\s+)?\d{1,2}[:h]\d{2}(?::\d{2})?(?:\s*(?:AM|PM))?(?:\s*\(?GMT\s*\+\s*7\)?)?)"
#: `2012-11-17 - Ngày 26/10/2012, …`, and lines such as `Thứ bảy, 17/11/2012 | 08:00 (GMT+7)`, `Ngày đăng: 17/11/2012`.
#: `Ngày 26/10/2012, Cục …` is a sentence about that day, not the day of publication.
_DATELINE = re.compile(
    rf"(?:{_DATE}{_TIME}?\s+-\s+(?=\S)"
    rf"|(?:(?:Ngày đăng|Ngày cập nhật|Cập nhật|Đăng ngày|Đăng lúc)\s*:?\s*)?(?:(?:Thứ\s+\w+|Chủ\s+nhật)\s*,?\s*)?"
    rf"(?:{_TIME}\s*[,|-]?\s*(?:ngày\s+)?)?{_DATE.replace('<', '<b_')}(?:\s*[,|-]?\s*{_TIME})?\s*$)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]")
_SOURCE = re.compile(r"(?:Nguồn(?:\s+tin)?|Theo)(?P<colon>\s*:)?\s*(?P<rest>.*)$")
_SOURCE_OF_ADDRESS = re.compile(r"Nguồn\s+(?P<name>[^:]{1,40}):\s*$")
#: `Mai Hương (Cục CNĐP)`, `TT-ĐT (AIP)`: who wrote it, and for whom.
_SIGNED_FOR = re.compile(r"(?P<author>[^()]{2,40}?)\s*\((?P<source>[^()]{2,60})\)$")
_NAME_WORD = re.compile(r"(?:[A-ZĐÀ-Ỵ][a-zđà-ỹ]*|[A-ZĐ]{2,})(?:[.-](?:[A-ZĐÀ-Ỵ][a-zđà-ỹ]*|[A-ZĐ]{2,}))*\.?$")
_NOT_A_PERSON = frozenset(
    (
        "Bộ",
        "Cục",
        "Sở",
        "Ban",
        "Báo",
        "Ủy",
        "Tổng",
        "Viện",
        "Trường",
        "Công",
        "Hội",
        "Đài",
        "Trung",
        "Tạp",
        "Phòng",
        "Vụ",
    )
)


def read_heading(text: str) -> ArticleHeading:
    """Read what the head and the tail of an article in plain text say of it."""
    body = text[: body_end(text)]
    head = [fold(line).text.strip() for line in body[:_REACH].split("\n")]
    title, published_on = _read_head(head)
    tail = [fold(line).text.strip() for line in body[-_REACH:].split("\n")[1:]]
    author, source, url = _read_tail([line for line in tail if line], title)
    return ArticleHeading(title=title, published_on=published_on, author=author, source=source, url=url)


def _read_head(lines: Sequence[str]) -> tuple[str | None, date | None]:
    filled = [at for at, line in enumerate(lines) if line][:_HEAD_LINES]
    if len(filled) < 2:
        return None, None
    title = lines[filled[0]] if _is_title(lines, filled[0]) else None
    for at in filled[1:] if title else filled:
        if match := _dateline(lines[at]):
            return title, _date_of(match)
        if len(lines[at]) > _MAX_TITLE:
            break
    return title, None


def _dateline(line: str) -> re.Match[str] | None:
    # the ellipsis keeps the cut from looking like the end of the line
    return _DATELINE.match(line if len(line) <= _MAX_TITLE else f"{line[:_MAX_TITLE]}…")


def _is_title(lines: Sequence[str], at: int) -> bool:
    """Whether a line stands apart as a title does: short, no sentence, a blank line or the date below it."""
    line = lines[at]
    if len(line) > _MAX_TITLE or line.endswith(_SENTENCE_END) or len(line.split()) < 3 or _dateline(line):
        return False
    return not lines[at + 1] or _dateline(lines[at + 1]) is not None


def _date_of(match: re.Match[str]) -> date | None:
    parts = {name.removeprefix("b_").rstrip("2"): int(value) for name, value in match.groupdict().items() if value}
    try:
        return date(parts["year"], parts["month"], parts["day"])
    except ValueError:
        return None


def _read_tail(lines: Sequence[str], title: str | None) -> tuple[str | None, str | None, str | None]:
    """Author, source and address from the last lines, read upwards for as long as they are about the article."""
    author: str | None = None
    source: str | None = None
    url: str | None = None
    for line in reversed(lines[-_TAIL_LINES:]):
        if line == title:
            break
        if (found := _URL.search(line)) and len(line) - len(found[0]) <= _MAX_SIGNATURE:
            url = url or found[0]
            named = _SOURCE_OF_ADDRESS.match(line[: found.start()])
            source = source or (named["name"].strip() if named else None)
        elif (match := _SOURCE.match(line)) and match["rest"] and len(line) <= _MAX_SIGNATURE + 20:
            if not match["colon"] and not _is_signature(match["rest"]):
                break
            author, source = _signed(match["rest"], author, source)
        elif author is None and ((_SIGNED_FOR.fullmatch(line) and _is_signature(line)) or _is_person(line)):
            author, source = _signed(line, None, source) if "(" in line else (line.rstrip("."), source)
            break
        else:
            break
    return author, source, url


def _signed(rest: str, author: str | None, source: str | None) -> tuple[str | None, str | None]:
    """The author and the source that a signature names."""
    rest = rest.strip().rstrip(".")
    if (match := _SIGNED_FOR.fullmatch(rest)) and _is_person(match["author"]):
        return author or match["author"], source or match["source"]
    return author, source or rest


def _is_signature(line: str) -> bool:
    """Whether a line only names someone: short, no sentence, capitals at the head of its first word."""
    return len(line) <= _MAX_SIGNATURE and not line.endswith(_SENTENCE_END) and line[:1].isupper()


def _is_person(line: str) -> bool:
    """Whether a line is a person's name or initials: `Hải Linh`, `Nguyễn Thị Lan Hương`, `TT-ĐT`, `P.V`."""
    words = line.split()
    if not 1 <= len(words) <= 5 or words[0] in _NOT_A_PERSON or not all(_NAME_WORD.match(word) for word in words):
        return False
    return len(words) >= 2 or line.isupper()
