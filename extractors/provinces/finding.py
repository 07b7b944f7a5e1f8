"""From the places where a spelling stands to the provinces that a text names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from extractors.mentions import Province
from extractors.phrases import Phrases
from extractors.provinces.below import ListsBelow, is_below
from extractors.provinces.choice import MERGING, choose_unit
from extractors.provinces.context import (
    CHINESE,
    coordinated,
    is_chinese,
    is_informal_address,
    is_place,
    is_unmarked_text,
    level_before,
    may_open_list,
)
from extractors.provinces.persons import is_person
from extractors.provinces.spellings import COMMON, Spelling, canonical, company_names, literals, other_names, spellings
from extractors.provinces.words import bare, words_before
from extractors.quick import maker, quick
from extractors.text import Found, Hit, Text

_mention: Final = maker(Province)
#: What is looked for: the verbs of a merger, companies, longer names that are no provinces, then all spellings.
_PHRASES: Final = Phrases((*other_names(), *literals()), unbroken=(*MERGING, *company_names()))
ANCHORS: Final = _PHRASES.anchors
_FIRST_COMPANY: Final = len(MERGING)
_FIRST_OTHER: Final = _FIRST_COMPANY + len(company_names())
_FIRST_SPELLING: Final = _PHRASES.literals.index(literals()[0])
_FORMS: Final = spellings()
_LEVELS: Final = frozenset(("province", "city", "district"))

_FUSED_CITY: Final = re.compile(r"(?<!\w)[Tt]\.?[Pp]\.?[ \n-]{0,2}\Z")
#: What stands in an address of the net: `sotuphap.tphcm.gov.vn`.
_ADDRESS_MARKS: Final = frozenset("./@")
_GLUED_CITY: Final = re.compile(r"(?<!\w)[Tt]\.?[Pp]\Z")
#: What a Vietnamese syllable may go on with after its last letter; any other letter begins a word that lost its space.
_GOES_ON: Final = {"n": frozenset("gh"), "c": frozenset("h")} | dict.fromkeys("ghkmpt", frozenset())
_AFTER_VOWEL: Final = frozenset("cmnpt")
_CONSONANTS: Final = frozenset("bcdđghklmnpqrstvx")


@quick
@dataclass(frozen=True, slots=True)
class _Doubtful:
    """A name that is a province only if its neighbours in a list are."""

    start: int
    end: int
    spelling: Spelling


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Province]:
    """Find the provinces among the places where a spelling stands; the longest name at a place decides."""
    reader = _Reader(text)
    ordered = _PHRASES.found(reader.lower, hits)
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
    return reader.settled()


class _Reader:
    """Reads the hits of one text in their order and keeps what they tell."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.folded, self.lower = text.folded, text.lower
        self.read_so_far: list[Province | _Doubtful] = []
        self.mergers: list[int] = []
        self.companies: set[str] = set()
        self.all_certain = True
        self.lists_below = ListsBelow(text.folded, text.lower)

    def read(self, start: int, end: int, anchor: int) -> bool:
        """Read one hit; whether it takes its place, so that no shorter name there is read."""
        if anchor >= _FIRST_SPELLING:
            return self._read_name(start, end)
        if anchor < _FIRST_COMPANY:
            self.mergers.append(end)
            return False
        folded = self.folded
        if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalpha():
            return False
        if anchor < _FIRST_OTHER:
            company = company_names()[_PHRASES.literals[anchor]]
            if company:
                self.companies.add(company)
        return True

    def _read_name(self, start: int, end: int) -> bool:
        """Read a name by its casing and the words around it."""
        folded, lower = self.folded, self.lower
        surface = folded[start:end]
        form = _FORMS.get(surface) or _FORMS.get(canonical(surface))
        if form is None:
            return False
        if len(surface) == 3 and surface.upper() == "HCM":
            city = _FUSED_CITY.search(folded, max(0, start - 6), start)
            if city and not (surface.islower() and folded[city.start() - 1 : city.start()] in _ADDRESS_MARKS):
                return self._keep(city.start(), end, form, "abbreviation")
        if not _stands_alone(folded, start, end, surface, form):
            return False
        name, needs = form.name, form.needs
        words = words_before(folded, start)
        last = bare(words[-1]) if words else ""
        level = level_before(words, last)
        if name in CHINESE and is_chinese(name, folded, lower, start, end):
            return False
        if needs in _LEVELS:
            if level == needs:
                return self._keep(start, end, form, "after_level")
            if needs != "district":
                self._doubt(start, end, form)
            # `Nam Hà Nội` is Hà Nội, whatever Nam Hà once was
            return False
        if level in _LEVELS:
            return self._keep(start, end, form, "after_level")
        if needs == "level":
            if name in COMMON or not is_informal_address(words, folded, start, end):
                return False
            return self._keep(start, end, form, "informal")
        if words and (
            is_below(words, last, name, folded, end)
            or (folded[start - 1].isspace() and is_person(words, last, name))
            or self.lists_below.hold(words, start, end)
        ):
            return False
        if not needs:
            return self._keep(start, end, form, "name")
        if needs == "unmarked":
            return is_unmarked_text(folded, start, end) and self._keep(start, end, form, "unmarked")
        if (needs == "slip" and words and words[-1].isalpha()) or is_place(last, folded, lower, start, end):
            return self._keep(start, end, form, "name")
        return self._doubt(start, end, form)

    def _keep(self, start: int, end: int, spelling: Spelling, rule: str) -> bool:
        self.read_so_far.append(self._province(start, end, spelling, rule))
        return True

    def _doubt(self, start: int, end: int, spelling: Spelling) -> bool:
        self.read_so_far.append(_Doubtful(start, end, spelling))
        self.all_certain = False
        return True

    def _province(self, start: int, end: int, spelling: Spelling, rule: str) -> Province:
        unit = choose_unit(spelling.name, self.text, start, end, self.mergers)
        return _mention(
            start=start,
            end=end,
            text=self.folded[start:end],
            rule=rule,
            name=unit.name,
            code=unit.code,
            unit_set=unit.unit_set,
            name_2025=unit.name_2025,
        )

    def settled(self) -> list[Province]:
        """What was read, without the doubtful names that no neighbour in a list vouches for."""
        companies = self._companies_alone()
        if self.all_certain and not companies:
            return cast(list[Province], self.read_so_far)
        settled: list[Province] = []
        head = 0
        for index, each in enumerate(self.read_so_far):
            joined = bool(settled) and coordinated(self.lower, settled[-1].end, each.start)
            if not joined:
                head = each.start
            if isinstance(each, Province):
                if each.name not in companies or each.rule != "name" or joined:
                    settled.append(each)
                continue
            after = self.read_so_far[index + 1] if index + 1 < len(self.read_so_far) else None
            if each.spelling.needs in _LEVELS:
                # `các tỉnh Đồng Nai, Vũng Tàu`, `5 tỉnh thành: Hà Nội, Sài Gòn`
                overlapped = after is not None and after.start < each.end
                routed = joined and "-" in self.lower[settled[-1].end : each.start]
                known = joined and not overlapped and not routed and "tỉnh" in self.lower[max(0, head - 24) : head]
            else:
                known = joined or self._opens_list(each, after)
            if known:
                settled.append(self._province(each.start, each.end, each.spelling, "in_list"))
        return settled

    def _opens_list(self, doubtful: _Doubtful, after: Province | _Doubtful | None) -> bool:
        """Whether a doubtful name is the first of a list that goes on with a certain one."""
        return (
            isinstance(after, Province)
            and coordinated(self.lower, doubtful.end, after.start)
            and may_open_list(words_before(self.folded, doubtful.start))
        )

    def _companies_alone(self) -> set[str]:
        """Provinces' names that companies bear in this text, where it never speaks of the province by its level."""
        if not self.companies:
            return self.companies
        by_level = {each.name for each in self.read_so_far if isinstance(each, Province) and each.rule == "after_level"}
        return self.companies - by_level


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
    if not after.isalpha() or after.isupper():
        return True
    goes_on = _GOES_ON.get(surface[-1])
    return after not in goes_on if goes_on is not None else after in _CONSONANTS - _AFTER_VOWEL
