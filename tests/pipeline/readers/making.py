"""Documents in every format, made by libraries or by hand, around a text that is given."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import docx
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from pipeline.columns import OWN, Columns
from pipeline.documents import Reject, SourceDocument
from pipeline.inputs import find_inputs
from pipeline.partitions import plan_partitions
from pipeline.readers import read_piece

ARTICLES = sorted((Path(__file__).parents[3] / "corpus" / "articles").glob("*.txt"))
TEXT = "Theo Nghị định số 45/2012/NĐ-CP, tỉnh Thừa Thiên Huế chi 12,5 tỷ đồng, tăng 7%."
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda raw: gzip.compress(raw, mtime=0),
    ".zst": zstandard.ZstdCompressor().compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def paragraphs(article: int = 0) -> list[str]:
    """The paragraphs of one of the user's articles."""
    lines = ARTICLES[article].read_text(encoding="utf-8").split("\n")
    return [line.strip() for line in lines if line.strip()]


def read(*paths: Path, columns: Columns = OWN) -> list[SourceDocument | Reject]:
    """Everything that a run would read of some paths, in order."""
    plan = plan_partitions(find_inputs([str(path) for path in paths], paths[0].parent / "no-store", columns), 1)
    pieces = [piece for partition in plan.partitions for piece in partition.pieces]
    return [*plan.rejects, *(record for piece in pieces for record in read_piece(piece))]


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file with a content."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def found(records: Iterable[SourceDocument | Reject]) -> list[tuple[str, str]]:
    """What became of each record: the name of its file, and the code of its reject or `document`."""
    return [
        (Path(record.origin.file).name, record.code if isinstance(record, Reject) else "document") for record in records
    ]


def html(lines: Sequence[str], title: str = "Một bài báo thử", url: str | None = None, charset: str = "utf-8") -> bytes:
    """A page that no site module knows."""
    link = f'<link rel="canonical" href="{escape(url)}">' if url else ""
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="{charset}"><title>{escape(title)}</title>{link}'
        f'<meta property="article:published_time" content="2021-03-04T23:30:00+07:00"></head>'
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )
    return page.encode(charset)


def docx_file(lines: Sequence[str], table: Sequence[Sequence[str]] = (), title: str = "") -> bytes:
    """A Word document with a table below its first paragraph."""
    document = docx.Document()
    document.core_properties.title = title
    for at, line in enumerate(lines):
        document.add_paragraph(line)
        if at == 0 and table:
            made = document.add_table(len(table), len(table[0]))
            for row, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    made.cell(row, column).text = cell
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def rtf_file(lines: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """An RTF file with a table below its first paragraph."""

    def escaped(text: str) -> str:
        return "".join(sign if sign.isascii() else rf"\u{ord(sign)}?" for sign in text)

    rows = "".join(r"\trowd" + "".join(rf"\pard\intbl {escaped(cell)}\cell" for cell in row) + r"\row" for row in table)
    paragraphs = [rf"\pard {escaped(line)}\par" for line in lines]
    return (
        r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Times;}}" + "\n".join([paragraphs[0], rows, *paragraphs[1:]]) + "}"
    ).encode()


def pdf_file(pages: Sequence[Sequence[str]], *, scanned: Sequence[int] = ()) -> bytes:
    """A PDF file with a text layer, each page's lines below each other; pages that are `scanned` show a picture only.

    Letters are drawn by their place in a list, which ToUnicode maps to Unicode: as programs embed fonts.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: at + 1 for at, letter in enumerate(letters)}
    mapping = "".join(f"<{codes[c]:04x}> <{c.encode('utf-16-be').hex()}>\n" for c in letters)
    blocks = [mapping.splitlines()[at : at + 100] for at in range(0, len(letters), 100)]
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        + "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        + "endcmap end end"
    ).encode()
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 0 9 9]"
        b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>",
        _stream(unicode_map),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b" stream\n\x80\nendstream",
    ]
    kids = []
    for number, lines in enumerate(pages, 1):
        if number in scanned:
            drawn = b"q 500 0 0 700 50 50 cm /P Do Q"
        else:
            rows = " T* ".join("<" + "".join(f"{codes[c]:04x}" for c in line) + "> Tj" for line in lines)
            drawn = f"BT /F 10 Tf 12 TL 50 780 Td {rows} ET".encode()
        objects.append(_stream(drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >>"
            b" /XObject << /P 6 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(packed), packed)


@dataclass(frozen=True)
class Response:
    """A response of a web archive."""

    url: str
    payload: bytes
    status: str = "200 OK"
    content_type: str = "text/html; charset=utf-8"
    headers: str = ""
    record_type: str = "response"
    date: str = "2021-03-04T20:00:00Z"


def warc_records(responses: Sequence[Response]) -> list[bytes]:
    """The records of a web archive, one for each response."""
    records = []
    for number, each in enumerate(responses):
        http = (
            f"HTTP/1.1 {each.status}\r\nContent-Type: {each.content_type}\r\n{each.headers}\r\n".encode() + each.payload
        )
        head = (
            f"WARC/1.0\r\nWARC-Type: {each.record_type}\r\nWARC-Target-URI: {each.url}\r\n"
            f"WARC-Date: {each.date}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
            f"Content-Type: application/http; msgtype={each.record_type}\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return records


def warc(responses: Sequence[Response], *, packed: bool = True) -> bytes:
    """A web archive, each record a gzip stream of its own as crawlers write them, or plain."""
    return b"".join(gzip.compress(each, mtime=0) if packed else each for each in warc_records(responses))


def parquet(rows: Sequence[Mapping[str, object]]) -> bytes:
    """A Parquet file."""
    held = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), held, compression="zstd")
    return held.getvalue()


def json_lines(rows: Sequence[Mapping[str, object]]) -> bytes:
    """JSON lines."""
    return b"".join(orjson.dumps(dict(row)) + b"\n" for row in rows)


def zip_archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def tar_archive(members: Mapping[str, bytes]) -> bytes:
    """A tar archive."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return held.getvalue()
