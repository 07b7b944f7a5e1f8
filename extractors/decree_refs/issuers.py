"""The bodies that issue documents, through time: from the code in a symbol to a name, and from a name to its code.

Codes and names are in `lexicons/issuers.csv`. A code may belong to several bodies one after another; the document's
year decides. A year that no body of that code covers gives the nearest in time: symbols outlive reorganisations.
"""

import re
from dataclasses import dataclass
from functools import cache

from extractors.decree_refs.letters import respell
from extractors.lexicons import table


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body under one code; validity as ISO dates, empty where open."""

    code: str
    name: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]


@cache
def issuers() -> tuple[Issuer, ...]:
    """All rows of the lexicon, in its order."""
    return tuple(
        Issuer(
            row["code"],
            row["name"],
            row["valid_from"],
            row["valid_to"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
        )
        for row in table("issuers.csv")
    )


@cache
def _by_code() -> dict[str, list[Issuer]]:
    found: dict[str, list[Issuer]] = {}
    for issuer in issuers():
        found.setdefault(issuer.code, []).append(issuer)
    return found


@cache
def codes() -> frozenset[str]:
    """All codes, in the official spelling."""
    return frozenset(_by_code())


def name_of(code: str, year: int | None) -> str | None:
    """The name of the body with this code in that year; None for a code that the lexicon does not have."""
    candidates = _by_code().get(code)
    if not candidates:
        return None
    if year is None or len(candidates) == 1:
        return candidates[-1].name
    for issuer in candidates:
        if (not issuer.valid_from or int(issuer.valid_from[:4]) <= year) and (
            not issuer.valid_to or year <= int(issuer.valid_to[:4])
        ):
            return issuer.name
    return candidates[-1].name


@cache
def _codes_by_name() -> dict[str, str]:
    """From a body's name or alias, in lower case, to the code that its symbols carry now or carried last."""
    found: dict[str, str] = {}
    for issuer in issuers():
        for name in (issuer.name, *issuer.aliases):
            found.setdefault(name.lower(), issuer.code)
    return found


@cache
def _names_by_word() -> dict[str, list[str]]:
    """The bodies' names and aliases in lower case, by their first two words, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(_codes_by_name(), key=lambda name: (-len(name), name)):
        found.setdefault(" ".join(name.split()[:2]), []).append(name)
    return found


_LONGEST_NAME = 64
_WORDS = re.compile(r"\S+")


def body_at(lower: str, at: int, ceiling: int) -> tuple[str, int] | None:
    """The code of the body whose name or alias stands at a place of a lower-cased text, and where the name ends."""
    words = list(_WORDS.finditer(lower, at, min(ceiling, at + _LONGEST_NAME)))
    if not words or words[0].start() != at:
        return None
    window = " ".join(word.group() for word in words)
    for size in (2, 1):
        for name in _names_by_word().get(" ".join(word.group() for word in words[:size]).rstrip(",.;:)"), ()):
            if window.startswith(name) and not window[len(name) : len(name) + 1].isalnum():
                last = words[name.count(" ")]
                return _codes_by_name()[name], last.start() + len(name) - name.rfind(" ") - 1
    return None


@cache
def _provinces() -> dict[str, str]:
    """Provinces' names in lower case, spaces around dashes dropped, to their official spelling."""
    names = {_plain(row["name"]): row["name"] for row in table("provinces.csv")}
    return {**names, "hcm": "Hồ Chí Minh", "hcmc": "Hồ Chí Minh"}


def _plain(name: str) -> str:
    return re.sub(r"\s*-\s*", "-", respell(" ".join(name.lower().split())))


def province_of(words: str) -> str:
    """The province that a run of capitalised words begins with (a person's name may follow); the words where none."""
    parts = words.split()
    for size in range(len(parts), 0, -1):
        name = _provinces().get(_plain(" ".join(parts[:size])))
        if name is not None:
            return name
    return " ".join(parts)
