"""The bytes of a file, decompressed, and its lines, in bounded memory however long a line is."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

from pipeline.inputs import InputFile

_CHUNK = 1 << 20
#: A JSON line may spell each character of its text in up to three times the bytes that UTF-8 takes.
MAX_LINE_BYTES = 60_000_000
_ZSTD_MAX_WINDOW = 1 << 27
#: A block of zstd is 128 KB of text and may be written in 4 bytes, so this many become at most 32 MB.
_ZSTD_STEP = 1 << 10


class Damaged(Exception):
    """A compressed file breaks off or is not what its name says; what came before it is good."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `content` is None where the line is too long to be read."""

    number: int
    content: bytes | None


def chunks(file: InputFile) -> Iterator[bytes]:
    """The decompressed bytes of a file in pieces of about a megabyte. Raises Damaged, and OSError as it comes."""
    with open(file.path, "rb") as opened:
        match file.compression:
            case "none":
                yield from _plain_chunks(opened)
            case "gzip":
                yield from _gzip_chunks(opened)
            case "zstd":
                yield from _zstd_chunks(opened)


def chunks_between(file: InputFile, start: int, end: int | None) -> Iterator[bytes]:
    """The decompressed bytes from `start` up to `end` (None: to the end), in pieces. Raises as `chunks` does."""
    if file.compression == "none":
        with open(file.path, "rb") as opened:
            opened.seek(start)
            left = end - start if end is not None else None
            while left is None or left > 0:
                chunk = opened.read(_CHUNK if left is None else min(_CHUNK, left))
                if not chunk:
                    return
                if left is not None:
                    left -= len(chunk)
                yield chunk
        return
    at = 0
    for chunk in chunks(file):
        piece = chunk[max(0, start - at) : len(chunk) if end is None else max(0, end - at)]
        at += len(chunk)
        if piece:
            yield piece
        if end is not None and at >= end:
            return


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


def _plain_chunks(opened: io.BufferedReader) -> Iterator[bytes]:
    while chunk := opened.read(_CHUNK):
        yield chunk


def _gzip_chunks(opened: io.BufferedReader) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=opened) as unpacked:
        while True:
            try:
                chunk = unpacked.read1(_CHUNK)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise Damaged(f"not complete or not gzip ({error})") from None
            if not chunk:
                return
            yield chunk


def _zstd_chunks(opened: io.BufferedReader) -> Iterator[bytes]:
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
