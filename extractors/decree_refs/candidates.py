"""What the finding passes give: a candidate reference, before its context is read and before it is resolved."""

from dataclasses import dataclass

from extractors.mentions import ReferenceKind
from extractors.quick import maker, quick


@quick
@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference as the text writes it.

    `symbol`, `number`, `year`, `title` are what this stretch of text itself says. `segments` are the symbol's codes.
    `lexicon_title` is the lexicon's own spelling of a named law, None for a title it does not know. `revised`: a law
    that is said to be revised or new, so not the one in force. `sure`: false for a number behind a word that may count
    something else; kept only when the text names that document elsewhere.
    """

    start: int
    end: int
    kind: ReferenceKind
    rule: str
    doc_type: str | None
    number: str | None = None
    year: int | None = None
    symbol: str | None = None
    segments: tuple[str, ...] = ()
    title: str | None = None
    lexicon_title: str | None = None
    revised: bool = False
    sure: bool = True


#: Makes a `Candidate` from its arguments.
candidate_of = maker(Candidate)
