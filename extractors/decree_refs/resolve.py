"""Resolution: which document a reference means. It never scans the text, and never chooses between two candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.context import Surroundings
from extractors.decree_refs.issuers import name_of
from extractors.decree_refs.laws import law_by_symbol, version_of_year, version_on
from extractors.decree_refs.symbols import pad
from extractors.decree_refs.types import BY_CODE, GENERIC_TYPE
from extractors.mentions import Resolution
from extractors.quick import quick

#: First day of each National Assembly's term, from the ninth; the day of its opening session.
_TERMS = (
    (date(1992, 9, 19), 9), (date(1997, 9, 20), 10), (date(2002, 7, 19), 11), (date(2007, 7, 19), 12),
    (date(2011, 7, 21), 13), (date(2016, 7, 20), 14), (date(2021, 7, 20), 15), (date(2026, 4, 6), 16),
)  # fmt: skip
#: Symbols without a year that type and body settle: `68-NQ/TW`, `16/CT-TTg`.
_YEARLESS = {
    ("Nghị quyết", "TW"): "-NQ/TW",
    ("Nghị quyết", "CP"): "/NQ-CP",
    ("Chỉ thị", "TW"): "-CT/TW",
    ("Kết luận", "TW"): "-KL/TW",
    ("Quy định", "TW"): "-QĐ/TW",
    ("Thông báo", "VPCP"): "/TB-VPCP",
}
#: Types whose symbols carry no year, whatever the body: the type's code, to be followed by the body's.
_YEARLESS_TYPES = {"Chỉ thị": "CT", "Công điện": "CĐ", "Tờ trình": "TTr", "Báo cáo": "BC", "Kế hoạch": "KH"}

#: More bare numbers than this share no suffix.
_LONGEST_SHARED = 20
#: Types whose symbols carry the year, and since when without exception.
_DATED_CODES = frozenset({"NĐ", "TT", "TTLT"})
_DATED_SINCE = 1998


@quick
@dataclass(frozen=True, slots=True)
class Resolved:
    """The document that a reference means, as far as the text and its date settle it."""

    symbol: str | None
    number: str | None
    year: int | None
    doc_type: str | None
    resolution: Resolution | None


def _key(number: str) -> str:
    return number.lstrip("0").replace(".", "") or "0"


def term_of(day: date) -> int | None:
    """The National Assembly's term on a day."""
    found = None
    for first, term in _TERMS:
        if day >= first:
            found = term
    return found


def _term_of_year(year: int) -> int | None:
    begin, end = term_of(date(year, 1, 1)), term_of(date(year, 12, 31))
    return begin if begin == end else None


class Documents:
    """The documents that a text names by symbol, for look-up by type and number or by title."""

    def __init__(self, candidates: Sequence[Candidate], around: Sequence[Surroundings]) -> None:
        self._by_number: dict[str, list[Candidate]] = {}
        self._years: dict[str, int] = {}
        #: The canonical symbol of each full reference, by where it starts; completed with a year that the text gives.
        self.symbols: dict[int, str] = {}
        #: The symbols under which a title stands in the text, and the years that it is given.
        self.titled: dict[str, list[str]] = {}
        self.title_years: dict[str, set[int]] = {}
        full = [
            (candidate, context)
            for candidate, context in zip(candidates, around, strict=True)
            if candidate.kind == "full" and candidate.number is not None and candidate.symbol is not None
        ]
        for candidate, context in full:
            self._by_number.setdefault(_key(str(candidate.number)), []).append(candidate)
            if context.issued_on is not None:
                self._years.setdefault(str(candidate.symbol), context.issued_on.year)
        for candidate, context in full:
            symbol = self._completed(candidate, context)
            self.symbols[candidate.start] = symbol
            law = law_by_symbol(symbol)
            title = candidate.lexicon_title or (None if law is None else law.title)
            if title is not None and symbol not in self.titled.setdefault(title, []):
                self.titled[title].append(symbol)
        for candidate, context in zip(candidates, around, strict=True):
            if candidate.lexicon_title is not None and (year := _year(candidate, context)) is not None:
                self.title_years.setdefault(candidate.lexicon_title, set()).add(year)

    def _completed(self, candidate: Candidate, context: Surroundings) -> str:
        """`120/NĐ-CP` with the year that a fuller mention or its date gives: symbols of these types carry one."""
        symbol = str(candidate.symbol)
        if candidate.year is not None or len(candidate.segments) < 2 or candidate.segments[0] not in _DATED_CODES:
            return symbol
        fuller = {
            str(other.symbol)
            for other in self._by_number[_key(str(candidate.number))]
            if other.year is not None and other.segments == candidate.segments
        }
        year = context.issued_on.year if context.issued_on is not None else context.year
        if year is not None:
            fuller = {other for other in fuller if f"/{year}/" in other} or fuller
        if len(fuller) == 1:
            return fuller.pop()
        if year is not None and year >= _DATED_SINCE and not fuller:
            return f"{pad(str(candidate.number))}/{year}/{'-'.join(candidate.segments)}"
        return symbol

    def matching(self, doc_type: str | None, number: str, year: int | None, code: str | None) -> list[str]:
        """The symbols in the text with this type and number, and with the year and body where they are known."""
        found: list[str] = []
        for candidate in self._by_number.get(_key(number), ()):
            symbol = self.symbols[candidate.start]
            known = candidate.year or self._years.get(str(candidate.symbol))
            if (
                symbol not in found
                and _same_type(doc_type, candidate.doc_type)
                and (year is None or known is None or known == year)
                and (code is None or _issued_by(candidate, code))
            ):
                found.append(symbol)
        return found


def _year(candidate: Candidate, context: Surroundings) -> int | None:
    """The year that a reference itself is given: in its symbol or name, by its date, or alone behind it."""
    if candidate.year is not None:
        return candidate.year
    return context.issued_on.year if context.issued_on is not None else context.year


def _same_type(wanted: str | None, named: str | None) -> bool:
    """Whether a short form's type can be that of a fuller mention: `văn bản số 12` and `Thông tư 12` are loose."""
    return wanted in (named, GENERIC_TYPE) or (wanted == "Thông tư" and named == "Thông tư liên tịch")


def _issued_by(candidate: Candidate, code: str) -> bool:
    """Whether a symbol agrees with the body that the text names: only a symbol of another known body does not."""
    codes = [segment.rstrip("0123456789") for segment in candidate.segments]
    if code in codes or (code in ("CP", "TTg") and ("CP" in codes or "TTg" in codes)):
        return True
    bodies = {name_of(segment, candidate.year) for segment in codes if segment not in BY_CODE} - {None}
    if "TW" in codes or "TU" in codes:
        return False
    return not bodies or name_of(code, candidate.year) in bodies


def resolve_all(
    candidates: Sequence[Candidate],
    around: Sequence[Surroundings],
    documents: Documents,
    listed: Sequence[bool],
    published_on: date | None,
) -> list[Resolved | None]:
    """The document that each reference means by itself; None for an anaphor, which only the others can settle.

    `listed` tells which references continue a list that the one before them belongs to.
    """
    resolved: list[Resolved | None] = []
    derived: dict[tuple[str | None, str], set[str]] = {}
    for at, (candidate, context) in enumerate(zip(candidates, around, strict=True)):
        if candidate.kind == "full":
            symbol = documents.symbols[candidate.start]
            year = _year(candidate, context)
            resolved.append(Resolved(symbol, candidate.number, year, candidate.doc_type, "explicit"))
        elif candidate.kind == "short":
            short = _resolve_short(candidate, context, documents)
            if short.symbol is None and (last := _last_of_list(candidates, listed, at)) is not None:
                short = _before_full(candidate, short, last)
            if short.symbol is not None:
                derived.setdefault((candidate.doc_type, _key(str(candidate.number))), set()).add(short.symbol)
            resolved.append(short)
        elif candidate.kind == "named":
            resolved.append(_resolve_named(candidate, context, documents, published_on))
        else:
            resolved.append(None)
    for at, (candidate, outcome) in enumerate(zip(candidates, resolved, strict=True)):
        # `Nghị quyết 68 của Bộ Chính trị` once, then `Nghị quyết 68`
        if candidate.kind == "short" and outcome is not None and outcome.symbol is None and around[at].code is None:
            symbols = derived.get((candidate.doc_type, _key(str(candidate.number))), set())
            if len(symbols) == 1:
                resolved[at] = _short(candidate, around[at], next(iter(symbols)))
    return resolved


def _short(candidate: Candidate, context: Surroundings, symbol: str | None) -> Resolved:
    year = _year(candidate, context) or year_in(symbol)
    return Resolved(symbol, candidate.number, year, candidate.doc_type, None if symbol is None else "short_form")


def _resolve_short(candidate: Candidate, context: Surroundings, documents: Documents) -> Resolved:
    """A type and a bare number: by a fuller mention in the text, else by the form that such symbols have."""
    number, year = str(candidate.number), _year(candidate, context)
    found = documents.matching(candidate.doc_type, number, year, context.code)
    if found:
        return _short(candidate, context, found[0] if len(found) == 1 else None)
    if candidate.doc_type in ("Luật", "Bộ luật") and year is not None:
        return _short(candidate, context, _law_numbered(candidate.lexicon_title, number, year))
    symbol = derived_symbol(
        candidate.doc_type, number, year, context.issued_on, context.code, printed_year=candidate.year is not None
    )
    return _short(candidate, context, symbol)


def _law_numbered(title: str | None, number: str, year: int) -> str | None:
    """The symbol of a law by number and year: the year's National Assembly, or the one that passed such a law."""
    law = None if title is None else version_of_year(title, year)
    if law is not None and law.symbol is not None and law.symbol.startswith(f"{pad(number)}/"):
        return law.symbol
    symbols = {f"{pad(number)}/{year}/QH{term_of(date(year, month, 31))}" for month in (1, 12)}
    known = symbols if len(symbols) == 1 else {symbol for symbol in symbols if law_by_symbol(symbol) is not None}
    return known.pop() if len(known) == 1 and year >= _TERMS[0][0].year + 1 else None


def _last_of_list(candidates: Sequence[Candidate], listed: Sequence[bool], at: int) -> Candidate | None:
    """The first reference that is more than a bare number behind the bare numbers of a list."""
    for following in range(at + 1, min(len(candidates), at + _LONGEST_SHARED)):
        if not listed[following]:
            return None
        if candidates[following].kind != "short" or candidates[following].year is not None:
            return candidates[following]
    return None


def _before_full(candidate: Candidate, outcome: Resolved, following: Candidate) -> Resolved:
    """`Nghị định số 45 và 46/2012/NĐ-CP`: the first number has the year and suffix of the second."""
    if following.kind != "full" or following.symbol is None:
        return outcome
    if candidate.year is not None and candidate.year != following.year:
        return outcome
    tail = following.symbol[len(pad(str(following.number))) :]
    return Resolved(
        pad(str(candidate.number)) + tail, candidate.number, following.year, candidate.doc_type, "short_form"
    )


def year_in(symbol: str | None) -> int | None:
    """The year that a symbol itself carries."""
    parts = symbol.split("/") if symbol is not None else ()
    return int(parts[1]) if len(parts) > 2 and parts[1].isdigit() and len(parts[1]) == 4 else None


def derived_symbol(
    doc_type: str | None, number: str, year: int | None, day: date | None, code: str | None, *, printed_year: bool
) -> str | None:
    """The only symbol that a document of this type, number, year and body can have; None where there are several."""
    digits = pad(number)
    if doc_type == "Nghị định":
        return (
            f"{digits}/{year}/NĐ-CP"
            if year is not None and year >= _DATED_SINCE and code in (None, "CP", "TTg")
            else None
        )
    if code is None:
        return None
    if not printed_year and (doc_type, code) in _YEARLESS:
        return digits + _YEARLESS[str(doc_type), code]
    if not printed_year and doc_type in _YEARLESS_TYPES and code not in ("TW", "QH", "HĐND"):
        return f"{digits}/{_YEARLESS_TYPES[doc_type]}-{code}"
    if year is None:
        return None
    if doc_type == "Thông tư" and code not in ("CP", "TTg", "TW", "QH", "UBND", "HĐND"):
        return f"{digits}/{year}/TT-{code}"
    if doc_type == "Quyết định" and printed_year and code not in ("CP", "TW", "QH", "HĐND"):
        return f"{digits}/{year}/QĐ-{code}"
    if doc_type == "Nghị quyết" and code in ("QH", "UBTVQH"):
        term = term_of(day) if day is not None else _term_of_year(year)
        return f"{digits}/{year}/{code}{term}" if term is not None else None
    if doc_type == "Nghị quyết" and code == "HĐND" and printed_year:
        return f"{digits}/{year}/NQ-HĐND"
    return None


def _resolve_named(
    candidate: Candidate, context: Surroundings, documents: Documents, published_on: date | None
) -> Resolved:
    """A law by title: by its year or date, its number or another year in the text, else by the article's date."""
    title, year = candidate.lexicon_title, _year(candidate, context)
    symbol: str | None = None
    resolution: Resolution = "explicit"
    if title is not None:
        numbered, years = documents.titled.get(title, []), documents.title_years.get(title, set())
        if year is not None:
            law = version_of_year(title, year)
            fitting = [number for number in numbered if f"/{year}/" in number]
            symbol = law.symbol if law is not None else None
            symbol = symbol or (fitting[0] if len(fitting) == 1 else None)
        elif candidate.revised:
            pass  # `Luật Đất đai (sửa đổi)`: the law in force is what it is to replace
        elif numbered or years:
            resolution = "antecedent"
            dated = {law.symbol for at in years if (law := version_of_year(title, at)) is not None and law.symbol}
            named = dated | set(numbered)
            symbol = named.pop() if len(named) == 1 and len(years) <= 1 else None
        elif published_on is not None:
            resolution = "by_date"
            law = version_on(title, published_on)
            symbol = None if law is None else law.symbol
    return Resolved(symbol, None, year, candidate.doc_type, None if symbol is None else resolution)
