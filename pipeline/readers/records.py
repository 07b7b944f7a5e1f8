"""Documents out of records: rows of CSV and Parquet and lines of JSON, whose fields are named by `Columns`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.columns import Columns
from pipeline.documents import DocumentFormat, Origin, SourceDocument, document_id
from pipeline.encodings import convert_legacy
from pipeline.readers.source import Unfit, check_size

#: An ISO date, with or without a time of day.
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d\S*(?: ?[+-]\d\d:?\d\d)?)?", re.ASCII)
_BEFORE_ZONE = re.compile(r" (?=[+-]\d\d:?\d\d$)", re.ASCII)
#: Where a time names its zone, the day is that of the papers' readers: midnight there is 17:00 in UTC.
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: A date as it is written in Vietnam, the day first, with or without a time of day.
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? \d{1,2}:\d\d(?::\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How a record came to be: its file's format, how its bytes became text, and the hash of those bytes."""

    format: DocumentFormat
    encoding: str | None = None
    confidence: float | None = None
    sha256: str | None = None
    #: Whether the day may stand first in a date, as it does in tables typed by hand.
    day_first: bool = False


def record_document(record: Mapping[str, object], columns: Columns, origin: Origin, read: Read) -> SourceDocument:
    """The document of a record. Raises Unfit."""
    text = record.get(columns.text)
    if text is None:
        raise Unfit("no_text", f'there is no "{columns.text}" in the {_what(read)}')
    if not isinstance(text, str):
        raise Unfit("wrong_type", f'"{columns.text}" is {named(text)}, not a string')
    if not text.strip():
        raise Unfit("empty", f'"{columns.text}" holds no text')
    if "\0" in text:
        raise Unfit("binary", f'character {text.index(chr(0))} of "{columns.text}" is U+0000: not text')
    check_size(text)
    url, title, author, source = (
        _string(record, name) for name in (columns.url, columns.title, columns.author, columns.source)
    )
    published_on = _published_on(record, columns.published_on, day_first=read.day_first)
    given = _given_id(record, columns.id)
    converted = convert_legacy(text)
    encoding, confidence = read.encoding, read.confidence
    if converted.encoding is not None:
        encoding = "+".join(filter(None, (encoding, converted.encoding)))
        confidence = converted.confidence if confidence is None else min(confidence, converted.confidence)
        text = converted.text
        title, author, source = (
            None if said is None else convert_legacy(f"{text}\n{_line(said)}").text.rsplit("\n", 1)[1]
            for said in (title, author, source)
        )
    return SourceDocument(
        doc_id=document_id(url=url, given=given, text=text),
        text=text,
        origin=origin,
        title=title,
        author=author,
        source=source,
        url=url,
        published_on=published_on,
        format=read.format,
        encoding=encoding,
        encoding_confidence=confidence,
        bytes_sha256=read.sha256,
    )


def check_columns(names: list[str], columns: Columns) -> None:
    """Raise Unfit where a table has no column of texts, or two columns of one name that is asked for."""
    if columns.text not in names:
        there = ", ".join(name[:40] for name in names[:20])
        reason = f'no column "{columns.text}" among {there}: name the one with the text by --text-column'
        raise Unfit("no_column", reason)
    wanted = (
        columns.text,
        columns.id,
        columns.title,
        columns.url,
        columns.published_on,
        columns.source,
        columns.author,
    )
    twice = next((name for name in wanted if names.count(name) > 1), None)
    if twice is not None:
        raise Unfit("no_column", f'several columns are named "{twice}": rename those that are not meant')


def named(value: object) -> str:
    """A value's type, in the words of JSON."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    if value is None:
        return "null"
    return kinds.get(type(value), "bytes" if isinstance(value, bytes) else "an object")


def _what(read: Read) -> str:
    return "object" if read.format == "lines" else "row"


def _line(text: str) -> str:
    return " ".join(text.split())


def _string(record: Mapping[str, object], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unfit("wrong_type", f'"{name}" is {named(value)}, not a string')
    return value.strip() or None


def _given_id(record: Mapping[str, object], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise Unfit("wrong_type", f'"{name}" is {named(value)}, not a string or a whole number')
    return value.strip() or None


def _published_on(record: Mapping[str, object], name: str, *, day_first: bool) -> date | None:
    value = record.get(name)
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date):
        return value
    written = _string(record, name)
    if written is None:
        return None
    try:
        if match := _ISO_DATE.fullmatch(written):
            day = date.fromisoformat(match[1])
            return _zoned_day(written) or day
        if day_first and (match := _VIETNAMESE_DATE.fullmatch(written)):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise Unfit("wrong_type", f'"{name}" is "{written[:40]}", not a date such as "2012-11-17"')


def _day(time: datetime) -> date:
    return time.date() if time.tzinfo is None else time.astimezone(_VIETNAM).date()


def _zoned_day(written: str) -> date | None:
    try:
        time = datetime.fromisoformat(_BEFORE_ZONE.sub("", written))
        return None if time.tzinfo is None else _day(time)
    # hours that no clock shows, or a zone that leads out of the calendar
    except (ValueError, OverflowError):
        return None
