"""Archives: members as files of their own, damage that costs one member, and bounds on what an archive becomes."""

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipeline import streams
from pipeline.documents import Reject, SourceDocument
from pipeline.readers.source import Budget
from tests.pipeline.readers import making
from tests.pipeline.readers.making import TEXT, Response, found, html, paragraphs, read, written

MEMBERS = {
    "thư mục/a.txt": "\n".join(paragraphs(0)).encode(),
    "b.jsonl": making.json_lines([{"id": "b", "text": TEXT}, {"id": "c"}]),
    "d.docx": making.docx_file(paragraphs(1)),
    "p.html.gz": gzip.compress(html(paragraphs(2))),
    "w.warc.gz": making.warc([Response("https://example.vn/w", html(paragraphs(3)))]),
    "t.parquet": making.parquet([{"id": "t", "text": TEXT}]),
    "s.pdf": making.pdf_file([paragraphs(1)[0][:80].split(", ")]),
    "e.txt": b"",
    "x.bin": b"\x00\x01",
    ".DS_Store": b"\x00",
    "__MACOSX/._a.txt": b"\x00",
}
#: What becomes of them, the hidden ones left alone.
OUTCOMES = [
    ("a.txt", "document"),
    ("b.jsonl", "document"),
    ("b.jsonl", "no_text"),
    ("d.docx", "document"),
    ("p.html.gz", "document"),
    ("w.warc.gz", "document"),
    ("t.parquet", "document"),
    ("s.pdf", "document"),
    ("e.txt", "empty"),
    ("x.bin", "unsupported_format"),
]
MAKE = {"a.zip": making.zip_archive, "a.tar": making.tar_archive}


def outcomes(path: Path) -> list[tuple[str, str]]:
    return [(name.rsplit("!", 1)[-1], what) for name, what in found(read(path))]


@pytest.mark.parametrize("suffix", ["", *making.PACKED])
@pytest.mark.parametrize("name", MAKE)
def test_members(tmp_path: Path, name: str, suffix: str) -> None:
    raw = MAKE[name](MEMBERS)
    records = read(written(tmp_path, name + suffix, making.PACKED[suffix](raw) if suffix else raw))
    assert [(what.rsplit("!", 1)[-1], code) for what, code in found(records)] == OUTCOMES
    assert [Path(record.origin.file).name for record in records[:1]] == ["a.txt"]
    assert records[0].origin.file == f"{tmp_path.as_posix()}/{name}{suffix}!thư mục/a.txt"
    assert records[0].origin.key.endswith(f"{name}{suffix}!thư mục/a.txt")


def test_short_names_of_packed_tars(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "a.tgz", gzip.compress(making.tar_archive(MEMBERS))))) == len(OUTCOMES)


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = making.zip_archive({"a.txt": TEXT.encode()})
    for depth in range(2):
        inner = making.tar_archive({"i.zip": inner}) if depth % 2 else making.zip_archive({"i.zip": inner})
    (document,) = read(written(tmp_path, "a.tar", inner))
    assert isinstance(document, SourceDocument)
    assert document.origin.file.endswith("a.tar!i.zip!i.zip!a.txt")
    deeper = making.zip_archive({"o.tar": inner, "b.txt": TEXT.encode()})
    assert outcomes(written(tmp_path, "a.zip", deeper)) == [("i.zip", "bomb"), ("b.txt", "document")]


@pytest.mark.parametrize("name", ["../../a.txt", "/etc/a.txt", "..\\a.txt", "x/../../a.txt"])
@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path, name: str, make: object) -> None:
    (document,) = read(written(tmp_path, "a", make({name: TEXT.encode()})))  # type: ignore[operator]
    assert isinstance(document, SourceDocument)
    assert ".." not in document.origin.file.split("!")[1]
    assert list(tmp_path.rglob("*.txt")) == []


def test_a_damaged_member_of_a_zip_archive_costs_itself(tmp_path: Path) -> None:
    raw = bytearray(making.zip_archive(MEMBERS))
    raw[raw.index(b"a.txt") + 200] ^= 0xFF
    (first, *others) = outcomes(written(tmp_path, "a.zip", bytes(raw)))
    assert first == ("a.txt", "damaged_archive")
    assert others == OUTCOMES[1:]


def test_a_zip_archive_that_is_cut_off(tmp_path: Path) -> None:
    raw = making.zip_archive(MEMBERS)
    assert outcomes(written(tmp_path, "a.zip", raw[: len(raw) - 40])) == [("a.zip", "damaged_archive")]


def test_a_member_with_a_password(tmp_path: Path) -> None:
    raw = bytearray(making.zip_archive({"a.txt": TEXT.encode(), "b.txt": b"b c d"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(mark) + place
        raw[at : at + 2] = struct.pack("<H", 1)
    assert outcomes(written(tmp_path, "a.zip", bytes(raw))) == [("a.txt", "encrypted"), ("b.txt", "document")]


@pytest.mark.parametrize(("name", "kind"), [("xl/workbook.xml", "XLSX"), ("META-INF/container.xml", "EPUB")])
def test_other_documents_that_are_zip_archives(tmp_path: Path, name: str, kind: str) -> None:
    (reject,) = read(written(tmp_path, "a.docx", making.zip_archive({name: b"<a/>"})))
    assert isinstance(reject, Reject)
    assert (reject.code, kind in reject.reason) == ("unsupported_format", True)


def test_a_tar_archive_that_is_cut_off(tmp_path: Path) -> None:
    raw = making.tar_archive(MEMBERS)
    within = raw[: raw.index(b"d.docx") + 1000]
    assert outcomes(written(tmp_path, "a.tar", within)) == [
        *OUTCOMES[:3],
        ("d.docx", "damaged_archive"),
        ("a.tar", "damaged_archive"),
    ]
    between = raw[: raw.index(b"d.docx")]
    assert outcomes(written(tmp_path, "b.tar", between)) == [*OUTCOMES[:3], ("b.tar", "damaged_archive")]
    packed = gzip.compress(raw)[:-3000]
    assert outcomes(written(tmp_path, "c.tar.gz", packed))[-1] == ("c.tar.gz", "damaged_archive")


def test_a_damaged_header_of_a_tar_archive_costs_its_member(tmp_path: Path) -> None:
    raw = bytearray(making.tar_archive(MEMBERS))
    raw[raw.index(b"b.jsonl") + 1] ^= 1
    records = outcomes(written(tmp_path, "a.tar", bytes(raw)))
    assert records == [OUTCOMES[0], ("a.tar", "damaged_archive"), *OUTCOMES[3:]]


def test_links_in_a_tar_archive_are_no_documents_of_their_own(tmp_path: Path) -> None:
    held = io.BytesIO(making.tar_archive({"a.txt": TEXT.encode()}))
    with tarfile.open(fileobj=held, mode="a") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo("b.txt")
            link.type, link.linkname = kind, "/etc/passwd"
            archive.addfile(link)
    assert outcomes(written(tmp_path, "a.tar", held.getvalue())) == [("a.txt", "document")]


@pytest.mark.parametrize("name", MAKE)
def test_an_archive_with_nothing_in_it(tmp_path: Path, name: str) -> None:
    assert outcomes(written(tmp_path, name, MAKE[name]({}))) == [(name, "empty")]


def test_an_archive_that_becomes_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.source.FREE_BYTES", 1_000_000)
    inner = making.zip_archive({f"{at}.jsonl": bytes(2_000_000) for at in range(9)})
    for name, raw in {
        "a.zip": inner,
        "nested.zip": making.zip_archive({"a.zip": inner}),
        "a.tar.gz": gzip.compress(making.tar_archive({"a.zip": inner, "b.txt": bytes(40_000_000)})),
    }.items():
        last = outcomes(written(tmp_path, name, raw))[-1]
        assert last == (name, "bomb"), name


def test_an_archive_with_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "MAX_MEMBERS", 3)
    records = outcomes(written(tmp_path, "a.zip", making.zip_archive({f"{at}.txt": b"a b" for at in range(9)})))
    assert [code for _, code in records] == ["document"] * 3 + ["bomb"]
    assert records[-1][0] == "a.zip"


def test_a_member_that_claims_to_be_small(tmp_path: Path) -> None:
    """zipfile reads no further than the directory says, and then the sum is wrong."""
    raw = bytearray(making.zip_archive({"a.txt": TEXT.encode() * 100}))
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = struct.pack("<I", 10)
    assert outcomes(written(tmp_path, "a.zip", bytes(raw))) == [("a.txt", "damaged_archive")]


@pytest.mark.parametrize("suffix", [".zst", ".xz", ".bz2"])
def test_a_compressed_file_that_becomes_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(streams, "FREE_BYTES", 4_000_000)
    raw = making.PACKED[suffix](making.json_lines([{"text": TEXT}]) + bytes(30_000_000))
    records = found(read(written(tmp_path, f"a.jsonl{suffix}", raw)))
    assert [code for _, code in records] == ["document", "bomb"]
    assert found(read(written(tmp_path, f"a.csv{suffix}", making.PACKED[suffix](b"text\n" + bytes(30_000_000)))))


def test_a_docx_file_that_becomes_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.docx_file._MAX_XML_BYTES", 10_000)
    assert outcomes(written(tmp_path, "a.docx", making.docx_file(paragraphs(0)))) == [("a.docx", "bomb")]


def test_overlapping_members(tmp_path: Path) -> None:
    """The zip bomb of one body under many names: each name is charged for it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.jsonl", bytes(3_000_000))
        (member,) = archive.infolist()
        for at in range(1, 300):
            again = zipfile.ZipInfo(f"{at}.jsonl")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, name, getattr(member, name))
            archive.filelist.append(again)
    records = outcomes(written(tmp_path, "a.zip", held.getvalue()))
    assert {code for _, code in records} <= {"too_large", "binary", "damaged_archive", "bomb"}
