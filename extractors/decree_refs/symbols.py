"""The symbol (số hiệu) of a document: its grammar, and its one canonical spelling.

A symbol is a number, perhaps a year, and a suffix of codes: `45/2012/NĐ-CP`, `16/2011/TTLT-BCT-BNV`, `27-NQ/TW`,
`3992/BTC-ĐT`, `25/2022/UBTVQH15`, `89-TC/TCT`. The canonical spelling has no inner spaces, restores diacritics and
official letter case (`ND-CP`, `TTG`), pads the number to two digits, parts fused codes (`NĐCP`) and keeps the
separators as printed but for the forms whose separators are fixed (`…/NĐ-CP`, `…-NQ/TW`).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.decree_refs.issuers import codes as issuer_codes
from extractors.decree_refs.types import BY_CODE

#: Codes of the party's committees: their symbols are written `27-NQ/TW`.
_PARTY = frozenset({"TW", "TU", "BTCTW", "UBKTTW", "VPTW"})
#: Bodies whose symbols are always written `…/QĐ-TTg`, `…/NQ-CP`.
_FIXED = frozenset({"CP", "TTg"})
_TYPE_CODES = frozenset(code for code in BY_CODE if "-" not in code)
#: Codes that carry a number of their own: the National Assembly's term, a steering committee.
_NUMBERED = re.compile(r"(?:QH|UBTVQH|TVQH|BCĐ|BCD)\d")
_TERMED = re.compile(r"(?P<body>QH|UBTVQH|TVQH)\s?(?P<term>1[0-9]|[1-9])?$")

_SEGMENT = r"(?:TTg|TTr|CTr|QyĐ|QĐi|TTri|[A-ZĐƯ][A-ZĐƯ&]*\d*|(?<=[/-])[a-z](?=-))"
_LOWER_SEGMENT = r"(?:nđ|nd|qđ|qd|nq|tt|ttlt|ct|cđ|cp|ttg|hđnd|ubnd|btc|bct|byt|bgdđt|tw|qh\d\d?|ubtvqh\d\d?)"
_SUFFIX = re.compile(
    rf"(?P<first>{_SEGMENT})(?P<rest>(?:(?:[/-]|\.(?=[A-ZĐ])|\s[/-](?=\S)|[/-]\s(?=[A-ZĐ]){{0,1}}){_SEGMENT})*)"
)
_JOIN_TIGHT = re.compile(rf"(?P<separator>[/-]|\.(?=[A-ZĐƯ]{{2}})){_SEGMENT}")
_JOIN_ONE_SIDE = re.compile(rf"(?:\s(?P<before>[/-])|(?P<after>[/-])\s+)(?P<code>{_SEGMENT})(?!\w)")
_JOIN_WIDE = re.compile(rf"\s{{1,3}}(?P<separator>[/-])\s{{1,2}}(?P<code>{_SEGMENT})(?!\w)")
_FIRST = re.compile(rf"\s?{_SEGMENT}")
_LOWER_FIRST = re.compile(rf"{_LOWER_SEGMENT}(?:[/-]{_LOWER_SEGMENT})+(?!\w)|(?:qh|ubtvqh)\d\d?(?!\w)")
_NUMBER = re.compile(
    r"(?<![\d/])(?<!\d[.,-])"
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-zA-Z]?)"
    r"(?:\s?[/-]\s?(?P<year>(?:19[4-9]|20[0-4])\d|(?<=/)[5-9]\d))?"
    r"(?P<separator>\s{0,2}[/-]\s?)$"
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol found in a text: its span, its parts, and the canonical spelling.

    `number` is as printed, without spaces. `segments` are the suffix's codes, official spelling. `doc_type` is what
    the codes say of the type (None: `QH15`, `TTg-KTN`). `firm`: the codes alone show that this is a document's
    symbol; where false, only a type's word beside it does.
    """

    start: int
    end: int
    number: str
    year: int | None
    segments: tuple[str, ...]
    canonical: str
    doc_type: str | None
    firm: bool


@cache
def _official() -> dict[str, str]:
    """From a code in plain capitals without diacritics to its official spelling; clashes (`HD`, `HĐ`) left out."""
    found: dict[str, str] = {}
    known = (
        _TYPE_CODES | issuer_codes() | {"XPHC", "HĐQT", "HĐTV", "HĐTP", "ĐHĐCĐ", "BCĐ", "TĐ", "TW", "TU", "VBHN", "QH"}
    )
    for code in sorted(known):
        found.setdefault(_plain(code), code)
    # `HD` is Hướng dẫn as printed; `CT` is never `CTr`
    found["HD"] = "HD"
    found["ƯBND"] = "UBND"
    return found


def _plain(code: str) -> str:
    return code.upper().replace("Đ", "D")


@lru_cache(maxsize=4096)
def _spell(code: str) -> tuple[str, ...]:
    """One printed code in official spelling; fused ones (`NĐCP`) come apart."""
    letters = code.rstrip("0123456789")
    official = _official().get(_plain(letters))
    if official is not None:
        if _NUMBERED.match(official + "0"):
            return (official + code[len(letters) :],)
        # digits behind a code that carries none are a footnote's; the span was cut before
        return (official,)
    if letters == code:
        plain = _plain(code)
        for size in (4, 3, 2):
            kind, body = _official().get(plain[:size]), _official().get(plain[size:])
            if kind in _TYPE_CODES and body in issuer_codes() | {"TW", "TU"}:
                return (str(kind), str(body))
    return (code.upper() if code.islower() else code,)


def _trim(code: str) -> int:
    """How much of a printed code is the code: digits glued to one that carries none are a footnote's mark."""
    letters = code.rstrip("0123456789")
    digits = len(code) - len(letters)
    if not digits:
        return len(code)
    official = _official().get(_plain(letters))
    if official is None:
        return len(code)
    if official in ("QH", "UBTVQH", "TVQH"):
        return len(letters) + min(digits, 2)
    if official == "BCĐ":
        return len(code)
    return len(letters)


def symbol_at(folded: str, lower: str, digit: int) -> Symbol | None:
    """The symbol whose number (or year) ends with the digit at this place, a separator and a code following; or None."""
    stop = digit + 1
    while stop < len(folded) and folded[stop] in " \n":
        stop += 1
    if stop - digit > 3 or stop >= len(folded) or folded[stop] not in "/-":
        return None
    separator_at = stop
    stop += 1
    while stop < len(folded) and folded[stop] in " \n" and stop - separator_at < 3:
        stop += 1
    parsed = _suffix_at(folded, lower, stop)
    if parsed is None:
        return None
    printed, joints, end = parsed
    numbered = _NUMBER.search(folded, max(0, digit - 18), separator_at + 1)
    if numbered is None:
        return None
    number, year_text = numbered["number"], numbered["year"]
    if year_text is None and stop - separator_at > 1 and digit + 1 < separator_at and printed[0] not in _TYPE_CODES:
        # `năm 2023 - BTC …`: a dash with space around it joins a symbol only before a type's code
        return None
    year = None if year_text is None else int(year_text) + (1900 if len(year_text) == 2 else 0)
    segments, marks = _official_suffix(printed, joints)
    separator = folded[separator_at]
    doc_type = _doc_type(segments)
    if doc_type == "Nghị định" and year is not None and year >= 1997 and segments[1:] != ("CP",):
        # only the Government issues decrees, and since 1997 their suffix is one: what follows is a slip
        segments, marks = ("NĐ", "CP"), ("-",)
    canonical = _canonical(number, year_text, separator, segments, marks)
    return Symbol(
        numbered.start("number"), end, number, year, segments, canonical, doc_type, _is_firm(segments, year, doc_type)
    )


def _suffix_at(folded: str, lower: str, at: int) -> tuple[list[str], list[str], int] | None:
    """The codes at a place as printed, the separators between them, and where they end."""
    first = _FIRST.match(folded, at)
    if first is None or not first.group().strip():
        small = _LOWER_FIRST.match(lower, at)
        if small is None or folded[at : small.end()] != small.group():
            return None
        parts = re.split(r"([/-])", small.group())
        return parts[::2], parts[1::2], small.end()
    code = first.group().strip()
    kept = _trim(code)
    end = first.end() - len(code) + kept
    if kept == 1 and end < len(folded) and folded[end].isalpha():
        return None
    codes, joints = [code[:kept]], []
    if kept < len(code):
        return codes, joints, end
    term = re.match(r"QH|UBTVQH", code)
    if term is not None and term.group() == code:
        spaced = re.compile(r"\s(1[0-9])(?!\w)").match(folded, end)
        if spaced is not None:
            return [code + spaced[1]], joints, spaced.end()
    while True:
        joined = _JOIN_TIGHT.match(folded, end)
        if joined is not None:
            separator, code = joined["separator"], folded[joined.end("separator") : joined.end()]
        else:
            joined = _JOIN_ONE_SIDE.match(folded, end)
            if joined is not None:
                separator, code = joined["before"] or joined["after"], joined["code"]
            else:
                joined = _JOIN_WIDE.match(folded, end) if not joints else None
                if joined is None:
                    break
                separator, code = joined["separator"], joined["code"]
        kept = _trim(code)
        if kept == 1 and len(code) == 1 and joined.end() < len(folded) and folded[joined.end()].isalpha():
            break
        codes.append(code[:kept])
        joints.append(separator)
        end = joined.end() - len(code) + kept
        if kept < len(code):
            break
    return codes, joints, end


def _official_suffix(printed: list[str], joints: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    segments: list[str] = []
    marks: list[str] = []
    for at, code in enumerate(printed):
        spelled = _spell(code)
        if at:
            marks.append(joints[at - 1])
        segments.extend(spelled)
        marks.extend("-" * (len(spelled) - 1))
    if len(segments) > 1 and segments[0] in ("QĐ", "CT", "CĐ") and segments[1] == "TTr":
        segments[1] = "TTg"
    return tuple(segments), tuple(marks)


def _doc_type(segments: tuple[str, ...]) -> str | None:
    if len(segments) > 1 and f"{segments[0]}-{segments[1]}" in BY_CODE:
        return BY_CODE[f"{segments[0]}-{segments[1]}"]
    if segments[0] in _TYPE_CODES:
        return BY_CODE[segments[0]]
    if len(segments) > 1 and segments[0] in issuer_codes() and segments[1] in ("QĐ", "TT", "CT"):
        return BY_CODE[segments[1]]  # before 1998: `345/TC-QĐ`
    return None


def _is_firm(segments: tuple[str, ...], year: int | None, doc_type: str | None) -> bool:
    if _TERMED.match(segments[0]):
        return year is not None
    if doc_type is not None:
        return len(segments) > 1
    return len(segments) > 1 and segments[0] in issuer_codes()


def pad(number: str) -> str:
    """A number padded to two digits: `1` → `01`, `4a` → `04a`."""
    return "0" + number if not number[1:2].isdigit() else number


def _canonical(number: str, year: str | None, separator: str, segments: tuple[str, ...], marks: tuple[str, ...]) -> str:
    digits = pad(number)
    if year is None and re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        digits = digits.replace(".", "")
    if len(segments) == 2 and segments[0] in _TYPE_CODES:
        if segments[1] in _PARTY and year is None:
            separator, marks = "-", ("/",)
        elif segments[1] in _FIXED:
            separator, marks = "/", ("-",)
    suffix = segments[0] + "".join(mark + code for mark, code in zip(marks, segments[1:], strict=True))
    return f"{digits}/{year}/{suffix}" if year is not None else f"{digits}{separator}{suffix}"


def canonical(printed: str) -> str | None:
    """The canonical spelling of a symbol that stands alone; None when it is none. Idempotent."""
    from extractors.folding import fold

    folding = fold(printed.strip())
    for digit, character in enumerate(folding.text):
        if character.isdigit():
            symbol = symbol_at(folding.text, folding.lower, digit)
            if symbol is not None:
                return symbol.canonical
    return None
