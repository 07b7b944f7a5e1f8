"""A page that shows documents with their mentions: one HTML file that needs no other and runs no script.

Style sheets alone switch kinds on and off and show their values.
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
from extractors.mentions import Mention
from pipeline.errors import TrichlucError
from pipeline.jsonl import BadLine, read_documents
from pipeline.labels import KIND_LABELS, described
from pipeline.lines import read_lines
from pipeline.marking import LOOKS, Stretch, kind_style, layers, marked_html
from pipeline.readers.article_text import read_heading


@dataclass(frozen=True, slots=True)
class Shown:
    """A document to show; `heading` is what stands above it."""

    heading: str
    text: str
    published_on: date | None = None


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
        **layers(),
        "kinds": "\n".join(map(kind_style, LOOKS)),
        "legend": "\n".join(map(_legend, LOOKS)),
    }
    yield Template(before).substitute(values)
    for document in documents:
        yield _article(document)
    yield Template(after).substitute(values)


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
        f'<div class="text">{marked_text(document.text, [m for kind in LOOKS for m in mentions[kind]])}</div>'
        "</article>\n"
    )


def marked_text(text: str, mentions: Iterable[Mention]) -> str:
    """A text as HTML with its mentions marked. Mentions may overlap; offsets are those of the text."""
    return marked_html(text, (Stretch(each.start, each.end, each.list_name, tip(each)) for each in mentions))


def tip(mention: Mention) -> str:
    """What is said of a mention: its kind, its text, and its values, a line each."""
    lines = [f"▪ {KIND_LABELS[mention.list_name]}: {mention.text}"]
    lines += (f"{label}: {value}" for label, value in described(mention))
    return "\n".join(lines) + "\n"
