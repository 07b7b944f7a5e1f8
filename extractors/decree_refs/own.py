"""The document that a text itself is, and what in a text stands in the way of pointing back."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.decree_refs.anchors import Place
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.letters import compiled
from extractors.decree_refs.types import BY_WORDS

_ARTICLE_ONE = compiled(r"(?:^|\n)[ ]*Điều 1[.:]")
_STATE_HEADER = compiled(r"(?i:cộng h(?:òa|oà) xã hội chủ nghĩa)|\n[ ]*Căn cứ ")
_HEAD_NUMBER = compiled(r"(?:^|\n)[^\n]{0,60}?(?:số|Số|SỐ)\s*:\s*$")
_HEADING = compiled(
    r"\n[ ]*(?P<type>BỘ LUẬT|LUẬT|NGHỊ QUYẾT|PHÁP LỆNH|NGHỊ ĐỊNH|THÔNG TƯ|QUYẾT ĐỊNH|CHỈ THỊ|LỆNH)\d?[ ]*\n"
)
_HEAD_LENGTH = 3000
_NOT_PASSED = compiled(r"(?:dự thảo|dự án|xây dựng|trình|soạn thảo)\s+$")
_AMENDS = compiled(r"\s+(?:mới\s+)?sửa đổi")


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """The text's own document: the position of the reference in its head, and from where its body begins."""

    position: int
    body_from: int


def heading_type(folded: str, candidate: Candidate) -> str | None:
    """The type that the heading under a document's number gives (`LUẬT`), for a symbol that leaves it open."""
    if not _HEAD_NUMBER.search(folded, max(0, candidate.start - 90), candidate.start):
        return None
    heading = _HEADING.search(folded, candidate.end, candidate.end + 700)
    return None if heading is None else BY_WORDS[heading["type"].lower()].name


def own_document(folded: str, candidates: Sequence[Candidate]) -> OwnDocument | None:
    """The document that the text is: its number behind `Số:` in the head, or first in a text with articles.

    A consolidated text has no number of its own type; there the document consolidated comes first on a line.
    """
    article = None
    for position, candidate in enumerate(candidates):
        if candidate.start > _HEAD_LENGTH:
            return None
        if candidate.kind != "full":
            continue
        numbered = ":" in folded[candidate.start : candidate.end] or _HEAD_NUMBER.search(
            folded, max(0, candidate.start - 90), candidate.start
        )
        if numbered and candidate.rule in ("symbol", "type_symbol"):
            return OwnDocument(position, candidate.end)
        line = folded.rfind("\n", max(0, candidate.start - 40), candidate.start) + 1
        if (line or candidate.start <= 40) and not folded[line : candidate.start].strip():
            article = article or _ARTICLE_ONE.search(folded)
            if article is None or candidate.start > article.start():
                return None
            if _STATE_HEADER.search(folded, 0, article.start()):
                return OwnDocument(position, article.start())
    return None


def inside_quotation(folded: str, at: int) -> bool:
    """Whether a place stands between a “ and its ”."""
    opened = folded.rfind("“", max(0, at - _HEAD_LENGTH), at)
    return opened >= 0 and folded.find("”", opened, at) < 0


class Drafts:
    """Where a text speaks of documents that have no number yet, by type: nothing behind them points further back."""

    def __init__(self, folded: str, lower: str, types: Sequence[Place], candidates: Sequence[Candidate]) -> None:
        self._starts: dict[str, list[int]] = {}
        taken = {candidate.start for candidate in candidates}
        for start, end in types:
            if start in taken:
                continue
            amending = lower[start:end] == "luật" and folded[start] == "L" and _AMENDS.match(lower, end)
            if amending or _NOT_PASSED.search(lower, max(0, start - 14), start):
                kind = BY_WORDS.get(" ".join(lower[start:end].split()))
                if kind is not None:
                    self._starts.setdefault(kind.name, []).append(start)

    def between(self, doc_type: str | None, begin: int, end: int) -> bool:
        """Whether a draft of this type is spoken of between two places."""
        starts = self._starts.get(str(doc_type), [])
        at = bisect_left(starts, begin)
        return at < len(starts) and starts[at] < end
