"""An RTF file: one document, its paragraphs and tables in their order, its notes at the end."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.documents import Reject, SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.readers.rtf_text import read_rtf
from pipeline.readers.source import Source, Unfit
from pipeline.readers.table_lines import cell_segments
from pipeline.readers.text_file import text_document

MAX_FILE_BYTES = 128_000_000
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")


def read_rtf_file(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read an RTF file as one document, and a reject where it breaks off. Raises Unfit, and as `Source.content`."""
    content = source.content(MAX_FILE_BYTES)
    if not _BEGINNING.match(content):
        raise Unfit("unsupported_format", "no RTF is in it: give it the suffix of what it is")
    found = read_rtf(content)
    converted = convert_legacy(found.text)
    document = text_document(
        source,
        converted.text,
        format="rtf",
        encoding="+".join(filter(None, ("rtf", converted.encoding))),
        confidence=converted.confidence,
        sha256=hashlib.sha256(content).hexdigest(),
        title=found.title if len(found.title.split()) >= 3 else None,
    )
    yield replace(document, segments=cell_segments(document.text, found.tables))
    if not found.whole:
        yield Reject(source.origin, "damaged_file", "the RTF file breaks off: fetch it again; what is there was read")
