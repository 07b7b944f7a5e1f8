"""Responses as crawlers keep them: codings of their bodies, whole or not, and what comes after them."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from pipeline.documents import Reject, SourceDocument
from pipeline.readers.http_body import uncoded
from pipeline.streams import Damaged
from tests.pipeline.readers import making
from tests.pipeline.readers.making import Response, html, paragraphs, read, written

PAGE = html(paragraphs(1))


def chunked(body: bytes, size: int = 700) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "chunked": ("Transfer-Encoding: chunked\r\n", chunked),
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress),
    "gzip, chunked": ("Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n", lambda b: chunked(gzip.compress(b))),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress),
    "raw deflate": ("Content-Encoding: deflate\r\n", raw_deflate),
    "br": ("Content-Encoding: br\r\n", brotli.compress),
    "br, chunked": ("Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n", lambda b: chunked(brotli.compress(b))),
    "zstd": ("Content-Encoding: zstd\r\n", zstandard.ZstdCompressor().compress),
    "two": ("Content-Encoding: deflate, gzip\r\n", lambda b: gzip.compress(zlib.compress(b))),
    "unknown": ("Content-Encoding: identity\r\n", bytes),
}
#: Headers that a crawler kept of a body whose codings it had undone.
UNDONE = {f"{name}, undone": (headers, bytes) for name, (headers, _) in CODINGS.items() if name != "unknown"}


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("headers", "code"), (CODINGS | UNDONE).values(), ids=CODINGS | UNDONE)
def test_codings(tmp_path: Path, headers: str, code: Callable[[bytes], bytes], packed: bool) -> None:
    pages = [html([*paragraphs(at), f"Trang {at}."]) for at in range(3)]
    responses = [Response(f"https://example.vn/{at}", code(page), headers=headers) for at, page in enumerate(pages)]
    archive = making.warc([*responses, Response("https://example.vn/3", PAGE)], packed=packed)
    records = read(written(tmp_path, "a.warc", archive))
    assert [getattr(record, "url", None) for record in records] == [f"https://example.vn/{at}" for at in range(4)]
    for at, record in enumerate(records[:3]):
        assert isinstance(record, SourceDocument)
        assert record.text.endswith(f"Trang {at}.")


@pytest.mark.parametrize("name", [name for name in CODINGS if name != "unknown"])
def test_a_body_that_breaks_off_costs_itself(tmp_path: Path, name: str) -> None:
    headers, code = CODINGS[name]
    cut = Response("https://example.vn/1", code(PAGE)[:-300], headers=headers)
    archive = making.warc([cut, Response("https://example.vn/2", PAGE)])
    first, second = read(written(tmp_path, "a.warc.gz", archive))
    assert isinstance(first, Reject)
    assert first.code == "damaged_archive"
    assert "https://example.vn/1" in first.reason
    assert isinstance(second, SourceDocument)


def test_a_page_that_the_crawler_cut_off(tmp_path: Path) -> None:
    record, *_ = making.warc_records([Response("https://example.vn/1", PAGE)])
    record = record.replace(b"WARC-Date:", b"WARC-Truncated: length\r\nWARC-Date:", 1)
    (reject,) = read(written(tmp_path, "a.warc", record))
    assert isinstance(reject, Reject)
    assert (reject.code, "cut off by the crawler" in reject.reason) == ("damaged_archive", True)


def test_a_page_that_was_sent_in_part(tmp_path: Path) -> None:
    archive = making.warc([Response("https://example.vn/1", PAGE, "206 Partial Content")])
    (reject,) = read(written(tmp_path, "a.warc.gz", archive))
    assert isinstance(reject, Reject)
    assert (reject.code, "https://example.vn/1" in reject.reason) == ("damaged_archive", True)


@pytest.mark.parametrize(
    ("body", "content_type", "format_"),
    [
        (making.pdf_file([["Tỉnh Thừa Thiên Huế chi 12,5 tỷ đồng."]]), "text/html", "pdf"),
        (making.rtf_file(["Tỉnh Thừa Thiên Huế chi 12,5 tỷ đồng."]), "text/html; charset=utf-8", "rtf"),
        (making.docx_file(["Tỉnh Thừa Thiên Huế chi 12,5 tỷ đồng."]), "application/octet-stream", "docx"),
        (PAGE, "application/octet-stream", "html"),
        (PAGE.split(b">", 4)[4], "text/html", "html"),
    ],
)
def test_a_file_under_another_type_than_its_own(tmp_path: Path, body: bytes, content_type: str, format_: str) -> None:
    name = {"docx": ".docx", "pdf": "", "rtf": ".rtf"}.get(format_, ".pdf")
    archive = making.warc([Response(f"https://example.vn/1{name}", body, content_type=content_type)])
    (document,) = read(written(tmp_path, "a.warc.gz", archive))
    assert isinstance(document, SourceDocument)
    assert document.format == format_


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_becomes_too_large(name: str) -> None:
    headers, code = CODINGS[name]
    key, _, value = headers.strip().partition(": ")
    limit = 1_000_000
    found = uncoded(code(bytes(50_000_000)), [(key, value)], limit)
    assert limit < len(found) < limit + 40_000_000


def test_bodies_that_are_none() -> None:
    for value in ("deflate", "br"):
        with pytest.raises(Damaged):
            uncoded(b"\x00\xff" * 40, [("Content-Encoding", value)], 1000)
    with pytest.raises(Damaged):
        uncoded(b"5\r\nhello\r\nno chunk", [("Transfer-Encoding", "chunked")], 1000)
    assert uncoded(b"", [("Content-Encoding", "gzip, br")], 1000) == b""
    assert uncoded(b"abc", [], 1000) == b"abc"


def test_an_archive_of_pages_that_had_not_changed(tmp_path: Path) -> None:
    revisit = (
        b"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Date: 2025-03-02T01:00:00Z\r\nWARC-Target-URI: https://example.vn/1\r\n"
        b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: 29\r\n\r\n"
        b"HTTP/1.1 304 Not Modified\r\n\r\n\r\n\r\n"
    )
    assert read(written(tmp_path, "a.warc.gz", gzip.compress(revisit))) == []
