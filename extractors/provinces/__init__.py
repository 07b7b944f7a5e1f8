"""Provinces: names of province-level units of Vietnam, with the unit that the text means by each.

`spellings` knows how a name is written, `context` what the words around it say, `units` what it means at a date.
"""

import re
from collections.abc import Sequence

from extractors.mentions import Province
from extractors.provinces.choice import MERGING, choose_unit
from extractors.provinces.context import (
    coordinated,
    in_list_below,
    is_below,
    is_person,
    is_place,
    is_running_text,
    is_unmarked_text,
    level_before,
    may_open_list,
    words_before,
)
from extractors.provinces.spellings import Spelling, anchors, canonical, other_names, spellings
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_FUSED_CITY = re.compile(r"(?<!\w)[Tt]\.?[Pp]\.?[ \n-]{0,2}\Z")
_GLUED_CITY = re.compile(r"(?<!\w)[Tt]\.?[Pp]\Z")

#: The anchors: first the verbs of a merger, then longer names that are no provinces, then all spellings.
_ANCHORS = (*MERGING, *other_names(), *anchors())
_FIRST_NAME = len(MERGING)
_FIRST_SPELLING = _FIRST_NAME + len(other_names())

#: A name that may be a province: start, end, spelling, rule, and whether it is one without regard to its neighbours.
_Candidate = tuple[int, int, Spelling, str, bool]


def find(text: Text, hits: Sequence[Hit], found: Found) -> list[Province]:
    """Find the provinces among the places where a spelling stands; the longest name at a place decides."""
    candidates: list[_Candidate] = []
    mergers: list[int] = []
    taken = 0
    ordered = sorted(hits)
    at, count = 0, len(ordered)
    while at < count:
        start = ordered[at][0]
        first = at
        while at < count and ordered[at][0] == start:
            at += 1
        if start < taken:
            continue
        for _, end, anchor in reversed(ordered[first:at]):
            if anchor < _FIRST_NAME:
                mergers.append(end)
                break
            if anchor < _FIRST_SPELLING:
                if _is_word(text.folded, start, end):
                    taken = end
                    break
                continue
            candidate = _read(text, start, end)
            if candidate is not None:
                candidates.append(candidate)
                taken = end
                break
    return _mentions(text, candidates, mergers)


def _is_word(folded: str, start: int, end: int) -> bool:
    """Whether nothing is glued to a name: no letter or digit before it, no letter after it."""
    return not (start and folded[start - 1].isalnum()) and not folded[end : end + 1].isalpha()


def _read(text: Text, start: int, end: int) -> _Candidate | None:
    """What a name's casing and the words before it make of it; None where it is no province."""
    folded = text.folded
    surface = folded[start:end]
    forms = spellings()
    form = forms.get(surface) or forms.get(canonical(surface))
    if form is None or folded[end : end + 1].isalpha():
        return None
    glued = start > 0 and folded[start - 1].isalnum()
    if form.name == "Hồ Chí Minh" and surface.upper() == "HCM":
        city = _FUSED_CITY.search(folded, max(0, start - 6), start)
        if city:
            return city.start(), end, form, "abbreviation", True
    if glued:
        return (start, end, form, "after_level", True) if _GLUED_CITY.search(folded, max(0, start - 4), start) else None
    words = words_before(folded, start)
    level = level_before(words)
    if form.needs in ("province", "city", "district"):
        return (start, end, form, "after_level", True) if level == form.needs else None
    if level in ("province", "city"):
        return start, end, form, "after_level", True
    if form.needs == "level":
        return None
    if words and (
        is_below(words, folded, end)
        or is_person(words, form.name, folded, start, end)
        or in_list_below(folded, text.lower, start, end)
    ):
        return None
    if form.needs == "unmarked":
        return (start, end, form, "unmarked", True) if is_unmarked_text(folded, text.lower, start, end) else None
    if form.needs in ("evidence", "slip"):
        certain = is_place(words, folded, text.lower, start, end) or (form.needs == "slip" and is_running_text(words))
        return start, end, form, "name", certain
    return start, end, form, "name", True


def _mentions(text: Text, candidates: list[_Candidate], mergers: list[int]) -> list[Province]:
    """The candidates that are provinces, with their units: a doubtful one needs a neighbour in a list."""
    folded, lower = text.folded, text.lower
    mentions: list[Province] = []
    last_end = -1
    for index, (start, end, form, rule, certain) in enumerate(candidates):
        if not certain:
            after = candidates[index + 1] if index + 1 < len(candidates) else None
            if not (last_end >= 0 and coordinated(lower, last_end, start)) and not (
                after is not None
                and after[4]
                and coordinated(lower, end, after[0])
                and may_open_list(words_before(folded, start))
            ):
                continue
            rule = "in_list"
        unit = choose_unit(form.name, text, start, end, mergers)
        mentions.append(
            Province(
                start=start,
                end=end,
                text=folded[start:end],
                rule=rule,
                name=unit.name,
                code=unit.code,
                unit_set=unit.unit_set,
                name_2025=unit.name_2025,
            )
        )
        last_end = end
    return mentions


EXTRACTOR = Extractor(name="provinces", version="1", find=find, anchors=_ANCHORS)
