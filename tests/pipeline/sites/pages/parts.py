"""The parts that a page is composed of. Each says what a reader should find and how each CMS writes it.

Texts have a small markup of their own: `[[words]]` is an automatic link, `**words**` is bold, a newline is a <br>.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


def plain(text: str) -> str:
    """A text without its markup: what a reader should find."""
    return re.sub(r"\[\[(.*?)\]\]|\*\*(.*?)\*\*", lambda m: m[1] or m[2], text)


@dataclass(frozen=True)
class P:
    """A paragraph of the body."""

    text: str
    #: Escape once more what HTML escapes: the CMS saved the page twice.
    doubled: bool = False


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Photo:
    caption: str


@dataclass(frozen=True)
class Teaser:
    """Titles of other articles, put between the paragraphs."""

    titles: tuple[str, ...]
    kind: str = "links"


@dataclass(frozen=True)
class Widget:
    """A live box: prices, weather."""

    text: str


@dataclass(frozen=True)
class Figures:
    """A table. Cells are texts or (text, colspan, rowspan); `units` is what each cell's number should count."""

    rows: tuple[tuple["str | tuple[str, int, int]", ...], ...]
    units: tuple[tuple[str | None, ...], ...]
    #: Written above the table as a paragraph of its own.
    line: str | None = None


@dataclass(frozen=True)
class Signed:
    """A signature or source line that the body ends with."""

    text: str


@dataclass(frozen=True)
class Raw:
    """Markup as it stands (broken, deep, in tables), with the paragraphs that a reader should find in it."""

    markup: str
    paragraphs: tuple[str, ...]


Part = P | Heading | Photo | Teaser | Widget | Figures | Signed | Raw


@dataclass(frozen=True)
class Style:
    """How a CMS writes each part; `{}` stands for the text."""

    paragraph: str
    heading: str
    photo: str
    teasers: dict[str, tuple[str, str]]
    widget: str
    table: str
    cell: str
    signed: str
    link: str = '<a href="/tag/x">{}</a>'
    escapes: Callable[[str], str] = field(default=lambda text: html.escape(text, quote=False))

    def inline(self, text: str, doubled: bool = False) -> str:
        text = self.escapes(text).replace("\u00a0", "&nbsp;")
        if doubled:
            text = re.sub(r"&(\w+;)", r"&amp;\1", text)
        text = re.sub(r"\[\[(.*?)\]\]", lambda m: self.link.replace("{}", m[1]), text)
        return re.sub(r"\*\*(.*?)\*\*", r"<strong>\1</strong>", text).replace("\n", "<br />")

    def write(self, part: Part) -> str:
        if isinstance(part, P):
            return self.paragraph.replace("{}", self.inline(part.text, part.doubled))
        if isinstance(part, Heading):
            return self.heading.replace("{}", self.inline(part.text))
        if isinstance(part, Photo):
            return self.photo.replace("{}", self.inline(part.caption))
        if isinstance(part, Teaser):
            box, line = self.teasers[part.kind]
            return box.replace("{}", "".join(line.replace("{}", self.inline(title)) for title in part.titles))
        if isinstance(part, Widget):
            return self.widget.replace("{}", self.inline(part.text))
        if isinstance(part, Signed):
            return self.signed.replace("{}", self.inline(part.text))
        if isinstance(part, Raw):
            return part.markup
        line = self.paragraph.replace("{}", f"<em>{self.inline(part.line)}</em>") if part.line else ""
        rows = "".join("<tr>" + "".join(map(self._cell, row)) + "</tr>" for row in part.rows)
        return line + self.table.replace("{}", rows)

    def _cell(self, cell: "str | tuple[str, int, int]") -> str:
        text, colspan, rowspan = (cell, 1, 1) if isinstance(cell, str) else cell
        spans = (f' colspan="{colspan}"' if colspan > 1 else "") + (f' rowspan="{rowspan}"' if rowspan > 1 else "")
        return f"<td{spans}>" + self.cell.replace("{}", self.inline(text)) + "</td>"


def labels(parts: tuple[Part, ...]) -> Iterator[tuple[str, object]]:
    """What each part is to a reader, in order: `body`, `table`, `caption`, `credit` or `furniture`."""
    for part in parts:
        if isinstance(part, P | Heading):
            yield "body", plain(part.text)
        elif isinstance(part, Raw):
            for paragraph in part.paragraphs:
                yield "body", paragraph
        elif isinstance(part, Photo):
            yield "caption", plain(part.caption).replace("\n", " ")
        elif isinstance(part, Teaser):
            for title in part.titles:
                yield "furniture", plain(title)
        elif isinstance(part, Widget):
            yield "furniture", plain(part.text)
        elif isinstance(part, Signed):
            yield "credit", plain(part.text)
        else:
            if part.line:
                yield "body", part.line
            texts = [[cell if isinstance(cell, str) else cell[0] for cell in row] for row in part.rows]
            yield "table", {"rows": texts, "units": [list(row) for row in part.units]}
