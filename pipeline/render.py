"""A page that shows documents with their mentions: one HTML file that needs no other and runs no script.

Every stretch of text between two ends of mentions is one element that bears the classes of all mentions over it, so
mentions may overlap as they like and the visible text stays the text. Kinds are told apart by colour (of Okabe and
Ito's palette, which the colour-blind can read) and by the pattern of the line below; style sheets alone switch them
on and off and show their values.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template

from extractors import extract
from extractors.mentions import Amount, DecreeRef, Mention, Percentage, Province, ProvinceList, Region
from pipeline.errors import TrichlucError
from pipeline.jsonl import BadLine, read_documents
from pipeline.labels import KIND_LABELS, described
from pipeline.lines import read_lines
from pipeline.readers.article_text import read_heading


@dataclass(frozen=True, slots=True)
class Shown:
    """A document to show; `heading` is what stands above it."""

    heading: str
    text: str
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """How a kind looks: its colour, the pattern of its line, and how far from the bottom that is, in pixels.

    Kinds that lie within one another (a province within a list) have lines apart.
    """

    colour: str
    dash: int
    gap: int
    lane: int


# the palette: M. Okabe and K. Ito, Color Universal Design (2008)
_LOOKS: dict[str, _Look] = {
    DecreeRef.list_name: _Look("#0072b2", 1, 0, 3),
    Amount.list_name: _Look("#009e73", 8, 3, 3),
    Percentage.list_name: _Look("#d55e00", 2, 3, 3),
    Province.list_name: _Look("#cc79a7", 1, 0, 3),
    ProvinceList.list_name: _Look("#e69f00", 5, 2, 0),
    Region.list_name: _Look("#56b4e9", 12, 4, 0),
}
_LINE = 2
#: How strongly a mention's ground is coloured, in hexadecimal.
_FILL = "2e"


def shown_documents(source: str, tell: Callable[[BadLine], None]) -> Iterator[Shown]:
    """The documents of a `.txt` file (one), or of JSON lines as `trichluc extract` reads them (`-`: stdin).

    A text file's heading and date are those that its first lines give. Raises TrichlucError where it is not UTF-8.
    """
    if not source.endswith(".txt"):
        for _, document in read_documents(read_lines(source), tell):
            yield Shown(document.id, document.text, document.published_on)
        return
    raw = b"".join(read_lines(source))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise TrichlucError(f"{source}: not UTF-8 at byte {error.start + 1}; convert the file") from None
    heading = read_heading(text)
    yield Shown(heading.title or Path(source).name, text, heading.published_on)


def page(title: str, documents: Iterable[Shown]) -> Iterator[str]:
    """The page in pieces, a document at a time."""
    template = files("pipeline").joinpath("templates/page.html").read_text(encoding="utf-8")
    before, after = template.split("$documents")
    values = {
        "title": escape(title),
        "version": version("trichluc"),
        "fills": ", ".join(f"var(--fill-{kind}, {_NO_IMAGE})" for kind in _LOOKS),
        "lines": ", ".join(f"var(--line-{kind}, {_NO_IMAGE})" for kind in _LOOKS),
        "tips": " ".join(f'var(--tip-{kind}, "")' for kind in _LOOKS),
        "kinds": "\n".join(_style(kind, look) for kind, look in _LOOKS.items()),
        "legend": "\n".join(_legend(kind) for kind in _LOOKS),
    }
    yield Template(before).substitute(values)
    for document in documents:
        yield _article(document)
    yield Template(after).substitute(values)


_NO_IMAGE = "linear-gradient(transparent 0 0)"


def _style(kind: str, look: _Look) -> str:
    pattern = f"{look.colour} 0 {look.dash}px, transparent {look.dash}px {look.dash + look.gap}px"
    shown = (
        f"--fill-{kind}: linear-gradient({look.colour}{_FILL} 0 0); "
        f"--line-{kind}: repeating-linear-gradient(90deg, {pattern}) 0 calc(100% - {look.lane}px) / 100% {_LINE}px "
        f"no-repeat; --tip-{kind}: attr(data-{kind});"
    )
    hidden = f'--fill-{kind}: {_NO_IMAGE}; --line-{kind}: {_NO_IMAGE}; --tip-{kind}: "";'
    return f".{kind} {{ {shown} }}\nbody:has(#show-{kind}:not(:checked)) .text .{kind} {{ {hidden} }}"


def _legend(kind: str) -> str:
    return (
        f'<label><input type="checkbox" id="show-{kind}" checked> '
        f'<mark class="m sample {kind}">{escape(KIND_LABELS[kind])}</mark></label>'
    )


def _article(document: Shown) -> str:
    mentions = extract(document.text, published_on=document.published_on).lists
    counts = [f"{len(mentions[kind])} {label.lower()}" for kind, label in KIND_LABELS.items() if mentions[kind]]
    about = f"{document.published_on:%d/%m/%Y}" if document.published_on else "không rõ ngày"
    return (
        f"<article><h2>{escape(document.heading)}</h2>\n"
        f'<p class="about">{about} · {", ".join(counts) or "không có gì được nhận ra"}</p>\n'
        f'<div class="text">{marked_text(document.text, [m for kind in _LOOKS for m in mentions[kind]])}</div>'
        "</article>\n"
    )


def marked_text(text: str, mentions: Iterable[Mention]) -> str:
    """A text as HTML with its mentions marked. Mentions may overlap; offsets are those of the text."""
    starting: dict[int, list[Mention]] = {}
    ends: set[int] = set()
    for mention in mentions:
        starting.setdefault(mention.start, []).append(mention)
        ends.add(mention.end)
    parts: list[str] = []
    active: list[Mention] = []
    done = 0
    for at in sorted({*starting, *ends, len(text)}):
        if done < at:
            parts.append(_segment(text[done:at], active, begins=done in starting))
        active = [mention for mention in active if mention.end > at] + starting.get(at, [])
        done = at
    return "".join(parts)


def _segment(text: str, active: list[Mention], *, begins: bool) -> str:
    if not active:
        return _escaped(text)
    tips: dict[str, str] = {}
    for mention in active:
        kind = mention.list_name
        tips[kind] = tips.get(kind, "") + _tip(mention)
    attributes = "".join(f' data-{kind}="{_escaped(tip)}"' for kind, tip in tips.items())
    focus = f' tabindex="0" aria-description="{_escaped("".join(tips.values()).strip())}"' if begins else ""
    return f'<mark class="m {" ".join(tips)}"{attributes}{focus}>{_escaped(text)}</mark>'


def _tip(mention: Mention) -> str:
    lines = [f"▪ {KIND_LABELS[mention.list_name]}: {mention.text}"]
    lines += (f"{label}: {value}" for label, value in described(mention))
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """A text as HTML, to the character: a parser takes bare carriage returns for line feeds; HTML has no NUL."""
    return escape(text).replace("\r", "&#13;").replace("\x00", "\ufffd")
