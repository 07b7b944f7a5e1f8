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


def tone_variants(spelling: str) -> Iterator[str]:
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
        yield f"{head} {tail.lower()}", "level"
        yield spelling.lower(), "level"
    if needs in ("", "evidence"):
        if tail:
            slip: Needs = "evidence" if needs or spelling in COMMON else "slip"
            yield f"{head} {tail.lower()}", slip
        yield spelling.lower(), "level"


def gap_variants(spelling: str) -> Iterator[str]:
    """A spelling as a text may hold it: its dash set in any way, one of its spaces doubled or a line's end."""
    if " - " in spelling:
        yield from (spelling.replace(" - ", dash) for dash in _DASHES)
        return
    yield spelling
    for at, character in enumerate(spelling):
        if character == " ":
            yield from (spelling[:at] + gap + spelling[at + 1 :] for gap in ("  ", "\n", " \n"))


@cache
def spellings() -> dict[str, Spelling]:
    """Every written form, by its canonical text; the lexicon's own rows go before the forms made by rule."""
    forms: dict[str, Spelling] = {}

    def add(spelling: str, name: str, needs: Needs) -> None:
        for toned in tone_variants(spelling):
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


@cache
def other_names() -> dict[str, str]:
    """Longer names that hold a province's name and are none (`Thái Bình Dương`), in lower case, as a text has them.

    The value is the province's name that the text may go on to mean the same by (`Hòa Bình` for the company
    `Tập đoàn Xây dựng Hòa Bình`), or an empty string.
    """
    names: dict[str, str] = {}
    for row in table("not_provinces.csv"):
        for spelled in (row["name"].lower(), unmarked(row["name"].lower())):
            for toned in tone_variants(spelled):
                names |= dict.fromkeys(gap_variants(toned), row["short"])
    return names


def anchors() -> tuple[str, ...]:
    """The literals to look for: every spelling in lower case, as a text has it, each once."""
    lowered = dict.fromkeys(form.lower() for form in spellings())
    return tuple(dict.fromkeys(written for form in lowered for written in gap_variants(form)))
