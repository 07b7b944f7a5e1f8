"""The number that a text gives right before a list of provinces: `27 địa phương: …`, `hai tỉnh …`."""

import re
from typing import Final

from extractors.numerals import words_to_number

#: How far before a list its number may stand, in code points.
_REACH: Final = 170
_NUMBER: Final = r"(?<![\w/.,])(?:(?P<digits>\d{1,2})(?:/\d{1,2})?|(?P<words>(?:[^\W\d_]+\s(?:mươi\s)?)?[^\W\d_]+))\s"
_COUNTED: Final = re.compile(
    rf"{_NUMBER}(?:tỉnh|thành|tp\.?|địa phương|địa bàn|đô thị|(?P<loose>thị trường|trung tâm|điểm cầu|đầu cầu))(?!\w)"
)
_LEVEL: Final = r"(?:(?:các |tỉnh|thành phố|tp\.?)\s?)*"
_MORE_LEVELS: Final = r"(?:(?:,|/| và)?\s?(?:tỉnh|thành phố|thành|phố|tp\.?)(?!\w))*"
#: Between number and list: more of the counted noun and a few words that tell it apart.
_SHORT: Final = re.compile(
    rf"{_MORE_LEVELS}(?P<words>(?:\s[^\W\d_]+){{0,6}}?),?(?:\s(?:bao gồm|gồm|là|như))?\s?[:(-]?\s?[\"“]?{_LEVEL}\Z"
)
#: Or any phrase that comes to the list with a word or a stop for it.
_INTRODUCED: Final = re.compile(
    rf"[^;!?\n]*?(?:(?<!\w)(?:gồm|gồm có|là|như sau|sau đây)\s?:?|:|\()\s?\(?(?:gồm )?[\"“]?{_LEVEL}\Z"
)
_SENTENCE_END: Final = re.compile(r"(?<!\btp)[.…]\s")
#: Words after which a list is not (all of) what was counted.
_OTHERWISE: Final = re.compile(
    r"(?<!\w)(?:trong đó|ngoài|trừ|khác|còn lại|một số|nhiều|đặc biệt|nhất là|tiếp|riêng|tại các|như)(?!\w)(?! nhất)"
)
_PREPOSITION: Final = re.compile(r"(?<!\w)(?:cùng|tại|ở|từ|đến|tới|với|do|được|đã|có|và)(?!\w)")


def claimed_count(lower: str, start: int, after: int) -> int | None:
    """The number of provinces that the lower-cased text claims right before the list that starts here, or None.

    `after` is where the province before the list ends: a number before that one counts something else.
    """
    window = lower[max(after, start - _REACH) : start]
    claim = None
    for match in _COUNTED.finditer(window):
        number = _number(match["digits"], match["words"])
        if number is not None and number > 1:
            claim = number, window[match.end() :], match["loose"] is not None
    if claim is None:
        return None
    number, between, loose = claim
    if _SENTENCE_END.search(between):
        return None
    short = _SHORT.match(between)
    if short and not _PREPOSITION.search(short["words"]) and not _OTHERWISE.search(short["words"]):
        return number if not loose or len(short["words"].split()) < 3 else None
    return number if not loose and _INTRODUCED.match(between) and not _OTHERWISE.search(between) else None


def _number(digits: str | None, words: str | None) -> int | None:
    if digits:
        return int(digits)
    syllables = (words or "").split()
    for first in range(len(syllables)):
        value = words_to_number(syllables[first:])
        if value is not None and value == int(value):
            return int(value)
    return None
