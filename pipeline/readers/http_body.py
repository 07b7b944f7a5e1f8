"""The body of an HTTP response as a web archive keeps it, with its codings undone.

fastwarc undoes them too, but after a body that is chunked and compressed it ends, and tells of no body that breaks off.
Many crawlers keep the headers of a response and its body with the codings undone already: such a body stays as it is.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator

import brotli  # type: ignore[import-untyped]

from pipeline.streams import Damaged, unpacked

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,4000})?\r?\n")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{]")
_STEP = 1 << 20


def uncoded(body: bytes, headers: Iterable[tuple[str, str]], limit: int) -> bytes:
    """The body without the codings that the headers name, or its beginning, longer than `limit`. Raises Damaged."""
    named: dict[str, list[str]] = {"transfer-encoding": [], "content-encoding": []}
    for key, value in headers:
        if key.lower() in named:
            named[key.lower()] += [coding.strip().lower() for coding in value.split(",")]
    # the last that is named was done last
    for coding in reversed(named["content-encoding"] + named["transfer-encoding"]):
        body = _without(body, coding, limit)
    return body


def _without(body: bytes, coding: str, limit: int) -> bytes:
    match coding:
        case "chunked" if _CHUNK.match(body):
            return b"".join(_chunks(body))
        case "gzip" | "x-gzip" if body.startswith(_GZIP):
            return _bounded(unpacked(io.BytesIO(body), "gzip"), limit)
        case "zstd" if body.startswith(_ZSTD):
            return _bounded(unpacked(io.BytesIO(body), "zstd"), limit)
        case "deflate" if body and not _MARKUP.match(body):
            return _inflated(body, limit)
        case "br" if body and not _MARKUP.match(body):
            return _bounded(_brotli(body), limit)
        case _:
            return body


def _chunks(body: bytes) -> Iterator[bytes]:
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return
        end = match.end() + size
        if end > len(body):
            break
        yield body[match.end() : end]
        at = end + (2 if body.startswith(b"\r\n", end) else 1)
    raise Damaged("a chunk of it is none, or it breaks off")


def _bounded(pieces: Iterable[bytes], limit: int) -> bytes:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > limit:
            break
    return b"".join(held)


def _inflated(body: bytes, limit: int) -> bytes:
    # with the header of zlib, as it should be, or without, as some servers send it
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflating = zlib.decompressobj(window)
        try:
            found = inflating.decompress(body, limit + 1)
        except zlib.error:
            continue
        if inflating.eof or len(found) > limit:
            return found
        raise Damaged("the compressed body breaks off")
    raise Damaged("the body is not what deflate writes")


def _brotli(body: bytes) -> Iterator[bytes]:
    unpacking = brotli.Decompressor()
    try:
        piece = unpacking.process(body, output_buffer_limit=_STEP)
        while piece or not unpacking.can_accept_more_data():
            yield piece
            piece = unpacking.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise Damaged(f"the body is not what brotli writes ({error})") from None
    if not unpacking.is_finished():
        raise Damaged("the compressed body breaks off")
