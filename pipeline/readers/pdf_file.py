"""A PDF file with a text layer: one document, its pages one after another.

PDFium gives U+FFFE for a hyphen that parts a word at a line's end; it stays in the text, and the extractors fold it. A
page that shows a picture and holds no text was scanned: of a document that has other pages, such pages are told.
A crash of PDFium itself, which is native code, cannot be caught here.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.documents import MAX_TEXT_BYTES, Reject, SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.encodings.syllables import is_syllable
from pipeline.readers.source import Source, Unfit
from pipeline.readers.text_file import text_document

MAX_FILE_BYTES = 512_000_000
MAX_PAGES = 20_000
#: Letters that are looked at to tell how a page was turned.
_LETTERS_OF_A_PAGE = 200
#: A word of consonants alone, of which a hyphen at the end of a line makes no syllable, and the letter ư does.
_CONSONANTS_AND_HYPHEN = re.compile("(?<![^\\s(\"'/])([bcdghklmnprstvx®§]{1,3})\ufffe", re.IGNORECASE)
_TCVN3_D = str.maketrans("®§", "đđ")


def read_pdf_file(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read a PDF file as one document. Raises Unfit, and as `Source.content` does."""
    content = source.content(MAX_FILE_BYTES)
    try:
        pages, scanned, title = _read(content)
    # what PDFium says of its reason may be that of the file before
    except pdfium.PdfiumError:
        if b"/Encrypt" in content:
            raise Unfit("encrypted", "the PDF file asks for a password: save it without one") from None
        reason = "PDFium cannot read the file, or it has no page: fetch or make it again"
        raise Unfit("damaged_file", reason) from None
    # what PDFium gives for a letter that its font does not name
    text = "\n".join(pages).replace("\x00", "\ufffd")
    unknown = text.count("\ufffd")
    if unknown * 10 > len(text):
        reason = f"{unknown:,} of {len(text):,} letters are not named by their fonts: run OCR over the file"
        raise Unfit("undecodable", reason)
    if not any(letter.isalnum() for letter in text):
        raise Unfit("no_text_layer", f"no text layer on {len(pages)} pages: it was scanned; run OCR over it")
    converted = convert_legacy(text)
    if "tcvn3" in (converted.encoding or ""):
        converted = convert_legacy(_with_last_letters(text))
    yield text_document(
        source,
        converted.text,
        format="pdf",
        encoding="+".join(filter(None, ("pdf", converted.encoding))),
        confidence=converted.confidence,
        sha256=hashlib.sha256(content).hexdigest(),
        title=title,
    )
    if scanned:
        numbers = ", ".join(map(str, scanned[:20])) + (" …" if len(scanned) > 20 else "")
        yield Reject(
            source.origin,
            "no_text_layer",
            f"no text layer on page {numbers} of {len(pages)}: scanned; the other pages were read",
        )


def _read(content: bytes) -> tuple[list[str], list[int], str | None]:
    """The text of each page, the numbers of those that were scanned, and the file's title."""
    pages: list[str] = []
    scanned: list[int] = []
    size = 0
    with closing(pdfium.PdfDocument(content)) as document:
        if len(document) > MAX_PAGES:
            raise Unfit("too_large", f"{len(document):,} pages; a document may have {MAX_PAGES:,}: split it")
        title = _title(document.get_metadata_value("Title"))
        for number in range(len(document)):
            with closing(document[number]) as page:
                text = _text_of(page)
                if not text.strip() and _shows_picture(page):
                    scanned.append(number + 1)
            pages.append(text)
            size += len(text)
            if size > MAX_TEXT_BYTES:
                raise Unfit("too_large", f"more text than {MAX_TEXT_BYTES:,} bytes: split the file")
    return pages, scanned, title


def _text_of(page: pdfium.PdfPage) -> str:
    with closing(page.get_textpage()) as layer:
        angle = _angle(layer)
        if angle == page.get_rotation():
            return _lines(layer)
    # PDFium takes the lines of a page that is turned in the order in which they show
    page.set_rotation(angle)
    with closing(page.get_textpage()) as layer:
        return _lines(layer)


def _lines(layer: pdfium.PdfTextPage) -> str:
    return str(layer.get_text_range()).replace("\r\n", "\n").replace("\r", "\n")


def _angle(layer: pdfium.PdfTextPage) -> int:
    """The turn, 0, 90, 180 or 270, by which most of a page's letters stand upright."""
    count = layer.count_chars()
    letters = range(0, count, max(1, count // _LETTERS_OF_A_PAGE))
    quarters = Counter(round(pdfium_c.FPDFText_GetCharAngle(layer.raw, at) / (math.pi / 2)) % 4 for at in letters)
    return 90 * max(quarters, key=lambda quarter: (quarters[quarter], -quarter), default=0)


def _with_last_letters(text: str) -> str:
    """A TCVN3 text with the letter ư back at the ends of lines (`đầu tư`): PDFium takes its code for a hyphen."""
    return _CONSONANTS_AND_HYPHEN.sub(
        lambda match: f"{match[1]}\xad\n" if is_syllable(match[1].translate(_TCVN3_D).lower() + "ư") else match[0], text
    )


def _shows_picture(page: pdfium.PdfPage) -> bool:
    pictures = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4)
    return next(iter(pictures), None) is not None


def _title(written: str) -> str | None:
    """The title that a file gives, unless it is what a program put there: the name of the file it was made from."""
    title = " ".join(written.replace("\x00", "").split())
    junk = title.startswith("Microsoft ") or "." in title[-6:-1] or len(title.split()) < 3
    return None if junk else title
