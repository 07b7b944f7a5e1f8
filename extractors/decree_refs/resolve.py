"""Resolution: which document a reference means. It never scans the text, and never chooses between two candidates."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.context import Surroundings
from extractors.decree_refs.laws import law_by_symbol, version_of_year, version_on, versions
from extractors.decree_refs.symbols import pad
from extractors.mentions import Resolution

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
    """The documents that a text names by symbol, for look-up by type and number."""

    def __init__(self, candidates: Sequence[Candidate], around: Sequence[Surroundings]) -> None:
        self._by_number: dict[tuple[str, str], dict[str, Candidate]] = {}
        self._by_any: dict[str, dict[str, Candidate]] = {}
        self._full: list[Candidate] = []
        self.symbols: dict[int, str] = {}
        self.years: dict[str, int] = {}
        for candidate in candidates:
            if candidate.kind == "full" and candidate.number is not None and candidate.symbol is not None:
                key = _key(candidate.number)
                self._by_number.setdefault((str(candidate.doc_type), key), {})[candidate.symbol] = candidate
                self._by_any.setdefault(key, {})[candidate.symbol] = candidate
                self._full.append(candidate)
        for candidate, context in zip(candidates, around, strict=True):
            if candidate.kind == "full" and candidate.symbol is not None:
                if context.issued_on is not None:
                    self.years.setdefault(candidate.symbol, context.issued_on.year)
                self.symbols[candidate.start] = self._completed(candidate, context)
        self.titled: dict[str, list[str]] = {}
        for candidate in self._full:
            law = law_by_symbol(str(candidate.symbol))
            title = candidate.lexicon_title or (None if law is None else law.title)
            if title is not None and candidate.symbol not in self.titled.setdefault(title, []):
                self.titled[title].append(str(candidate.symbol))

    def _completed(self, candidate: Candidate, context: Surroundings) -> str:
        """`120/NĐ-CP` with the year that its date or a fuller mention gives: a decree's symbol carries one."""
        symbol = str(candidate.symbol)
        if (
            candidate.year is not None
            or candidate.segments[:1] not in (("NĐ",), ("TT",))
            or len(candidate.segments) < 2
        ):
            return symbol
        suffix = "/" + "-".join(candidate.segments)
        fuller = [
            other
            for other, named in self._by_number.get((str(candidate.doc_type), _key(str(candidate.number))), {}).items()
            if named.year is not None and named.segments == candidate.segments
        ]
        year = context.issued_on.year if context.issued_on is not None else context.year
        if year is not None:
            fuller = [other for other in fuller if f"/{year}/" in other] or fuller
        if len(fuller) == 1:
            return fuller[0]
        if year is not None and year >= 1998 and not fuller:
            return f"{pad(str(candidate.number))}/{year}{suffix}"
        return symbol

    def matching(self, doc_type: str | None, number: str, year: int | None) -> list[str]:
        """The symbols in the text with this type and number, and year where one is known."""
        key = _key(number)
        named = self._by_number.get((str(doc_type), key))
        if named is None and doc_type in ("Công văn", "Thông tư"):
            named = {
                symbol: other
                for symbol, other in self._by_any.get(key, {}).items()
                if doc_type == "Công văn" or str(other.doc_type).startswith("Thông tư")
            }
        found: list[str] = []
        for candidate in (named or {}).values():
            symbol = self.symbols.get(candidate.start, str(candidate.symbol))
            known = candidate.year if candidate.year is not None else self.years.get(str(candidate.symbol))
            if (year is None or known is None or known == year) and symbol not in found:
                found.append(symbol)
        return found


def resolve_short(candidate: Candidate, context: Surroundings, documents: Documents) -> Resolved:
    """A type and a bare number: by a fuller mention in the text, else by the form that such symbols have."""
    number, doc_type = str(candidate.number), candidate.doc_type
    day = context.issued_on
    year = candidate.year or (day.year if day is not None else context.year)
    found = documents.matching(doc_type, number, year)
    symbol = found[0] if len(found) == 1 else None
    if not found:
        symbol = derived_symbol(doc_type, number, year, day, context.code, printed_year=candidate.year is not None)
    return Resolved(symbol, number, year, doc_type, None if symbol is None else "short_form")


def derived_symbol(
    doc_type: str | None, number: str, year: int | None, day: date | None, code: str | None, *, printed_year: bool
) -> str | None:
    """The only symbol that a document of this type, number, year and body can have; None where there are several."""
    digits = pad(number)
    if doc_type == "Nghị định":
        return f"{digits}/{year}/NĐ-CP" if year is not None and year >= 1998 and code in (None, "CP", "TTg") else None
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


def resolve_named(
    candidate: Candidate,
    context: Surroundings,
    documents: Documents,
    siblings: Sequence[Candidate],
    published_on: date | None,
) -> Resolved:
    """A law by title: by its number elsewhere in the text, its year or date, another dated mention, else by the date."""
    title = candidate.lexicon_title
    day = context.issued_on
    year = candidate.year or (day.year if day is not None else None)
    unresolved = Resolved(None, None, year, candidate.doc_type, None)
    if title is None:
        return unresolved
    named = documents.titled.get(title, [])
    if year is not None:
        law = version_of_year(title, year)
        if law is not None and law.symbol is not None:
            return Resolved(law.symbol, None, year, candidate.doc_type, "explicit")
        fitting = [symbol for symbol in named if f"/{year}/" in symbol]
        return Resolved(fitting[0], None, year, candidate.doc_type, "explicit") if len(fitting) == 1 else unresolved
    if len(named) == 1:
        return Resolved(named[0], None, None, candidate.doc_type, "antecedent")
    years = sorted({other.year for other in siblings if other.lexicon_title == title and other.year is not None})
    if named or len(years) > 1:
        return unresolved
    if len(years) == 1:
        law = version_of_year(title, years[0])
        if law is not None and law.symbol is not None:
            return Resolved(law.symbol, None, None, candidate.doc_type, "antecedent")
        return unresolved
    if published_on is not None and versions(title):
        law = version_on(title, published_on)
        if law is not None and law.symbol is not None:
            return Resolved(law.symbol, None, None, candidate.doc_type, "by_date")
    return unresolved


class Antecedents:
    """What an anaphor may point to: the references before it, by type, and the text's own document."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        resolved: Sequence[Resolved | None],
        subjects: dict[int, int],
        sentences: Sequence[int],
        own: Candidate | None,
        articles_from: int,
        drafts: dict[str, list[int]],
    ) -> None:
        self._candidates = candidates
        self._resolved = resolved
        self._subjects = subjects
        self._sentences = sentences
        self._own = own
        self._articles_from = articles_from
        self._drafts = drafts
        self._starts = [candidate.start for candidate in candidates]

    def of(self, at: int) -> int | None:
        """The position of the reference that the anaphor at position `at` points to; None where the text leaves it open."""
        anaphor = self._candidates[at]
        if self._own is not None and anaphor.start >= self._articles_from and self._own.doc_type == anaphor.doc_type:
            return bisect_left(self._starts, self._own.start)
        previous = [
            position
            for position in range(at - 1, -1, -1)
            if self._fits(self._candidates[position], anaphor) and self._candidates[position].kind != "anaphor"
        ]
        if not previous:
            return None
        nearest = previous[0]
        draft = self._drafts.get(str(anaphor.doc_type), [])
        place = bisect_left(draft, anaphor.start) - 1
        if place >= 0 and draft[place] > self._candidates[nearest].end:
            return None
        # the document that acts on another is what the passage is about
        sentence = self._sentences[nearest]
        together = [p for p in previous if self._sentences[p] == sentence]
        acting = [p for p in together if p in self._subjects.values() and p not in self._subjects]
        if acting:
            return acting[0]
        names = {self._identity(p) for p in together}
        if len(names) == 1:
            return nearest
        if self._sentences[at] == sentence:
            return nearest
        return None

    def _identity(self, position: int) -> str:
        resolved = self._resolved[position]
        candidate = self._candidates[position]
        return str(
            resolved.symbol
            if resolved is not None and resolved.symbol
            else (candidate.title, candidate.number, candidate.year)
        )

    @staticmethod
    def _fits(candidate: Candidate, anaphor: Candidate) -> bool:
        if candidate.doc_type == anaphor.doc_type:
            return True
        return anaphor.doc_type == "Thông tư" and candidate.doc_type == "Thông tư liên tịch"
