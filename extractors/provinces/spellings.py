"""Every way to write a province's name, from the lexicon and by rule, and what each way asks of its context."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from extractors.lexicons import table
from extractors.provinces.units import names

#: What must stand around a spelling for it to be a province: nothing in particular; anything that shows a place
#: (`evidence`), or a running text before it (`slip`: `Cục Thuế Đồng nai`); signs of an unmarked or English text
#: (`unmarked`); the word tỉnh (`province`), thành phố (`city`), khu (`district`) or one of the first two (`level`)
#: right before it.
Needs = Literal["", "evidence", "slip", "unmarked", "province", "city", "district", "level"]

#: Names that are common words or ends of them when their second letter is small: `Việt Nam định hướng`.
COMMON = frozenset(
    (
        "Hòa Bình",
        "Thái Bình",
        "Hải Dương",
        "Bình Định",
        "Bình Dương",
        "Nam Định",
        "Quảng Trị",
        "Hà Nam",
        "Long An",
        "Lâm Đồng",
    )
)

_TONE_PLACES = (("òa", "oà"), ("óa", "oá"))
_DASHES = (" - ", "-", "- ", " -")
_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"))
_COMPANY = "công ty"
_WHITESPACE = re.compile(r"\s+")
_DASH = re.compile(r" ?- ?")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A written form of a unit's name."""

    name: str
    needs: Needs


def unmarked(text: str) -> str:
    """A text without Vietnamese marks: `Đắk Lắk` → `Dak Lak`."""
    plain = unicodedata.normalize("NFD", text).translate(_MARKS)
    return plain.replace("đ", "d").replace("Đ", "D")


def canonical(surface: str) -> str:
    """A surface as `spellings` holds it: one space for every gap, dashes with spaces."""
    return _DASH.sub(" - ", _WHITESPACE.sub(" ", surface))


def _tone_variants(spelling: str) -> Iterator[str]:
    """Both places of the tone mark in òa and óa, which differ by school, not by word."""
    yield spelling
    for new, old in _TONE_PLACES:
        if new in spelling:
            yield spelling.replace(new, old)


def _case_variants(spelling: str, needs: Needs) -> Iterator[tuple[str, Needs]]:
    """A spelling in each casing, with what that casing asks for."""
    yield spelling, needs
    # `VÌ HÒA BÌNH` in a heading
    yield spelling.upper(), "evidence" if spelling in ("Hòa Bình", "Hoà Bình") else needs
    head, _, tail = spelling.partition(" ")
    if needs == "unmarked":
        if tail:
            yield f"{head} {tail.lower()}", "level"
        yield spelling.lower(), "level"
    if needs in ("", "evidence"):
        if tail:
            slip: Needs = "evidence" if needs or spelling in COMMON else "slip"
            yield f"{head} {tail.lower()}", slip
        yield spelling.lower(), "level"


def _dash_variants(spelling: str) -> Iterator[str]:
    """A spelling with its dash set in any way."""
    if " - " in spelling:
        yield from (spelling.replace(" - ", dash) for dash in _DASHES)
    else:
        yield spelling


@cache
def spellings() -> dict[str, Spelling]:
    """Every written form, by its canonical text; the lexicon's own rows go before the forms made by rule."""
    forms: dict[str, Spelling] = {}

    def add(spelling: str, name: str, needs: Needs) -> None:
        for toned in _tone_variants(spelling):
            for cased, asked in _case_variants(toned, needs):
                forms.setdefault(cased, Spelling(name, asked))

    for row in table("province_spellings.csv"):
        add(row["spelling"], row["name"], cast(Needs, row["needs"]))
    for name in names():
        add(name, name, "")
    for name in names():
        if forms[name].needs in ("", "evidence"):
            add(unmarked(name), name, "unmarked")
    return forms


def other_names() -> list[str]:
    """Longer names that hold a province's name and are none (`Thái Bình Dương`), in lower case, without companies."""
    rows = [row["name"].lower() for row in table("not_provinces.csv") if row["what"] != _COMPANY]
    return [toned for name in (*rows, *map(unmarked, rows)) for toned in _tone_variants(name)]


@cache
def company_names() -> dict[str, str]:
    """Names of companies that hold a province's name, in lower case.

    The value is the province's name that a text may go on to call the company by (`Hòa Bình` for `Tập đoàn Xây dựng
    Hòa Bình`), or an empty string.
    """
    names: dict[str, str] = {}
    for row in table("not_provinces.csv"):
        if row["what"] == _COMPANY:
            for toned in _tone_variants(row["name"].lower()):
                names |= dict.fromkeys(_dash_variants(toned), row["short"])
    return names


def literals() -> list[str]:
    """Every spelling in lower case, with its dash set in any way."""
    return [written for form in spellings() for written in _dash_variants(form.lower())]
