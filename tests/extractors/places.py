"""For tests: the extractors of provinces, lists and regions run over a text by themselves."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from extractors import province_lists, provinces, regions
from extractors.mentions import Mention, Province, ProvinceList, Region
from extractors.registry import Scanner
from extractors.text import Text

BEFORE = date(2024, 5, 1)
AFTER = date(2025, 8, 1)

_EXTRACTORS = (provinces.EXTRACTOR, province_lists.EXTRACTOR, regions.EXTRACTOR)


@cache
def _scanner() -> Scanner:
    return Scanner(_EXTRACTORS)


def places(given: str, published_on: date | None = None) -> dict[str, Sequence[Mention]]:
    """All mentions by list name, in folded offsets."""
    text = Text.of(given, published_on)
    found: dict[str, Sequence[Mention]] = {}
    for extractor, hits in zip(_EXTRACTORS, _scanner().scan(text.lower), strict=True):
        found[extractor.name] = extractor.find(text, hits, found)
    return found


def provinces_in(given: str, published_on: date | None = None) -> list[Province]:
    return [each for each in places(given, published_on)["provinces"] if isinstance(each, Province)]


def names_in(given: str, published_on: date | None = None) -> list[str]:
    return [each.name for each in provinces_in(given, published_on)]


def lists_in(given: str, published_on: date | None = None) -> list[ProvinceList]:
    return [each for each in places(given, published_on)["province_lists"] if isinstance(each, ProvinceList)]


def regions_in(given: str, published_on: date | None = None) -> list[Region]:
    return [each for each in places(given, published_on)["regions"] if isinstance(each, Region)]
