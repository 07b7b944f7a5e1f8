"""What references back point to. Between two candidates the answer is neither."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.letters import compiled
from extractors.decree_refs.own import Drafts, OwnDocument, inside_quotation
from extractors.decree_refs.relations import Related
from extractors.decree_refs.resolve import Resolved, year_in
from extractors.mentions import Resolution

#: `Thông tư này` may point to a joint circular.
WIDER = {"Thông tư liên tịch": "Thông tư", "Nghị quyết liên tịch": "Nghị quyết"}
#: How many references of a type back an anaphor may look; the same sentence rarely holds more than three.
_FURTHEST = 60
#: So many characters on, a text that names several documents of a type may mean any of them.
_FAR = 4000
#: `quyết định này` in small letters, that far behind the last decision, is somebody's resolve.
_NEAR = 900
_JOINED = compiled(
    r"(?:\s+ngày\s+[\d/]+)?\s*(?:,\s*)?(?:và|hoặc)\s+(?:(?:quy\s+định\s+)?tại\s+)?"
    r"(?:(?:điểm|khoản|điều)\s+\w+\s*,?\s*){0,3}(?:của\s+)?$"
)


class Antecedents:
    """The references of a text as what an anaphor may point to: by type, sentence, and who acts on whom."""

    def __init__(
        self,
        folded: str,
        lower: str,
        candidates: Sequence[Candidate],
        relations: Mapping[int, Related],
        sentences: Sequence[int],
        own: OwnDocument | None,
        drafts: Drafts,
    ) -> None:
        self._folded = folded
        self._lower = lower
        self._candidates = candidates
        self._relations = relations
        self._sentences = sentences
        self._own = own
        self._drafts = drafts
        self._by_type: dict[str | None, list[int]] = {}
        for at, candidate in enumerate(candidates):
            if candidate.kind != "anaphor":
                for doc_type in {candidate.doc_type, WIDER.get(str(candidate.doc_type), candidate.doc_type)}:
                    self._by_type.setdefault(doc_type, []).append(at)
        self._done_by: dict[int, list[int]] = {}
        for target, related in relations.items():
            if related.source is not None:
                self._done_by.setdefault(related.source, []).append(target)
        self._acting = {
            at if related.passive else related.source for at, related in relations.items() if related.source is not None
        }

    def resolve(self, resolved: list[Resolved | None]) -> None:
        """Fill in what each anaphor points to; None stays where the text names no document of its type before it."""
        for at, candidate in enumerate(self._candidates):
            if candidate.kind != "anaphor":
                continue
            pointed = self._antecedent(at, resolved)
            outcome = None if pointed is None else resolved[pointed]
            if outcome is not None:
                symbol, number = outcome.symbol, outcome.number
                year = outcome.year if outcome.year is not None else year_in(symbol) if number is not None else None
                resolution: Resolution | None = None if symbol is None else "antecedent"
                resolved[at] = Resolved(symbol, number, year, outcome.doc_type, resolution)
            elif candidate.sure and self._previous(at):
                resolved[at] = Resolved(None, None, None, candidate.doc_type, None)

    def _antecedent(self, at: int, resolved: Sequence[Resolved | None]) -> int | None:
        """The position of the reference that an anaphor points to; None where the text leaves it open."""
        anaphor = self._candidates[at]
        previous = self._previous(at)
        own = self._own
        if own is not None and anaphor.start >= own.body_from and self._fits(own.position, anaphor):
            if inside_quotation(self._folded, anaphor.start):
                # the words of the document that this one amends
                amended = [p for p in previous if p in self._relations and self._relations[p].relation == "amends"]
                return amended[0] if amended else own.position
            return own.position
        others = list(self._done_by.get(at, ()))
        coordinated = self._coordinated(at)
        if coordinated is not None:
            others.append(coordinated)
        if others:
            # a document does not change itself, nor stand beside itself
            named = {self._identity(position, resolved) for position in others}
            previous = [position for position in previous if self._identity(position, resolved) not in named]
        if not previous:
            return None
        nearest = previous[0]
        end = self._candidates[nearest].end
        if self._drafts.between(anaphor.doc_type, end, anaphor.start):
            return None
        if anaphor.start - end > _FAR and len({self._identity(p, resolved) for p in previous}) > 1:
            return None
        if not anaphor.sure and anaphor.start - end > _NEAR:
            return None
        together = [position for position in previous if self._sentences[position] == self._sentences[nearest]]
        # the document that acts on others is what the sentence is about, not those that it changes
        acting = [p for p in together if p in self._acting and not self._changed(p)]
        if len({self._identity(p, resolved) for p in acting}) == 1:
            return acting[0]
        together = [p for p in together if not self._changed(p)] or together
        if len({self._identity(p, resolved) for p in together}) == 1:
            return together[0]
        return nearest if self._sentences[at] == self._sentences[nearest] else None

    def _changed(self, position: int) -> bool:
        """Whether another document is said to do something to this one, in words that are about the other."""
        related = self._relations.get(position)
        return related is not None and not related.passive and related.relation in ("amends", "replaces", "repeals")

    def _coordinated(self, at: int) -> int | None:
        """The reference that `và` joins an anaphor to: `Nghị định 116 và Nghị định này` are two documents."""
        if not at or self._candidates[at - 1].doc_type != self._candidates[at].doc_type:
            return None
        joined = _JOINED.match(self._lower, self._candidates[at - 1].end, self._candidates[at].start)
        return at - 1 if joined is not None and self._candidates[at - 1].kind != "anaphor" else None

    def _previous(self, at: int) -> list[int]:
        """The positions of the references before an anaphor that are of its type, the nearest first; the last few."""
        positions = self._by_type.get(self._candidates[at].doc_type, [])
        place = bisect_left(positions, at)
        return positions[max(0, place - _FURTHEST) : place][::-1]

    def _fits(self, position: int, anaphor: Candidate) -> bool:
        named = str(self._candidates[position].doc_type)
        return anaphor.doc_type in (named, WIDER.get(named))

    def _identity(self, position: int, resolved: Sequence[Resolved | None]) -> tuple[object, ...]:
        """What tells two documents apart: their symbols, else what the text says of them."""
        outcome, candidate = resolved[position], self._candidates[position]
        if outcome is not None and outcome.symbol is not None:
            return (outcome.symbol,)
        return candidate.title, candidate.number, candidate.year
