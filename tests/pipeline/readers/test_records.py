"""What programs write into tables and lines of records, beyond what their formats say."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.documents import Reject, SourceDocument
from tests.pipeline.readers import making
from tests.pipeline.readers.making import TEXT, read, written

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def told(records: Sequence[SourceDocument | Reject]) -> list[tuple[int | None, str]]:
    """The line of each record, and its text or the code of its reject."""
    return [(r.origin.line, r.code if isinstance(r, Reject) else r.text) for r in records]


@pytest.mark.parametrize(
    ("name", "raw", "outcome"),
    [
        ("a.csv", f"id,text\r1,{TEXT!r}\r2,hai\r", [(2, "wrong_type"), (3, "hai")]),
        ("a.csv", f'id,text\r1,"{TEXT}"\r2,hai\r', [(2, TEXT), (3, "hai")]),
        ("a.csv", f'sep=;\r\nid;text\r\n1;"{TEXT}"\r\n', [(3, TEXT)]),
        ("a.csv", f'id,text\n1,a\0b\n2,"{TEXT}"\n', [(2, "binary"), (3, TEXT)]),
        ("a.csv", f'text,id,text\na,1,"{TEXT}"\n', [(None, "no_column")]),
        ("a.csv", f'"Tỉnh, thành, huyện";text\nHuế;"{TEXT}"\n', [(2, TEXT)]),
        ("a.csv", f'text,x,x\n"{TEXT}",1,2\n', [(2, TEXT)]),
        ("a.jsonl", f'[\n{{"text": "{TEXT}"}},\n{{"text": "hai"}}]', [(at, "not_json") for at in (1, 2, 3)]),
        ("a.jsonl", f'[{{"text": "{TEXT}"}}]', [(1, "wrong_type")]),
        ("a.jsonl", f'{{"text": "a", "text": "{TEXT}"}}\n\n{{"id": 1, "text": "hai"}}', [(1, TEXT), (3, "hai")]),
        ("a.jsonl", '{"text": "\\ud800"}\n{"text": "a", "n": NaN}\n', [(1, "not_json"), (2, "not_json")]),
    ],
)
def test_lines_and_rows(tmp_path: Path, name: str, raw: str, outcome: list[tuple[int | None, str]]) -> None:
    assert told(read(written(tmp_path, name, raw.encode()))) == outcome


def test_lines_that_are_not_one_object_each_say_the_remedy(tmp_path: Path) -> None:
    for raw in (b"[\n", b'[{"text": "a"}]', b'{"text":', '{"text": "a"}'.encode("utf-16")):
        (reject,) = read(written(tmp_path, "a.jsonl", raw))
        assert isinstance(reject, Reject)
        assert any(remedy in reject.reason for remedy in ("of its own", "convert the file"))


@pytest.mark.parametrize(
    ("kind", "values", "outcome"),
    [
        (pa.large_string(), [TEXT, "hai"], [TEXT, "hai"]),
        (pa.dictionary(pa.int8(), pa.string()), [TEXT, TEXT], [TEXT, TEXT]),
        (pa.binary(), [TEXT.encode(), b"\xff"], [TEXT, "bad_utf8"]),
        (pa.struct([("body", pa.string())]), [{"body": TEXT}], ["wrong_type"]),
        (pa.list_(pa.string()), [[TEXT]], ["wrong_type"]),
        (pa.string(), [TEXT, None], [TEXT, "no_text"]),
    ],
)
def test_columns_of_texts_in_parquet(
    tmp_path: Path, kind: pa.DataType, values: list[object], outcome: list[str]
) -> None:
    pq.write_table(pa.table({"text": pa.array(values, kind)}), tmp_path / "a.parquet")
    assert told(read(tmp_path / "a.parquet")) == list(enumerate(outcome, 1))


def test_a_small_parquet_file_that_becomes_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.parquet_table.FREE_BYTES", 1_000_000)
    # a dictionary writes the value once for all rows
    table = pa.table({"text": ["Huế " * 50_000] * 40})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", store_schema=False)
    assert 1200 * (tmp_path / "a.parquet").stat().st_size < 1_000_000
    *documents, reject = told(read(tmp_path / "a.parquet"))
    assert reject == (None, "bomb")
    assert len(documents) == 1_000_000 // 200_000


def test_rows_that_a_dictionary_makes_large_are_unpacked_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.readers.parquet_table._MAX_BATCH_BYTES", 500_000)
    asked: list[int] = []
    batches = pq.ParquetFile.iter_batches
    monkeypatch.setattr(
        pq.ParquetFile, "iter_batches", lambda file, rows, **more: asked.append(rows) or batches(file, rows, **more)
    )
    pq.write_table(pa.table({"text": ["Huế " * 20_000] * 9}), tmp_path / "a.parquet", compression="none")
    assert len(told(read(tmp_path / "a.parquet"))) == 9
    assert asked == [4]


def test_a_cell_larger_than_a_text_costs_its_row(tmp_path: Path) -> None:
    rows = [TEXT, "a" * 20_000_001, "hai"]
    for kind in (pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int8(), pa.string())):
        pq.write_table(pa.table({"text": pa.array(rows).cast(kind)}), tmp_path / "a.parquet")
        assert told(read(tmp_path / "a.parquet")) == [(1, TEXT), (2, "too_large"), (3, "hai")]


def test_columns_of_numbers_that_pandas_made_decimals(tmp_path: Path) -> None:
    nothing = float("nan")
    table = {"text": [TEXT, "hai"], "id": [5.0, nothing], "url": [nothing, nothing], "title": [nothing, nothing]}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    first, second = read(tmp_path / "a.parquet")
    assert isinstance(first, SourceDocument)
    assert isinstance(second, SourceDocument)
    assert (first.doc_id, first.url, first.title) == ("5", None, None)
    assert second.doc_id.startswith("hai-")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2012, 11, 17), 17),
        (datetime(2012, 11, 17, 23), 17),
        (datetime(2012, 11, 17, 17, tzinfo=UTC), 18),
        (datetime(2012, 11, 18, tzinfo=VIETNAM), 18),
        ("2012-11-17", 17),
        ("2012-11-17T23:00:00", 17),
        ("2012-11-17T17:00:00Z", 18),
        ("2012-11-17T16:59:59.123+00:00", 17),
        ("2012-11-18 00:00:00 +0700", 18),
        ("17/11/2012 08:00", 17),
    ],
)
def test_days(tmp_path: Path, value: object, day: int) -> None:
    (document,) = read(written(tmp_path, "a.parquet", making.parquet([{"text": TEXT, "published_on": value}])))
    assert isinstance(document, SourceDocument)
    assert document.published_on == date(2012, 11, day)


@pytest.mark.parametrize("value", ["31/02/2012", "11/17/2012", "17/11/12", "2012-11", "20121117"])
def test_days_that_are_none(tmp_path: Path, value: str) -> None:
    (record,) = read(written(tmp_path, "a.csv", f'text,published_on\n"{TEXT}",{value}\n'.encode()))
    assert isinstance(record, Reject)
    assert record.code == "wrong_type"
    assert value in record.reason


def test_members_of_zip_archives_named_in_utf_8_that_do_not_say_so(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("T__nh.txt", TEXT)
        archive.writestr("M\u00fcller.txt", "hai")
    named = held.getvalue().replace(b"T__nh", b"T\xe1\xbb\x8bh")
    records = read(written(tmp_path, "a.zip", named))
    assert [Path(record.origin.file).name for record in records] == ["a.zip!Tịh.txt", "a.zip!Müller.txt"]
