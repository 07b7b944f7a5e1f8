"""`trichluc run`, `tables` and `show` as a user meets them."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import TrichlucError
from pipeline.lock import StoreInUse, exclusive
from pipeline.tables import published_tables
from tests.pipeline.commands import environment, trichluc
from tests.pipeline.conftest import ProgramRun
from tests.pipeline.ingesting import ARTICLES, ingest_here, json_lines, published, rows


def invoke(*arguments: str | Path) -> tuple[int, str]:
    """A command in this process: its exit code, and what it printed or the error that it would print."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, TrichlucError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_a_run_is_quiet_and_adds_up(program_run: ProgramRun) -> None:
    assert program_run.err == "", "no log, no warning, no stack trace at exit"
    summary = program_run.summary
    assert summary["read"] == summary["extracted"] + summary["rejected"] + summary["duplicate"] == 5
    assert list(summary["tables"]) == [table.name for table in published_tables()]
    for name, count in summary["tables"].items():
        assert len(rows(program_run.output, name)) == count
    assert not (program_run.output / ".staging").exists()
    assert not (program_run.output / ".publishing").exists()


def test_the_program_and_its_steps_give_the_same_bytes(program_run: ProgramRun, tmp_path: Path) -> None:
    ingest_here([ARTICLES], tmp_path / "out", with_csv=True)
    assert published(tmp_path / "out") == published(program_run.output)


def test_csv_says_what_parquet_says(program_run: ProgramRun) -> None:
    for table in published_tables():
        with open(program_run.output / "tables" / f"{table.name}.csv", encoding="utf-8-sig", newline="") as opened:
            sheet = list(csv.DictReader(opened))
        assert len(sheet) == program_run.summary["tables"][table.name]
        for line, row in zip(sheet, rows(program_run.output, table.name), strict=True):
            assert list(line) == list(row)
            for name, value in row.items():
                if value is None:
                    assert line[name] == ""
                elif isinstance(value, str):
                    assert line[name] == value
                elif isinstance(value, list):
                    assert json.loads(line[name]) == value


def test_tables_lists_what_there_is(program_run: ProgramRun) -> None:
    code, out = invoke("tables", program_run.output)
    assert code == 0
    assert all(table.name in out for table in published_tables())
    assert "finished, read 5" in out
    code, out = invoke("tables", program_run.output, "--json")
    found = json.loads(out)
    assert {each["name"]: each["rows"] for each in found["tables"]} == program_run.summary["tables"]
    assert found["last_run"]["run_id"] == program_run.summary["run_id"]


@pytest.mark.parametrize("name", ["003_4f94c1b2672a41ae", "003_4f94c1b2672a41ae.txt", "congthuong.vn/3299"])
def test_show_finds_a_document_and_lists_its_mentions(program_run: ProgramRun, name: str) -> None:
    code, out = invoke("show", program_run.output, name)
    assert code == 0
    assert "Hải Linh" in out
    assert "115/2003/QĐ-BCN" in out


def test_show_marks_what_is_boilerplate(program_run: ProgramRun) -> None:
    _, out = invoke("show", program_run.output, "004_87d07379ad38032c")
    assert "boilerplate (teaser_chain)" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "{tmp}/none", "-o", "{tmp}/out"), 2, "there is no such file or folder"),
        (("run", "{tmp}", "-o", "{tmp}/file"), 2, "is a file; --output needs a folder"),
        (("run", "{tmp}"), 2, "Missing option"),
        (("tables", "{tmp}/none"), 2, "there is no such folder"),
        (("tables", "{tmp}"), 2, "holds no store; `trichluc run PATH --output"),
        (("show", "{tmp}", "x"), 2, "holds no store"),
        (("show", "{out}", "no-such"), 2, "no document of that name"),
        (("show", "{out}", ""), 2, "5 documents of that name"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, program_run: ProgramRun, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "file").touch()
    found, out = invoke(*(argument.format(tmp=tmp_path, out=program_run.output) for argument in arguments))
    assert (found, words in " ".join(out.split())) == (code, True), out


def test_a_store_without_tables_says_so(tmp_path: Path) -> None:
    ingest_here([ARTICLES], tmp_path)
    (tmp_path / "tables" / "amounts.parquet").write_bytes(b"")
    assert "draws the tables again" in invoke("tables", tmp_path)[1]
    (tmp_path / "tables" / "runs.parquet").unlink()
    assert "has not finished" in invoke("tables", tmp_path)[1]


def test_strict_makes_rejects_an_exit_code(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", [{"id": 1, "text": "Tăng 5%."}, {"id": 2}])
    ended = trichluc("run", source, "-o", tmp_path / "out", "--strict", env=environment())
    assert ended.code == 1
    assert "read 2 = extracted 1 + rejected 1 + duplicate 0" in ended.out
    assert ended.err == ""


def test_a_second_run_is_refused_before_it_starts_anything(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        code, words = invoke("run", ARTICLES, "-o", tmp_path)
    assert code == 1
    assert "another run is writing to it (pid" in words
    with exclusive(tmp_path), pytest.raises(StoreInUse):
        ingest_here([ARTICLES], tmp_path)


def test_an_api_that_is_configured_is_used_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    env = environment(PREFECT_API_URL="http://127.0.0.1:9/api")
    ended = trichluc("run", ARTICLES, "-o", tmp_path / "out", env=env)
    assert ended.code == 1
    assert "Prefect's API at http://127.0.0.1:9/api does not answer" in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_choice_of_words(tmp_path: Path) -> None:
    """Another choice extracts anew what is read again, and leaves every other table as it was."""
    source = json_lines(
        tmp_path / "a.jsonl", [{"id": "a", "text": "Một. Tăng 5%. Hai."}, {"id": "b", "text": "Không có gì. Cũng vậy."}]
    )
    output = tmp_path / "out"
    seen = {}
    for words, changed in (("mentions", 0), ("all", 2), ("none", 2)):
        run = trichluc("run", source, "--output", output, "--words", words, "--json")
        assert json.loads(run.out)["changed"] == changed
        tables = published(output)
        seen[words] = [(row["doc_id"], row["text"], row["words"]) for row in rows(output, "sentences")], tables
    sentence = ("a", "Tăng 5%.")
    assert seen["mentions"][0] == [(*sentence, ["Tăng", "5", "%", "."])]
    assert [(doc_id, text) for doc_id, text, _ in seen["all"][0]] == [
        *(("a", "Một."), sentence, ("a", "Hai.")),
        *(("b", "Không có gì."), ("b", "Cũng vậy.")),
    ]
    assert all(words for *_, words in seen["all"][0])
    assert seen["none"][0] == [(*sentence, [])]
    others = [
        {name: digest for name, digest in tables.items() if name != "sentences.parquet"} for _, tables in seen.values()
    ]
    assert others[0] == others[1] == others[2]
    (first, *_, last) = rows(output, "runs")
    assert (json.loads(first["versions"])["words"], json.loads(last["versions"])["words"]) == ("mentions", "none")


def test_no_such_choice_of_words(tmp_path: Path) -> None:
    code, out = invoke("run", ARTICLES, "--output", tmp_path / "out", "--words", "some")
    assert code == 2
    assert "some" in out
    assert not (tmp_path / "out").exists()
