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
from extractors.decree_refs.letters import compiled
from extractors.decree_refs.types import BY_CODE
from extractors.folding import fold
from extractors.quick import maker, quick

_TYPE_CODES = frozenset(code for code in BY_CODE if "-" not in code)
#: Codes of the party's committees: their symbols are written `27-NQ/TW`.
_PARTY = frozenset({"TW", "TU"})
#: Bodies whose symbols are always written `…/QĐ-TTg`, `…/NQ-CP`.
_FIXED = frozenset({"CP", "TTg"})
#: The National Assembly and its committee: the code carries the term's number (`QH15`, `UBTVQH14`).
_TERMED = frozenset({"QH", "UBTVQH", "TVQH"})
#: Codes that are neither a type's nor in the issuers' lexicon, for their spelling: penalties, boards, committees.
_OTHER_CODES = frozenset(
    {"XPHC", "XPVPHC", "HĐQT", "HĐTV", "ĐHĐCĐ", "BCĐ", "BCĐTW", "TĐKT", "TW", "TU", "HĐCT", "VBHN"}
)
#: Before `QĐ` and `TT` of old symbols (`345/TC-QĐ`): the type stands behind the body.
_TRAILING_TYPES = frozenset({"QĐ", "TT", "CT", "NĐ"})
#: Since this year a decree's suffix has been `NĐ-CP` with the year before it, without exception.
_DECREES_DATED_SINCE = 1997

#: More codes than a circular of six bodies has make no symbol.
_MOST_CODES = 10
#: One code as printed: capitals and digits, and the few codes with small letters.
_CODE = (
    r"(?:T[Tt][GgRr](?![A-ZĐƯ])|C[Tt][Rr](?![A-ZĐƯ])|QyĐ|QĐi"
    # a department with a small letter: `GDTrH`, `KTTh`; a word glued on has a vowel
    r"|[A-ZĐƯ][A-ZĐƯ&]{0,15}[bcdđghklmnpqrstvx]{1,2}[A-ZĐƯ&]{0,8}(?!\w)|[A-ZĐƯ][A-ZĐƯ&]{0,15}\d{0,4})"
)
_FIRST = compiled(_CODE)
_NEXT = compiled(
    rf"(?:(?P<tight>[/_-]|-[ ]?-|\.(?=[A-ZĐƯ]{{2}}))(?P<tight_code>{_CODE})"
    # a space on one side of the dash
    rf"|(?:\s(?P<before>[/-])|(?P<after>[/-])\s{{1,2}})(?P<loose_code>{_CODE})(?!\w))"
)
#: Space on both sides, or no dash at all: only between a type's or body's code and the next (`NĐ - CP`, `NĐ CP`).
_NEXT_WIDE = compiled(rf"\s{{1,3}}(?P<mark>[/-])\s{{1,2}}(?P<code>{_CODE})(?!\w)")
_NEXT_BARE = compiled(r"[ ](?P<code>TTg|[A-ZĐƯ][A-ZĐƯ&]{0,11})(?!\w)")
#: The rest of a body's code behind a slip of the space bar: `TT-BL ĐTBXH`.
_REST = compiled(r"[ ](?P<rest>[A-ZĐƯ&]{1,11})(?!\w)")
_TERM_APART = compiled(r"\s(?P<term>1\d)(?!\w)")
#: In small letters only what nothing else is written like.
_SMALL = compiled(
    r"(?:nđ-?cp|nd-cp|qđ-ttg|qd-ttg|qđ-ubnd|qd-ubnd|nq-cp|nq-hđnd|nq-hdnd|nq/tw|ct-ttg|ct/tw|cđ-ttg|kl/tw|tt-[a-zđ]{3,7}"
    r"|ttlt(?:-[a-zđ]{3,7})+|qđ-b[a-zđ]{2,6}|qh1\d|ubtvqh1\d)(?![\w/-])"
)
_YEAR_BEHIND = compiled(r"/(?P<year>(?:19[4-9]|20[0-4])\d)(?![\d/-])")
_NUMBER = compiled(
    r"(?<![\d/])(?<!\d[.,-])"
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-zA-Z]?)"
    r"(?:\s?[/-]\s?(?P<year>(?:19[4-9]|20[0-4])\d|(?<=/)[5-9]\d))?"
    r"\s{0,2}[/-]$"
)
_POINTED_THOUSAND = compiled(r"\d{1,3}\.\d{3}")


@quick
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


_symbol = maker(Symbol)


@cache
def _official() -> dict[str, str]:
    """From a code in plain capitals without diacritics to its official spelling; the first of a clash by code point."""
    found: dict[str, str] = {}
    for code in sorted(_TYPE_CODES | issuer_codes() | _OTHER_CODES | _TERMED):
        found.setdefault(_plain(code), code)
    found["UBND"] = found["ƯBND"] = "UBND"  # the second is a slip of the keyboard
    return found


def _plain(code: str) -> str:
    return code.upper().replace("Đ", "D")


def _spell(code: str) -> tuple[str, ...]:
    """One printed code in official spelling; fused ones (`NĐCP`) come apart."""
    letters = code.rstrip("0123456789")
    official = _official().get(_plain(letters))
    if official is not None:
        return (official + code[len(letters) :],)
    if letters == code:
        plain = _plain(code)
        for size in (4, 3, 2):
            kind, body = _official().get(plain[:size]), _official().get(plain[size:])
            if kind in _TYPE_CODES and (body in issuer_codes() or body in _PARTY):
                return (str(kind), str(body))
    return (code.upper() if code.islower() else code,)


@lru_cache(maxsize=4096)
def _own_length(code: str) -> int:
    """How much of a printed code is the code: digits glued to one that carries none are a footnote's mark."""
    letters = code.rstrip("0123456789")
    digits = len(code) - len(letters)
    official = _official().get(_plain(letters))
    if not digits or official is None or official == "BCĐ":
        return len(code)
    return len(letters) + min(digits, 2) if official in _TERMED else len(letters)


def symbol_at(folded: str, lower: str, digit: int) -> Symbol | None:
    """The symbol whose number or year ends with the digit at this place, a separator and a code behind it; or None."""
    mark = digit + 1
    while folded[mark : mark + 1] in (" ", "\n"):
        mark += 1
    if mark - digit > 3 or folded[mark : mark + 1] not in ("/", "-"):
        return None
    at = mark + 1
    while folded[at : at + 1] in (" ", "\n"):
        at += 1
    if at - mark > 3:
        return None
    suffix = _suffix_at(folded, lower, at)
    if suffix is None:
        return None
    printed, joints, end = suffix
    if mark > digit + 1 and at > mark + 1 and _spell(printed[0])[0] not in _TYPE_CODES:
        # `năm 2023 - BTC …`: a dash with space on both sides joins a symbol only before a type's code
        return None
    numbered = _NUMBER.search(folded, max(0, digit - 18), mark + 1)
    if numbered is None:
        return None
    year_text = numbered["year"]
    segments, marks, doc_type = _official_suffix(tuple(printed), tuple(joints))
    if year_text is None and len(segments) > 1 and (behind := _YEAR_BEHIND.match(folded, end)) is not None:
        year_text, end = behind["year"], behind.end()  # `09/NQ-HĐQT/2025`
    year = None if year_text is None else int(year_text) + (1900 if len(year_text) == 2 else 0)
    if doc_type == "Nghị định" and year is not None and year >= _DECREES_DATED_SINCE:
        # only the Government issues decrees: any other suffix is a slip
        segments, marks = ("NĐ", "CP"), ("-",)
    return _symbol(
        start=numbered.start("number"),
        end=end,
        number=numbered["number"],
        year=year,
        segments=segments,
        canonical=_canonical(numbered["number"], year_text, folded[mark], segments, marks),
        doc_type=doc_type,
        firm=_is_firm(segments, year, doc_type),
    )


def _suffix_at(folded: str, lower: str, at: int) -> tuple[list[str], list[str], int] | None:
    """The codes at a place as printed, the separators between them, and where they end."""
    first = _FIRST.match(folded, at)
    if first is None:
        small = _SMALL.match(lower, at)
        if small is None:
            return None
        parts = re.split(r"([/-])", small.group())
        return parts[::2], parts[1::2], small.end()
    code = first.group()
    if len(code) == 1 and folded[first.end() : first.end() + 1].isalpha():
        return None
    kept = _own_length(code)
    codes: list[str] = [code[:kept]]
    joints: list[str] = []
    end = at + kept
    if kept < len(code):
        return codes, joints, end
    if code in _TERMED and (term := _TERM_APART.match(folded, end)) is not None:
        return [code + term["term"]], joints, term.end()
    while len(codes) < _MOST_CODES:
        found = _next_code(folded, end, codes)
        if found is None:
            whole = _with_rest(folded, end, codes)
            return (codes, joints, end) if whole is None else ([*codes[:-1], whole[0]], joints, whole[1])
        joint, code, end = found
        kept = _own_length(code)
        codes.append(code[:kept])
        joints.append(joint)
        if kept < len(code):
            return codes, joints, end - len(code) + kept
    return None


def _next_code(folded: str, at: int, codes: list[str]) -> tuple[str, str, int] | None:
    """The separator and code that continue a suffix, and where the code ends."""
    joined = _NEXT.match(folded, at)
    if joined is not None:
        code = joined["tight_code"] or joined["loose_code"]
        if len(code) == 1 and folded[joined.end() : joined.end() + 1].isalpha():
            return None
        mark = joined["tight"] or joined["before"] or joined["after"]
        return ("-" if mark[0] in "_-" else mark), code, joined.end()
    if len(codes) > 1:
        return None
    wide = _NEXT_WIDE.match(folded, at)
    if wide is not None:
        return wide["mark"], wide["code"], wide.end()
    bare = _NEXT_BARE.match(folded, at) if _spell(codes[0])[-1] in _TYPE_CODES else None
    if bare is None or (bare["code"] not in _PARTY and _spell(bare["code"])[0] not in issuer_codes()):
        return None
    return "-", bare["code"], bare.end()


def _with_rest(folded: str, at: int, codes: list[str]) -> tuple[str, int] | None:
    """The body's code that the last code is only the beginning of, and where it ends."""
    if len(codes) < 2 or _spell(codes[0])[0] not in _TYPE_CODES or _spell(codes[-1])[0] in issuer_codes() | _PARTY:
        return None
    rest = _REST.match(folded, at)
    if rest is None or _spell(codes[-1] + rest["rest"])[0] not in issuer_codes():
        return None
    return codes[-1] + rest["rest"], rest.end()


@lru_cache(maxsize=4096)
def _official_suffix(
    printed: tuple[str, ...], joints: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """The codes in official spelling, the separators between them, and the type that they name."""
    segments: list[str] = []
    marks: list[str] = []
    for at, code in enumerate(printed):
        spelled = _spell(code)
        if at:
            marks.append(joints[at - 1])
        segments.extend(spelled)
        marks.extend("-" * (len(spelled) - 1))
    if len(segments) > 1 and segments[0] in ("QĐ", "CT", "CĐ") and segments[1] == "TTr":
        segments[1] = "TTg"  # no body is called TTr
    return tuple(segments), tuple(marks), _doc_type(tuple(segments))


def _doc_type(segments: tuple[str, ...]) -> str | None:
    if len(segments) > 1 and f"{segments[0]}-{segments[1]}" in BY_CODE:
        return BY_CODE[f"{segments[0]}-{segments[1]}"]
    if segments[0] in _TYPE_CODES:
        return BY_CODE[segments[0]]
    if len(segments) > 1 and segments[0] in issuer_codes() and segments[1] in _TRAILING_TYPES:
        return BY_CODE[segments[1]]
    return None


def _is_firm(segments: tuple[str, ...], year: int | None, doc_type: str | None) -> bool:
    if segments[0].rstrip("0123456789") in _TERMED:
        return year is not None
    return len(segments) > 1 and (doc_type is not None or segments[0] in issuer_codes())


def pad(number: str) -> str:
    """A number padded to two digits: `1` → `01`, `4a` → `04a`."""
    return number if number[1:2].isdigit() else "0" + number


def _canonical(number: str, year: str | None, separator: str, segments: tuple[str, ...], marks: tuple[str, ...]) -> str:
    if year is None and _POINTED_THOUSAND.fullmatch(number):
        number = number.replace(".", "")
    if len(segments) == 2 and segments[0] in _TYPE_CODES:
        if segments[1] in _PARTY and year is None:
            separator, marks = "-", ("/",)
        elif segments[1] in _FIXED:
            separator, marks = "/", ("-",)
    suffix = segments[0] + "".join(mark + code for mark, code in zip(marks, segments[1:], strict=True))
    return f"{pad(number)}/{year}/{suffix}" if year is not None else f"{pad(number)}{separator}{suffix}"


def canonical(printed: str) -> str | None:
    """The canonical spelling of a symbol that stands alone; None when it is none. Idempotent."""
    folding = fold(printed.strip())
    for at, character in enumerate(folding.text):
        if character.isdigit():
            symbol = symbol_at(folding.text, folding.lower, at)
            if symbol is not None:
                return symbol.canonical
    return None
