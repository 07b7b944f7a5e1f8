"""The extractor: find, read around, resolve, relate, give out."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.decree_refs.anaphor import find_anaphors
from extractors.decree_refs.anchors import ANCHORS, Places, sort_places
from extractors.decree_refs.antecedents import WIDER, Antecedents
from extractors.decree_refs.breaks import broken
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.context import LOCAL_CODES, NAMELESS, Surroundings, read
from extractors.decree_refs.definitions import with_definitions
from extractors.decree_refs.full import LIST_LINK, find_full
from extractors.decree_refs.issuers import name_of
from extractors.decree_refs.named import find_named, join_amending, join_numbers, with_bare_numbers
from extractors.decree_refs.own import Drafts, heading_type, own_document
from extractors.decree_refs.pinpoints import pinpoint_before, pinpoint_behind
from extractors.decree_refs.relations import Related, of_own_document, read_relations
from extractors.decree_refs.resolve import Documents, Resolved, resolve_all
from extractors.decree_refs.shared import share
from extractors.decree_refs.short import find_short
from extractors.decree_refs.types import BY_CODE, GENERIC_TYPE
from extractors.mentions import DecreeRef, Mention, Pinpoint
from extractors.quick import maker
from extractors.registry import Extractor
from extractors.text import Found, Hit, Text

_reference = maker(DecreeRef)
#: Types that several bodies issue together.
_JOINT = ("Thông tư liên tịch", "Nghị quyết liên tịch")


def find(text: Text, hits: Sequence[Hit], _found: Found) -> Sequence[Mention]:
    """All references of a text, in reading order."""
    places = sort_places(hits)
    candidates = _candidates(text, places)
    if not candidates:
        return []
    around = _read_around(text, candidates)
    relations = read_relations(text.folded, text.lower, candidates, [context.end for context in around])
    listed = [at > 0 and _listed(text, candidates, around, at) for at in range(len(candidates))]
    around = share(text, candidates, around, listed)
    documents = Documents(candidates, around)
    resolved = resolve_all(candidates, around, documents, listed, text.published_on)
    own = own_document(text.folded, candidates)
    if own is not None:
        relations = of_own_document(relations, own.position)
    if any(candidate.kind == "anaphor" for candidate in candidates):
        antecedents = Antecedents(
            text.folded,
            text.lower,
            candidates,
            relations,
            _sentences(text.folded, candidates),
            own,
            Drafts(text.folded, text.lower, places.types, candidates),
        )
        antecedents.resolve(resolved)
    named_bodies = _named_bodies(candidates, around, resolved)
    starts = [*(candidate.start for candidate in candidates), len(text.folded)]
    mentions: list[Mention] = []
    for at, (candidate, context, outcome) in enumerate(zip(candidates, around, resolved, strict=True)):
        if outcome is None:
            continue
        pinpoint = pinpoint_before(text.lower, candidate.start, candidates[at - 1].end if at else 0)
        if pinpoint is None:
            pinpoint = pinpoint_behind(text.lower, candidate.end, starts[at + 1])
        body = _body(context, outcome, named_bodies)
        if body != context.body:
            context = replace(context, body=body)
        mentions.append(_mention(text, candidate, context, outcome, pinpoint, relations.get(at), resolved))
    return mentions


def _candidates(text: Text, places: Places) -> list[Candidate]:
    """What the passes find, in reading order, without overlaps; numbers in doubt only where the text confirms them."""
    folded, lower = text.folded, text.lower
    full = find_full(folded, lower, places.digits)
    named = find_named(folded, lower, places.named)
    if named:
        named, full = join_numbers(lower, named, full)
        named = join_amending(folded, lower, named)
        named = with_definitions(folded, with_bare_numbers(lower, named))
    spans = sorted((candidate.start, candidate.end) for candidate in full + named)
    begins = [span[0] for span in spans]

    def covered(start: int, end: int) -> bool:
        at = bisect_left(begins, end) - 1
        return at >= 0 and spans[at][1] > start

    short = find_short(folded, lower, places.types, covered)
    named_types = {found.doc_type for found in full + named + short}
    if not named_types:
        return []  # there is nothing to point back to
    named_types |= {WIDER.get(str(name)) for name in named_types}
    back = [found for found in find_anaphors(folded, lower, places.types) if found.doc_type in named_types]
    kept: list[Candidate] = []
    for candidate in sorted(full + named + short + back, key=lambda found: (found.start, -found.end)):
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
        elif kept[-1].kind != "full" and candidate.kind == "full":
            kept[-1] = candidate
    sure = {(found.doc_type, (found.number or "").lstrip("0")) for found in kept if found.sure}
    kept = [
        found
        for found in kept
        if found.sure or found.kind == "anaphor" or (found.doc_type, (found.number or "").lstrip("0")) in sure
    ]
    for at, candidate in enumerate(kept):
        if candidate.kind == "full" and candidate.doc_type is None:
            kept[at] = replace(candidate, doc_type=heading_type(folded, candidate))
    return kept


def _read_around(text: Text, candidates: Sequence[Candidate]) -> list[Surroundings]:
    """What stands around each; members of a list share the body behind it and the date before it."""
    around: list[Surroundings] = []
    for at, candidate in enumerate(candidates):
        floor = max(candidates[at - 1].end, around[-1].end) if at else 0
        ceiling = candidates[at + 1].start if at + 1 < len(candidates) else len(text.folded)
        context = read(text, candidate, floor, ceiling)
        if at and context.issued_on is None and around[-1].dated_before and _listed(text, candidates, around, at):
            context = replace(context, issued_on=around[-1].issued_on, dated_before=True)
        around.append(context)
    for at in range(len(around) - 2, -1, -1):
        if around[at].code is None and around[at + 1].code is not None and _listed(text, candidates, around, at + 1):
            around[at] = replace(around[at], body=around[at + 1].body, code=around[at + 1].code)
    return around


def _listed(text: Text, candidates: Sequence[Candidate], around: Sequence[Surroundings], at: int) -> bool:
    """Whether a reference continues a list of its type that the one before it belongs to."""
    if candidates[at].doc_type != candidates[at - 1].doc_type:
        return False
    link = LIST_LINK.match(text.lower, around[at - 1].end)
    return link is not None and link.end() == candidates[at].start


def _sentences(folded: str, candidates: Sequence[Candidate]) -> list[int]:
    """A number for each reference's sentence: the same number, the same sentence."""
    numbers: list[int] = []
    current, at = 0, 0
    for candidate in candidates:
        current += broken(folded, at, candidate.start)
        numbers.append(current)
        at = candidate.end
    return numbers


def _named_bodies(
    candidates: Sequence[Candidate], around: Sequence[Surroundings], resolved: Sequence[Resolved | None]
) -> dict[str, str]:
    """For a symbol, the name that the text gives its body somewhere: a province's committee, the party's."""
    found: dict[str, str] = {}
    for candidate, context, outcome in zip(candidates, around, resolved, strict=True):
        if candidate.kind == "anaphor" or context.body is None or context.body in NAMELESS:
            continue
        if outcome is not None and outcome.symbol is not None:
            found.setdefault(outcome.symbol, context.body)
    return found


def _body(context: Surroundings, outcome: Resolved, named: Mapping[str, str]) -> str | None:
    if outcome.symbol is None or (context.body is not None and context.body not in NAMELESS):
        return context.body
    return named.get(outcome.symbol, context.body)


def _mention(
    text: Text,
    candidate: Candidate,
    context: Surroundings,
    outcome: Resolved,
    pinpoint: Pinpoint | None,
    related: Related | None,
    resolved: Sequence[Resolved | None],
) -> DecreeRef:
    source = resolved[related.source] if related is not None and related.source is not None else None
    return _reference(
        start=candidate.start,
        end=candidate.end,
        text=text.folded[candidate.start : candidate.end],
        rule=candidate.rule,
        kind=candidate.kind,
        symbol=outcome.symbol,
        doc_type=outcome.doc_type,
        number=outcome.number,
        year=outcome.year,
        issued_on=None if context.issued_on is None else context.issued_on.isoformat(),
        issuer=_issuers(candidate, context, outcome),
        title=candidate.title or context.title,
        pinpoint=pinpoint,
        resolution=outcome.resolution,
        relation=None if related is None else related.relation,
        relation_source=None if source is None else source.symbol,
    )


def _issuers(candidate: Candidate, context: Surroundings, outcome: Resolved) -> tuple[str, ...]:
    """The bodies that issued a document: those of its symbol, in order, with the names that the text adds."""
    if outcome.symbol is None and candidate.lexicon_title is not None:
        return ("Ủy ban Thường vụ Quốc hội" if candidate.doc_type == "Pháp lệnh" else "Quốc hội",)
    if outcome.symbol is None:
        named = context.body or (None if context.code is None else name_of(context.code, outcome.year))
        return () if named is None else (named,)
    names: list[str] = []
    codes = [code for code in re.split(r"[/-]", outcome.symbol)[1:] if not code.isdigit()]
    for at, code in enumerate(codes):
        letters = code.rstrip("0123456789")
        if at == 0 and BY_CODE.get(letters) is not None and (len(codes) == 1 or outcome.doc_type != GENERIC_TYPE):
            continue
        named = context.body if letters in LOCAL_CODES or letters == "TW" else None
        named = named or name_of(letters, outcome.year)
        if named is not None and named not in names:
            names.append(named)
        if names and outcome.doc_type not in _JOINT:
            break  # the codes behind the body are its departments
    return tuple(names)


EXTRACTOR = Extractor(name="decree_refs", version="3", find=find, anchors=ANCHORS)
