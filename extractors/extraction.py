"""The whole of it for one text: fold, scan once, run each extractor, give the mentions out in the text as given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from extractors.cells import Cell
from extractors.mentions import Amount, DecreeRef, Mention, Percentage, Province, ProvinceList, Region
from extractors.quick import mover
from extractors.registry import scanner
from extractors.text import Text


@dataclass(frozen=True, slots=True)
class Extraction:
    """All mentions of one text, each list in reading order, offsets in the text as given."""

    text: str
    decree_refs: Sequence[DecreeRef] = ()
    amounts: Sequence[Amount] = ()
    percentages: Sequence[Percentage] = ()
    provinces: Sequence[Province] = ()
    province_lists: Sequence[ProvinceList] = ()
    regions: Sequence[Region] = ()
    lists: Mapping[str, Sequence[Mention]] = field(default_factory=lambda: MappingProxyType({}), repr=False)


def versions() -> dict[str, str]:
    """The version of each extractor, by the name of its list."""
    return {extractor.name: extractor.version for extractor in scanner().extractors}


def extract(text: str, *, published_on: date | None = None, cells: Sequence[Cell] = ()) -> Extraction:
    """Find every mention in a text.

    `published_on` is the document's date where known; it settles what the text leaves open (which unit a province's
    name means, the year of `ngày 7/9`). `cells` are cells of tables in the text with the unit that their bare numbers
    count; a number whose unit is money is a sum. The same text, date and cells give the same mentions, always.

    Raises ValueError where a cell lies outside the text.
    """
    reading = Text.of(text, published_on, cells=cells)
    registered = scanner()
    found: dict[str, Sequence[Mention]] = {}
    for extractor, hits in zip(registered.extractors, registered.scan(reading.lower, reading.fold.single), strict=True):
        after = extractor.after
        if hits or (extractor.reads_cells and cells) or (after and any(found.get(name) for name in after)):
            found[extractor.name] = extractor.find(reading, hits, found)
        else:
            found[extractor.name] = ()
    if reading.folded is not text:
        found = {name: _given(reading, mentions) for name, mentions in found.items()}
    return Extraction(text, lists=MappingProxyType(found), **found)  # type: ignore[arg-type]


def _given(reading: Text, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Move mentions from the folded text to the text as given."""
    if not mentions:
        return mentions
    given = reading.given
    kind: Any = type(mentions[0])
    move = _mover(kind)
    if not reading.fold.folded_at:
        # one character for each: only the surface may differ, and rarely does
        return [
            mention
            if given.startswith(mention.text, mention.start)
            else move(mention, mention.start, mention.end, given[mention.start : mention.end])
            for mention in mentions
        ]
    span = reading.fold.span
    return [
        move(mention, start, end, given[start:end])
        for mention in mentions
        for start, end in (span(mention.start, mention.end),)
    ]


_mover = cache(mover)
