"""From a part of a page to what a reader sees of it: paragraphs, captions and tables, in reading order.

In: the events of a walk through the elements (open, text, close), from whichever engine. Out: `Paragraph`, `Caption`,
`Credit` and `Grid` in order. Both engines and the generic reader feed this one class: what a paragraph is, is decided
once.
"""

import re
from dataclasses import dataclass
from enum import Enum

from pipeline.encodings import unescape_doubled

_INLINE = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s
    samp small span strike strong sub sup time tt u var wbr"""
_UNSEEN = """audio base button canvas embed form head iframe input link map math meta noscript object script select
    style svg template textarea title video"""
#: Elements that stand inside a sentence; every other one begins and ends a paragraph.
INLINE = frozenset(_INLINE.split())
#: Elements whose content a reader does not see as text of the article.
UNSEEN = frozenset(_UNSEEN.split())
#: Attributes of a cell are bounded: a page may claim a million columns.
MAX_COLSPAN, MAX_ROWSPAN = 50, 1000
#: A table of one column with a photograph is a photograph with its caption when its words are no longer than this.
_MAX_CAPTION = 600

#: Stands for <br> until the paragraph is cut; the sources are freed of NUL before they are parsed.
_BREAK = "\x00"
_WHITE = re.compile(r"[ \t\n\r\f\v]+")
_AROUND_BREAK = re.compile(r"[ \u00a0]*\x00[ \u00a0]*")
_STRIPPED = " \t\n\r\f\v\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"
#: Codes that HTML reads as windows-1252 (`&#150;` is a dash) and lxml does not.
_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_CONTROL = re.compile("[\x80-\x9f]")


class Mark(Enum):
    """What a layout's selectors say of an element."""

    REMOVED = "removed"
    CREDIT = "credit"
    CAPTION = "caption"
    TABLE = "table"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break inside it is a newline."""

    text: str


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a photograph."""

    text: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A signature or source line that stands in the body in an element of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words on one line, and how many columns and rows it takes."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures, row by row."""

    rows: tuple[tuple[Cell, ...], ...]


Part = Paragraph | Caption | Credit | Grid


def tidy(text: str) -> str:
    """One line of text as a browser shows it: white space collapsed, entities that were escaped twice unescaped."""
    # most lines are as they should be: nothing but letters, signs and single spaces
    if text.isprintable() and "&" not in text and "  " not in text:
        return text.strip(" ")
    text = unescape_doubled(text)
    if _CONTROL.search(text) is not None:
        text = text.translate(_CONTROLS)
    return _WHITE.sub(" ", text).strip(_STRIPPED)


class _Frame:
    """An open container: the page, a caption, a table or one of its cells."""

    __slots__ = ("cell", "images", "mark", "parts", "rows")

    def __init__(self, mark: Mark | None = None, cell: tuple[int, int] | None = None) -> None:
        self.mark = mark
        self.cell = cell
        self.parts: list[Part] = []
        self.rows: list[list[tuple[Cell, list[Part], int]]] | None = None
        self.images = 0


class Flow:
    """Collects the events of a walk. `open` gives a token that `close` wants back."""

    def __init__(self) -> None:
        self._frames = [_Frame()]
        self._pieces: list[str] = []

    def text(self, text: str) -> None:
        """Take the text of a text node."""
        self._pieces.append(text)

    def gap(self, tag: str) -> None:
        """Pass over an element that is not shown: a block parts what stands before it from what stands after."""
        if tag not in INLINE and tag not in UNSEEN:
            self._flush()

    def open(self, tag: str, mark: Mark | None, spans: tuple[int, int] = (1, 1)) -> int:
        """Enter an element; the token is 0 for an inline element, 1 for a block, 2 for a container."""
        if mark is None and (tag in INLINE or ":" in tag):
            return 0
        if tag == "br":
            self._pieces.append(_BREAK)
            return 0
        if tag == "img":
            self._frames[-1].images += 1
            return 0
        if self._pieces:
            self._flush()
        top = self._frames[-1]
        if tag == "table":
            frame = _Frame(mark)
            frame.rows = []
            self._frames.append(frame)
            return 2
        if top.rows is not None:
            if tag == "tr":
                top.rows.append([])
            elif tag in ("td", "th"):
                self._frames.append(_Frame(cell=spans))
                return 2
        elif mark in (Mark.CAPTION, Mark.CREDIT):
            self._frames.append(_Frame(mark))
            return 2
        return 1

    def close(self, token: int) -> None:
        """Leave the element that gave this token."""
        if token == 0:
            return
        if self._pieces:
            self._flush()
        if token == 2:
            frame = self._frames.pop()
            if frame.rows is not None:
                self._close_table(frame)
            elif frame.cell is not None:
                self._close_cell(frame, frame.cell)
            else:
                self._close_words(frame, Credit if frame.mark is Mark.CREDIT else Caption)

    def parts(self) -> list[Part]:
        """What was collected."""
        self._flush()
        return self._frames[0].parts

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        self._pieces.clear()
        if not text or text.isspace():
            return
        parts = self._frames[-1].parts
        if _BREAK not in text:
            if line := tidy(text):
                parts.append(Paragraph(line))
            return
        # two breaks in a row end a paragraph, one is a line's end inside it
        for paragraph in re.split(r"\x00{2,}", _AROUND_BREAK.sub(_BREAK, _WHITE.sub(" ", text))):
            lines = [line for line in map(tidy, paragraph.split(_BREAK)) if line]
            if lines:
                parts.append(Paragraph("\n".join(lines)))

    def _close_words(self, frame: _Frame, kind: type[Caption] | type[Credit]) -> None:
        parts = self._frames[-1].parts
        parts.extend(part for part in frame.parts if not isinstance(part, Paragraph))
        if words := " ".join(_one_line(part.text) for part in frame.parts if isinstance(part, Paragraph)):
            parts.append(kind(words))

    def _close_cell(self, frame: _Frame, spans: tuple[int, int]) -> None:
        rows = self._frames[-1].rows
        assert rows is not None  # a cell's frame is opened inside a table's
        if not rows:
            rows.append([])
        rows[-1].append((Cell(_words(frame.parts), *spans), frame.parts, frame.images))

    def _close_table(self, frame: _Frame) -> None:
        parts = self._frames[-1].parts
        cells = [cell for row in frame.rows or () for cell in row]
        parts.extend(frame.parts)  # what stood in the table but in no cell: its <caption>
        if frame.mark is Mark.TABLE or (frame.mark is None and _has_figures(frame)):
            rows = tuple(
                tuple(cell for cell, _, _ in row) for row in frame.rows or () if any(cell.text for cell, _, _ in row)
            )
            if rows:
                parts.append(Grid(rows))
            return
        photograph = frame.mark is Mark.CAPTION or (frame.mark is None and _is_photograph(cells))
        for _, inner, _ in cells:
            parts.extend(Caption(_one_line(p.text)) if photograph and isinstance(p, Paragraph) else p for p in inner)
        self._frames[-1].images += sum(images for _, _, images in cells)


def _has_figures(frame: _Frame) -> bool:
    """Whether an unmarked table holds figures: two rows and more with two filled cells and more each."""
    filled = [sum(1 for cell, _, _ in row if cell.text) for row in frame.rows or ()]
    long = any(len(cell.text) > _MAX_CAPTION for row in frame.rows or () for cell, _, _ in row)
    return sum(count >= 2 for count in filled) >= 2 and not long


def _is_photograph(cells: list[tuple[Cell, list[Part], int]]) -> bool:
    """Whether an unmarked table only frames photographs: images, and few words beside them."""
    images = sum(count for _, _, count in cells)
    return images > 0 and sum(len(cell.text) for cell, _, _ in cells) <= _MAX_CAPTION * images


def _words(parts: list[Part]) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, Grid):
            words.extend(cell.text for row in part.rows for cell in row if cell.text)
        else:
            words.append(_one_line(part.text))
    return " ".join(words)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
