"""Regions: named groups of provinces (`Đồng bằng sông Cửu Long`), with their members at the document's date.

A region is never a province: the extractor of provinces knows nothing of these names. Where a region has no official
division of the 34 units, its members since 1 July 2025 are the units that took over its old members.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from extractors.lexicons import table
from extractors.mentions import Region
from extractors.phrases import Phrases
from extractors.provinces.spellings import canonical
from extractors.provinces.units import MERGER, old_unit
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

#: The day that a text of unknown date is read at: the last of the 63 units, as for provinces.
_UNDATED: Final = date(2025, 6, 30)
_COUNTS: Final = {"4": 4, "5": 5, "6": 6, "7": 7, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7}
_COUNT_BEFORE: Final = re.compile(r"(?<!\w)(?:0?(?P<number>[4-7]|bốn|năm|sáu|bảy)|các)\s\Z")
#: `Tây Bắc` and `Đông Bắc` are directions unless a word for a region is before them and no place after them; nor is
#: `miền núi phía Bắc Thái Lan` ours.
_REGION_WORD: Final = re.compile(r"(?<!\w)(?:vùng|khu vực|miền|các tỉnh|tiểu vùng|vùng núi)(?: núi)?\s\Z")
_PLACE_AFTER: Final = re.compile(r"\s(?:của|thành phố|tỉnh|huyện|thủ đô|tp\b|giáp)")
_SIDE_BEFORE: Final = re.compile(r"(?<!\w)phía\s\Z")


@dataclass(frozen=True, slots=True)
class _Division:
    """A region's members in a time: one row of the lexicon."""

    valid_from: date
    valid_to: date
    members: tuple[str, ...]


@cache
def _divisions() -> dict[str, list[_Division]]:
    divisions: dict[str, list[_Division]] = {}
    for row in table("regions.csv"):
        begin = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        divisions.setdefault(row["name"], []).append(_Division(begin, end, tuple(row["members"].split("; "))))
    return divisions


@cache
def _spellings() -> dict[str, tuple[str, str]]:
    """Name and need of every spelling, by its canonical text in lower case."""
    return {row["spelling"].lower(): (row["name"], row["needs"]) for row in table("region_spellings.csv")}


@cache
def members_at(name: str, published_on: date | None) -> tuple[str, ...]:
    """The provinces of a region at a date, by name; none where there was no region of this name then."""
    day = published_on or _UNDATED
    divisions = _divisions()[name]
    for division in divisions:
        if division.valid_from <= day <= division.valid_to:
            return division.members
    last = divisions[-1]
    if last.valid_to < MERGER <= day:
        # every unit of the 63 went into one unit as a whole
        return tuple(dict.fromkeys(old_unit(member).name_2025 or member for member in last.members))
    return ()


_PHRASES: Final = Phrases(_spellings())


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Region]:
    """Find the regions; the longest name at a place decides, if there was such a region at the text's date."""
    mentions: list[Region] = []
    taken = 0
    # ordered by their starts, the longest first
    for start, end, _ in sorted(_PHRASES.found(text.lower, hits), key=lambda hit: (hit[0], -hit[1])):
        if start < taken:
            continue
        mention = _read(text, start, end)
        if mention is not None:
            mentions.append(mention)
            taken = end
    return mentions


def _read(text: Text, start: int, end: int) -> Region | None:
    folded, lower = text.folded, text.lower
    surface = folded[start:end]
    if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalnum():
        return None
    name, needs = _spellings()[canonical(lower[start:end])]
    if needs == "count":
        return _counted(text, name, start, end)
    if surface.islower():
        return None
    place_after = folded[end : end + 2].strip()[:1].isupper() and not folded.startswith("Việt Nam", end + 1)
    if needs == "region word":
        if place_after or _PLACE_AFTER.match(lower, end) or not _REGION_WORD.search(lower[max(0, start - 12) : start]):
            return None
    elif (needs == "no place after" and place_after) or _SIDE_BEFORE.search(lower[max(0, start - 5) : start]):
        return None
    members = members_at(name, text.published_on)
    return _mention(text, name, members, start, end) if members else None


def _counted(text: Text, name: str, start: int, end: int) -> Region | None:
    """The cities under the central government: the number before them says which, else the date does."""
    before = _COUNT_BEFORE.search(text.lower[max(0, start - 6) : start])
    if before is None:
        return None
    members = members_at(name, text.published_on)
    number = _COUNTS.get(before["number"] or "")
    if number is None:
        return _mention(text, name, members, start, end) if members else None
    if len(members) != number:
        members = next((each.members for each in _divisions()[name] if len(each.members) == number), ())
    first = start - (before.end() - before.start("number"))
    return _mention(text, name, members, first, end) if members else None


def _mention(text: Text, name: str, members: tuple[str, ...], start: int, end: int) -> Region:
    return Region(start=start, end=end, text=text.folded[start:end], rule="name", name=name, members=members)


EXTRACTOR = Extractor(name="regions", version="1", find=find, anchors=_PHRASES.anchors)
