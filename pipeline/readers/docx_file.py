"""A DOCX file: one document, its paragraphs and tables in their order, its notes at the end.

The text is taken from the file's own markup, because python-docx passes over what Word wraps: names of places and dates
in smart tags, content controls, tracked insertions, text boxes. A table is one line a row, its cells parted by ` | `
as `pipeline.sites` parts them, and `segments` tell the cells with their heads and units. What was deleted with changes
tracked is left out.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO

import docx
from docx.opc.exceptions import OpcError
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from lxml import etree  # type: ignore[import-untyped]

from pipeline.documents import SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.readers.source import Source, Unfit
from pipeline.readers.table_lines import WrittenTable, cell_segments
from pipeline.readers.text_file import text_document
from pipeline.sites.flow import Cell

MAX_FILE_BYTES = 256_000_000
#: What the parts of a file may have when unpacked; its pictures are not unpacked.
_MAX_XML_BYTES = 256_000_000
#: No table stands deeper in tables, nor markup in markup.
_MAX_DEPTH = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: How the relations of Word's other form of DOCX begin, whose markup has names of its own.
_STRICT = b"http://purl.oclc.org/ooxml/"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What is not read: deletions and moves with changes tracked, properties, the instructions of fields, and what stands
#: beside its own newer form.
_NO_TEXT = ("del", "moveFrom", "rPr", "pPr", "tblPr", "instrText", "delText", "sdtPr")
_LEFT_OUT = frozenset({_FALLBACK, *(f"{_W}{name}" for name in _NO_TEXT)})
#: Word's own error where a file holds no document; the others are of the layers below it.
_BROKEN_FILE = (OpcError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError)
_BROKEN = (*_BROKEN_FILE, KeyError, ValueError, OSError, EOFError, RuntimeError)


@dataclass(slots=True)
class _Text:
    """The text as it grows, and the tables found on the way."""

    parts: list[str] = field(default_factory=list)
    #: how many lines are ended
    lines: int = 0
    tables: list[WrittenTable] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.lines += text.count("\n")


def read_docx_file(source: Source) -> Iterator[SourceDocument]:
    """Read a DOCX file as one document. Raises Unfit, and as `Source.content` does."""
    yield read_docx(source, source.content(MAX_FILE_BYTES))


def read_docx(source: Source, content: bytes) -> SourceDocument:
    """The document of the bytes of a DOCX file. Raises Unfit."""
    _check_parts(content)
    try:
        document = docx.Document(BytesIO(content))
        found = _Text()
        _read_blocks(document.element.body, found, 0)
        for kind in ("footnotes", "endnotes"):
            _read_notes(document.part, kind, found)
        title = " ".join((document.core_properties.title or "").split())
    # what python-docx raises for a broken file, by the layer where it breaks: package, ZIP, XML, relations
    except _BROKEN as error:
        said = str(error)[:200] or type(error).__name__
        raise Unfit("damaged_file", f"the DOCX file is damaged ({said}): save it again") from None
    text = "".join(found.parts).rstrip("\n")
    converted = convert_legacy(text)
    document_ = text_document(
        source,
        converted.text,
        format="docx",
        encoding="+".join(filter(None, ("docx", converted.encoding))),
        confidence=converted.confidence,
        sha256=hashlib.sha256(content).hexdigest(),
        title=title if len(title.split()) >= 3 else None,
    )
    return replace(document_, segments=cell_segments(document_.text, found.tables))


def _check_parts(content: bytes) -> None:
    """Raise Unfit where the file is no ZIP archive, is encrypted, or unpacks to more than a document has."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if "_rels/.rels" in archive.namelist() and _STRICT in archive.read("_rels/.rels"):
                raise Unfit("unsupported_format", "it is Strict Open XML: save it as an ordinary Word document (.docx)")
            size = sum(member.file_size for member in archive.infolist() if member.filename.endswith((".xml", ".rels")))
    except _BROKEN as error:
        raise Unfit("damaged_file", f"the DOCX file is damaged ({error}): save it again") from None
    if size > _MAX_XML_BYTES:
        raise Unfit("bomb", f"{size:,} bytes of XML when unpacked; a document may have {_MAX_XML_BYTES:,}")


def _read_notes(part: Part, kind: str, found: _Text) -> None:
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(f"{_W}type") in (None, "normal"):
                    _read_blocks(note, found, 0)


def _read_blocks(parent: etree._Element, found: _Text, depth: int) -> None:
    """Paragraphs and tables, also those in content controls and the like, each ended by a line end."""
    if depth > _MAX_DEPTH:
        raise Unfit("too_deep", f"elements stand more than {_MAX_DEPTH} deep in one another: the file is hostile")
    for child in parent:
        if child.tag == f"{_W}p":
            boxes: list[etree._Element] = []
            found.add(_paragraph(child, boxes, 0) + "\n")
            for box in boxes:
                _read_blocks(box, found, depth + 1)
        elif child.tag == f"{_W}tbl":
            _read_table(child, found, depth)
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            _read_blocks(child, found, depth + 1)


def _read_table(table: etree._Element, found: _Text, depth: int) -> None:
    rows: list[list[Cell]] = []
    for row in _children(table, "tr"):
        rows.append([])
        for cell in _children(row, "tc"):
            inner = _Text()
            _read_blocks(cell, inner, depth + 1)
            rows[-1].append(Cell(" ".join("".join(inner.parts).split()), _span(cell)))
    written = WrittenTable(found.lines, rows)
    found.tables.append(written)
    for line in written.lines():
        found.add(line + "\n")


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those in content controls or inserted with changes tracked."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _children(child, name)


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    written = span.get(f"{_W}val") if span is not None else None
    return int(written) if written and written.isdecimal() and len(written) < 4 else 1


def _paragraph(parent: etree._Element, boxes: list[etree._Element], depth: int) -> str:
    """The text of a paragraph, or of what stands in one; text boxes are gathered, to be read after it."""
    if depth > _MAX_DEPTH:
        raise Unfit("too_deep", f"elements stand more than {_MAX_DEPTH} deep in one another: the file is hostile")
    parts: list[str] = []
    for child in parent:
        match child.tag:
            case tag if tag in _LEFT_OUT or not isinstance(tag, str):
                continue
            case tag if tag == f"{_W}t":
                parts.append(child.text or "")
            case tag if tag == f"{_W}tab":
                parts.append("\t")
            case tag if tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            case tag if tag == f"{_W}noBreakHyphen":
                parts.append("\u2011")
            # in TCVN3 fonts the letter ư
            case tag if tag == f"{_W}softHyphen":
                parts.append("\xad")
            case tag if tag == f"{_W}txbxContent":
                boxes.append(child)
            case _:
                parts.append(_paragraph(child, boxes, depth + 1))
    return "".join(parts)
