"""JSON lines: one document a line, as an object with `text` and optionally `id`, `url`, `title`, `author`, `source`
and `published_on` (or the names that `Columns` gives them); other fields are not looked at."""

import hashlib
from collections.abc import Iterator

import orjson

from pipeline.columns import Columns
from pipeline.documents import MAX_TEXT_BYTES, Origin, Reject, RejectCode, SourceDocument
from pipeline.partitions import Piece
from pipeline.readers.records import Read, named, record_document
from pipeline.readers.source import Source, Unfit
from pipeline.streams import Bomb, Damaged, Line, chunks_between, lines

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json_lines(piece: Piece) -> Iterator[SourceDocument | Reject]:
    """Read each line of a piece that is not blank; where the file breaks off, one reject says after which line."""
    found = chunks_between(piece.file, piece.start, piece.end)
    whole = piece.start == 0 and piece.end is None
    yield from _read(found, piece.file.origin, piece.first_line, piece.file.columns, whole=whole)


def read_json_lines_source(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read each line of a member of an archive, as `read_json_lines` does."""
    yield from _read(source.pieces(), source.origin, 1, source.columns, whole=True)


def _read(
    pieces: Iterator[bytes], file: Origin, first_line: int, columns: Columns, *, whole: bool
) -> Iterator[SourceDocument | Reject]:
    number = first_line
    found = False
    try:
        for line in lines(pieces, first_line):
            number = line.number + 1
            origin = file.at(line.number)
            try:
                document = _document(line, origin, columns)
            except Unfit as unfit:
                found = True
                yield Reject(origin, unfit.code, unfit.reason)
            else:
                if document is not None:
                    found = True
                    yield document
        if not found and whole:
            yield Reject(file, "empty", "the file holds no line with text")
    except Damaged as damaged:
        code: RejectCode = "bomb" if isinstance(damaged, Bomb) else "damaged_archive"
        yield Reject(file.at(number), code, f"{damaged}; the lines before this one were read")
    except OSError as error:
        yield Reject(file.at(number), "unreadable_file", f"cannot be read: {error.strerror}")


def _document(line: Line, origin: Origin, columns: Columns) -> SourceDocument | None:
    """The document of a line, None where the line is blank. Raises Unfit."""
    if line.content is None:
        raise Unfit("too_large", f"the line is too long; a text may have {MAX_TEXT_BYTES:,} bytes")
    content = line.content.removeprefix(_BYTE_ORDER_MARK) if line.number == 1 else line.content
    if not content.strip():
        return None
    if b"\0" in content:
        raise Unfit("binary", f"byte {content.index(0)} of the line is zero: not text, or not UTF-8: convert the file")
    read = Read(format="lines", encoding="utf-8", confidence=1.0, sha256=hashlib.sha256(line.content).hexdigest())
    return record_document(_parsed(content), columns, origin, read)


def _parsed(content: bytes) -> dict[str, object]:
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as broken:
            raise Unfit("bad_utf8", f"byte {broken.start} of the line is not UTF-8 ({broken.reason})") from None
        reason = f"not JSON: {error.msg}, at character {error.pos + 1} of the line"
        raise Unfit("not_json", f"{reason}; each line must be an object of its own") from None
    if type(record) is not dict:
        raise Unfit("wrong_type", f"the line is {named(record)}, not an object: write each object on a line of its own")
    return record
