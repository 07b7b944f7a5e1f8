"""Relations between documents, from the words before a reference or between two: who amends, replaces, guides whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.decree_refs.breaks import broken
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.types import BY_WORDS
from extractors.mentions import Relation

_PART = r"(?:\s+(?:một\s+số|các|những|nội\s+dung|quy\s+định|điều|khoản|điểm|và|,|phụ\s+lục|mục|tên|\d+[a-z]?|[a-zđ]))*"
_ACTIVE: tuple[tuple[Relation, str], ...] = (
    ("amends", rf"(?:sửa\s+đổi(?:\s*,\s*bổ\s+sung|\s+và\s+bổ\s+sung)?|bổ\s+sung){_PART}(?:\s+(?:của|tại|trong))?"),
    ("replaces", r"thay\s+thế(?:\s+cho)?"),
    ("repeals", rf"(?:bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|chấm\s+dứt\s+hiệu\s+lực){_PART}(?:\s+(?:của|tại|trong))?"),
    (
        "guides",
        rf"(?:hướng\s+dẫn|quy\s+định\s+chi\s+tiết)(?:\s*(?:,|và)?\s*(?:hướng\s+dẫn|biện\s+pháp|thi\s+hành|thực\s+hiện|chi\s+tiết)){{0,4}}{_PART}(?:\s+(?:của|tại|trong|thi\s+hành))?",
    ),
    ("based_on", r"căn\s+cứ(?:\s+(?:vào|theo|quy\s+định\s+tại|quy\s+định\s+của))?"),
    ("implements", r"(?:triển\s+khai\s+)?(?:thực\s+hiện|thi\s+hành|triển\s+khai)"),
)
_BEFORE = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ACTIVE) + r")(?:\s+(?:các|hai|ba|\d+))?\s*$"
)
_PASSIVE = re.compile(
    r"\s*(?:\(\s*)?,?\s*(?:đã\s+|sẽ\s+|và\s+)?(?:được|bị)\s+(?:(?P<amends>sửa\s+đổi(?:\s*,\s*bổ\s+sung)?|bổ\s+sung|đính\s+chính)"
    r"|(?P<replaces>thay\s+thế)|(?P<repeals>bãi\s+bỏ|hủy\s+bỏ)|(?P<guides>hướng\s+dẫn(?:\s+thi\s+hành)?|quy\s+định\s+chi\s+tiết))"
    r"(?:\s+một\s+số\s+điều)?\s+(?:bởi|bằng|tại|theo)\s*:?\s*(?:các\s+)?$"
)
_TYPES = "|".join(words.replace(" ", r"\s+") for words in BY_WORDS)
#: A document without a number does it: `Dự thảo Nghị định thay thế …`, `xây dựng Nghị định sửa đổi …`.
_NUMBERLESS = re.compile(rf"(?:{_TYPES})\s*(?:mới\s*)?(?:để\s*)?(?:về\s+(?:việc\s+)?)?$")
_LIST_LINK = re.compile(r"\s*(?:[,;]|và|,\s*và)\s*(?:các\s+|số\s+)*$")


@dataclass(frozen=True, slots=True)
class Related:
    """What is done to a reference, and the position of the reference that does it (None: a document without number)."""

    relation: Relation
    source: int | None


def _group(match: re.Match[str]) -> Relation:
    name = match.lastgroup
    assert name is not None
    return name  # type: ignore[return-value]


def read_relations(
    folded: str, lower: str, candidates: Sequence[Candidate], ends: Sequence[int], starts: Sequence[int]
) -> dict[int, Related]:
    """For each reference to which something is done, what and by which. `ends` are where date and body behind each
    end, `starts` where the pinpoint before each begins."""
    found: dict[int, Related] = {}
    for at, candidate in enumerate(candidates):
        floor = candidates[at - 1].end if at else 0
        start = starts[at]
        passive = at and _PASSIVE.match(lower, ends[at - 1], start) if at else None
        if passive:
            found.setdefault(at - 1, Related(_group(passive), at))
            continue
        active = _BEFORE.search(lower, max(floor, start - 110), start)
        if active is not None:
            found[at] = Related(_group(active), _source(folded, lower, candidates, at, active.start()))
        elif at and at - 1 in found and _LIST_LINK.match(lower, ends[at - 1], start):
            if found[at - 1].source != at:
                found[at] = found[at - 1]
    return found


def _source(folded: str, lower: str, candidates: Sequence[Candidate], at: int, verb: int) -> int | None:
    """The reference that acts: the one before the verb in its sentence, unless a document without number is nearer."""
    if at == 0:
        return None
    before = candidates[at - 1]
    if verb - before.end > 240 or broken(folded, before.end, verb) or _NUMBERLESS.search(lower, before.end, verb):
        return None
    return at - 1
