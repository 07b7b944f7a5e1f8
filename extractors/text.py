"""What the extractors read: a text, its folded form, its date, and where their anchors stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from extractors.cells import Cell
from extractors.folding import Folded, fold
from extractors.mentions import Mention
from extractors.quick import quick

if TYPE_CHECKING:
    # numerals read texts: only the name is needed here
    from extractors.numerals import Habit

#: Where an anchor stands: start and end in the folded text, and the anchor's position in its extractor's `anchors`.
Hit = tuple[int, int, int]
#: What the extractors that ran before have found, by list name, in reading order, in folded offsets.
Found = Mapping[str, Sequence[Mention]]


@quick
@dataclass(frozen=True, slots=True)
class Text:
    """One document's text as every extractor sees it.

    `folded` is the folded text and `lower` the same in lower case, of the same length: an offset into one is an offset
    into the other. `published_on` is the document's date where known: it settles what the text leaves open, and is
    never guessed. `cells` are the cells of its tables whose unit is known, in folded offsets. `habit` is how its
    numbers are written, where something outside of the text tells it better.
    """

    given: str
    published_on: date | None
    fold: Folded = field(repr=False)
    folded: str = field(repr=False)
    lower: str = field(repr=False)
    cells: tuple[Cell, ...] = ()
    habit: "Habit | None" = None

    @classmethod
    def of(
        cls,
        given: str,
        published_on: date | None = None,
        *,
        cells: Sequence[Cell] = (),
        habit: "Habit | None" = None,
    ) -> "Text":
        """Fold a text as given, and its cells with it. Raises ValueError where a cell lies outside the text."""
        folded = fold(given)
        moved = _folded_cells(cells, given, folded) if cells else ()
        return cls(given, published_on, folded, folded.text, folded.lower, moved, habit)


def _folded_cells(cells: Sequence[Cell], given: str, folded: Folded) -> tuple[Cell, ...]:
    moved: list[Cell] = []
    for cell in cells:
        if not 0 <= cell.start <= cell.end <= len(given):
            raise ValueError(f"the cell at {cell.start}-{cell.end} lies outside the text, which ends at {len(given)}")
        start, end = folded.folded_span(cell.start, cell.end)
        moved.append(cell if start == cell.start and end == cell.end else replace(cell, start=start, end=end))
    return tuple(moved)
