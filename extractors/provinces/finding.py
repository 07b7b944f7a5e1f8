"""From the places where a spelling stands to the provinces that a text names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.mentions import Province
from extractors.provinces.below import ListsBelow, is_below
from extractors.provinces.choice import MERGING, choose_unit
from extractors.provinces.context import (
    coordinated,
    is_chinese,
    is_informal_address,
    is_place,
    is_unmarked_text,
    level_before,
    may_open_list,
)
from extractors.provinces.persons import is_person
from extractors.provinces.spellings import COMMON, Spelling, anchors, canonical, other_names, spellings
from extractors.provinces.words import words_before
from extractors.text import Found, Hit, Text

#: The anchors: first the verbs of a merger, then longer names that are no provinces, then all spellings.
ANCHORS: Final = (*MERGING, *other_names(), *anchors())
_FIRST_NAME: Final = len(MERGING)
_FIRST_SPELLING: Final = _FIRST_NAME + len(other_names())

_FUSED_CITY: Final = re.compile(r"(?<!\w)[Tt]\.?[Pp]\.?[ \n-]{0,2}\Z")
_GLUED_CITY: Final = re.compile(r"(?<!\w)[Tt]\.?[Pp]\Z")
#: Letters that no Vietnamese syllable goes on with: one of them after a name begins a word that lost its space.
_SYLLABLE_STARTS: Final = frozenset("bdđklqrsvx")


@dataclass(slots=True)
class _Candidate:
    """A name that may be a province; `certain` where it is one whatever its neighbours are."""

    start: int
    end: int
    spelling: Spelling
    rule: str
    certain: bool


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Province]:
    """Find the provinces among the places where a spelling stands; the longest name at a place decides."""
    reader = _Reader(text)
    ordered = sorted(hits)
    taken = 0
    at, count = 0, len(ordered)
    while at < count:
        start = ordered[at][0]
        first = at
        while at < count and ordered[at][0] == start:
            at += 1
        if start < taken:
            continue
        for _, end, anchor in reversed(ordered[first:at]):
            if reader.read(start, end, anchor):
                taken = end
                break
    return reader.mentions()


class _Reader:
    """Reads the hits of one text in their order and keeps what they tell."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.candidates: list[_Candidate] = []
        self.mergers: list[int] = []
        self.companies: set[str] = set()
        self.lists_below = ListsBelow(text.folded, text.lower)

    def read(self, start: int, end: int, anchor: int) -> bool:
        """Read one hit; whether it takes its place, so that no shorter name there is read."""
        if anchor < _FIRST_NAME:
            self.mergers.append(end)
            return False
        folded = self.text.folded
        if anchor < _FIRST_SPELLING:
            if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalpha():
                return False
            self.companies.add(other_names()[ANCHORS[anchor]])
            return True
        candidate = self._candidate(start, end)
        if candidate is None:
            return False
        self.candidates.append(candidate)
        # `Nam Hà Nội` is Hà Nội, whatever Nam Hà once was
        return candidate.certain or candidate.spelling.needs != "province"

    def _candidate(self, start: int, end: int) -> _Candidate | None:
        """What a name's casing and the words around it make of it; None where it is no province."""
        folded, lower = self.text.folded, self.text.lower
        surface = folded[start:end]
        forms = spellings()
        form = forms.get(surface) or forms.get(canonical(surface))
        if form is None:
            return None
        if surface.upper() == "HCM":
            city = _FUSED_CITY.search(folded, max(0, start - 6), start)
            if city:
                return _Candidate(city.start(), end, form, "abbreviation", True)
        if not _stands_alone(folded, start, end, surface, form):
            return None
        words = words_before(folded, start)
        level = level_before(words)
        if is_chinese(form.name, folded, lower, start, end):
            return None
        if form.needs in ("province", "city", "district"):
            certain = level == form.needs
            return _Candidate(start, end, form, "after_level", certain) if certain or form.needs == "province" else None
        if level in ("province", "city"):
            return _Candidate(start, end, form, "after_level", True)
        if form.needs == "level":
            if form.name in COMMON or not is_informal_address(words, folded, start, end):
                return None
            return _Candidate(start, end, form, "informal", True)
        if words and (
            is_below(words, form.name, folded, end)
            or (folded[start - 1].isspace() and is_person(words, form.name))
            or self.lists_below.hold(words, start, end)
        ):
            return None
        if form.needs == "unmarked":
            return _Candidate(start, end, form, "unmarked", True) if is_unmarked_text(folded, start, end) else None
        certain = form.needs == "" or is_place(words, folded, lower, start, end)
        if form.needs == "slip" and words and words[-1].isalpha():
            certain = True
        return _Candidate(start, end, form, "name", certain)

    def mentions(self) -> list[Province]:
        """The candidates that are provinces, with their units: a doubtful one needs a neighbour in a list."""
        folded, lower = self.text.folded, self.text.lower
        companies = self._companies_alone()
        mentions: list[Province] = []
        head = 0
        for index, candidate in enumerate(self.candidates):
            start, end, spelling = candidate.start, candidate.end, candidate.spelling
            joined = bool(mentions) and coordinated(lower, mentions[-1].end, start)
            if not joined:
                head = start
            if not candidate.certain:
                if spelling.needs == "province":
                    overlapped = index + 1 < len(self.candidates) and self.candidates[index + 1].start < end
                    known = joined and not overlapped and "tỉnh" in lower[max(0, head - 24) : head]
                else:
                    known = joined or self._opens_list(index)
                if not known:
                    continue
                candidate.rule = "in_list"
            elif spelling.name in companies and candidate.rule == "name" and not joined:
                continue
            unit = choose_unit(spelling.name, self.text, start, end, self.mergers)
            mentions.append(
                Province(
                    start=start,
                    end=end,
                    text=folded[start:end],
                    rule=candidate.rule,
                    name=unit.name,
                    code=unit.code,
                    unit_set=unit.unit_set,
                    name_2025=unit.name_2025,
                )
            )
        return mentions

    def _opens_list(self, index: int) -> bool:
        """Whether a doubtful name is the first of a list that goes on with a certain one."""
        if index + 1 >= len(self.candidates):
            return False
        candidate, after = self.candidates[index], self.candidates[index + 1]
        return (
            after.certain
            and coordinated(self.text.lower, candidate.end, after.start)
            and may_open_list(words_before(self.text.folded, candidate.start))
        )

    def _companies_alone(self) -> set[str]:
        """Provinces' names that companies bear in this text, where it never speaks of the province by its level."""
        if not self.companies:
            return self.companies
        return self.companies - {each.spelling.name for each in self.candidates if each.rule == "after_level"}


def _stands_alone(folded: str, start: int, end: int, surface: str, form: Spelling) -> bool:
    """Whether a name is a word of its own, or has only lost the space beside it: `ởBắc Giang`, `Tây NinhHotline`."""
    before = folded[start - 1] if start else " "
    after = folded[end : end + 1]
    if not before.isalnum() and not after.isalpha():
        return True
    if surface.isascii() or surface.isupper() or form.needs not in ("", "evidence"):
        return False
    if before.isalnum() and not (
        before.islower() or before.isdigit() or _GLUED_CITY.search(folded, max(0, start - 4), start)
    ):
        return False
    return not after.isalpha() or after.isupper() or after in _SYLLABLE_STARTS
