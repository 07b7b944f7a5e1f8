"""Province lists: provinces that a text coordinates, with the number it claims for them and whether it breaks off."""

import re
from collections.abc import Sequence
from typing import Final

from extractors.mentions import Province, ProvinceList
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

#: The longest stretch that may stand between two members: a comma, a joining word and levels.
_GAP_REACH: Final = 40
_LEVEL: Final = r"(?:(?:các\s)?(?:tỉnh|thành phố|tp|t\.p)\b\.?[\s,/]*){0,2}"
_SEPARATOR: Final = re.compile(
    rf"\s?(?:[,;/&]\s{{0,2}}(?:và\s|cùng(?:\svới)?\s|hoặc\s|hay\s)?"
    rf"|(?:và|cùng(?:\svới)?|hoặc|hay|cũng\snhư)\s)\s?{_LEVEL}[\"“]?"
)
#: A forgotten comma joins two names only where the list is one already.
_FORGOTTEN: Final = re.compile(rf" {{1,2}}{_LEVEL}")
_DASH_BEFORE: Final = re.compile(r"([^\s-]+)\s?-\s?(?:(?:tỉnh|thành phố|TP\.?|Tp\.?)\s?)?\Z")
_DASH_AFTER: Final = re.compile(r"\s?-\s?(?:(?:tỉnh|thành phố|TP\.?|Tp\.?)\s?)?(\w)")
_TRUNCATED: Final = re.compile(r"\s?,?\s?(?:…|\.\.|v\.\s?v|vv\b|vân vân)")

_NUMBER_WORDS: Final = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_CLAIM_REACH: Final = 90
_CLAIM: Final = re.compile(
    r"(?<![\w/.,])(?P<number>\d{1,2}|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\s"
    r"(?:tỉnh|thành|tp|địa phương|đô thị|thị trường|trung tâm|điểm cầu|đầu cầu)\b"
    r"[^.;:()\d!?]{0,60}?[:(-]?\s?(?:tỉnh\s|thành phố\s|tp\.?\s?)?\Z"
)
#: Between a number and a list these words say that the number counts something else, or more than what is listed.
_OTHER_COUNT: Final = re.compile(r"\b(?:trong đó|ngoài|trừ|khác|cùng|tại|ở|của|từ|đến|với|do|được|đã|có)\b")


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[ProvinceList]:
    """Find the lists among the provinces that were found."""
    provinces = [mention for mention in found.get("provinces", ()) if isinstance(mention, Province)]
    lists: list[ProvinceList] = []
    members = provinces[:1]
    for province in provinces[1:]:
        if _joined(text, members[-1], province, in_list=len(members) > 1):
            members.append(province)
            continue
        if len(members) > 1:
            lists.append(_list(text, members))
        members = [province]
    if len(members) > 1:
        lists.append(_list(text, members))
    return lists


def _joined(text: Text, before: Province, after: Province, *, in_list: bool) -> bool:
    """Whether two neighbouring provinces are coordinated."""
    if after.start - before.end > _GAP_REACH:
        return False
    lower = text.lower
    if _SEPARATOR.fullmatch(lower, before.end, after.start) is None and not (
        in_list and _FORGOTTEN.fullmatch(lower, before.end, after.start)
    ):
        return False
    # a city and the province of its name are an address
    if before.name == after.name:
        return False
    return not _is_route_end(text, before.start) and not _is_route_start(text, after.end)


def _is_route_end(text: Text, start: int) -> bool:
    """Whether the name is the far end of a route: `Cầu Giẽ - Ninh Bình và …`."""
    match = _DASH_BEFORE.search(text.folded[max(0, start - 40) : start])
    return match is not None and match[1][:1].isupper()


def _is_route_start(text: Text, end: int) -> bool:
    """Whether the name is the near end of a route: `… và Hà Nội - Hải Phòng`."""
    match = _DASH_AFTER.match(text.folded, end)
    return match is not None and match[1].isupper()


def _list(text: Text, members: Sequence[Province]) -> ProvinceList:
    start, end = members[0].start, members[-1].end
    claimed = _claimed_count(text.lower, start)
    return ProvinceList(
        start=start,
        end=end,
        text=text.folded[start:end],
        rule="coordination",
        members=tuple(member.name for member in members),
        claimed_count=claimed,
        truncated=_TRUNCATED.match(text.lower, end) is not None,
        complete=None if claimed is None else claimed == len(members),
    )


def _claimed_count(lower: str, start: int) -> int | None:
    """The number right before a list that says how many it has: `27 địa phương: …`, `hai tỉnh …`."""
    window = lower[max(0, start - _CLAIM_REACH) : start]
    claims = list(_CLAIM.finditer(window))
    if not claims:
        return None
    match = claims[-1]
    number = match["number"]
    if _OTHER_COUNT.search(window, match.end("number")):
        return None
    return int(number) if number.isdigit() else _NUMBER_WORDS[number]


EXTRACTOR = Extractor(name="province_lists", version="1", find=find, after=("provinces",))
