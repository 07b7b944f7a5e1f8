"""Every reader against files that are cut, flipped, named wrongly, empty or hostile: it raises nothing, says something,
and says the same again."""

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from pipeline.documents import Reject, RejectCode, SourceDocument
from tests.pipeline.readers import making
from tests.pipeline.readers.making import TEXT, Response, found, html, paragraphs, read, written

PAGE = html(paragraphs(1))
FILES: dict[str, bytes] = {
    "a.txt": "\n".join(paragraphs(0)).encode(),
    "u.txt": "\n".join(paragraphs(0)).encode("utf-16"),
    "a.html": PAGE,
    "a.jsonl": making.json_lines([{"id": str(at), "text": TEXT} for at in range(9)]),
    "a.csv": b"id,text\n" + b"".join(f'{at},"{TEXT}"\n'.encode() for at in range(9)),
    "a.tsv": b"id\ttext\n" + b"".join(f"{at}\t{TEXT}\n".encode() for at in range(9)),
    "a.parquet": making.parquet([{"id": str(at), "text": TEXT} for at in range(9)]),
    "a.warc": making.warc([Response(f"https://example.vn/{at}", PAGE) for at in range(3)], packed=False),
    "a.warc.gz": making.warc([Response(f"https://example.vn/{at}", PAGE) for at in range(3)]),
    "a.pdf": making.pdf_file([[TEXT], [TEXT], []], scanned=[3]),
    "a.docx": making.docx_file([TEXT, TEXT], [["a", "b"], ["c", "d"]]),
    "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
    "a.rtf": making.rtf_file([TEXT, TEXT], [["a", "b"], ["c", "d"]]),
    "a.zip": making.zip_archive({"a.txt": TEXT.encode(), "b.html": PAGE, "c.docx": making.docx_file([TEXT])}),
    "a.tar": making.tar_archive({"a.txt": TEXT.encode(), "b.html": PAGE, "c.pdf": making.pdf_file([[TEXT]])}),
    **{f"b.jsonl{suffix}": pack(making.json_lines([{"text": TEXT}] * 9)) for suffix, pack in making.PACKED.items()},
}
CODES = set(get_args(RejectCode)) - {"conflicting_id", "extraction_failed"}


def check(path: Path) -> list[SourceDocument | Reject]:
    """Read a file twice: it holds something, every reject has a reason, and the second time is as the first."""
    records = read(path)
    assert records, f"{path.name}: nothing is said of it"
    for record in records:
        if isinstance(record, Reject):
            assert record.code in CODES
            assert record.reason
        else:
            assert record.text.strip()
            assert all(0 <= s.start < s.end <= len(record.text) for s in record.segments)
    again = read(path)
    assert [(r.origin, getattr(r, "text", None) or getattr(r, "reason", None)) for r in records] == [
        (r.origin, getattr(r, "text", None) or getattr(r, "reason", None)) for r in again
    ]
    return records


@pytest.mark.parametrize("name", FILES)
def test_whole(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    records = check(written(tmp_path, name, FILES[name]))
    good = name != "a.doc"
    assert any(isinstance(record, SourceDocument) for record in records) == good


@pytest.mark.parametrize("name", FILES)
def test_cut(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    rng = random.Random(name)
    raw = FILES[name]
    for length in {0, 1, 2, 7, len(raw) // 2, len(raw) - 1, *(rng.randrange(len(raw)) for _ in range(12))}:
        check(written(tmp_path, name, raw[:length]))


@pytest.mark.parametrize("name", FILES)
def test_flipped(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    rng = random.Random(f"{name} flipped")
    for _ in range(25):
        raw = bytearray(FILES[name])
        for _ in range(rng.choice([1, 1, 3, 30])):
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        check(written(tmp_path, name, bytes(raw)))


@pytest.mark.parametrize("suffix", sorted({name[1:] for name in FILES}))
def test_under_a_wrong_name(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What bytes can tell is read under any name; the rest is read as what its name says, or not at all."""
    monkeypatch.setenv("PATH", "")
    for name, raw in FILES.items():
        records = check(written(tmp_path, f"x{suffix}", raw))
        told = name.split(".", 1)[1] in ("html", "parquet", "warc", "warc.gz", "pdf", "docx", "zip", "tar")
        if told:
            right = read(written(tmp_path, f"y-{name}", raw))
            assert [(r.origin.line, getattr(r, "text", None)) for r in records] == [
                (r.origin.line, getattr(r, "text", None)) for r in right
            ], f"{name} as x{suffix}"


@pytest.mark.parametrize("suffix", sorted({name[1:] for name in FILES}))
@pytest.mark.parametrize("zeros", [0, 1, 5000])
def test_zero_bytes(tmp_path: Path, suffix: str, zeros: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    records = check(written(tmp_path, f"x{suffix}", bytes(zeros)))
    assert all(isinstance(record, Reject) for record in records)


@pytest.mark.parametrize("suffix", sorted({name[1:] for name in FILES}))
def test_noise(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    rng = random.Random(suffix)
    for size in (3, 900, 30_000):
        check(written(tmp_path, f"x{suffix}", rng.randbytes(size)))


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.html", b"<html><body>" + b"<div>" * 200_000),
        ("a.html", b"<html><body>" + b"<b><p>" * 5_000 + b"x"),
        ("a.html", b"<html>" + b"<!--" * 200_000),
        ("a.html", b"<" * 3_000_000),
        ("a.txt", b"<!--" * 2_000 + b"<html>"),
        ("a.jsonl", b"[" * 1_000_000),
        ("a.jsonl", b'{"text": ' * 100_000),
        ("a.csv", b"text\n" + b'"' * 1_000_001),
        ("a.csv", b"text\n" + b'"a\n' * 3_000),
        ("a.csv", b"," * 1_000_000),
        ("a.rtf", b"{\\rtf1" + b"{" * 1_000_000),
        ("a.rtf", b"{\\rtf1" + b"\\" * 1_000_000),
        ("a.rtf", b"{\\rtf1" + b"\\cell" * 300_000),
        ("a.rtf", b"{\\rtf1\\intbl" + b"a\\par" * 200_000),
        ("a.rtf", b"{\\rtf1{\\footnote a}}" + b"}" * 1_000_000),
        ("a.rtf", b"{\\rtf1\\bin-9999999999 a\\uc-1\\u99999999999 b\\f-1 c\\ansicpg0 \\'e1}"),
        ("a.csv", b"text" + b",a" * 300_000 + b"\n" + b"x,y\n" * 1000),
    ],
)
def test_deep_and_long(tmp_path: Path, name: str, raw: bytes) -> None:
    check(written(tmp_path, name, raw))


def test_deep_markup_in_a_word_document(tmp_path: Path) -> None:
    raw = making.docx_file([TEXT])
    for begin, end, times in (
        (b"<w:ins>", b"</w:ins>", 5_000),
        (b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>", 150),
    ):
        inner = begin * times + end * times
        held = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(held, "w") as made:
            for name in given.namelist():
                content = given.read(name)
                if name == "word/document.xml":
                    content = content.replace(b"<w:body>", b"<w:body><w:p>" + inner + b"</w:p>", 1)
                made.writestr(name, content)
        check(written(tmp_path, "a.docx", held.getvalue()))


GIGABYTE = 1 << 30
#: What a child process does: read each file of a folder, and print what became of it and the memory it took, in MB.
SCRIPT = """
import resource, sys
from pathlib import Path
from tests.pipeline.readers.making import read, found
import pipeline.readers.csv_table, pipeline.readers.html_page, pipeline.readers.pdf_file, pipeline.readers.docx_file
import pipeline.readers.parquet_table, pipeline.readers.warc_archive, pipeline.readers.archives
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(path.name, *(code for _, code in found(read(path))), peak() - before)
"""


def test_a_gigabyte_of_nothing_is_rejected_in_bounded_memory(tmp_path: Path) -> None:
    good = making.json_lines([{"text": TEXT}])
    for name, head, tail in (
        ("a.jsonl", good + b'{"text": "', b'"}\n' + good),
        ("b.csv", b"text\nabc\n", b"\nxyz\n"),
        ("c.txt", b"a b c", b""),
        ("d.html", b"<html>", b""),
        ("e.pdf", b"%PDF-1.7", b""),
        ("f.docx", b"PK\x03\x04", b""),
        ("g.warc", b"WARC/1.0\r\n", b""),
        ("h.tar", making.tar_archive({"a.txt": TEXT.encode()}), b""),
        ("i.parquet", b"PAR1", b"PAR1"),
    ):
        with open(tmp_path / name, "wb") as opened:
            opened.write(head)
            # spaces would take the disk; a hole in a file is zeros that take nothing
            opened.seek(GIGABYTE, 1)
            opened.write(tail or b"\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    said = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert said["a.jsonl"][:-1] == ["document", "too_large", "document"]
    assert said["b.csv"][:-1] == ["binary"] or said["b.csv"][:-1] == ["document", "too_large", "document"]
    for name, codes in said.items():
        if name > "c":
            assert codes[:-1], name
            assert set(codes[:-1]) <= CODES | {"document"}
        assert int(codes[-1]) < 300, f"{name} took {codes[-1]} MB"


def test_a_zip_bomb_is_rejected_in_bounded_memory(tmp_path: Path) -> None:
    """A member of 512 MB of zeros in half a megabyte."""
    held = tmp_path / "a.zip"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("a.jsonl", "w", force_zip64=True) as member:
            for _ in range(512):
                member.write(bytes(1 << 20))
        archive.writestr("b.txt", TEXT)
    assert [code for _, code in found(read(held))] == ["too_large", "document"]
