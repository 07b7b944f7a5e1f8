"""Published tables: the same bytes from the same rows, whole or as they were, drawn again when they do not fit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pytest

from pipeline import ordering, table_files
from pipeline.ordering import ordered_documents
from pipeline.plain_values import plain_value
from pipeline.queries import connect
from pipeline.schemas import store_schema
from pipeline.tables import table_named
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published, rows


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return json_lines(tmp_path / "a.jsonl", numbered_documents(8))


@pytest.mark.parametrize("damage", ["missing", "empty", "other", "manifest"])
def test_what_does_not_fit_is_drawn_again(source: Path, tmp_path: Path, damage: str) -> None:
    output = tmp_path / "out"
    ingest_here([source], output, with_csv=True)
    before = published(output)
    place = output / "tables" / ("manifest.json" if damage == "manifest" else "amounts.parquet")
    if damage == "missing":
        place.unlink()
    elif damage == "other":
        place.write_bytes((output / "tables" / "rejects.parquet").read_bytes())
    else:
        place.write_bytes(b"")
    ingest_here([source], output, with_csv=True)
    assert published(output) == before


def test_csv_once_asked_for_is_kept_in_step(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    ingest_here([source], output, with_csv=True)
    more = json_lines(tmp_path / "b.jsonl", numbered_documents(9)[8:])
    ingest_here([more], output)
    assert "doc-00008" in (output / "tables" / "amounts.csv").read_text(encoding="utf-8-sig")


def test_row_groups_are_cut_by_the_rows_alone(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest_here([source], tmp_path / "one")
    monkeypatch.setattr(table_files, "_STEP", 2)
    monkeypatch.setattr(table_files, "_GROUP_ROWS", 4)
    ingest_here([source], tmp_path / "two")
    metadata = pa.parquet.read_metadata(tmp_path / "two" / "tables" / "provinces.parquet")
    assert {metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)} == {4}
    assert rows(tmp_path / "one", "provinces") == rows(tmp_path / "two", "provinces")


def test_documents_are_drawn_in_order_heap_by_heap(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_here([source], tmp_path / "one")
    monkeypatch.setattr(ordering, "_HEAP", 1_500)
    monkeypatch.setattr(ordering, "_READ_ROWS", 3)
    ingest_here([source], tmp_path / "two")
    assert published(tmp_path / "one") == published(tmp_path / "two")


@pytest.mark.parametrize("order", ["asc", "desc", "mixed"])
@pytest.mark.parametrize("heap", [1, 600, 3_000, 10**9])
def test_every_document_comes_once_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str, heap: int
) -> None:
    monkeypatch.setattr(ordering, "_HEAP", heap)
    monkeypatch.setattr(ordering, "_READ_ROWS", 7)
    ids = [f"tỉnh {number * 37 % 100:03d}" for number in range(100)]
    ids = sorted(ids, reverse=order == "desc") if order != "mixed" else ids
    files = []
    for number in range(3):
        table = pa.Table.from_pylist(
            [{"doc_id": doc_id, "text": doc_id, "characters": len(doc_id)} for doc_id in ids[number::3]],
            schema=store_schema(),
        )
        files.append(tmp_path / f"{number}.parquet")
        pa.parquet.write_table(table, files[-1])
    with connect(tmp_path) as connection:
        pieces = [piece.column("doc_id").to_pylist() for piece in ordered_documents(files, tmp_path, connection)]
    assert [doc_id for piece in pieces for doc_id in piece] == sorted(ids)
    assert (len(pieces) > 1) == (heap < 10**9)
    assert not list(tmp_path.glob(".heap*"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("62584000000.000000"), "62584000000"),
        (Decimal("0.240000"), "0.24"),
        (Decimal("-100.000000"), "-100"),
        (Decimal("0E-6"), "0"),
        (["Bắc Ninh", "Hà Giang"], '["Bắc Ninh","Hà Giang"]'),
        (date(2012, 5, 21), "2012-05-21"),
        (datetime(2012, 5, 21, 7, tzinfo=UTC), "2012-05-21T07:00:00+00:00"),
        ("một\ndòng", "một\ndòng"),
        (7, 7),
    ],
)
def test_values_in_csv(value: Any, shown: Any) -> None:
    assert plain_value(value) == shown


REFERENCE: dict[str, Any] = {
    "doc_id": "a",
    "published_on": date(2020, 1, 1),
    "kind": "full",
    "symbol": "45/2012/NĐ-CP",
    "doc_type": "Nghị định",
    "number": "45",
    "year": 2012,
    "cited_title": None,
    "issuer": ["Chính phủ"],
    "issued_on": None,
    "relation": None,
    "relation_source": None,
    "boilerplate": None,
    "is_duplicate": False,
}


def decrees(*references: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `decrees` drawn from references."""
    schema = table_named("decree_refs").schema
    refs = pa.Table.from_pylist([REFERENCE | each for each in references], schema=schema)
    with duckdb.connect() as connection:
        connection.register("refs", refs)
        found: list[dict[str, Any]] = connection.sql(table_named("decrees").query("refs")).to_arrow_table().to_pylist()
    return found


def test_a_decree_is_counted_over_documents_and_days() -> None:
    (row,) = decrees({}, {"published_on": date(2024, 3, 1)}, {"doc_id": "b", "published_on": None})
    assert (row["mentions"], row["documents"]) == (3, 2)
    assert (row["first_seen"], row["last_seen"]) == (date(2020, 1, 1), date(2024, 3, 1))


def test_of_differing_values_the_most_frequent_stands_then_the_first() -> None:
    may, june = date(2012, 5, 21), date(2012, 6, 21)
    (row,) = decrees({"issued_on": june}, {"issued_on": may}, {"issued_on": june}, {"doc_type": "Quyết định"})
    assert (row["issued_on"], row["doc_type"]) == (june, "Nghị định")
    (row,) = decrees({"issued_on": june}, {"issued_on": may})
    assert row["issued_on"] == may


def test_a_symbol_without_a_year_is_another_document_each_year() -> None:
    bare = {"symbol": "01/NQ-CP", "number": "01"}
    found = decrees(bare | {"year": 2013}, bare | {"year": 2014}, bare | {"year": 2014}, bare | {"year": None})
    assert [(row["year"], row["mentions"]) for row in found] == [(2013, 1), (2014, 2), (None, 1)]


def test_a_symbol_with_its_year_is_one_document_whether_or_not_the_words_around_it_give_the_year() -> None:
    named = {"symbol": "31/2024/QH15", "kind": "named", "doc_type": "Luật", "number": None, "year": None}
    (row,) = decrees(named, named, named | {"kind": "full", "number": "31", "year": 2024})
    assert (row["symbol"], row["number"], row["year"], row["mentions"]) == ("31/2024/QH15", "31", 2024, 3)
    (row,) = decrees(named)
    assert (row["number"], row["year"]) == ("31", 2024)


def test_a_law_is_known_by_title_and_year_and_what_is_not_settled_is_left_out() -> None:
    law = {"kind": "named", "symbol": None, "doc_type": "Luật", "number": None, "cited_title": "Luật Đất đai"}
    short = {"kind": "short", "symbol": None, "year": None}
    found = decrees(
        law | {"year": 2013}, law | {"year": 2013, "cited_title": "Luật đất đai"}, law | {"year": 2024}, short
    )
    assert [(row["cited_title"], row["year"], row["mentions"]) for row in found] == [
        ("Luật Đất đai", 2013, 2),
        ("Luật Đất đai", 2024, 1),
    ]


def test_the_manifest_says_what_was_drawn(source: Path, tmp_path: Path) -> None:
    ingest_here([source], tmp_path / "out")
    said = orjson.loads((tmp_path / "out" / "tables" / "manifest.json").read_bytes())
    assert said["rows"]["documents"] == 8
    assert "runs" not in said["rows"]
