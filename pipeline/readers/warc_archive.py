"""A web archive (WARC): the pages among its responses, each a document with its record's address and date.

Pages, and PDF, DOCX, DOC and RTF files, are read of the responses that came with status 200; pages with an error's
status are rejects. Redirections, pictures, scripts, and records of other types (requests, metadata) are no documents.
Where a record is damaged, reading goes on at the next one that begins as a record does.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.crawl.archive import ASKED
from pipeline.documents import Reject, SourceDocument
from pipeline.formats import HEAD_BYTES, Format, tell_format
from pipeline.readers.http_body import uncoded
from pipeline.readers.source import Address, Source, Unfit
from pipeline.streams import Damaged

_MAX_PAYLOAD = 128_000_000
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_DOCUMENTS: frozenset[Format] = frozenset({"html", "pdf", "docx", "doc", "rtf"})
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
_BLOCK = 1 << 20
#: The status of an answer that is a part of a page.
_PART = 206

ReadSource = Callable[[Source], Iterator[SourceDocument | Reject]]


def read_warc_archive(source: Source, read: ReadSource) -> Iterator[SourceDocument | Reject]:
    """Read each page of an archive by `read`. Raises Unfit where there is none, and as `Source.seekable` does."""
    # each record of a .warc.gz is a gzip stream of its own: unpacked here, one that is damaged would end all
    packed = replace(source, compression="none") if source.compression == "gzip" else source
    found = False
    with packed.seekable() as opened:
        for record in _records(opened, source, _GZIP if packed is not source else _PLAIN):
            if isinstance(record, Reject):
                found = True
                yield record
                continue
            number, response = record
            if response.record_type == WarcRecordType.revisit:
                # a page that had not changed since it was read before: a night's archive may hold nothing else
                found = True
                continue
            for document in _read(response, replace(source, origin=source.origin.at(number)), read):
                found = True
                yield document
    if not found and not source.is_part:
        raise Unfit("empty", "the archive holds no page among its responses")


def _records(opened: BinaryIO, source: Source, mark: bytes) -> Iterator[tuple[int, WarcRecord] | Reject]:
    """The archive's responses and revisits with their numbers among all records, from 1; a reject for each damage."""
    number, start = source.first - 1, source.start
    told = False
    while start >= 0:
        opened.seek(start)
        at = start
        try:
            for record in ArchiveIterator(opened, record_types=WarcRecordType.any_type, auto_decode="none"):
                at = record.stream_pos
                if source.end is not None and at >= source.end:
                    return
                number += 1
                told = False
                if record.record_type in (WarcRecordType.response, WarcRecordType.revisit):
                    yield number, record
            return
        # what fastwarc raises where bytes are no WARC or do not unpack
        except (OSError, ValueError) as error:
            if not told:
                told = True
                number += 1
                reason = f"the record is damaged ({error}); reading went on at the next whole one"
                yield Reject(source.origin.at(number), "damaged_archive", reason)
        start = _next_mark(opened, at + 1, mark)


def _next_mark(opened: BinaryIO, start: int, mark: bytes) -> int:
    """Where the next record begins from `start` on; -1 where none does."""
    opened.seek(start)
    held, offset = b"", start
    while block := opened.read(_BLOCK):
        held += block
        at = held.find(mark)
        if at >= 0:
            return offset + at
        keep = len(mark) - 1
        offset += len(held) - keep
        held = held[-keep:]
    return -1


def _read(record: WarcRecord, source: Source, read: ReadSource) -> Iterator[SourceDocument | Reject]:
    http = record.http_headers
    # names that were looked up (dns:) are responses too
    if http is None:
        return
    status = http.status_code
    url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>") or None
    if status is None:
        yield Reject(source.origin, "damaged_archive", f"{url or 'a response'} has no HTTP status: fetch it again")
        return
    if 300 <= status < 400:
        return
    content_type = (record.http_content_type or "").lower()
    if status >= 400:
        if content_type in _HTML:
            reason = f"{url or 'a page'} was answered with status {status}: no article"
            yield Reject(source.origin, "http_error", reason)
        return
    expected = record.content_length
    try:
        body = record.reader.read(_MAX_PAYLOAD + 1)
        payload = uncoded(body, http.items(), _MAX_PAYLOAD)
    except (OSError, ValueError, Damaged) as error:
        yield Reject(source.origin, "damaged_archive", f"{url or 'the page'} does not unpack ({error})")
        return
    name = unquote(urlsplit(url or "").path)
    format_ = tell_format(payload[:HEAD_BYTES], name)
    if format_ == "zip" and (content_type == _DOCX or name.lower().endswith(".docx")):
        format_ = "docx"
    if content_type in _HTML and (format_ not in _DOCUMENTS or tell_format(payload[:HEAD_BYTES], "") is None):
        format_ = "html"
    if format_ not in _DOCUMENTS:
        return
    if len(payload) > _MAX_PAYLOAD:
        yield Reject(source.origin, "too_large", f"{url or 'the page'} has more than {_MAX_PAYLOAD:,} bytes")
        return
    if len(body) < expected:
        reason = f"{url or 'the page'} breaks off after {len(body):,} of {expected:,} bytes"
        yield Reject(source.origin, "damaged_archive", reason)
        return
    if status == _PART:
        yield Reject(source.origin, "damaged_archive", f"{url or 'the page'} was sent in part (206): fetch it again")
        return
    if cut := record.headers.get("WARC-Truncated"):
        reason = f"{url or 'the page'} was cut off by the crawler ({cut[:40]}): fetch it again"
        yield Reject(source.origin, "damaged_archive", reason)
        return
    address = Address(
        url=url, asked=record.headers.get(ASKED), captured_at=record.record_date, charset=record.http_charset
    )
    page = replace(
        source,
        name=name,
        format=format_,
        compression="none",
        opened=io.BufferedReader(io.BytesIO(payload)),
        address=address,
    )
    yield from read(page)
