"""`trichluc query` and `trichluc export` as commands: forms, places, exit codes, and what a terminal is shown."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline.asking import AnswerColumn
from pipeline.cli.answer_table import print_answer
from pipeline.questions import QUESTIONS
from pipeline.tables import published_tables
from tests.pipeline.commands import environment, trichluc

_SQL = "SELECT symbol, year, issued_on, issuer, is_duplicate FROM decree_refs ORDER BY symbol, start"


def _query(*arguments: str | Path, stdin: bytes = b"", columns: int = 80) -> "subprocess.CompletedProcess[bytes]":
    program = "import sys; from pipeline.cli import main; sys.argv[0] = 'trichluc'; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environment(COLUMNS=str(columns)),
        input=stdin,
        capture_output=True,
        timeout=300,
    )


def test_a_saved_question_is_a_table_that_fits(articles_store: Path) -> None:
    done = _query("query", articles_store, "--saved", "first_and_last_citation")
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert "45/2012/NĐ-CP" in out
    assert "11 rows" in out
    assert max(map(cell_len, out.splitlines())) <= 80


def test_csv_json_and_files_hold_the_same(articles_store: Path, tmp_path: Path) -> None:
    as_json = _query("query", articles_store, _SQL, "--json")
    records = json.loads(as_json.stdout)
    assert len(records) == 15
    assert set(records[0]) == {"symbol", "year", "issued_on", "issuer", "is_duplicate"}
    as_csv = _query("query", articles_store, "-", "--csv", stdin=b"\xef\xbb\xbf" + _SQL.encode())
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout.decode())))
    assert [row["symbol"] for row in rows] == [record["symbol"] for record in records]
    assert rows[0]["issuer"] == json.dumps(records[0]["issuer"], ensure_ascii=False, separators=(",", ":"))
    for name in ("a.csv", "a.json", "a.xlsx"):
        assert _query("query", articles_store, _SQL, "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + as_csv.stdout
    assert (tmp_path / "a.json").read_bytes() == as_json.stdout
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [row[0].value for row in book["answer"].iter_rows()][1:] == [record["symbol"] for record in records]
    assert _SQL in [row[1].value for row in book["README"].iter_rows()]


def test_a_limit_holds_in_every_form(articles_store: Path, tmp_path: Path) -> None:
    assert len(json.loads(_query("query", articles_store, _SQL, "--json", "--limit", "2").stdout)) == 2
    assert len(_query("query", articles_store, _SQL, "--csv", "--limit", "2").stdout.splitlines()) == 3
    assert b"the first 2 rows" in _query("query", articles_store, _SQL, "--limit", "2").stdout
    assert _query("query", articles_store, _SQL, "--xlsx", tmp_path / "x.xlsx", "--limit", "2").returncode == 0
    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["answer"].max_row == 3


def test_the_list_explains_every_question_table_and_column(articles_store: Path) -> None:
    out = _query("query", articles_store, "--list").stdout.decode()
    for question in QUESTIONS:
        assert f"  {question.name}: {question.title_vi} / {question.title_en}" in out
    for table in published_tables():
        assert re.search(rf"^  {table.name} \(", out, re.MULTILINE)
        assert all(f"    {column.name}: {column.meaning}" in out for column in table.columns)
    listed = json.loads(_query("query", articles_store, "--list", "--json").stdout)
    assert [question["name"] for question in listed["questions"]] == [question.name for question in QUESTIONS]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give either SQL or --saved"),
        (("SELECT 1", "--saved", "decrees_by_month"), "give either SQL or --saved"),
        (("SELECT 1", "--csv", "--json"), "exclude one another"),
        (("SELECT 1", "--xlsx", "x.xlsx", "-o", "y.xlsx"), "leave --output out"),
        (("SELECT 1", "-o", "x.ods"), "end it in .csv, .json or .xlsx"),
        (("SELECT 1", "-o", "không/có.csv"), "there is no folder"),
        (("SELECT 1", "--param", "x=1"), "--param goes with --saved"),
        (("--saved", "decrees_by_month", "--param", "top"), "write NAME=VALUE"),
        (("--saved", "decrees_by_mnth"), "did you mean decrees_by_month"),
        (("SELECT valu FROM amounts",), "did you mean value"),
        (("COPY (SELECT 1) TO 'x'",), "COPY is not allowed"),
    ],
)
def test_misuse_is_one_line_and_exit_code_2(arguments: tuple[str, ...], words: str, articles_store: Path) -> None:
    done = _query("query", articles_store, *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("trichluc: ")
    assert words in line


def test_sql_on_stdin_that_is_no_text_is_told(articles_store: Path) -> None:
    done = _query("query", articles_store, "-", stdin=b"SELECT '\xff'")
    assert (done.returncode, done.stderr) == (2, b"trichluc: stdin: the SQL is not UTF-8 at byte 9\n")


def test_a_failure_leaves_the_file_that_was_there(articles_store: Path, tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("trước", "utf-8")
    done = _query("query", articles_store, "SELECT error('x') FROM decree_refs", "-o", place)
    assert done.returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
    assert place.read_text("utf-8") == "trước"


def test_a_reader_that_goes_away_is_no_error(articles_store: Path) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from pipeline.cli import main; main()",
            "query",
            str(articles_store),
            "SELECT * FROM range(1000000)",
            "--csv",
        ],
        env=environment(),
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    assert os.read(read, 5) == b"range"
    os.close(read)
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err


def _printed(columns: list[AnswerColumn], rows: list[tuple[Any, ...]], width: int) -> str:
    out = io.StringIO()
    print_answer(Console(file=out, width=width, color_system=None, highlight=False), columns, rows)
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_no_line_is_wider_than_the_terminal(width: int, count: int) -> None:
    columns = [AnswerColumn(f"cột {at}", "VARCHAR") for at in range(count)]
    rows = [tuple("漢字 ă" * 60 for _ in range(count)), tuple(None for _ in range(count))]
    printed = _printed(columns, rows, width)
    assert max(map(cell_len, printed.splitlines())) <= width
    assert "…" in printed
    assert "NULL" in printed


def test_numbers_are_right_and_text_is_left() -> None:
    printed = _printed([AnswerColumn("n", "BIGINT"), AnswerColumn("t", "VARCHAR")], [(7, "x"), (1234, "yyy")], 40)
    assert "     7   x" in printed
    assert "  1234   yyy" in printed


def test_a_terminal_is_given_nothing_to_obey() -> None:
    hostile = "\x1b[31mđỏ\x07 \u202ephải\u202c \x00 [bold]x[/bold]\nhai\r\nba\tbốn"
    printed = _printed([AnswerColumn(hostile, "VARCHAR")], [(hostile,)], 200)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", printed)
    assert "[bold]x[/bold]↵hai↵ba bốn" in printed


def test_an_export_is_told_of(articles_store: Path, tmp_path: Path) -> None:
    place = tmp_path / "ra"
    done = trichluc("export", articles_store, "--format", "csv", "--table", "decrees", "-o", place)
    assert (done.code, done.out, done.err) == (0, f"{place}: decrees 11\n", "")
    done = trichluc("export", articles_store, "--format", "graphml", "-o", tmp_path / "g", "--json")
    told = json.loads(done.out)
    assert (told["place"], told["rows"]) == (str(tmp_path / "g"), {"decree_refs": 15})
    (note,) = told["notes"]
    assert note == "6 relations without an edge: the text names no symbol of what acts (a draft)"
    assert note in done.err
    done = trichluc("export", articles_store, "--format", "ods")
    assert done.code == 2
    assert "none of csv, xlsx, parquet, sqlite, graphml, jsonl" in done.err


_LITTLE_ROOM = """
import resource, sys
from pipeline.cli import main

sys.argv[0] = "trichluc"
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))
main()
"""


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "sqlite", "graphml", "jsonl"])
def test_a_full_disk_is_told_and_leaves_nothing(form: str, articles_store: Path, tmp_path: Path) -> None:
    place = tmp_path / "ra"
    done = subprocess.run(
        [sys.executable, "-c", _LITTLE_ROOM, "export", str(articles_store), "--format", form, "-o", str(place)],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"trichluc: {place}: cannot be written")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xlsx"])
def test_an_answer_that_the_disk_does_not_hold_is_told_of(name: str, articles_store: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _LITTLE_ROOM,
            "query",
            str(articles_store),
            "FROM documents",
            "-o",
            str(tmp_path / name),
        ],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert "cannot be written" in line
    assert not list(tmp_path.iterdir())
