"""Relations between documents, from the words before a reference or between two: who amends, replaces, guides whom."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.decree_refs.breaks import broken
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.letters import compiled
from extractors.decree_refs.types import BY_WORDS
from extractors.mentions import Relation
from extractors.quick import quick

_PART = r"(?:\s+(?:một\s+số|các|những|nội\s+dung|quy\s+định|điều|khoản|điểm|và|,|phụ\s+lục|mục|tên|\d+[a-z]?|[a-zđ]))"
_OF_PART = rf"(?:{_PART}+(?:\s+(?:của|tại|trong))?|\s+của)?"
_GUIDES = r"(?:\s*(?:,|và)?\s*(?:hướng\s+dẫn|biện\s+pháp|thi\s+hành|thực\s+hiện|chi\s+tiết)){0,4}"
_ACTIVE: tuple[tuple[Relation, str], ...] = (
    ("amends", rf"(?:sửa\s+đổi(?:\s*,\s*bổ\s+sung|\s+và\s+bổ\s+sung)?|bổ\s+sung){_OF_PART}"),
    ("replaces", r"thay\s+thế(?:\s+cho)?"),
    ("repeals", rf"(?:bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|chấm\s+dứt\s+hiệu\s+lực){_OF_PART}"),
    ("guides", rf"(?:hướng\s+dẫn|quy\s+định\s+chi\s+tiết){_GUIDES}(?:{_PART}+(?:\s+(?:của|thi\s+hành))?)?"),
    ("based_on", r"căn\s+cứ(?:\s+(?:vào|theo|quy\s+định\s+tại|quy\s+định\s+của))?"),
    ("implements", r"(?:triển\s+khai\s+)?(?:thực\s+hiện|thi\s+hành|triển\s+khai)"),
)
#: How each of these phrases begins: a search for these words stands before the costly pattern.
_VERBS = ("sửa đổi", "bổ sung", "thay thế", "bãi bỏ", "hủy bỏ", "huỷ bỏ", "chấm dứt", "hướng dẫn", "quy định chi tiết")
_NEAR_VERBS = ("căn cứ", "thực hiện", "thi hành", "triển khai")
_SHORTEST_PHRASE = 7
_BEFORE = compiled(
    r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ACTIVE) + r")(?:\s+(?:các|hai|ba|\d+))?\s*$"
)
_PASSIVE = compiled(
    r"\s*(?:\(\s*)?,?\s*(?:đã\s+|sẽ\s+|và\s+)?(?:được|bị)\s+(?:(?P<amends>sửa\s+đổi(?:\s*,\s*bổ\s+sung)?|bổ\s+sung|đính\s+chính)"
    r"|(?P<replaces>thay\s+thế)|(?P<repeals>bãi\s+bỏ|hủy\s+bỏ)|(?P<guides>hướng\s+dẫn(?:\s+thi\s+hành)?|quy\s+định\s+chi\s+tiết))"
    r"(?:\s+một\s+số\s+điều)?\s+(?:bởi|bằng|tại|theo)\s*:?\s*(?:các\s+)?$"
)
_TYPES = "|".join(words.replace(" ", r"\s+") for words in BY_WORDS)
#: A document without a number does it: `Dự thảo Nghị định thay thế …`, `xây dựng Nghị định sửa đổi …`.
_NUMBERLESS = compiled(rf"(?:{_TYPES})\s*(?:mới\s*)?(?:để\s*)?(?:về\s+(?:việc\s+)?)?$")
#: Behind a comma, what still says what the document before it does.
_SAME_CLAUSE = ("về", "quy định", "đã", "được", "có", "sẽ", "và", "nhằm", "để")
_LIST_LINK = compiled(r"\s*(?:,|và|,\s*và)\s*(?:các\s+|số\s+)*$")
_PINPOINT = compiled(r"(?:(?:điểm|khoản|điều)\s+[\w, ]{1,60}?)+(?:của\s+)?$")
_RELATIONS: tuple[Relation, ...] = ("amends", "replaces", "repeals", "guides", "based_on", "implements")


@quick
@dataclass(frozen=True, slots=True)
class Related:
    """What is done to a reference, and the position of the reference that does it (None: a document without number).

    `passive`: the words say it of the target (`… được sửa đổi bởi …`).
    """

    relation: Relation
    source: int | None
    passive: bool = False


def read_relations(folded: str, lower: str, candidates: Sequence[Candidate], ends: Sequence[int]) -> dict[int, Related]:
    """For each reference to which something is done, what and by which; `ends`: where date and body behind each end."""
    found: dict[int, Related] = {}
    for at, candidate in enumerate(candidates):
        floor = candidates[at - 1].end if at else 0
        start = _pinpoint_start(lower, candidate.start, floor)
        # the whole gap first: in `sửa đổi một số điều theo Luật …` the last words look like a pinpoint
        passive = at and (
            _PASSIVE.match(lower, ends[at - 1], candidate.start) or _PASSIVE.match(lower, ends[at - 1], start)
        )
        if passive:
            if at - 1 not in found or found[at - 1].source is None:
                found[at - 1] = Related(_relation(passive), at, passive=True)
            continue
        active = _active(lower, start, floor)
        if active is not None:
            found[at] = Related(_relation(active), _source(folded, lower, candidates, at, ends[at - 1], active.start()))
        elif (
            at - 1 in found
            and not found[at - 1].passive
            and candidates[at - 1].doc_type == candidate.doc_type
            and _LIST_LINK.match(lower, ends[at - 1], candidate.start)
        ):
            found[at] = found[at - 1]
    return found


def _relation(match: re.Match[str]) -> Relation:
    for relation in _RELATIONS:
        if relation in match.re.groupindex and match[relation]:
            return relation
    raise AssertionError(match.re.pattern)


def _active(lower: str, start: int, floor: int) -> re.Match[str] | None:
    """The phrase that ends where a reference (or its pinpoint) starts."""
    best: re.Match[str] | None = None
    if start - floor < _SHORTEST_PHRASE:
        return best
    for words, reach in ((_VERBS, 110), (_NEAR_VERBS, 40)):
        begin = max(floor, start - reach)
        for word in words:
            at = lower.rfind(word, begin, start)
            if at < 0 or lower.endswith(("được ", "bị "), 0, at):
                continue  # passive: what follows does it, or the words that follow say where
            match = _BEFORE.match(lower, at, start)
            if match is not None and (best is None or match.start() < best.start()):
                best = match
    return best


def _pinpoint_start(lower: str, start: int, floor: int) -> int:
    """Where the pinpoint before a reference begins: `sửa đổi khoản 2 Điều 5 Nghị định …`."""
    begin = max(floor, start - 120)
    if lower.find("điều", begin, start) < 0:
        return start
    pinpoint = _PINPOINT.search(lower, begin, start)
    return start if pinpoint is None else pinpoint.start()


def _source(folded: str, lower: str, candidates: Sequence[Candidate], at: int, end: int, verb: int) -> int | None:
    """The reference that acts: the one before the verb in its clause (its date and body end at `end`), unless a
    document without number is nearer."""
    if at == 0:
        return None
    before = candidates[at - 1]
    if verb - before.end > 240 or broken(folded, before.end, verb) or _NUMBERLESS.search(lower, before.end, verb):
        return None
    _, comma, clause = lower[min(end, verb) : verb].rpartition(",")
    if comma and clause.strip() and not clause.strip().startswith(_SAME_CLAUSE):
        return None
    return at - 1


def of_own_document(relations: Mapping[int, Related], own: int) -> dict[int, Related]:
    """In a legal text the document itself is what rests on others, replaces and repeals them."""
    return {
        at: replace(related, source=own)
        if related.source is None and at != own and related.relation in ("based_on", "replaces", "repeals")
        else related
        for at, related in relations.items()
    }
