"""A table in CSV or TSV: a document a row, its columns named by the first one.

The delimiter of a `.csv` is what the first row holds most of (`,`, `;`, tab, `|`); quotation marks are doubled within
quoted cells, which may hold line ends. A row is told by the line on which it begins. Memory is bounded: a line longer
than any text is passed over.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator

from pipeline.documents import MAX_TEXT_BYTES, Reject, SourceDocument
from pipeline.encodings import Decoded, Undecodable, decode
from pipeline.readers.records import Read, check_columns, record_document
from pipeline.readers.source import Source, Unfit
from pipeline.streams import MAX_LINE_BYTES, lines

#: Bytes from the beginning by which the encoding is told.
_SAMPLE = 1 << 20
_DELIMITERS = ",;\t|"
#: What is quoted in the first line parts no names.
_QUOTED = re.compile('"[^"]*"')
#: Of text in UTF-16 nearly half the bytes are zeros.
_FEW_ZEROS = 10
#: What Excel writes above a table to say its delimiter.
_SEPARATOR = re.compile("sep=([,;\t|])", re.IGNORECASE)
_WIDE = ("utf-16", "utf-32")


def read_csv_table(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read each row as a document or a reject. Raises Unfit, and as `Source.pieces` does."""
    # the limit is the process's; every reader of CSV here sets the same one
    csv.field_size_limit(MAX_LINE_BYTES)
    content = source.pieces()
    sample = next(content, b"")
    decoded = _told(sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1] or sample)
    counted = _Lines(_decoded_lines(_chained(sample, content), decoded))
    header = _header(counted)
    if said := _SEPARATOR.fullmatch(header.strip("\r\n")):
        header = _header(counted)
    delimiter = (
        said[1] if said else "\t" if source.format == "tsv" else max(_DELIMITERS, key=_QUOTED.sub("", header).count)
    )
    try:
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error as error:
        raise Unfit("wrong_type", f"the first line names no columns ({error}): write the table as CSV again") from None
    check_columns(names, source.columns)
    read = Read(
        format="tsv" if source.format == "tsv" else "csv",
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        day_first=True,
    )
    yield from _rows(source, counted, names, delimiter, read)


class _Lines:
    """Lines for the parser, counted; those of the row at hand are held, to be read again where it is none."""

    def __init__(self, found: Iterator[str | None]) -> None:
        self._found = found
        self._held: list[str | None] = []
        self._again: deque[str | None] = deque()
        self._size = 0
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._found)
        self.number += 1
        self._held.append(line)
        self._size += len(line or "")
        if line is None or self._size > MAX_LINE_BYTES:
            raise _TooLong
        return line

    def begin(self) -> int:
        """Begin a row; gives the number of its first line."""
        self._held.clear()
        self._size = 0
        return self.number + 1

    def give_up(self) -> None:
        """Take the first line of the row at hand for all of it: the next row begins on the line after it."""
        self._again.extendleft(reversed(self._held[1:]))
        self.number -= len(self._held) - 1
        self._held.clear()


class _TooLong(Exception):
    """A line is longer than any text."""


def _rows(
    source: Source, counted: _Lines, names: list[str], delimiter: str, read: Read
) -> Iterator[SourceDocument | Reject]:
    found = False
    parser = csv.reader(counted, delimiter=delimiter, strict=True)
    while True:
        origin = source.origin.at(counted.begin())
        try:
            cells = next(parser)
            if not any(cell.strip() for cell in cells):
                continue
            found = True
            yield record_document(_record(names, cells), source.columns, origin, read)
        except StopIteration:
            break
        except Unfit as unfit:
            yield Reject(origin, unfit.code, unfit.reason)
        except _TooLong:
            found = True
            counted.give_up()
            yield Reject(origin, "too_large", f"the row is too long; a text may have {MAX_TEXT_BYTES:,} bytes")
            parser = csv.reader(counted, delimiter=delimiter, strict=True)
        except csv.Error as error:
            found = True
            counted.give_up()
            reason = f"no row of CSV ({error}): double the quotation marks within a quoted cell, and close it"
            yield Reject(origin, "wrong_type", reason)
            parser = csv.reader(counted, delimiter=delimiter, strict=True)
    if not found:
        raise Unfit("empty", "the table has no row below its header")


def _record(names: list[str], cells: list[str]) -> dict[str, object]:
    # spreadsheets leave delimiters at a row's end
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        counts = f"the row has {len(cells)} cells, the header {len(names)}"
        raise Unfit("wrong_type", f"{counts}: quote cells that hold the delimiter or a line end")
    # a cell that holds nothing says nothing
    return {name: cell for name, cell in zip(names, cells, strict=True) if cell.strip()}


def _told(sample: bytes) -> Decoded:
    """The encoding of a table, told by its beginning. Raises Unfit."""
    # zeros here and there cost their rows, not the table
    few = sample.count(0) * _FEW_ZEROS < len(sample)
    try:
        return decode(sample.replace(b"\0", b"") if few else sample)
    except Undecodable as error:
        raise Unfit(error.reason, error.detail) from None


def _header(counted: _Lines) -> str:
    try:
        for line in counted:
            if line.strip():
                return line
    except _TooLong:
        raise Unfit("too_large", "the first line is too long for the names of columns") from None
    raise Unfit("empty", "the table holds nothing")


def _chained(sample: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield sample
    yield from rest


def _decoded_lines(pieces: Iterator[bytes], sample: Decoded) -> Iterator[str | None]:
    """Lines of text with their ends; None for one that is too long."""
    if sample.encoding.startswith(_WIDE):
        pieces = _as_utf_8(pieces, "-".join(sample.encoding.split("-")[:2]), sample.encoding)
    if "\n" not in sample.text:
        # as spreadsheets on old Macs end lines
        pieces = (piece.replace(b"\r", b"\n") for piece in pieces)
    legacy = None if sample.encoding.startswith("utf-") else sample.encoding
    for line in lines(pieces):
        if line.content is None:
            yield None
            continue
        content = line.content.removeprefix(codecs.BOM_UTF8) if line.number == 1 else line.content
        yield _decoded(content, legacy) + "\n"


def _decoded(content: bytes, legacy: str | None) -> str:
    if content.isascii():
        return content.decode("ascii")
    if legacy is None:
        return content.decode("utf-8", "replace")
    try:
        return decode(content, declared=legacy).text
    except Undecodable:
        return content.decode("utf-8", "replace")


def _as_utf_8(pieces: Iterator[bytes], mark: str, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    for piece in pieces:
        text = decoder.decode(piece)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace")
        first = first and not text
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
