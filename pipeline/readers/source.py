"""What a reader reads: the bytes of a file, or of a member of an archive, with where they stood."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from pipeline.columns import Columns
from pipeline.documents import MAX_TEXT_BYTES, Origin, RejectCode
from pipeline.formats import HEAD_BYTES, Compression, Format, tell_compression, tell_format
from pipeline.streams import FREE_BYTES, Damaged, readable, unpacked

#: What a file within an archive, or a compressed one, may have where it has to be unpacked to disk to be read.
MAX_SPOOLED_BYTES = 4_000_000_000
_IN_MEMORY = 8_000_000
_CHUNK = 1 << 20


class Unfit(Exception):
    """A file or a record that is no document: why in one word for machines, and why in words with a remedy."""

    def __init__(self, code: RejectCode, reason: str) -> None:
        super().__init__(code, reason)
        self.code: RejectCode = code
        self.reason = reason


class Spent(Exception):
    """An archive holds more than it may; what came before was read."""


class Budget:
    """What an archive may still become, its archives within included. `spend` and `enter` raise Spent."""

    #: Members of an archive, and how many times its size it may become.
    MAX_MEMBERS = 1_000_000
    MAX_RATIO = 200

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = FREE_BYTES + self.MAX_RATIO * size
        self._members = self.MAX_MEMBERS

    def enter(self) -> None:
        """One member more."""
        self._members -= 1
        if self._members < 0:
            raise Spent(f"the archive has more than {self.MAX_MEMBERS:,} members; unpack it")

    def spend(self, count: int) -> None:
        """So many bytes more."""
        self._bytes -= count
        if self._bytes < 0:
            raise Spent(f"the archive of {self._size:,} bytes becomes more than {self.MAX_RATIO} times as many")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What is known of where a page came from: address, time of the crawl, the encoding that the server named.

    `asked` is the address that a crawl asked for, where redirects led from there to `url`.
    """

    url: str | None = None
    asked: str | None = None
    captured_at: datetime | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes to read: `opened` stands at their beginning, still compressed; `depth` counts the archives around them."""

    origin: Origin
    name: str
    format: Format
    compression: Compression
    opened: io.BufferedReader
    columns: Columns
    budget: Budget
    depth: int = 0
    address: Address = Address()
    #: The part of it that is to be read, as a `Cut` says it, and whether that is all.
    start: int = 0
    end: int | None = None
    first: int = 1

    @property
    def is_part(self) -> bool:
        """Whether only a part of it is to be read."""
        return self.end is not None or self.start > 0

    def pieces(self) -> Iterator[bytes]:
        """The decompressed bytes, in pieces; once. Raises Damaged and OSError."""
        return unpacked(self.opened, self.compression)

    def content(self, limit: int) -> bytes:
        """All of the decompressed bytes. Raises Unfit where they are more than `limit`, and as `pieces` does."""
        too_large = Unfit("too_large", f"more than {limit:,} bytes, which is what such a document may have: split it")
        if self.compression == "none" and self.opened.seekable():
            start = self.opened.tell()
            size = self.opened.seek(0, io.SEEK_END) - start
            self.opened.seek(start)
            if size > limit:
                raise too_large
        held: list[bytes] = []
        size = 0
        for piece in self.pieces():
            size += len(piece)
            if size > limit:
                raise too_large
            held.append(piece)
        return b"".join(held)

    @contextmanager
    def seekable(self, limit: int = MAX_SPOOLED_BYTES) -> Iterator[BinaryIO]:
        """The decompressed bytes as a file that can be sought in, unpacked aside where need be. Raises as `content`."""
        if self.compression == "none" and self.opened.seekable():
            yield self.opened
            return
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as aside:
            size = 0
            for piece in self.pieces():
                size += len(piece)
                if size > limit:
                    raise Unfit("too_large", f"more than {limit:,} bytes when unpacked: unpack it and give the file")
                aside.write(piece)
            aside.seek(0)
            yield cast(BinaryIO, aside)


def source_of(
    opened: io.BufferedReader,
    name: str,
    origin: Origin,
    *,
    columns: Columns,
    budget: Budget,
    depth: int = 0,
    address: Address = Address(),
) -> Source | None:
    """The source of a member of an archive, its format told from what is in it; None where that is not known."""
    begins = opened.peek(_CHUNK)
    compression = tell_compression(begins)
    head = begins[:HEAD_BYTES] if compression == "none" else _unpacked_head(begins, compression)
    format_ = tell_format(head, name)
    if format_ is None:
        return None
    return Source(
        origin=origin,
        name=name,
        format=format_,
        compression=compression,
        opened=opened,
        columns=columns,
        budget=budget,
        depth=depth,
        address=address,
    )


def metered(pieces: Iterator[bytes], budget: Budget) -> io.BufferedReader:
    """Pieces of bytes as a file, each counted against a budget."""

    def spent() -> Iterator[bytes]:
        for piece in pieces:
            budget.spend(len(piece))
            yield piece

    return readable(spent())


def check_size(text: str) -> None:
    """Raise Unfit where a text is too large to be stored."""
    if len(text) * 4 > MAX_TEXT_BYTES and (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_TEXT_BYTES:
        raise Unfit("too_large", f"the text has {size:,} bytes; a text may have {MAX_TEXT_BYTES:,}: split it")


def host_of(url: str | None) -> str | None:
    """The host of an address, without `www.`."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def _unpacked_head(begins: bytes, compression: Compression) -> bytes:
    head = b""
    try:
        for chunk in unpacked(io.BytesIO(begins), compression):
            head += chunk[:HEAD_BYTES]
            if len(head) >= HEAD_BYTES:
                break
    except Damaged:
        # only its beginning is here; who reads it says whether all of it is whole
        pass
    return head
