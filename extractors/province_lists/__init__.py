"""Province lists: provinces that a text coordinates, with the number it claims for them and whether it breaks off."""

import re
from collections.abc import Sequence
from typing import Final

from extractors.cells import parts_rows
from extractors.mentions import Province, ProvinceList
from extractors.province_lists.claims import claimed_count
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

#: The longest stretch that may stand between two members: a comma, a joining word and levels.
_GAP_REACH: Final = 40
_LEVEL: Final = r"(?:(?:các\s)?(?:tỉnh|thành phố|tp|t\.p)\b\.?:?[\s,/]*){0,2}"
_SEPARATOR: Final = re.compile(
    rf"\s?(?:[,;/&]\s{{0,2}}(?:và\s|cùng(?:\svới)?\s)?|(?:và|cùng(?:\svới)?)\s)\s?{_LEVEL}[\"“]?"
)
#: A forgotten comma and `hoặc` join two names only where the list is one already.
_LATER_SEPARATOR: Final = re.compile(rf"\s?,?\s?(?:hoặc\s|hay\s|cũng\snhư\s)?{_LEVEL}")
_DASH_BEFORE: Final = re.compile(r"([^\s-]+)\s?-\s?(?:(?:tỉnh|thành phố|TP\.?|Tp\.?)\s?)?\Z")
_DASH_AFTER: Final = re.compile(r"\s?-\s?(?:(?:tỉnh|thành phố|TP\.?|Tp\.?)\s?)?(\w)")
#: A sentence's opening that takes one name: `Cùng với Hà Nội, Hải Phòng cũng …` is no list.
_OPENING_PHRASE: Final = re.compile(
    r"(?:\A|[.!?\n]\s?)[^\w.\n]{0,3}(?:cùng với|bên cạnh|ngoài|sau|so với|khác với|tiếp theo|theo sau|trừ|giống như)"
    r"\s(?:tỉnh\s|thành phố\s|tp\.?\s?)?\Z"
)
_GOES_ON: Final = re.compile(r"\s?(?:,|;|và\b|…|\.\.|\))")
_CLOSED: Final = re.compile(r"(?<!\w)và\s(?:tỉnh\s|thành phố\s|tp\.?\s?)?\Z")
_TRUNCATED: Final = re.compile(r"\s?,?\s?(?:…|\.\.|v\.\s?v|vv\b|vân vân)")


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[ProvinceList]:
    """Find the lists among the provinces that were found."""
    provinces = [mention for mention in found.get("provinces", ()) if isinstance(mention, Province)]
    lists: list[ProvinceList] = []
    first = 0
    names: set[str] = set()
    for last, province in enumerate(provinces):
        names.add(province.name)
        if last + 1 < len(provinces) and _joined(text, province, provinces[last + 1], names, in_list=last > first):
            continue
        members = provinces[first : last + 1]
        if len(members) > 1 and not (len(members) == 2 and _is_opening_phrase(text, members)):
            lists.append(_list(text, members, provinces[first - 1].end if first else 0))
        first = last + 1
        names = set()
    return lists


def _joined(text: Text, before: Province, after: Province, names: set[str], *, in_list: bool) -> bool:
    """Whether two neighbouring provinces are coordinated; `names` are those of the list so far."""
    if after.start - before.end > _GAP_REACH:
        return False
    lower = text.lower
    if _SEPARATOR.fullmatch(lower, before.end, after.start) is None and not (
        in_list and _LATER_SEPARATOR.fullmatch(lower, before.end, after.start)
    ):
        return False
    line_end = lower.find("\n", before.end, after.start)
    if line_end >= 0 and parts_rows(lower, line_end):
        return False
    if after.name in names:
        # a city and the province of its name are an address; a body and its province, or a list closed by `và` and
        # a name of it, are two parts of a sentence
        if not in_list or not _GOES_ON.match(lower, after.end):
            return False
        if before.name != after.name and _CLOSED.search(lower[max(0, before.start - 16) : before.start]):
            return False
    return not _is_route_end(text, before.start) and not _is_route_start(text, after.end)


def _is_opening_phrase(text: Text, members: Sequence[Province]) -> bool:
    """Whether a comma between two names ends the phrase that a sentence begins with."""
    first, second = members
    return (
        text.lower[first.end : second.start].strip() == ","
        and _OPENING_PHRASE.search(text.lower[max(0, first.start - 30) : first.start]) is not None
    )


def _is_route_end(text: Text, start: int) -> bool:
    """Whether the name is the far end of a route: `Cầu Giẽ - Ninh Bình và …`."""
    match = _DASH_BEFORE.search(text.folded[max(0, start - 40) : start])
    return match is not None and match[1][:1].isupper()


def _is_route_start(text: Text, end: int) -> bool:
    """Whether the name is the near end of a route: `… và Hà Nội - Hải Phòng`."""
    match = _DASH_AFTER.match(text.folded, end)
    return match is not None and match[1].isupper()


def _list(text: Text, members: Sequence[Province], after: int) -> ProvinceList:
    start, end = members[0].start, members[-1].end
    claimed = claimed_count(text.lower, start, after)
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


EXTRACTOR = Extractor(name="province_lists", version="2", find=find, after=("provinces",))
