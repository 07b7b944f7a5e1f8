"""The province-level units of Vietnam and which of them a name means at a date.

Two sets of units carry the same names and, seven times, the same codes for different provinces: the 63 units up to
30 June 2025 and the 34 since (Nghị quyết 202/2025/QH15). Dissolved units are a third set.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.lexicons import table

#: From this date on a name means one of the 34 units, where one of them bears it.
MERGER = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its name without its level, the statistics office's code within `unit_set` (`63`, `34`, `dissolved`).

    `name_2025` is the unit that the territory belongs to since 1 July 2025, null where it was split over several.
    """

    name: str
    code: str | None
    unit_set: str
    name_2025: str | None


@cache
def unit_sets() -> dict[str, dict[str, Unit]]:
    """All units by set and name. A unit whose level or title changed keeps one entry: its name and code did not."""
    sets: dict[str, dict[str, Unit]] = {"63": {}, "34": {}, "dissolved": {}}
    for row in table("provinces.csv"):
        unit = Unit(row["name"], row["code"] or None, row["unit_set"], row["name_2025"] or None)
        sets[unit.unit_set][unit.name] = unit
    return sets


@cache
def _by_name(since_merger: bool) -> dict[str, Unit]:
    sets = unit_sets()
    return sets["dissolved"] | sets["63"] | (sets["34"] if since_merger else {})


def names() -> tuple[str, ...]:
    """Every unit's name once, in the lexicon's order."""
    return tuple(dict.fromkeys(name for units in unit_sets().values() for name in units))


def old_unit(name: str) -> Unit:
    """The unit that bore this name before 1 July 2025, or a dissolved one."""
    return _by_name(False)[name]


def new_unit(name: str) -> Unit:
    """The unit that bears this name since 1 July 2025, else the one that did before."""
    return _by_name(True)[name]


def unit_at(name: str, published_on: date | None) -> Unit:
    """The unit that a text of this date means by a name; of an unknown date, the one before the merger."""
    return _by_name(published_on is not None and published_on >= MERGER)[name]
