"""The bytes of a file, decompressed, and its lines, in bounded memory however long a line is."""

import bz2
import gzip
import io
import lzma
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import zstandard

from pipeline.formats import Compression
from pipeline.places import is_address, open_read

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from pipeline.inputs import InputFile

_CHUNK = 1 << 20
#: A JSON line may spell each character of its text in up to three times the bytes that UTF-8 takes.
MAX_LINE_BYTES = 60_000_000
#: What a compressed file may become: any file so many bytes, and a larger one so many times its size. gzip, which packs
#: 1,032 zeros in a byte, never exceeds it; text hardly exceeds ten times its size in any form.
FREE_BYTES = 256_000_000
MAX_RATIO = 1200
_ZSTD_MAX_WINDOW = 1 << 27
#: A block of zstd is 128 KB of text and may be written in 4 bytes, so this many become at most 32 MB.
_ZSTD_STEP = 1 << 10
_XZ_MAX_MEMORY = 1 << 28


class Damaged(Exception):
    """A compressed file breaks off or is not what its name says; what came before it is good."""


class Bomb(Damaged):
    """A compressed file becomes larger than any text would."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `content` is None where the line is too long to be read."""

    number: int
    content: bytes | None


def chunks(file: "InputFile") -> Iterator[bytes]:
    """The decompressed bytes of a file in pieces of about a megabyte. Raises Damaged, and OSError as it comes."""
    with open_read(file.path) as opened:
        yield from unpacked(opened, file.compression)


def unpacked(opened: BinaryIO, compression: Compression) -> Iterator[bytes]:
    """The decompressed bytes of an open file, in pieces of at most some megabytes.

    Raises Damaged, Bomb where they are more than `FREE_BYTES` and `MAX_RATIO` allow, and OSError as it comes.
    """
    if compression == "none":
        while chunk := opened.read(_CHUNK):
            yield chunk
        return
    packed = _Counted(opened)
    size = 0
    for chunk in _UNPACK[compression](packed):
        yield chunk
        size += len(chunk)
        if size > FREE_BYTES and size > packed.count * MAX_RATIO:
            raise Bomb(f"{packed.count:,} bytes become more than {MAX_RATIO:,} times as many: no text does")


def readable(pieces: Iterator[bytes]) -> io.BufferedReader:
    """Pieces of bytes as a file to read from; what the pieces raise, its methods raise."""
    return io.BufferedReader(_Pieces(pieces), _CHUNK)


def chunks_between(file: "InputFile", start: int, end: int | None) -> Iterator[bytes]:
    """The decompressed bytes from `start` up to `end` (None: to the end), in pieces. Raises as `chunks` does."""
    if file.compression == "none":
        left = end - start if end is not None else None
        with open_read(file.path, most=left) as opened:
            opened.seek(start)
            while left is None or left > 0:
                chunk = opened.read(_CHUNK if left is None else min(_CHUNK, left))
                if not chunk:
                    return
                if left is not None:
                    left -= len(chunk)
                yield chunk
        return
    unpacking, _left.behind = _left.behind, None
    state = None if is_address(file.path) else _state(file.path)
    if unpacking is None or state is None or unpacking.state != state or unpacking.at > start:
        unpacking = _Unpacking(file, state)
    yield from unpacking.between(start, end)
    _left.behind = unpacking if end is not None else None


def _state(path: str) -> tuple[int, ...]:
    """What tells a file from another, and from itself after a change."""
    found = os.stat(path)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class _Unpacking:
    """A compressed file that is being read, and how far it was."""

    def __init__(self, file: "InputFile", state: tuple[int, ...] | None) -> None:
        self.state = state
        self.at = 0
        self._pieces = chunks(file)
        self._rest = b""

    def between(self, start: int, end: int | None) -> Iterator[bytes]:
        """The bytes from `start`, where this is not further yet, up to `end`; what is beyond that stays to be read."""
        while self.at != end and (chunk := self._rest or next(self._pieces, b"")):
            stop = len(chunk) if end is None else min(len(chunk), end - self.at)
            piece, self._rest = chunk[max(0, start - self.at) : stop], chunk[stop:]
            self.at += stop
            if piece:
                yield piece


class _Left(threading.local):
    """What this thread read last: a compressed file has no other way to its middle than from its beginning, and the
    next stretch that is asked for is mostly one further on."""

    behind: _Unpacking | None = None


_left = _Left()


def lines(pieces: Iterator[bytes], first_number: int = 1, limit: int = MAX_LINE_BYTES) -> Iterator[Line]:
    r"""Cut pieces of bytes at each `\n`. Of a line longer than `limit` bytes no more than that is ever held."""
    number = first_number
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        start = 0
        while (stop := piece.find(b"\n", start)) >= 0:
            length += stop - start
            if length <= limit:
                held.append(piece[start:stop])
                yield Line(number, b"".join(held))
            else:
                yield Line(number, None)
            held, length = [], 0
            number += 1
            start = stop + 1
        length += len(piece) - start
        if length <= limit:
            held.append(piece[start:])
        else:
            held = []
    if length:
        yield Line(number, b"".join(held) if length <= limit else None)


class _Reads(Protocol):
    """What a decompressor needs of a file."""

    def read(self, size: int = -1, /) -> bytes: ...


class _Counted:
    """A file that counts the bytes read from it."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._opened.read(size)
        self.count += len(chunk)
        return chunk


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a raw file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._held))
        into[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def _gzip_chunks(opened: _Reads) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=cast(BinaryIO, opened), mode="rb") as unpacking:
        while True:
            try:
                chunk = unpacking.read1(_CHUNK)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise Damaged(f"not complete or not gzip ({error})") from None
            if not chunk:
                return
            yield chunk


def _zstd_chunks(opened: _Reads) -> Iterator[bytes]:
    # zstandard's stream reader takes a file that breaks off for one that ends; its object says whether a frame is whole
    begin = zstandard.ZstdDecompressor(max_window_size=_ZSTD_MAX_WINDOW).decompressobj
    frame = begin()
    in_frame = False
    while packed := opened.read(_ZSTD_STEP):
        while packed:
            try:
                chunk = frame.decompress(packed)
            except zstandard.ZstdError as error:
                raise Damaged(f"not complete or not zstd ({error})") from None
            if chunk:
                yield chunk
            in_frame, packed = not frame.eof, frame.unused_data
            if frame.eof:
                frame = begin()
    if in_frame:
        raise Damaged("not complete: the last frame breaks off")


class _Frame(Protocol):
    """A decompressor of bzip2 or xz: one of several that may follow each other in a file."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _framed_chunks(opened: _Reads, begin: Callable[[], _Frame], name: str) -> Iterator[bytes]:
    frame = begin()
    packed = opened.read(_CHUNK)
    begun = False
    while packed or (begun and not frame.needs_input):
        try:
            chunk = frame.decompress(packed, _CHUNK)
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise Damaged(f"not complete or not {name} ({error})") from None
        begun = True
        if chunk:
            yield chunk
        packed = b""
        if frame.eof:
            # zeros may fill up an xz file
            packed, frame, begun = frame.unused_data.lstrip(b"\0"), begin(), False
        if not packed and frame.needs_input:
            packed = opened.read(_CHUNK)
    if begun:
        raise Damaged(f"not complete: the {name} stream breaks off")


def _bzip2_chunks(opened: _Reads) -> Iterator[bytes]:
    return _framed_chunks(opened, bz2.BZ2Decompressor, "bzip2")


def _xz_chunks(opened: _Reads) -> Iterator[bytes]:
    return _framed_chunks(opened, lambda: lzma.LZMADecompressor(memlimit=_XZ_MAX_MEMORY), "xz")


_UNPACK: dict[Compression, Callable[[_Reads], Iterator[bytes]]] = {
    "gzip": _gzip_chunks,
    "zstd": _zstd_chunks,
    "bzip2": _bzip2_chunks,
    "xz": _xz_chunks,
}
