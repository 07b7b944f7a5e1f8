"""The extractor: its anchors, and the order of its passes."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractors.decree_refs.anaphor import find_anaphors
from extractors.decree_refs.breaks import broken
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.context import Surroundings, read
from extractors.decree_refs.full import LIST_LINK, find_full
from extractors.decree_refs.issuers import name_of
from extractors.decree_refs.laws import INITIALS
from extractors.decree_refs.named import find_named, join_numbers
from extractors.decree_refs.pinpoints import pinpoint_before, pinpoint_behind
from extractors.decree_refs.relations import Related, read_relations
from extractors.decree_refs.resolve import Antecedents, Documents, Resolved, resolve_named, resolve_short
from extractors.decree_refs.short import find_short
from extractors.decree_refs.types import ABBREVIATIONS, BY_CODE, BY_WORDS, GENERIC_WORDS
from extractors.mentions import DecreeRef, Mention
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_LETTERS = "abcdefghijklmnopqrstuvwxyzđư"
#: A digit, a separator and a letter: where a symbol's suffix begins.
_SYMBOL_ANCHORS = [f"{digit}{mark}{letter}" for digit in "0123456789" for mark in "/-" for letter in _LETTERS]
_SYMBOL_ANCHORS += [
    f"{digit}{gap}" for digit in "0123456789" for gap in ("/ ", " /", "- ", " -", "/\n", "\n/", "-\n", "\n-")
]
_NAMED_ANCHORS = ["luật", "pháp lệnh", "hiến pháp", *(code.lower() for code in INITIALS)]
_WORDS = [*BY_WORDS, *GENERIC_WORDS]
_TYPE_ANCHORS = [
    variant
    for words in _WORDS
    for variant in dict.fromkeys(
        (words, words.replace(" ", "\n", 1), words.replace(" ", " \n", 1), words.replace(" ", "  ", 1))
    )
]
_SHORT_ANCHORS = [code.lower() for code in ABBREVIATIONS]
#: Two letters stand inside many words: these only with what must be around them.
_SHORT_ANCHORS = [
    "nđ",
    "qđ",
    "nq",
    "ttlt",
    *(f"{code}{gap}{digit}" for code in ("tt", "ct") for gap in ("", " ") for digit in "0123456789"),
]

_ANCHORS = (*_SYMBOL_ANCHORS, *_NAMED_ANCHORS, *_TYPE_ANCHORS, *_SHORT_ANCHORS)
_FIRST_NAMED = len(_SYMBOL_ANCHORS)
_FIRST_TYPE = _FIRST_NAMED + len(_NAMED_ANCHORS)
_FIRST_SHORT = _FIRST_TYPE + len(_TYPE_ANCHORS)

_ARTICLE_ONE = re.compile(r"(?:^|\n)[ \t]*Điều 1[.:]", re.MULTILINE)
_HEAD_NUMBER = re.compile(r"(?:^|\n)[^\n]{0,60}?(?:số|Số|SỐ)\s*:\s*$")
_HEADING = re.compile(r"\n\s*(BỘ LUẬT|LUẬT|NGHỊ QUYẾT|PHÁP LỆNH|NGHỊ ĐỊNH|THÔNG TƯ|QUYẾT ĐỊNH|CHỈ THỊ)\d?\s*\n")
_NUMBERLESS = re.compile(r"dự thảo$|dự án$")


def find(text: Text, hits: Sequence[Hit], _found: Found) -> Sequence[Mention]:
    """All references of a text."""
    candidates = _candidates(text, hits)
    if not candidates:
        return []
    starts = [candidate.start for candidate in candidates]
    around = _read_all(text, candidates)
    candidates = _with_types(text, candidates)
    documents = Documents(candidates, around)
    resolved: list[Resolved | None] = [
        _resolve(text, candidate, context, documents, candidates)
        for candidate, context in zip(candidates, around, strict=True)
    ]
    pins = [
        pinpoint_before(text.lower, candidate.start, candidates[at - 1].end if at else 0)
        or pinpoint_behind(text.lower, candidate.end, starts[at + 1] if at + 1 < len(starts) else len(text.lower))
        for at, candidate in enumerate(candidates)
    ]
    begins = [candidate.start for candidate in candidates]
    relations = read_relations(text.folded, text.lower, candidates, [context.end for context in around], begins)
    sentences = _sentence_numbers(text.folded, candidates)
    antecedents = Antecedents(
        candidates,
        resolved,
        {at: related.source for at, related in relations.items() if related.source is not None},
        sentences,
        *_own_document(text, candidates),
        drafts=_numberless(text, hits, candidates),
    )
    mentions: list[Mention] = []
    final: list[Resolved | None] = []
    for at, candidate in enumerate(candidates):
        outcome = resolved[at]
        if candidate.kind == "anaphor":
            pointed = antecedents.of(at)
            outcome = None if pointed is None else _as_anaphor(resolved[pointed])
            if outcome is None and not _names_type(candidates, candidate):
                final.append(None)
                continue
            outcome = outcome or Resolved(None, None, None, candidate.doc_type, None)
        final.append(outcome)
    for at, candidate in enumerate(candidates):
        outcome = final[at]
        if outcome is None:
            continue
        mentions.append(_mention(text, candidate, around[at], outcome, pins[at], relations.get(at), final))
    return mentions


def _candidates(text: Text, hits: Sequence[Hit]) -> list[Candidate]:
    folded, lower = text.folded, text.lower
    digits: list[int] = []
    named_places: list[tuple[int, int]] = []
    type_places: list[tuple[int, int]] = []
    for start, end, index in hits:
        if index < _FIRST_NAMED:
            digits.append(start)
        elif index < _FIRST_TYPE:
            named_places.append((start, end))
        elif index < _FIRST_SHORT:
            type_places.append((start, end))
        else:
            stop = (
                start + 2 if lower[start : start + 2] in ("tt", "ct") and not lower.startswith("ttlt", start) else end
            )
            type_places.append((start, stop))
    type_places.sort()
    named_places.sort()
    full = find_full(folded, lower, digits)
    named = find_named(folded, lower, named_places)
    named, full = join_numbers(lower, named, full)
    spans = sorted((candidate.start, candidate.end) for candidate in full + named)
    begins = [span[0] for span in spans]

    def covered(start: int, end: int) -> bool:
        at = bisect_left(begins, end) - 1
        return at >= 0 and spans[at][1] > start

    short = find_short(folded, lower, type_places, covered)
    back = find_anaphors(folded, lower, type_places)
    found = sorted(full + named + short + back, key=lambda candidate: (candidate.start, -candidate.end))
    kept: list[Candidate] = []
    for candidate in found:
        if kept and candidate.start < kept[-1].end:
            if kept[-1].kind != "full" and candidate.kind == "full":
                kept[-1] = candidate
            continue
        kept.append(candidate)
    named_numbers = {(candidate.doc_type, (candidate.number or "").lstrip("0")) for candidate in kept if candidate.sure}
    return [
        candidate
        for candidate in kept
        if candidate.sure or (candidate.doc_type, (candidate.number or "").lstrip("0")) in named_numbers
    ]


def _read_all(text: Text, candidates: Sequence[Candidate]) -> list[Surroundings]:
    around: list[Surroundings] = []
    for at, candidate in enumerate(candidates):
        floor = candidates[at - 1].end if at else 0
        ceiling = candidates[at + 1].start if at + 1 < len(candidates) else len(text.lower)
        around.append(read(text, candidate, floor, ceiling))
    for at in range(len(around) - 2, -1, -1):
        here, following = around[at], around[at + 1]
        if here.code is None and following.code is not None and candidates[at].doc_type == candidates[at + 1].doc_type:
            link = LIST_LINK.match(text.lower, here.end)
            if link is not None and link.end() == candidates[at + 1].start:
                around[at] = replace(here, body=following.body, code=following.code)
    return around


def _with_types(text: Text, candidates: list[Candidate]) -> list[Candidate]:
    """A symbol of the National Assembly without a word beside it: the heading under it says the type."""
    typed: list[Candidate] = []
    for candidate in candidates:
        if candidate.kind == "full" and candidate.doc_type is None:
            heading = _HEADING.search(text.folded, candidate.end, candidate.end + 700)
            if heading is not None and _HEAD_NUMBER.search(text.folded, max(0, candidate.start - 80), candidate.start):
                candidate = replace(candidate, doc_type=heading.group(1).capitalize())
        typed.append(candidate)
    return typed


def _resolve(
    text: Text, candidate: Candidate, context: Surroundings, documents: Documents, candidates: Sequence[Candidate]
) -> Resolved | None:
    if candidate.kind == "full":
        symbol = documents.symbols[candidate.start]
        year = candidate.year or (context.issued_on.year if context.issued_on is not None else context.year)
        return Resolved(symbol, candidate.number, year, candidate.doc_type, "explicit")
    if candidate.kind == "short":
        resolved = resolve_short(candidate, context, documents)
        year = resolved.year or _year_in(resolved.symbol)
        return Resolved(resolved.symbol, resolved.number, year, resolved.doc_type, resolved.resolution)
    if candidate.kind == "named":
        return resolve_named(candidate, context, documents, candidates, text.published_on)
    return None


def _year_in(symbol: str | None) -> int | None:
    """The year that a symbol itself carries."""
    if symbol is None:
        return None
    parts = symbol.split("/")
    return int(parts[1]) if len(parts) > 2 and parts[1].isdigit() and len(parts[1]) == 4 else None


def _as_anaphor(pointed: Resolved | None) -> Resolved | None:
    if pointed is None:
        return None
    resolution = "antecedent" if pointed.symbol is not None else None
    return Resolved(
        pointed.symbol,
        pointed.number or _number_of_law(pointed),
        _year_in(pointed.symbol) if pointed.resolution != "by_date" else None,
        pointed.doc_type,
        resolution,  # type: ignore[arg-type]
    )


def _number_of_law(pointed: Resolved) -> str | None:
    if pointed.symbol is None or pointed.resolution == "by_date":
        return None
    return pointed.symbol.split("/")[0]


def _names_type(candidates: Sequence[Candidate], anaphor: Candidate) -> bool:
    return any(other.doc_type == anaphor.doc_type and other.kind != "anaphor" for other in candidates)


def _own_document(text: Text, candidates: Sequence[Candidate]) -> tuple[Candidate | None, int]:
    """The document that the text itself is, and from where its articles begin."""
    first = _ARTICLE_ONE.search(text.folded)
    if first is None:
        return None, 0
    head = None
    for candidate in candidates:
        if candidate.kind != "full" or candidate.start > first.start():
            continue
        line = text.folded.rfind("\n", 0, candidate.start) + 1
        if candidate.start - line <= 12 and (
            _HEAD_NUMBER.search(text.folded, max(0, candidate.start - 80), candidate.start)
            or candidate.start == line
            or ":" in text.folded[candidate.start : candidate.end]
        ):
            head = candidate
            break
    return head, first.start()


def _numberless(text: Text, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    """Where documents without a number are spoken of as drafts, by type."""
    found: dict[str, list[int]] = {}
    lower = text.lower
    for start, end, index in hits:
        if _FIRST_TYPE <= index < _FIRST_SHORT and _NUMBERLESS.search(lower[max(0, start - 10) : start].rstrip()):
            kind = BY_WORDS.get(" ".join(lower[start:end].split()))
            if kind is not None:
                found.setdefault(kind.name, []).append(start)
    return found


def _sentence_numbers(folded: str, candidates: Sequence[Candidate]) -> list[int]:
    """A number for each reference's sentence: the same number, the same sentence."""
    numbers: list[int] = []
    current, at = 0, 0
    for candidate in candidates:
        if broken(folded, at, candidate.start):
            current += 1
        numbers.append(current)
        at = candidate.end
    return numbers


def _mention(
    text: Text,
    candidate: Candidate,
    context: Surroundings,
    outcome: Resolved,
    pinpoint: object,
    related: Related | None,
    final: Sequence[Resolved | None],
) -> DecreeRef:
    issued_on = context.issued_on.isoformat() if context.issued_on is not None else None
    source = final[related.source] if related is not None and related.source is not None else None
    return DecreeRef(
        start=candidate.start,
        end=candidate.end,
        text=text.folded[candidate.start : candidate.end],
        rule=candidate.rule,
        kind=candidate.kind,
        symbol=outcome.symbol,
        doc_type=outcome.doc_type if candidate.kind == "anaphor" and outcome.doc_type else candidate.doc_type,
        number=outcome.number,
        year=outcome.year,
        issued_on=issued_on,
        issuer=_issuer(candidate, context, outcome),
        title=candidate.title or context.title,
        pinpoint=pinpoint,  # type: ignore[arg-type]
        resolution=outcome.resolution,
        relation=None if related is None else related.relation,
        relation_source=None if source is None else source.symbol,
    )


def _issuer(candidate: Candidate, context: Surroundings, outcome: Resolved) -> tuple[str, ...]:
    if outcome.symbol is None:
        if context.body is not None:
            return (context.body,)
        named = name_of(context.code, outcome.year) if context.code is not None else None
        return () if named is None else (named,)
    names: list[str] = []
    codes = re.split(r"[/-]", outcome.symbol)[1:]
    suffix = [code for code in codes if not code.isdigit()]
    for at, code in enumerate(suffix):
        letters = code.rstrip("0123456789")
        if at == 0 and len(suffix) > 1 and letters in BY_CODE:
            continue
        if (
            letters in ("UBND", "UB", "HĐND")
            and context.body is not None
            and context.code == ("HĐND" if letters == "HĐND" else "UBND")
        ):
            names.append(context.body)
        elif letters == "TW":
            if context.code == "TW" and context.body is not None:
                names.append(context.body)
        else:
            name = name_of(letters, outcome.year)
            if name is not None and name not in names:
                names.append(name)
    return tuple(names)


EXTRACTOR = Extractor(name="decree_refs", version="1", find=find, anchors=_ANCHORS)
