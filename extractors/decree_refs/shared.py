"""What a text says once and means of several references: the year behind a list, the year and body of a bare number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.context import Surroundings
from extractors.text import Text

#: A document by what a bare number says of it: its type, its number without leading noughts.
_Named = tuple[str | None, str]
#: How far before a reference a date that belongs to it may stand.
_DATE_REACH = 260


def share(
    text: Text, candidates: Sequence[Candidate], around: Sequence[Surroundings], listed: Sequence[bool]
) -> list[Surroundings]:
    """The surroundings with what other references say of the same document or list.

    `listed` tells which references continue a list that the one before them belongs to.
    """
    shared = _year_of_list(candidates, around, listed)
    years, with_symbol = _years(candidates)
    bodies = _bodies(candidates, shared)
    for at, (candidate, context) in enumerate(zip(candidates, shared, strict=True)):
        named = _name(candidate)
        if candidate.kind != "short" or named not in years:
            continue
        if context.dated_before and not _fits(text, candidate, context, years[named]):
            context = replace(context, issued_on=None, dated_before=False)
        if named not in with_symbol and len(years[named]) == 1:
            # `Thông tư 16/2010` once, `Thông tư 16` elsewhere: one document, whose body any mention may name
            (year,) = years[named]
            said = _said_year(candidate, context)
            if said in (None, year):
                context = replace(context, year=year if context.issued_on is None else context.year)
                if context.code is None and len(bodies.get(named, {})) == 1:
                    ((code, body),) = bodies[named].items()
                    context = replace(context, code=code, body=body)
        shared[at] = context
    return shared


def _name(candidate: Candidate) -> _Named:
    return candidate.doc_type, (candidate.number or "").lstrip("0")


def _said_year(candidate: Candidate, context: Surroundings) -> int | None:
    if candidate.year is not None:
        return candidate.year
    return context.issued_on.year if context.issued_on is not None else context.year


def _years(candidates: Sequence[Candidate]) -> tuple[dict[_Named, set[int]], set[_Named]]:
    """The years printed in the numbers of each document, and the documents whose symbol the text gives."""
    years: dict[_Named, set[int]] = {}
    with_symbol: set[_Named] = set()
    for candidate in candidates:
        if candidate.kind in ("full", "short") and candidate.year is not None:
            years.setdefault(_name(candidate), set()).add(candidate.year)
        if candidate.kind == "full":
            with_symbol.add(_name(candidate))
    return years, with_symbol


def _bodies(candidates: Sequence[Candidate], around: Sequence[Surroundings]) -> Mapping[_Named, dict[str, str | None]]:
    """The codes of the bodies that the text names with each bare number, and the names that only the text gives."""
    found: dict[_Named, dict[str, str | None]] = {}
    for candidate, context in zip(candidates, around, strict=True):
        if candidate.kind == "short" and context.code is not None:
            names = found.setdefault(_name(candidate), {})
            names[context.code] = names.get(context.code) or context.body
    return found


def _fits(text: Text, candidate: Candidate, context: Surroundings, years: set[int]) -> bool:
    """Whether a day before a bare number can be its own; not where the year is the article's, the number's another."""
    if context.issued_on is None or context.issued_on.year in years:
        return True
    printed = text.folded.find(str(context.issued_on.year), max(0, candidate.start - _DATE_REACH), candidate.start) >= 0
    return printed or text.published_on is None or context.issued_on.year != text.published_on.year


def _year_of_list(
    candidates: Sequence[Candidate], around: Sequence[Surroundings], listed: Sequence[bool]
) -> list[Surroundings]:
    """`các Nghị định số 28 và 35 năm 2021`: the year behind the last is every number's."""
    shared = list(around)
    for at in range(len(shared) - 2, -1, -1):
        if (
            listed[at + 1]
            and candidates[at].kind == candidates[at + 1].kind == "short"
            and candidates[at + 1].year is None
            and shared[at + 1].issued_on is None
            and _said_year(candidates[at], shared[at]) is None
        ):
            shared[at] = replace(shared[at], year=shared[at + 1].year)
    return shared
