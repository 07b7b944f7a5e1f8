"""Laws, codes, ordinances and constitutions by title, with validity: `lexicons/laws.csv` as look-ups.

Short titles in use (`Luật Các TCTD`) are in `lexicons/law_aliases.csv`, with the title that they stand for, or none
where two laws share one; a mention's title stays as printed.

A title may have several versions, each with the days on which it was in force. The lexicon knows what the National
Assembly passed until `KNOWN_UNTIL`; later than that no version is chosen by date.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from extractors.decree_refs.letters import respell
from extractors.lexicons import table

#: The last day whose legislation the lexicon was compiled from.
KNOWN_UNTIL = date(2025, 11, 30)

#: Codes known by their initials (the title of the mention is the code's).
INITIALS = {
    "BLHS": "Bộ luật Hình sự",
    "BLDS": "Bộ luật Dân sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
}


@dataclass(frozen=True, slots=True)
class Law:
    """One version of a law; dates are None where unknown, `valid_to` None while in force."""

    title: str
    symbol: str | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None

    @property
    def doc_type(self) -> str:
        """The type that the title begins with: `Luật`, `Bộ luật`, `Pháp lệnh`, `Hiến pháp`."""
        words = self.title.split()
        return words[0] if words[0] == "Luật" else " ".join(words[:2])


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@cache
def _versions() -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = {}
    for row in table("laws.csv"):
        law = Law(
            row["title"],
            row["symbol"] or None,
            _day(row["issued_on"]),
            _day(row["valid_from"]),
            _day(row["valid_to"]),
        )
        found.setdefault(law.title, []).append(law)
    return found


@cache
def _by_symbol() -> dict[str, Law]:
    return {law.symbol: law for laws in _versions().values() for law in laws if law.symbol}


def law_by_symbol(symbol: str) -> Law | None:
    """The law that has this symbol, if the lexicon knows it."""
    return _by_symbol().get(symbol)


def versions(title: str) -> list[Law]:
    """The versions of a title in the lexicon's spelling, oldest first."""
    return _versions().get(title, [])


def version_of_year(title: str, year: int) -> Law | None:
    """The version passed in a year, when there is just one."""
    of_year = [law for law in versions(title) if law.issued_on is not None and law.issued_on.year == year]
    return of_year[0] if len(of_year) == 1 else None


def version_on(title: str, day: date) -> Law | None:
    """The version that a text of this day means: the one in force, while no other had been passed to follow it.

    Between the passing of a new version and its first day in force a text may mean either: None.
    """
    if day > KNOWN_UNTIL:
        return None
    passed = [law for law in versions(title) if law.issued_on is not None and law.issued_on <= day]
    standing = [law for law in passed if law.valid_to is None or law.valid_to >= day]
    if len(standing) != 1 or standing[0].valid_from is None or standing[0].valid_from > day:
        return None
    return standing[0]


@dataclass(frozen=True, slots=True)
class TitleNode:
    """A word's place in the tree of titles: the words that may follow it, and the title that may end at it.

    `title` is the lexicon's spelling, None where two laws share the name; it counts where `ends`. `commas` are the
    words of the title, counted from its first, that a comma follows in the full spelling.
    """

    following: dict[str, "TitleNode"]
    ends: bool = False
    title: str | None = None
    commas: frozenset[int] = frozenset()


_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[/&-][^\W\d_]+)*")


@cache
def title_tree() -> TitleNode:
    """All titles and their short forms as a tree of words: lower case, tone marks at one place, no commas."""
    root: dict[str, Any] = {}
    spelled = [(title, title) for title in _versions()]
    spelled += [(row["alias"], row["title"]) for row in table("law_aliases.csv")]
    for written, title in spelled:
        words = respell(written.lower()).replace("(hiv/aids)", "")
        matches = list(_WORD.finditer(words))
        node = root
        for word in matches:
            node = node.setdefault(word.group(), {})
        commas = frozenset(at for at, word in enumerate(matches) if words[word.end() : word.end() + 1] == ",")
        node.setdefault("", (title or None, commas))
    return _node(root)


def _node(words: dict[str, Any]) -> TitleNode:
    title, commas = words.get("", (None, frozenset()))
    following = {word: _node(further) for word, further in words.items() if word}
    return TitleNode(following, "" in words, title, commas)
