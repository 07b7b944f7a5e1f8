"""JSON lines: one document a line, as an object with `text` and optionally `id`, `url`, `title`, `author`, `source`
and `published_on`; other fields are not looked at."""

import re
from collections.abc import Iterator
from datetime import date

import orjson

from pipeline.documents import MAX_TEXT_BYTES, Origin, Reject, RejectCode, SourceDocument, document_id
from pipeline.partitions import Piece
from pipeline.streams import Damaged, Line, chunks_between, lines

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: An ISO date, with or without a time of day; the date is taken as it is written.
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d\S*)?", re.ASCII)
_STRINGS = ("url", "title", "author", "source")


class _Unfit(Exception):
    """A line that is no document."""

    def __init__(self, code: RejectCode, reason: str) -> None:
        super().__init__(reason)
        self.code: RejectCode = code
        self.reason = reason


def read_json_lines(piece: Piece) -> Iterator[SourceDocument | Reject]:
    """Read each line of a piece that is not blank; where the file breaks off, one reject says after which line."""
    file = piece.file.origin
    number = piece.first_line
    found = False
    try:
        for line in lines(chunks_between(piece.file, piece.start, piece.end), piece.first_line):
            number = line.number + 1
            origin = Origin(file.file, file.key, line.number)
            try:
                document = _document(line, origin)
            except _Unfit as unfit:
                found = True
                yield Reject(origin, unfit.code, unfit.reason)
            else:
                if document is not None:
                    found = True
                    yield document
        if not found and piece.start == 0 and piece.end is None:
            yield Reject(file, "empty", "the file holds no line with text")
    except Damaged as damaged:
        origin = Origin(file.file, file.key, number)
        yield Reject(origin, "damaged_archive", f"{damaged}; the lines before this one were read")
    except OSError as error:
        yield Reject(Origin(file.file, file.key, number), "unreadable_file", f"cannot be read: {error.strerror}")


def _document(line: Line, origin: Origin) -> SourceDocument | None:
    """The document of a line, None where the line is blank. Raises _Unfit."""
    if line.content is None:
        raise _Unfit("too_large", f"the line is too long; a text may have {MAX_TEXT_BYTES:,} bytes")
    content = line.content.removeprefix(_BYTE_ORDER_MARK) if line.number == 1 else line.content
    if not content.strip():
        return None
    if b"\0" in content:
        raise _Unfit("binary", f"byte {content.index(0)} of the line is zero: not text")
    record = _parsed(content)
    text = record.get("text")
    if text is None:
        raise _Unfit("no_text", 'there is no "text" in the object')
    if type(text) is not str:
        raise _Unfit("wrong_type", f'"text" is {_named(text)}, not a string')
    if not text.strip():
        raise _Unfit("empty", '"text" holds no text')
    if "\0" in text:
        raise _Unfit("binary", f'character {text.index(chr(0))} of "text" is U+0000: not text')
    if len(text) * 4 > MAX_TEXT_BYTES and (size := len(text.encode())) > MAX_TEXT_BYTES:
        raise _Unfit("too_large", f'"text" has {size:,} bytes; a text may have {MAX_TEXT_BYTES:,}')
    strings = {name: _string(record, name) for name in _STRINGS}
    url = strings["url"]
    return SourceDocument(
        doc_id=document_id(url=url, given=_given_id(record), text=text),
        text=text,
        origin=origin,
        published_on=_published_on(record),
        **strings,
    )


def _parsed(content: bytes) -> dict[str, object]:
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as broken:
            raise _Unfit("bad_utf8", f"byte {broken.start} of the line is not UTF-8 ({broken.reason})") from None
        raise _Unfit("not_json", f"not JSON: {error.msg}, at character {error.pos + 1} of the line") from None
    if type(record) is not dict:
        raise _Unfit("wrong_type", f"the line is {_named(record)}, not an object")
    return record


def _string(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if type(value) is not str:
        raise _Unfit("wrong_type", f'"{name}" is {_named(value)}, not a string')
    return value.strip() or None


def _given_id(record: dict[str, object]) -> str | None:
    value = record.get("id")
    if value is None:
        return None
    if type(value) is int:
        return str(value)
    if type(value) is not str:
        raise _Unfit("wrong_type", f'"id" is {_named(value)}, not a string or a whole number')
    return value.strip() or None


def _published_on(record: dict[str, object]) -> date | None:
    value = _string(record, "published_on")
    if value is None:
        return None
    if match := _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            pass
    raise _Unfit("wrong_type", f'"published_on" is "{value[:40]}", not a date such as "2012-11-17"')


def _named(value: object) -> str:
    """A JSON value's type, in the words of JSON."""
    if value is None:
        return "null"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    return kinds.get(type(value), "an object")
