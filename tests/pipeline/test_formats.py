"""What bytes and names say of a file's format: bytes first."""

import bz2
import gzip
import lzma

import pytest
import zstandard

from pipeline.formats import suffix_of, tell_compression, tell_format
from tests.pipeline.readers import making


@pytest.mark.parametrize(
    ("head", "name", "format_"),
    [
        (b"Vi\xe1\xbb\x87t Nam", "a.txt", "text"),
        (b"Vi\xe1\xbb\x87t Nam", "A.TXT.GZ", "text"),
        (b'{"text": 1}', "a.jsonl", "lines"),
        (b'{"text": 1}', "a.ndjson.xz", "lines"),
        (b"text,id", "a.csv", "csv"),
        (b"text\tid", "a.tsv.bz2", "tsv"),
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"\r\n%PDF-1.4", "a", "pdf"),
        (b"junk %PDF-1.4", "a.pdf", "pdf"),
        (b"A file begins with %PDF-1.4.", "a.txt", "text"),
        (b"PK\x03\x04", "a.docx", "zip"),
        (b"PK\x05\x06", "a.txt", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a", "doc"),
        (b"{\\rtf1\\ansi", "a.doc", "rtf"),
        (b"WARC/1.1\r\n", "a.txt", "warc"),
        (b"PAR1\x15", "a.csv", "parquet"),
        (making.tar_archive({"a.txt": b"a"}), "a.txt", "tar"),
        (b"<!DOCTYPE html><p>", "a.doc", "html"),
        (b"\xef\xbb\xbf\n<!-- saved -->\n<HTML lang=vi>", "a.txt", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "">', "a.xhtml", "html"),
        ("\ufeff<html>".encode("utf-16-le"), "a.txt", "html"),
        (b"<p>no page by its bytes", "a.htm", "html"),
        (b"<htmlish>", "a.txt", "text"),
        (b"", "a.pdf", "pdf"),
        (b"anything", "a.tgz", "tar"),
        (b"anything", "a.json", None),
        (b"anything", "README", None),
        (b"anything", ".txt", None),
    ],
)
def test_formats(head: bytes, name: str, format_: str | None) -> None:
    assert tell_format(head, name) == format_


@pytest.mark.parametrize(
    ("packed", "compression"),
    [
        (gzip.compress(b"a", mtime=0), "gzip"),
        (bz2.compress(b"a"), "bzip2"),
        (bz2.compress(b""), "bzip2"),
        (lzma.compress(b"a"), "xz"),
        (zstandard.compress(b"a"), "zstd"),
        (b"\x50\x2a\x4d\x18\x00\x00\x00\x00", "zstd"),
        (b"BZh is how this text begins", "none"),
        (b"", "none"),
    ],
)
def test_compressions(packed: bytes, compression: str) -> None:
    assert tell_compression(packed) == compression


def test_suffixes() -> None:
    names = {"a.txt": ".txt", "a.b.JSONL.Gz": ".jsonl", "a.gz": "", "gz": "", "x/a.tar.xz": ".tar", "a.": "."}
    assert {name: suffix_of(name) for name in names} == names
