"""Surveys: a file that is read in parts gives the records of the whole one, with the same numbers."""

import gzip
import io
import os
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import partitions
from pipeline.documents import Reject, SourceDocument
from pipeline.inputs import find_inputs
from pipeline.partitions import Plan, plan_partitions
from pipeline.readers import read_piece
from pipeline.surveys import survey
from tests.pipeline.readers import making
from tests.pipeline.readers.making import Response

Records = list[SourceDocument | Reject]


def planned(place: Path, smallest: int, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", smallest)
    return plan_partitions(
        find_inputs([str(place)], place.parent / "out"), 100, lambda asked: map(survey, asked), 10_000
    )


def records_of(plan: Plan) -> Records:
    return [record for part in plan.partitions for piece in part.pieces for record in read_piece(piece)]


def response(number: int, payload: bytes | None = None, **more: str) -> Response:
    page = making.html([f"Bài số {number}: chi {number},5 tỷ đồng, tăng 7%." + " Và thế." * (number % 7 * 20)] * 3)
    return Response(url=f"https://bao.vn/{number}.html", payload=page if payload is None else payload, **more)


def nested() -> bytes:
    """An archive in which a page is an archive itself, stored as it is: its records begin as real ones do."""
    inner = making.warc([response(number) for number in range(100, 130)])
    outer = making.warc_records([response(1), response(2, inner), response(3), response(4)])
    return b"".join(gzip.compress(each, compresslevel=0, mtime=0) for each in outer)


def archives() -> dict[str, bytes]:
    many = [response(number, status=404 if number % 5 == 0 else 200) for number in range(60)]
    packed = [gzip.compress(each, mtime=0) for each in making.warc_records(many)]
    broken = [
        each[:80] + b"\0" * 40 + each[120:] if number in (11, 12, 40) else each for number, each in enumerate(packed)
    ]
    return {
        "many.warc.gz": b"".join(packed),
        "many.warc": making.warc(many, packed=False),
        "one-stream.warc.gz": gzip.compress(making.warc(many, packed=False), mtime=0),
        "cut-off.warc.gz": b"".join(packed)[:-60],
        "broken.warc.gz": b"".join(broken),
        "nested.warc.gz": nested(),
        "no-pages.warc.gz": making.warc([response(number, status=302) for number in range(60)]),
    }


@pytest.mark.parametrize("smallest", [300, 1_000, 2_777])
@pytest.mark.parametrize("name", sorted(archives()))
def test_web_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, smallest: int) -> None:
    place = tmp_path / name
    place.write_bytes(archives()[name])
    whole = records_of(planned(place, 10**9, monkeypatch))
    plan = planned(place, smallest, monkeypatch)
    assert records_of(plan) == whole
    assert whole
    assert (len(plan.partitions) > 2) == name.startswith(("many", "cut-off"))


def test_between_damaged_records_all_are_read(tmp_path: Path) -> None:
    place = tmp_path / "broken.warc.gz"
    place.write_bytes(archives()["broken.warc.gz"])
    records = making.read(place)
    good = {record.origin.line for record in records if isinstance(record, SourceDocument)}
    told = [record.origin.line for record in records if isinstance(record, Reject) and record.code == "damaged_archive"]
    assert len(good) == 46
    assert len(told) == 2


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("smallest", [200, 3_000])
def test_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smallest: int, damaged: bool) -> None:
    chance = random.Random(7)
    texts = [f"Chi {number},5 tỷ đồng. " + chance.randbytes(400).hex() for number in range(200)]
    place = tmp_path / "a.parquet"
    table = pa.table({"text": texts, "id": [f"n{number}" for number in range(200)]})
    pq.write_table(table, place, row_group_size=10, compression="zstd")
    if damaged:
        with open(place, "r+b") as opened, pq.ParquetFile(place) as file:
            opened.seek(file.metadata.row_group(7).column(0).dictionary_page_offset + 60)
            opened.write(os.urandom(400))
    whole = records_of(planned(place, 10**9, monkeypatch))
    plan = planned(place, smallest, monkeypatch)
    assert len(plan.partitions) > 5
    assert records_of(plan) == whole
    documents = [record for record in whole if isinstance(record, SourceDocument)]
    assert [record.origin.line for record in documents] == [
        at for at in range(1, 201) if not damaged or not 70 < at <= 80
    ]
    rejects = [record for record in whole if isinstance(record, Reject)]
    assert [(record.origin.line, record.code) for record in rejects] == ([(71, "damaged_file")] if damaged else [])


def test_a_table_without_the_column_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.parquet"
    held = io.BytesIO()
    pq.write_table(pa.table({"other": ["x" * 50] * 400}), held, row_group_size=10)
    place.write_bytes(held.getvalue())
    assert [record.code for record in records_of(planned(place, 200, monkeypatch)) if isinstance(record, Reject)] == [
        "no_column"
    ]
