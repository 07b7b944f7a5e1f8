"""Raw responses on disk, before anything reads them: a WARC file a site and night, a gzip member a record.

A record is whole on disk before `write` returns. What a kill or a full disk leaves of one is cut off: whole records are
never touched.
"""

import io
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from pipeline.errors import TrichlucError

_SUFFIX = ".warc.gz"
_GZIP = b"\x1f\x8b\x08"
_BLOCK = 1 << 16
#: A field of our own, which other readers pass over: the address that was asked for, where redirects led to a page.
ASKED = "Trichluc-Asked-URI"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class ArchiveError(TrichlucError):
    """The archive cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer as it came: the body as the server coded it, without the transfer's chunks.

    `asked` is the address that was asked for, where redirects led from there to `url`.
    """

    url: str
    status: int
    reason: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    fetched_at: datetime
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record stands: the file's name in the folder, and the offset of its gzip member in bytes."""

    file: str
    offset: int


class Archive:
    """The WARC file of a site and night; a later run of the night appends to it. Made with its first record."""

    def __init__(self, folder: Path, site: str, night: date) -> None:
        self._folder, self._site = folder, site
        self._path = folder / f"{site}-{night.isoformat()}{_SUFFIX}"
        self._file: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def write(self, response: Response) -> Placed:
        """Write a response; it is on disk when this returns. Raises ArchiveError, and then nothing of it is left."""
        record = _response_record(response)
        try:
            if self._file is None:
                self._open(response.fetched_at)
            return Placed(self._path.name, self._append(record))
        except OSError as error:
            raise ArchiveError(
                f"{self._path}: {error.strerror}: make room or mend the folder; whole records are kept, and the next "
                "crawl goes on there"
            ) from None

    def _open(self, now: datetime) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if os.lseek(self._file, 0, os.SEEK_END) == 0:
            self._append(_warcinfo(self._path.name, now))
            _sync_folder(self._folder)

    def _append(self, record: bytes) -> int:
        if self._file is None:
            raise ValueError("the archive is closed")
        start = os.lseek(self._file, 0, os.SEEK_END)
        try:
            rest = memoryview(record)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError:
            # a full disk takes a part: cut off, so that the file ends with a whole record
            os.ftruncate(self._file, start)
            raise
        return start


def repair(folder: Path, site: str) -> int:
    """Cut off what a kill left of the last record of a site's newest archive. Gives the number of bytes cut off.

    Older archives need no look: each crawl repairs the newest before it writes another. Raises ArchiveError.
    """
    files = sorted(folder.glob(f"{site}-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]{_SUFFIX}"))
    if not files:
        return 0
    path = files[-1]
    try:
        with open(path, "r+b") as opened:
            size = opened.seek(0, os.SEEK_END)
            end = end_of_records(opened)
            if end == size:
                return 0
            opened.truncate(end)
            os.fsync(opened.fileno())
            if end == 0:
                path.unlink()
            return size - end
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}: mend the folder, and start again") from None


def end_of_records(opened: BinaryIO) -> int:
    """Where the last whole gzip member of a file ends; 0 where there is none.

    Damage between whole members is passed over: what follows it is kept.
    """
    end = start = 0
    while start >= 0:
        after = _end_of_member(opened, start)
        if after is not None:
            end = start = after
        else:
            start = _next_mark(opened, start + 1)
    return end


def _end_of_member(opened: BinaryIO, start: int) -> int | None:
    """Where the gzip member that begins at an offset ends; None where none begins there, or it is not whole."""
    opened.seek(start)
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    read = 0
    try:
        while not member.eof:
            block = opened.read(_BLOCK)
            if not block:
                return None
            read += len(block)
            while block and not member.eof:
                member.decompress(block, _BLOCK)  # bounded: a block may unpack to a thousand times its size
                block = member.unconsumed_tail
    except zlib.error:
        return None
    return start + read - len(member.unused_data)


def _next_mark(opened: BinaryIO, start: int) -> int:
    """Where the next gzip member may begin from an offset on; -1 where none can."""
    opened.seek(start)
    held, offset = b"", start
    while block := opened.read(_BLOCK):
        held += block
        at = held.find(_GZIP)
        if at >= 0:
            return offset + at
        keep = len(_GZIP) - 1
        offset += max(0, len(held) - keep)
        held = held[-keep:]
    return -1


def _response_record(response: Response) -> bytes:
    http = StatusAndHeaders(
        f"{response.status} {response.reason}".strip(), list(response.headers), protocol=response.protocol
    )
    warc = {"WARC-Date": _date(response.fetched_at)}
    if response.ip_address is not None:
        warc["WARC-IP-Address"] = response.ip_address
    if response.asked is not None:
        warc[ASKED] = response.asked
    kind = "response"
    if response.status == 304:
        kind = "revisit"
        warc["WARC-Profile"] = _NOT_MODIFIED
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        response.url, kind, payload=io.BytesIO(response.body), http_headers=http, warc_headers_dict=warc
    )
    writer.write_record(record)
    return out.getvalue()


def _warcinfo(name: str, now: datetime) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {
        "software": f"trichluc/{version('trichluc')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    record = writer.create_warcinfo_record(name, about)
    record.rec_headers.replace_header("WARC-Date", _date(now))
    writer.write_record(record)
    return out.getvalue()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
