import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.politeness.decompressing import decompress
from pipeline.crawl.politeness.not_fetched import BrokenAnswer

LARGEST = 1_000_000
TEXT = "Bộ Công Thương ban hành Nghị định.".encode() * 3000


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    ("body", "encodings", "plain"),
    [
        (TEXT, [], TEXT),
        (TEXT, ["identity"], TEXT),
        (TEXT, [""], TEXT),
        (_gzip(TEXT), ["gzip"], TEXT),
        (_gzip(TEXT), [" GZIP "], TEXT),
        (_gzip(TEXT), ["x-gzip"], TEXT),
        (_gzip(TEXT) + _gzip(b"x"), ["gzip"], TEXT + b"x"),
        (_gzip(TEXT) + b"\x00\r\nrubbish", ["gzip"], TEXT),
        (_gzip(b""), ["gzip"], b""),
        (b"", ["gzip"], b""),
        (brotli.compress(TEXT), ["br"], TEXT),
        (brotli.compress(b""), ["br"], b""),
        (_gzip(brotli.compress(TEXT)), ["br, gzip"], TEXT),
        (_gzip(brotli.compress(TEXT)), ["br", "gzip"], TEXT),
    ],
)
def test_whole_streams(body: bytes, encodings: list[str], plain: bytes) -> None:
    assert decompress(body, encodings, largest=LARGEST) == plain


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (_gzip(TEXT) + _gzip(TEXT)[:-1], "gzip", "truncated"),
        (TEXT, "gzip", "bad_encoding"),
        (TEXT, "br", "bad_encoding"),
        (_gzip(TEXT)[:-8] + bytes(8), "gzip", "bad_encoding"),
        (_gzip(TEXT), "deflate", "bad_encoding"),
        (_gzip(TEXT), "zstd", "bad_encoding"),
        (_gzip(TEXT), "gzip, none", "bad_encoding"),
        (_gzip(bytes(LARGEST + 1)), "gzip", "too_large"),
        (brotli.compress(bytes(LARGEST + 1)), "br", "too_large"),
    ],
)
def test_streams_that_give_nothing(body: bytes, encoding: str, reason: str) -> None:
    with pytest.raises(BrokenAnswer) as raised:
        decompress(body, [encoding], largest=LARGEST)
    assert raised.value.reason == reason


@given(st.binary(max_size=300), st.data())
def test_no_part_of_a_stream_passes_for_the_whole(plain: bytes, data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from([("gzip", _gzip(plain)), ("br", brotli.compress(plain))]))
    part = whole[: data.draw(st.integers(1, max(1, len(whole) - 1)))]
    if part == whole:
        return
    with pytest.raises(BrokenAnswer) as raised:
        decompress(part, [name], largest=LARGEST)
    assert raised.value.reason == "truncated"
