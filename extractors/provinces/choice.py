"""Which unit a name means where the words around it say more than the document's date.

`tỉnh Bắc Ninh cũ` is the old unit in a text of any date, `tỉnh Bắc Ninh mới` the new one; in `hợp nhất tỉnh Bắc Giang
và tỉnh Bắc Ninh thành tỉnh Bắc Ninh` the first two are old units and the last is the new one.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Final

from extractors.provinces.units import MERGER, Unit, new_unit, old_unit, unit_at
from extractors.provinces.words import word_set
from extractors.text import Text

#: The verbs that tell a merger: anchors of the extractor beside the names.
MERGING: Final = ("hợp nhất", "sáp nhập")
#: How far such a verb reaches over the names of what is merged.
_REACH: Final = 200

_AFTER: Final = re.compile(
    r"\s?\(?\s?(?:(?P<old>cũ\b|trước đây\b|trước (?:khi |thời điểm )?(?:sáp nhập|hợp nhất))"
    r"|(?P<new>mới(?=\s?[,.;:)\"”]|\s(?:sau|gồm|bao gồm|được hình thành)\b)|sau (?:khi )?(?:sáp nhập|hợp nhất)))"
)
_INTO: Final = re.compile(
    r"\b(?:thành|lấy tên(?: gọi)?(?: là)?|có tên(?: gọi)?(?: là)?|tên gọi là)"
    r"(?: đơn vị hành chính)?(?: mới)?(?: có tên(?: gọi)?)?(?: là)?(?: tỉnh| thành phố| tp\.?)?\s?\Z"
)
_JOINING: Final = word_set(
    "giữa toàn bộ các hai ba 2 3 đơn vị địa phương tỉnh thành phố tp và với vào cùng của diện tích dân số"
)
#: `Sau sáp nhập, tỉnh Tây Ninh …`: the verb before, a comma and a level after it.
_AFTERWARDS_BEFORE: Final = re.compile(r"sau (?:khi )?(?:sáp nhập|hợp nhất)\Z", re.IGNORECASE)
_AFTERWARDS_AFTER: Final = re.compile(r", ?(?:(?:tỉnh|thành phố|tp\.?) ?)?\Z", re.IGNORECASE)
#: The merger was decided on from the party's Kết luận 127-KL/TW of 28 February 2025 on; an earlier text tells others.
_PLANNED: Final = date(2025, 2, 28)


def choose_unit(name: str, text: Text, start: int, end: int, mergers: Sequence[int]) -> Unit:
    """The unit that a name at a place means: by the words after it, by a merger told before it, else by the date.

    `mergers` are the ends of the verbs of `MERGING` in the text, ascending.
    """
    said = _AFTER.match(text.lower, end)
    if said:
        return old_unit(name) if said["old"] else new_unit(name)
    day = text.published_on
    if mergers and (day is None or day >= _PLANNED):
        verb = bisect_right(mergers, start) - 1
        if verb >= 0 and start - mergers[verb] <= _REACH:
            between = text.folded[mergers[verb] : start]
            if not _is_cut(between):
                if _INTO.search(between.lower()) or _is_afterwards(text, mergers[verb], between):
                    return new_unit(name)
                if day is not None and day >= MERGER and _only_joins(between):
                    return old_unit(name)
    return unit_at(name, day)


def _is_cut(between: str) -> bool:
    """Whether a sentence or a bracket ends between the verb and a name."""
    return "\n" in between or ")" in between or "(" in between or "." in between.replace("TP.", "").replace("Tp.", "")


def _is_afterwards(text: Text, verb: int, between: str) -> bool:
    """Whether the verb tells the time after the merger and the name is the subject of what follows."""
    return (
        _AFTERWARDS_AFTER.match(between) is not None
        and _AFTERWARDS_BEFORE.search(text.folded[max(0, verb - 20) : verb]) is not None
    )


def _only_joins(between: str) -> bool:
    """Whether nothing but names, levels and joining words stands between the verb and a name."""
    if between.startswith(","):
        return False
    words = between.replace(",", " ").replace("-", " ").replace("TP.", "TP ").split()
    return all(word[0].isupper() or word in _JOINING for word in words)
