"""Every form: all rows, the same bytes each time, told of, and never in the place of something else."""

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pyarrow.parquet as pq
import pytest

from pipeline.column_labels import COLUMN_LABELS, column_label
from pipeline.errors import Misuse, TrichlucError
from pipeline.plain_values import plain_value
from pipeline.table_exports.exporting import ONE_FILE, TableForm, export
from pipeline.tables import published_tables
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, rows
from tests.pipeline.table_exports.hostile import SYMBOL, TITLES

TABLES = [table.name for table in published_tables()]
ROW_FORMS = [TableForm.CSV, TableForm.JSONL, TableForm.PARQUET]


def _hashes(place: Path) -> dict[str, str]:
    files = [place] if place.is_file() else sorted(place.iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _told(place: Path) -> str:
    """All that an export says of itself."""
    if place.is_dir():
        return (place / "README.md").read_text("utf-8")
    if place.suffix == ".xlsx":
        book = openpyxl.load_workbook(place, read_only=True)
        return "\n".join(" ".join(map(str, row)) for row in book["README"].iter_rows(values_only=True))
    with sqlite3.connect(place) as connection:
        return "\n".join(" ".join(row) for row in connection.execute("SELECT * FROM README"))


@pytest.mark.parametrize("form", TableForm)
def test_the_same_store_gives_the_same_bytes_with_all_that_is_to_be_cited(
    form: TableForm, articles_store: Path, tmp_path: Path
) -> None:
    suffix = f".{form}" if form in ONE_FILE else ""
    first = export(articles_store, form, place=tmp_path / f"một{suffix}").place
    second = export(articles_store, form, place=tmp_path / f"hai '{suffix}").place
    assert list(_hashes(first).values()) == list(_hashes(second).values())
    told = _told(first)
    (run,) = rows(articles_store, "runs")
    for words in (
        run["run_id"],
        f"trichluc {run['code_version']}",
        "Trích dẫn",
        "Cite as",
        "decree_refs 3",
        "không / none",
    ):
        assert words in told
    assert os.fspath(tmp_path) not in told
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize("form", TableForm)
def test_an_empty_store_is_exported(form: TableForm, empty_store: Path, tmp_path: Path) -> None:
    done = export(empty_store, form, place=tmp_path / f"rỗng.{form}")
    assert done.rows["decree_refs"] == 0
    assert _hashes(done.place)


@pytest.mark.parametrize("form", TableForm)
def test_a_filter_is_told_and_holds(form: TableForm, hostile: Path, tmp_path: Path) -> None:
    where = f"symbol = '{SYMBOL}' AND doc_id IN (SELECT doc_id FROM amounts WHERE value > 3000000000) -- lọc"
    tables = () if form is TableForm.GRAPHML else ("decree_refs",)
    done = export(hostile, form, tables=tables, where=where, place=tmp_path / f"lọc.{form}")
    assert done.rows == {"decree_refs": len(TITLES) - 3}
    assert " ".join(where.split()) in " ".join(_told(done.place).split())


def test_csv_holds_every_value(hostile: Path, tmp_path: Path) -> None:
    place = export(hostile, TableForm.CSV, place=tmp_path / "csv").place
    for table in TABLES:
        raw = (place / f"{table}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        with open(place / f"{table}.csv", encoding="utf-8-sig", newline="") as opened:
            read = list(csv.reader(opened))
        expected = [[str(plain_value(value)) for value in row.values()] for row in rows(hostile, table)]
        assert read[1:] == expected


def test_lists_in_csv_are_json(articles_store: Path, tmp_path: Path) -> None:
    place = export(articles_store, TableForm.CSV, tables=["documents", "province_lists"], place=tmp_path / "csv").place
    csv.field_size_limit(sys.maxsize)
    with open(place / "documents.csv", encoding="utf-8-sig", newline="") as opened:
        boilerplate = [json.loads(row["boilerplate"]) for row in csv.DictReader(opened)]
    assert boilerplate == [row["boilerplate"] for row in rows(articles_store, "documents")]


def test_what_looks_like_a_formula_can_be_guarded_in_csv(hostile: Path, tmp_path: Path) -> None:
    done = export(hostile, TableForm.CSV, tables=["documents"], place=tmp_path / "csv", guarded=True)
    with open(done.place / "documents.csv", encoding="utf-8-sig", newline="") as opened:
        titles = [row["title"] for row in csv.DictReader(opened)]
    assert {title for title in titles if title.startswith("'")} >= {f"'{title}" for title in TITLES[:4]}
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)
    assert "--guard-formulas" in _told(done.place)


def test_json_lines_hold_every_value(hostile: Path, tmp_path: Path) -> None:
    place = export(hostile, TableForm.JSONL, place=tmp_path / "jsonl").place
    for table in TABLES:
        lines = (place / f"{table}.jsonl").read_bytes().splitlines()
        read = [json.loads(line, parse_float=Decimal) for line in lines]
        expected = [
            {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            for row in rows(hostile, table)
        ]
        assert read == expected


def test_parquet_is_as_it_is_published(articles_store: Path, tmp_path: Path) -> None:
    place = export(articles_store, TableForm.PARQUET, place=tmp_path / "parquet").place
    for table in TABLES:
        published = articles_store / "tables" / f"{table}.parquet"
        assert (place / f"{table}.parquet").read_bytes() == published.read_bytes()
        assert pq.read_schema(place / f"{table}.parquet").field(0).metadata


def test_sqlite_has_types_indexes_and_every_value(hostile: Path, tmp_path: Path) -> None:
    place = export(hostile, TableForm.SQLITE, place=tmp_path / "một.sqlite").place
    with sqlite3.connect(place) as connection:
        connection.row_factory = sqlite3.Row
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for table in published_tables():
            read = [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}"')]
            assert [_as_in_sqlite(row) for row in rows(hostile, table.name)] == read
        types = {row["name"]: row["type"] for row in connection.execute("PRAGMA table_info(decree_refs)")}
        assert (types["start"], types["symbol"], types["is_duplicate"]) == ("INTEGER", "TEXT", "INTEGER")
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM decree_refs WHERE symbol = ''").fetchone()
        assert "decree_refs_symbol" in plan["detail"]
        meanings = connection.execute("SELECT count(*) FROM \"dictionary\" WHERE meaning <> '' AND \"cột\" <> ''")
        assert meanings.fetchone()[0] == sum(len(table.columns) for table in published_tables())


def _as_in_sqlite(row: dict[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == int(value) else float(value)
        if isinstance(value, list):
            return orjson.dumps(value).decode()
        if isinstance(value, bool):
            return int(value)
        return value.isoformat() if hasattr(value, "isoformat") else value

    return {name: plain(value) for name, value in row.items()}


@pytest.mark.parametrize("form", TableForm)
def test_an_export_takes_the_place_of_an_export(form: TableForm, articles_store: Path, tmp_path: Path) -> None:
    place = tmp_path / "xuất"
    where = "doc_id IS NOT NULL"
    tables = () if form is TableForm.GRAPHML else ("decree_refs",)
    export(articles_store, form, tables=tables, place=place)
    before = _hashes(place)
    export(articles_store, form, tables=tables, where=where, place=place)
    assert _hashes(place) != before


@pytest.mark.parametrize("form", TableForm)
@pytest.mark.parametrize(
    "there", ["file", "empty file", "folder", "link", "workbook", "database", "files of ours alone"]
)
def test_what_is_no_export_is_left_alone(form: TableForm, there: str, articles_store: Path, tmp_path: Path) -> None:
    place = tmp_path / "của tôi"
    match there:
        case "file":
            place.write_text("quan trọng", "utf-8")
        case "empty file":
            place.touch()
        case "folder":
            place.mkdir()
            (place / "luận án.docx").write_text("quan trọng", "utf-8")
        case "link":
            place.symlink_to(tmp_path / "không có")
        case "workbook":
            openpyxl.Workbook().save(place)
        case "database":
            with sqlite3.connect(place) as connection:
                connection.execute("CREATE TABLE x (y)")
        case "files of ours alone":
            place.mkdir()
            (place / "amounts.csv").write_text("quan trọng", "utf-8")
    before = None if there == "link" else _hashes(place)
    if there == "link":
        # a link to nothing is followed, as everywhere: the export stands where it leads
        export(articles_store, form, place=place)
        assert place.is_symlink()
        return
    with pytest.raises(Misuse, match=r"no export of ours|no folder"):
        export(articles_store, form, place=place)
    assert _hashes(place) == before
    assert [each.name for each in tmp_path.iterdir()] == ["của tôi"]


@pytest.mark.parametrize(
    ("tables", "where", "words"),
    [
        (["decree_ref"], None, "--table decree_ref: there is no such table; did you mean decree_refs"),
        (["amounts"], "symbol = 'x'", '--where: amounts: Referenced column "symbol" not found'),
        ([], "symbol = 'x'", "--table chooses the tables"),
        (["amounts"], "value > 1; DROP VIEW x", "--where: not one condition"),
        (["amounts"], "1 = 1) UNION ALL (SELECT * FROM amounts", "--where: not one condition"),
        (["amounts"], "value > (SELECT count(*) FROM read_csv('/etc/passwd'))", "cannot be reached"),
        (["amounts"], "'\0' = ''", "NUL"),
        (["amounts"], "text", "Could not convert"),
    ],
)
def test_misuse_is_told_and_nothing_is_written(
    tables: list[str], where: str | None, words: str, articles_store: Path, tmp_path: Path
) -> None:
    with pytest.raises(Misuse, match=re.escape(words)) as told:
        export(articles_store, TableForm.CSV, tables=tables, where=where, place=tmp_path / "csv")
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_options_that_do_not_fit_are_told(articles_store: Path, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="--table"):
        export(articles_store, TableForm.GRAPHML, tables=["amounts"], place=tmp_path / "g")
    with pytest.raises(Misuse, match="--guard-formulas"):
        export(articles_store, TableForm.XLSX, guarded=True, place=tmp_path / "x")
    with pytest.raises(Misuse, match="there is no folder"):
        export(articles_store, TableForm.CSV, place=tmp_path / "không" / "có")


def test_a_run_that_never_ended_cannot_be_cited(tmp_path: Path) -> None:
    ingest_here([json_lines(tmp_path / "in.jsonl", numbered_documents(1))], tmp_path / "out")
    runs = tmp_path / "out" / "tables" / "runs.parquet"
    pq.write_table(pq.read_table(runs).slice(0, 0), runs)
    with pytest.raises(TrichlucError, match="no run has finished"):
        export(tmp_path / "out", TableForm.CSV, place=tmp_path / "csv")


def test_a_failure_leaves_what_was_there(articles_store: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(articles_store, output)
    place = export(output, TableForm.CSV, place=tmp_path / "csv").place
    before = _hashes(place)
    damaged = output / "tables" / "sentences.parquet"
    raw = bytearray(damaged.read_bytes())
    # the footer is whole, so that the damage is met in the middle of the work
    raw[4:2000] = bytes(1996)
    damaged.write_bytes(raw)
    with pytest.raises(TrichlucError):
        export(output, TableForm.CSV, place=place)
    assert _hashes(place) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["csv", "out"]


def test_every_column_has_a_vietnamese_name_and_no_name_is_left_over() -> None:
    columns = [(table.name, column.name) for table in published_tables() for column in table.columns]
    assert all(column_label(*column) for column in columns)
    used = {f"{table}.{name}" for table, name in columns} | {name for _, name in columns}
    assert set(COLUMN_LABELS) <= used
