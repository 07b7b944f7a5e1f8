"""What the extractors read: a text, its folded form, its date, and where their anchors stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from extractors.folding import Folded, fold
from extractors.mentions import Mention

#: Where an anchor stands: start and end in the folded text, and the anchor's position in its extractor's `anchors`.
Hit = tuple[int, int, int]
#: What the extractors that ran before have found, by list name, in reading order, in folded offsets.
Found = Mapping[str, Sequence[Mention]]


@dataclass(frozen=True)
class Text:
    """One document's text as every extractor sees it.

    `folded` and `lower` have one length; an offset into one is an offset into the other. `published_on` is the
    document's date where known: it settles what the text leaves open, and is never guessed.
    """

    given: str
    published_on: date | None
    fold: Folded = field(repr=False)

    @classmethod
    def of(cls, given: str, published_on: date | None = None) -> "Text":
        """Fold a text as given."""
        return cls(given, published_on, fold(given))

    @cached_property
    def folded(self) -> str:
        """The folded text."""
        return self.fold.text

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case, of the same length."""
        return self.fold.lower
