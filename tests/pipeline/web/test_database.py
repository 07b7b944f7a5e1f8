"""The SQLite file: built whole or not at all, in step with the tables, the same bytes from the same tables."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.errors import Misuse, TrichlucError
from pipeline.schemas import KINDS
from pipeline.tables import published_tables
from pipeline.web.database import build, is_stale, renew, web_file
from tests.pipeline.commands import environment
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, rows
from tests.pipeline.web.desk import ARTICLES, article, desk_store


@contextmanager
def opened(output: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{web_file(output)}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def one(output: Path, sql: str, *parameters: Any) -> Any:
    with opened(output) as connection:
        return connection.execute(sql, parameters).fetchone()[0]


@pytest.fixture
def own_output(desk_output: Path, tmp_path: Path) -> Path:
    """A copy of the store to do things to."""
    return Path(shutil.copytree(desk_output, tmp_path / "out"))


def test_every_published_table_is_there_with_all_its_rows(desk_output: Path) -> None:
    for table in published_tables():
        published = pq.read_metadata(desk_output / "tables" / f"{table.name}.parquet").num_rows
        assert one(desk_output, f'SELECT count(*) FROM "{table.name}"') == published, table.name


def test_values_are_those_of_the_tables(desk_output: Path) -> None:
    with opened(desk_output) as connection:
        for kind in KINDS:
            drawn = {row["mention_id"]: row for row in connection.execute(f"SELECT * FROM {kind}")}
            for row in rows(desk_output, kind):
                mine = drawn[row["mention_id"]]
                assert (mine["doc_id"], mine["start"], mine["end"], mine["text"]) == (
                    row["doc_id"],
                    row["start"],
                    row["end"],
                    row["text"],
                )
                sentence = connection.execute(
                    "SELECT text FROM sentences WHERE sentence_id = ?", (mine["sentence_id"],)
                ).fetchone()["text"]
                # a list may go on into the next sentence: it begins in its own
                assert row["sentence"].startswith(sentence)
                if kind in ("amounts", "percentages"):
                    assert mine["value"] == (int(row["value"]) if row["value"] % 1 == 0 else float(row["value"]))
                    assert mine["published_on"] == (row["published_on"] and row["published_on"].isoformat())


def test_keys_lead_somewhere(desk_output: Path) -> None:
    with opened(desk_output) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        referring = [
            table
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        ]
    assert set(KINDS) < set(referring)


def test_newest_documents_and_sentences_have_the_highest_numbers(desk_output: Path) -> None:
    with opened(desk_output) as connection:
        days = [row[0] or "" for row in connection.execute("SELECT published_on FROM documents ORDER BY rowid")]
        assert days == sorted(days)
        of_sentences = connection.execute(
            "SELECT published_on FROM sentences JOIN documents USING (doc_id) ORDER BY sentence_id"
        )
        days = [row[0] or "" for row in of_sentences]
        assert days == sorted(days)


def test_references_lead_to_the_document_that_they_mean(desk_output: Path) -> None:
    with opened(desk_output) as connection:
        for row in connection.execute("SELECT * FROM decrees"):
            counted = connection.execute(
                "SELECT count(*), count(DISTINCT doc_id) FROM decree_refs WHERE decree = ?", (row["decree"],)
            ).fetchone()
            assert tuple(counted) == (row["mentions"], row["documents"]), row["decree"]


def test_summaries_count_originals_once(desk_output: Path) -> None:
    assert one(desk_output, "SELECT count(*) FROM documents WHERE is_duplicate") == 1
    decree = "45/2012/NĐ-CP"
    assert one(desk_output, "SELECT sum(documents) FROM decree_months WHERE decree = ?", decree) == 3
    assert one(desk_output, "SELECT count(*) FROM decree_documents WHERE decree = ?", decree) == 4
    assert one(desk_output, "SELECT sum(is_duplicate) FROM decree_documents WHERE decree = ?", decree) == 1
    with opened(desk_output) as connection:
        beside = connection.execute("SELECT name, sentences FROM decree_provinces WHERE decree = ?", (decree,))
        assert {tuple(row) for row in beside} == {("Bắc Ninh", 1), ("Đồng Nai", 1)}
        pairs = connection.execute("SELECT other, documents FROM decree_pairs WHERE decree = ?", (decree,))
        assert {tuple(row) for row in pairs} == {("17/2013/TT-BCT", 1), ("235/2025/NĐ-CP", 1)}
        links = connection.execute(
            "SELECT source_decree, relation FROM decree_links WHERE target_decree = ?", (decree,)
        )
        assert ("235/2025/NĐ-CP", "amends") in {tuple(row) for row in links}
    assert one(desk_output, "SELECT count(*) FROM decree_amounts WHERE decree = ?", decree) == 2
    assert one(desk_output, "SELECT sum(documents + copies) FROM document_months") == len(ARTICLES)


def test_the_same_tables_give_the_same_bytes(own_output: Path) -> None:
    first = web_file(own_output).read_bytes()
    web_file(own_output).unlink()
    build(own_output)
    assert web_file(own_output).read_bytes() == first


def test_a_run_keeps_the_file_in_step_and_makes_none_where_none_was(tmp_path: Path) -> None:
    output = desk_store(tmp_path)
    assert not web_file(output).exists()
    build(output)
    more = json_lines(tmp_path / "in" / "more.jsonl", [article(7, "Nghị định số 80/2021/NĐ-CP. Xong.")])
    ingest_here([tmp_path / "in"], output)
    assert more.exists()
    assert not is_stale(output)
    assert one(output, "SELECT count(*) FROM decrees WHERE symbol = '80/2021/NĐ-CP'") == 1


def test_a_run_that_changes_nothing_renews_the_runs_alone(tmp_path: Path) -> None:
    output = desk_store(tmp_path)
    build(output)
    ingest_here([tmp_path / "in"], output)
    assert not is_stale(output)
    assert one(output, "SELECT count(*) FROM runs") == 2
    assert one(output, "SELECT count(*) FROM documents") == len(ARTICLES)


def test_a_stale_or_broken_file_is_built_again(own_output: Path) -> None:
    whole = web_file(own_output).read_bytes()
    for broken in (b"", b"not a database", whole[:9000]):
        web_file(own_output).write_bytes(broken)
        assert is_stale(own_output)
        renew(own_output)
        assert web_file(own_output).read_bytes() == whole


def test_nothing_published_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no tables; give a folder that `trichluc run"):
        build(tmp_path)
    with pytest.raises(Misuse, match="no tables"):
        build(tmp_path / "missing")


def test_a_damaged_table_is_an_error_that_keeps_what_was_there(own_output: Path) -> None:
    whole = web_file(own_output).read_bytes()
    (own_output / "tables" / "amounts.parquet").write_bytes(b"PAR1")
    (own_output / "tables" / "manifest.json").write_text("{}")
    with pytest.raises(TrichlucError, match="cannot be built"):
        build(own_output)
    assert web_file(own_output).read_bytes() == whole
    assert {file.name for file in own_output.iterdir()} == {*("store", "tables", "web.sqlite", ".lock", ".web.lock")}, (
        "nothing is left aside"
    )


@pytest.mark.parametrize("tables", [0, 3, 15])
def test_killed_half_way_the_old_file_stands_and_the_next_build_is_whole(own_output: Path, tables: int) -> None:
    before = web_file(own_output).read_bytes()
    source = json_lines(own_output.parent / "more.jsonl", numbered_documents(30))
    web_file(own_output).rename(own_output / "kept")
    ingest_here([source], own_output)
    (own_output / "kept").rename(web_file(own_output))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.web.building", str(own_output)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(tables):
        process.stdout.readline()
        print(file=process.stdin, flush=True)
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert web_file(own_output).read_bytes() == before
    build(own_output)
    assert one(own_output, "SELECT count(*) FROM documents") == 30 + len(ARTICLES)
    assert not (own_output / ".web.sqlite.aside").exists()


def test_a_reader_goes_on_with_the_file_that_it_opened(own_output: Path) -> None:
    with opened(own_output) as connection:
        before = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        ingest_here([json_lines(own_output.parent / "more.jsonl", numbered_documents(5))], own_output)
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == before
    assert one(own_output, "SELECT count(*) FROM documents") == before + 5
