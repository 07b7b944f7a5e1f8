"""A run over a folder of every format with every fault: nothing is lost, and the counts add up."""

import gzip
import os
import shutil
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake

from pipeline.counts import Counts
from pipeline.schemas import store_schema
from pipeline.store import Store
from tests.pipeline.ingesting import ingest_here, published, rows
from tests.pipeline.readers import making
from tests.pipeline.readers.making import Response, html, paragraphs, written


def text(number: int) -> str:
    return f"Bài số {number}: tỉnh Thừa Thiên Huế chi {number},5 tỷ đồng theo Nghị định số {number}/2012/NĐ-CP."


def page(number: int) -> bytes:
    return html([text(number), *paragraphs(0)[:4]], title=f"Bài thử số {number} của báo")


def responses(first: int) -> list[Response]:
    return [Response(f"https://example.vn/{number}", page(number)) for number in range(first, first + 3)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", "")
    place = tmp_path / "in"
    member = making.zip_archive({"a.txt": text(60).encode(), "b.html": page(61), "c.png": b"\x89PNG"})
    damaged = bytearray(making.zip_archive({"a.txt": text(62).encode() * 9, "b.txt": text(63).encode()}))
    damaged[60] ^= 0xFF
    records = [gzip.compress(each) for each in making.warc_records(responses(40))]
    broken = bytearray(records[1])
    broken[len(broken) // 2] ^= 0xFF
    files = {
        "text/good.txt": text(1).encode(),
        "text/same.txt": text(1).encode("utf-16"),
        "text/empty.txt": b"",
        "text/binary.txt": bytes(range(256)) * 9,
        "text/packed.txt.bz2": making.PACKED[".bz2"](text(2).encode()),
        "text/cut.txt.gz": gzip.compress(text(3).encode())[:-9],
        "lines/good.ndjson": making.json_lines([{"id": "l1", "text": text(4)}, {"id": "l2"}]),
        "lines/cut.jsonl.xz": making.PACKED[".xz"](making.json_lines([{"text": text(5)}] * 3))[:-9],
        "lines/clash.jsonl": making.json_lines([{"id": "l1", "text": text(6)}]),
        "html/good.html": page(10),
        "html/renamed.txt": page(11),
        "html/none.html": b"<html><body></body></html>",
        "html/deep.html": b"<html>" + b"<div>" * 100_000,
        "table/good.csv": f'id,text\nc1,"{text(20)}"\nc2,\nc3,"{text(21)}\n'.encode(),
        "table/other.tsv": b"ten\tnoi dung\nA\tB\n",
        "table/good.parquet": making.parquet([{"id": "p1", "text": text(22)}, {"id": "p2", "text": " "}]),
        "table/cut.parquet": making.parquet([{"id": "p3", "text": text(23)}])[:-9],
        "office/good.docx": making.docx_file([text(30)], [["Tỉnh", "Vốn"], ["Huế", "12,5 tỷ đồng"]]),
        "office/renamed.zip": making.docx_file([text(31)]),
        "office/cut.docx": making.docx_file([text(32)])[:-99],
        "office/good.pdf": making.pdf_file([[text(33)]]),
        "office/partly.pdf": making.pdf_file([[text(34)], []], scanned=[2]),
        "office/scanned.pdf": making.pdf_file([[]], scanned=[1]),
        "office/cut.pdf": b"%PDF-1.7\n",
        "office/old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "WordDocument".encode("utf-16-le"),
        "office/old.rtf": making.rtf_file([text(36)]),
        "web/good.warc.gz": making.warc([*responses(35), Response("https://a.vn/", b"<html>", "404 No")]),
        "web/damaged.warc.gz": records[0] + bytes(broken) + records[2],
        "web/cut.warc": making.warc(responses(50), packed=False)[:-99],
        "archive/good.zip": member,
        "archive/again.tar.gz": gzip.compress(making.tar_archive({"in/good.zip": member})),
        "archive/damaged.zip": bytes(damaged),
        "archive/cut.tar": making.tar_archive({"a.txt": text(64).encode(), "b.txt": text(65).encode()})[:1600],
        "other/sheet.xlsx": making.zip_archive({"xl/workbook.xml": b"<a/>"}),
        "other/picture.png": b"\x89PNG\r\n\x1a\n",
        "other/none": b"a b c",
        ".hidden/a.txt": text(99).encode(),
        "other/.DS_Store": b"",
    }
    for name, content in files.items():
        written(place, name, content)
    os.mkfifo(place / "other" / "pipe.txt")
    return place


#: What becomes of each file: documents, rejects, and documents that stand in another file too.
OUTCOMES = {
    "text/good.txt": (1, 0, 0),
    "text/same.txt": (0, 0, 1),
    "text/empty.txt": (0, 1, 0),
    "text/binary.txt": (0, 1, 0),
    "text/packed.txt.bz2": (1, 0, 0),
    "text/cut.txt.gz": (0, 1, 0),
    "lines/good.ndjson": (0, 2, 0),
    "lines/cut.jsonl.xz": (1, 1, 2),
    "lines/clash.jsonl": (1, 0, 0),
    "html/good.html": (1, 0, 0),
    "html/renamed.txt": (1, 0, 0),
    "html/none.html": (0, 1, 0),
    "html/deep.html": (0, 1, 0),
    "table/good.csv": (1, 2, 0),
    "table/other.tsv": (0, 1, 0),
    "table/good.parquet": (1, 1, 0),
    "table/cut.parquet": (0, 1, 0),
    "office/good.docx": (1, 0, 0),
    "office/renamed.zip": (1, 0, 0),
    "office/cut.docx": (0, 1, 0),
    "office/good.pdf": (1, 0, 0),
    "office/partly.pdf": (1, 1, 0),
    "office/scanned.pdf": (0, 1, 0),
    "office/cut.pdf": (0, 1, 0),
    "office/old.doc": (0, 1, 0),
    "office/old.rtf": (1, 0, 0),
    "web/good.warc.gz": (3, 1, 0),
    "web/damaged.warc.gz": (2, 1, 0),
    "web/cut.warc": (2, 1, 0),
    "archive/good.zip": (0, 1, 2),
    "archive/again.tar.gz": (2, 1, 0),
    "archive/damaged.zip": (1, 1, 0),
    "archive/cut.tar": (1, 2, 0),
    "other/sheet.xlsx": (0, 1, 0),
    "other/picture.png": (0, 1, 0),
    "other/none": (0, 1, 0),
    "other/pipe.txt": (0, 1, 0),
}
NEW, REJECTED, DUPLICATE = map(sum, zip(*OUTCOMES.values(), strict=True))


def test_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    summary = ingest_here([folder], tmp_path / "out", with_csv=True)
    documents, rejects = rows(tmp_path / "out", "documents"), rows(tmp_path / "out", "rejects")
    became = [
        Counter(row["file"].removeprefix(f"{folder.as_posix()}/").split("!")[0] for row in table)
        for table in (documents, rejects)
    ]
    assert {name: (became[0][name], became[1][name]) for name in OUTCOMES} == {
        name: (new, rejected) for name, (new, rejected, _) in OUTCOMES.items()
    }
    assert set(became[0] | became[1]) <= set(OUTCOMES)
    assert summary.counts == Counts(read=NEW + REJECTED + DUPLICATE, new=NEW, rejected=REJECTED, duplicate=DUPLICATE)
    for row in documents:
        assert row["format"]
        assert (row["bytes_sha256"] is None) == (row["format"] in ("csv", "tsv", "parquet"))
        assert row["provinces"] >= 1
        assert [number for number in range(100) if text(number) in row["text"]] != [], row
    formats = Counter(row["format"] for row in documents)
    assert set(formats) == {"text", "html", "lines", "csv", "parquet", "pdf", "docx", "rtf"}
    codes = {row["code"] for row in rejects}
    assert codes >= {
        "unsupported_format", "unreadable_file", "empty", "binary", "no_text", "damaged_archive", "damaged_file",
        "conflicting_id", "no_text_layer", "no_article", "no_column", "no_converter", "http_error", "too_deep",
        "wrong_type",
    }  # fmt: skip


def test_a_second_run_changes_nothing(folder: Path, tmp_path: Path) -> None:
    ingest_here([folder], tmp_path / "out")
    before = published(tmp_path / "out")
    counts = ingest_here([folder], tmp_path / "out").counts
    assert counts == Counts(read=NEW + REJECTED + DUPLICATE, unchanged=NEW, rejected=REJECTED, duplicate=DUPLICATE)
    assert published(tmp_path / "out") == before


def test_a_member_that_changed_replaces_its_document(tmp_path: Path) -> None:
    archive = written(tmp_path, "a.zip", making.zip_archive({"a.txt": text(1).encode(), "b.txt": b""}))
    ingest_here([archive], tmp_path / "out")
    assert [row["file"] for row in rows(tmp_path / "out", "rejects")] == [f"{archive.as_posix()}!b.txt"]
    written(tmp_path, "a.zip", making.zip_archive({"a.txt": text(2).encode(), "b.txt": text(3).encode()}))
    counts = ingest_here([archive], tmp_path / "out").counts
    assert counts == Counts(read=2, new=2, withdrawn=1)
    assert rows(tmp_path / "out", "rejects") == []


def test_a_file_in_another_encoding_is_noted(tmp_path: Path) -> None:
    place = written(tmp_path, "a.txt", text(1).encode())
    ingest_here([place], tmp_path / "out")
    written(tmp_path, "a.txt", text(1).encode("utf-16"))
    assert ingest_here([place], tmp_path / "out").counts == Counts(read=1, changed=1)
    assert [row["encoding"] for row in rows(tmp_path / "out", "documents")] == ["utf-16-le"]


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    place = written(tmp_path, "a.pdf", making.pdf_file([[text(1)]]))
    place.chmod(stat.S_IWUSR)
    assert ingest_here([place], tmp_path / "out").rejects == {"unreadable_file": 1}


def test_a_folder_that_may_not_be_looked_into(tmp_path: Path) -> None:
    written(tmp_path, "in/a/a.txt", text(1).encode())
    written(tmp_path, "in/b.txt", text(2).encode())
    (tmp_path / "in/a").chmod(0)
    # root looks into every folder but for this power
    run = "import pathlib, sys, tests.pipeline.ingesting as t; t.ingest_here([sys.argv[1]], pathlib.Path(sys.argv[2]))"
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if without and shutil.which("setpriv") is None:
        pytest.skip("root looks into every folder, and setpriv is not installed")
    try:
        command = [*without, sys.executable, "-c", run, str(tmp_path / "in"), str(tmp_path / "out")]
        subprocess.run(command, check=True, timeout=300, cwd=Path(__file__).parents[2])
    finally:
        (tmp_path / "in/a").chmod(0o700)
    (reject,) = rows(tmp_path / "out", "rejects")
    assert (reject["file"], reject["code"]) == ((tmp_path / "in/a").as_posix(), "unreadable_file")
    assert len(rows(tmp_path / "out", "documents")) == 1


def test_a_store_of_before_is_brought_to_todays_columns(tmp_path: Path) -> None:
    """Columns that an older version did not have are null until their documents are read again."""
    source = written(tmp_path, "in/a.html", page(1))
    ingest_here([source.parent], tmp_path / "out")
    store = Store(tmp_path / "out")
    new = ("format", "encoding", "encoding_confidence", "bytes_sha256", "segments", "tags", "published_at", "site")
    kept = [name for name in store_schema().names if name not in new]
    held = pa.concat_tables([pq.read_table(file) for file in store.files("documents")]).select(kept)
    at = held.schema.get_field_index("extraction_key")
    held = held.set_column(at, "extraction_key", pa.array(["of before"]))
    write_deltalake(store.folder / "documents", held, mode="overwrite", schema_mode="overwrite")
    other = written(tmp_path, "other/b.txt", text(2).encode())
    ingest_here([other], tmp_path / "out")
    (old,) = (row for row in rows(tmp_path / "out", "documents") if row["file"].endswith("a.html"))
    assert [old[name] for name in new] == [None] * len(new)
    assert ingest_here([source.parent], tmp_path / "out").counts == Counts(read=1, changed=1)
    (again,) = (row for row in rows(tmp_path / "out", "documents") if row["file"].endswith("a.html"))
    assert (again["format"], again["published_at"].isoformat()) == ("html", "2021-03-04T23:30:00+07:00")
