"""Laws, codes, ordinances and constitutions by title, with validity: `lexicons/laws.csv` as look-ups.

A title may have several versions, each with the days on which it was in force. The lexicon knows what the National
Assembly passed until `KNOWN_UNTIL`; later than that no version is chosen by date.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.lexicons import table

#: The last day whose legislation the lexicon was compiled from.
KNOWN_UNTIL = date(2025, 11, 30)

#: Abbreviated titles in use, in lower case, and the lexicon's titles. The title of a mention stays as printed.
ALIASES = {
    "luật các tctd": "Luật Các tổ chức tín dụng",
    "luật tctd": "Luật Các tổ chức tín dụng",
    "luật tổ chức tín dụng": "Luật Các tổ chức tín dụng",
    "luật kinh doanh bđs": "Luật Kinh doanh bất động sản",
    "luật kdbđs": "Luật Kinh doanh bất động sản",
    "luật bhxh": "Luật Bảo hiểm xã hội",
    "luật bhyt": "Luật Bảo hiểm y tế",
    "luật bvmt": "Luật Bảo vệ môi trường",
    "luật ngân sách": "Luật Ngân sách nhà nước",
    "luật nsnn": "Luật Ngân sách nhà nước",
    "luật nhnn": "Luật Ngân hàng Nhà nước",
    "luật ppp": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật thuế gtgt": "Luật Thuế giá trị gia tăng",
    "luật thuế vat": "Luật Thuế giá trị gia tăng",
    "luật thuế tndn": "Luật Thuế thu nhập doanh nghiệp",
    "luật thuế tncn": "Luật Thuế thu nhập cá nhân",
    "luật thuế ttđb": "Luật Thuế tiêu thụ đặc biệt",
    "luật shtt": "Luật Sở hữu trí tuệ",
    "luật đầu tư theo hình thức đối tác công tư": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật hàng không dân dụng": "Luật Hàng không dân dụng Việt Nam",
    "luật hàng không": "Luật Hàng không dân dụng Việt Nam",
    "luật quốc tịch": "Luật Quốc tịch Việt Nam",
    "bộ luật hàng hải": "Bộ luật Hàng hải Việt Nam",
    "luật xuất nhập cảnh": "Luật Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam",
    "luật phòng, chống tác hại thuốc lá": "Luật Phòng, chống tác hại của thuốc lá",
    "luật phòng, chống tác hại rượu, bia": "Luật Phòng, chống tác hại của rượu, bia",
    "luật phòng cháy, chữa cháy": "Luật Phòng cháy và chữa cháy",
    "luật quản lý, sử dụng tài sản nhà nước": "",
    "luật quản lý sử dụng vốn nhà nước": "Luật Quản lý, sử dụng vốn Nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp",
    "luật sỹ quan quân đội nhân dân việt nam": "Luật Sĩ quan Quân đội nhân dân Việt Nam",
    "luật điều ước quốc tế": "Luật Điều ước quốc tế",
}
#: Codes known by their initials (the title of the mention is the code's).
INITIALS = {
    "BLHS": "Bộ luật Hình sự",
    "BLDS": "Bộ luật Dân sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
}

_TONES = str.maketrans({})
_OLD_TONES = re.compile("[ou][àáảãạèéẻẽẹỳýỷỹỵ]")
_PLAIN_VOWELS = {
    "à": "a", "á": "a", "ả": "a", "ã": "a", "ạ": "a", "è": "e", "é": "e", "ẻ": "e", "ẽ": "e", "ẹ": "e",
    "ỳ": "y", "ý": "y", "ỷ": "y", "ỹ": "y", "ỵ": "y",
}  # fmt: skip
_TONED = {"o": "òóỏõọ", "u": "ùúủũụ"}
_TONE_OF = {vowel: at for row in ("àáảãạ", "èéẻẽẹ", "ỳýỷỹỵ") for at, vowel in enumerate(row)}


def _new_tone(match: re.Match[str]) -> str:
    first, second = match.group()
    return _TONED[first][_TONE_OF[second]] + _PLAIN_VOWELS[second]


def respell(words: str) -> str:
    """Tone marks at one place: `hoà` → `hòa`, `thuỷ` → `thủy`. For comparing only."""
    return _OLD_TONES.sub(_new_tone, words)


@dataclass(frozen=True, slots=True)
class Law:
    """One version of a law; dates are None where unknown, `valid_to` None while in force."""

    title: str
    symbol: str | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None


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
class TitlePattern:
    """A title as words to compare with: which words a comma follows in the full spelling."""

    title: str | None
    commas: frozenset[int]


_WORD = re.compile(r"[^\W_]+(?:[/&-][^\W\d_]+)*")


@cache
def title_patterns() -> dict[tuple[str, ...], TitlePattern]:
    """From a title's words (lower case, one tone spelling, no commas) to the title."""
    found: dict[tuple[str, ...], TitlePattern] = {}
    spelled = [(title, title) for title in _versions()]
    spelled += [(alias, title) for alias, title in ALIASES.items()]
    for written, title in spelled:
        words = respell(written.lower()).replace("(hiv/aids)", "")
        matches = list(_WORD.finditer(words))
        commas = frozenset(at for at, word in enumerate(matches) if words[word.end() : word.end() + 1] == ",")
        found.setdefault(tuple(word.group() for word in matches), TitlePattern(title or None, commas))
    return found


@cache
def longest_title() -> int:
    """How many words the longest title has."""
    return max(map(len, title_patterns()))
