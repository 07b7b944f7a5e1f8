"""The words of the pages in Vietnamese and English, and how numbers and dates are written in each.

The words stand in `locale/vi.toml` and `locale/en.toml`, by page. What kinds, fields and values of mentions are called
in Vietnamese is in `pipeline.labels`; their English is in `en.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline import labels

LANGUAGES = ("vi", "en")
#: The cookie that remembers the choice.
COOKIE = "trichluc_lang"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code and its words by their keys (`decree.heading`)."""

    code: str
    words: Mapping[str, str]

    def t(self, key: str, /, **values: object) -> str:
        """The words of a key, with values put in. Raises KeyError for a key that is not there."""
        said = self.words[key]
        return said.format(**values) if values else said

    def counted(self, key: str, count: int) -> str:
        """A count with what it counts: `1 article`, `2 articles`; the words for one have a key of their own."""
        return self.t(f"{key}_one" if count == 1 else key, count=self.number(count))

    def named(self, group: str, value: str | None) -> str:
        """What a value is called (`relation`, `amends`); the value itself where it has no name."""
        return self.words.get(f"{group}.{value}", value or "")

    def group(self, group: str) -> dict[str, str]:
        """The words of a group by the last part of their keys."""
        return {key.removeprefix(f"{group}."): said for key, said in self.words.items() if key.startswith(f"{group}.")}

    def number(self, value: object) -> str:
        """A number: `62.584.000.000` and `27,97` in Vietnamese, `62,584,000,000` and `27.97` in English."""
        if isinstance(value, int):
            english = f"{value:,d}"
            return english if self.code == "en" else english.translate(_ENGLISH)
        exact = value if isinstance(value, Decimal) else Decimal(str(value or 0))
        vietnamese = labels.number(exact)
        return vietnamese if self.code == "vi" else vietnamese.translate(_ENGLISH)

    def day(self, value: date | str | None) -> str:
        """A date: `21/5/2012` in Vietnamese, `21 May 2012` in English."""
        if not value:
            return self.t("common.no_date")
        day = value if isinstance(value, date) else date.fromisoformat(value[:10])
        if self.code == "vi":
            return f"{day.day}/{day.month}/{day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def month(self, value: str | None) -> str:
        """A month: `5/2012` in Vietnamese, `May 2012` in English."""
        if not value:
            return self.t("common.no_date")
        year, month = value.split("-")
        return f"{int(month)}/{year}" if self.code == "vi" else f"{_MONTHS[int(month) - 1]} {year}"


_ENGLISH = str.maketrans(",.", ".,")


@cache
def language(code: str) -> Language:
    """A language by its code; Vietnamese for one that is not known."""
    code = code if code in LANGUAGES else LANGUAGES[0]
    words = _flat(tomllib.loads(files("pipeline").joinpath(f"web/locale/{code}.toml").read_text("utf-8")))
    if code == "vi":
        words |= {f"kind.{name}": said for name, said in labels.KIND_LABELS.items()}
        words |= {f"field.{name}": said for name, said in labels.FIELD_LABELS.items()}
        words |= {
            f"value.{field}.{value}": said
            for field, values in labels.VALUE_LABELS.items()
            for value, said in values.items()
        }
    return Language(code, words)


def _flat(tree: Mapping[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, inner in tree.items():
        flat |= _flat(inner, f"{before}{name}.") if isinstance(inner, dict) else {before + name: inner}
    return flat
