"""A PDF file with a text layer: one document, its pages one after another.

PDFium gives U+FFFE for a hyphen that parts a word at a line's end; it stays in the text, and the extractors fold it. A
page that shows a picture and holds no text was scanned: of a document that has other pages, such pages are told.
A crash of PDFium itself, which is native code, cannot be caught here.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.documents import MAX_TEXT_BYTES, Reject, SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.readers.source import Source, Unfit
from pipeline.readers.text_file import text_document

MAX_FILE_BYTES = 512_000_000
MAX_PAGES = 20_000


def read_pdf_file(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read a PDF file as one document. Raises Unfit, and as `Source.content` does."""
    content = source.content(MAX_FILE_BYTES)
    try:
        pages, scanned, title = _read(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unfit("encrypted", "the PDF file asks for a password: save it without one") from None
        raise Unfit("damaged_file", f"PDFium cannot read the file ({error}): fetch or make it again") from None
    # what PDFium gives for a letter that its font does not name
    text = "\n".join(pages).replace("\x00", "\ufffd")
    unknown = text.count("\ufffd")
    if unknown * 10 > len(text):
        reason = f"{unknown:,} of {len(text):,} letters are not named by their fonts: run OCR over the file"
        raise Unfit("undecodable", reason)
    if not any(letter.isalnum() for letter in text):
        raise Unfit("no_text_layer", f"no text layer on {len(pages)} pages: it was scanned; run OCR over it")
    converted = convert_legacy(text)
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
                with closing(page.get_textpage()) as layer:
                    text = layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
                if not text.strip() and _shows_picture(page):
                    scanned.append(number + 1)
            pages.append(text)
            size += len(text)
            if size > MAX_TEXT_BYTES:
                raise Unfit("too_large", f"more text than {MAX_TEXT_BYTES:,} bytes: split the file")
    return pages, scanned, title


def _shows_picture(page: pdfium.PdfPage) -> bool:
    pictures = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4)
    return next(iter(pictures), None) is not None


def _title(written: str) -> str | None:
    """The title that a file gives, unless it is what a program put there: the name of the file it was made from."""
    title = " ".join(written.replace("\x00", "").split())
    junk = title.startswith("Microsoft ") or "." in title[-6:-1] or len(title.split()) < 3
    return None if junk else title
