"""The formats of documents, told by what is in a file first and by its name second.

A few bytes settle most: a PDF is one under any name. What bytes cannot settle (plain text, lines of JSON, a table of
commas) is what the name says. Nothing is opened here.
"""

import re
from typing import Literal

Format = Literal["text", "html", "lines", "csv", "tsv", "parquet", "warc", "pdf", "docx", "doc", "rtf", "zip", "tar"]
Compression = Literal["none", "gzip", "zstd", "bzip2", "xz"]

#: How many bytes from the beginning are enough to tell a format.
HEAD_BYTES = 8192
#: The formats for people, in the order of docs/inputs.md.
READABLE = (
    ".txt, .html, .htm, .xhtml, .jsonl, .ndjson, .csv, .tsv, .parquet, .warc, .pdf, .docx, .doc, .rtf, .zip, .tar, and"
    " each of these with .gz, .zst, .bz2 or .xz"
)

_COMPRESSIONS: tuple[tuple[re.Pattern[bytes], Compression], ...] = (
    (re.compile(rb"\x1f\x8b"), "gzip"),
    # a frame, or one of the sixteen that are to be skipped
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), "zstd"),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "bzip2"),
    (re.compile(rb"\xfd7zXZ\x00"), "xz"),
)
_MAGIC: tuple[tuple[re.Pattern[bytes], Format], ...] = (
    # what else stands before it, readers of PDF pass over; then the name tells
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-\d"), "pdf"),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"), "zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "doc"),
    (re.compile(rb"\{\\rtf"), "rtf"),
    (re.compile(rb"WARC/[01]\."), "warc"),
    (re.compile(rb"PAR1"), "parquet"),
    # the old form of tar (v7) does not say what it is: it is one by its name
    (re.compile(rb"[^\x00].{256}ustar", re.DOTALL), "tar"),
    (
        re.compile(
            rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<!--(?:(?!-->).){0,4000}-->|<\?xml[^>]{0,200}>)*"
            rb"<(?:!doctype\s+html|html|head|body)[\s>]",
            re.IGNORECASE | re.DOTALL,
        ),
        "html",
    ),
)
_SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".pdf": "pdf",
    ".docx": "docx",
    ".doc": "doc",
    ".rtf": "rtf",
    ".zip": "zip",
    ".tar": "tar",
}
_PACKED = re.compile(r"\.(?:gz|zst|bz2|xz)$")
_PACKED_TAR = re.compile(r"\.t(?:gz|zst|bz2?|xz)$")
_SUFFIX = re.compile(r"[^/\\](\.[^./\\]*)$")


def tell_compression(head: bytes) -> Compression:
    """What compressed a file, from its first bytes."""
    return next((compression for magic, compression in _COMPRESSIONS if magic.match(head)), "none")


def tell_format(head: bytes, name: str) -> Format | None:
    """The format of a file from its first bytes (decompressed), else from its name; None where neither tells.

    DOCX is ZIP here: what the archive holds tells them apart when it is read, as it does the formats that are DOC by
    their first bytes.
    """
    head = head[:HEAD_BYTES]
    for magic, format_ in _MAGIC:
        if magic.match(head):
            return format_
    # pages in UTF-16: its zero bytes left out, their beginning is that of any page
    if b"\x00" in head[:64] and _MAGIC[-1][0].match(head.replace(b"\x00", b"")):
        return "html"
    return _SUFFIXES.get(suffix_of(name))


def suffix_of(name: str) -> str:
    """The suffix that names a format, in lower case, without a compression's (`A.JSONL.gz`: `.jsonl`); "" for none."""
    lower = name.lower()
    if _PACKED_TAR.search(lower):
        return ".tar"
    match = _SUFFIX.search(_PACKED.sub("", lower))
    return match[1] if match else ""
