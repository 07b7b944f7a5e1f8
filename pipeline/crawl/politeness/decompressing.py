"""Content encodings, strictly: a stream that ends early, or that is none, gives nothing rather than half a page.

Scrapy's own middleware takes what can be read of a truncated stream for the page.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import brotli  # type: ignore[import-untyped]

from pipeline.crawl.politeness.not_fetched import BrokenAnswer

#: Accept-Encoding. `deflate` is left out: servers do not agree on what it means.
ACCEPTED = "gzip, br"

_PIECE = 65_536
_GZIP = b"\x1f\x8b"


def decompress(body: bytes, encodings: Iterable[str], *, largest: int) -> bytes:
    """The body that Content-Encoding headers stand for; what was applied last is undone first.

    Raises BrokenAnswer: `truncated` where a stream ends early, `bad_encoding` where it cannot be read or was not asked
    for, `too_large` beyond `largest` bytes.
    """
    names = [name.strip().lower() for encoding in encodings for name in encoding.split(",")]
    for name in reversed(names):
        if name in ("", "identity"):
            continue
        if name not in _STREAMS:
            raise BrokenAnswer("bad_encoding", f"Content-Encoding {name} was not asked for")
        if body:  # an empty body is sent as it is
            body = _bounded(_STREAMS[name](body), largest)
    return body


def _bounded(pieces: Iterator[bytes], largest: int) -> bytes:
    """The pieces joined, unless they are a bomb."""
    kept: list[bytes] = []
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > largest:
            raise BrokenAnswer("too_large", f"more than {largest} bytes when decompressed")
        kept.append(piece)
    return b"".join(kept)


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members of a gzip stream; what follows them and is none is left out, as browsers do."""
    while True:
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof:
                piece = member.decompress(body, _PIECE)
                body = member.unconsumed_tail
                if not piece and not body and not member.eof:
                    raise BrokenAnswer("truncated", "the gzip stream ends early")
                yield piece
        except zlib.error as error:
            raise BrokenAnswer("bad_encoding", f"Content-Encoding gzip: {error}") from error
        body = member.unused_data
        if not body.startswith(_GZIP):
            return


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        while not stream.is_finished():
            piece = stream.process(body, output_buffer_limit=_PIECE)
            body = b""
            if not piece and not stream.is_finished():
                raise BrokenAnswer("truncated", "the br stream ends early")
            yield piece
    except brotli.error as error:
        raise BrokenAnswer("bad_encoding", f"Content-Encoding br: {error}") from error


_STREAMS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {"gzip": _gzip, "x-gzip": _gzip, "br": _brotli}
