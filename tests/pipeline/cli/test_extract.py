"""`trichluc extract` as a user meets it: whole processes, their exit codes, what they print and leave behind."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from pipeline.cli import app

ROOT = Path(__file__).parents[3]
SEEDS = ROOT / "corpus/gold/seeds.jsonl"
LISTS = ["decree_refs", "amounts", "percentages", "provinces", "province_lists", "regions"]


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The installed command, as a process of its own."""
    command = [str(Path(sys.executable).with_name("trichluc")), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=ROOT)


def rows(raw: bytes) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in raw.splitlines()]


def test_lists_of_every_document_in_order(tmp_path: Path) -> None:
    done = run("extract", str(SEEDS), "--output", str(tmp_path / "out.jsonl"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    found = rows((tmp_path / "out.jsonl").read_bytes())
    given = rows(SEEDS.read_bytes())
    assert [row["id"] for row in found] == [row["id"] for row in given]
    for row, source in zip(found, given, strict=True):
        assert list(row) == ["id", *LISTS]
        for name in LISTS:
            for mention in row[name]:  # type: ignore[attr-defined]
                assert source["text"][mention["start"] : mention["end"]] == mention["text"]  # type: ignore[index]


def test_bad_lines_are_told_and_the_others_go_on() -> None:
    lines = [b'\xef\xbb\xbf{"id": "a", "text": "b"}', b"", b"{", b'{"id": 1, "text": ""}', b'{"id": "c", "text": ""}']
    done = run("extract", "-", "--output", "-", stdin=b"\n".join(lines))
    assert done.returncode == 1
    assert [row["id"] for row in rows(done.stdout)] == ["a", "c"]
    told = done.stderr.decode().splitlines()
    assert [line.split(": ")[1] for line in told[:2]] == ["stdin:3", "stdin:4"]
    assert told[2] == "trichluc: 2 bad lines left out; the others were extracted from"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.jsonl"], "none.jsonl: there is no such file"),
        (["corpus"], "corpus is a folder"),
        (["corpus/gold/seeds.jsonl", "--output", "none/out"], "there is no folder"),
        (["corpus/gold/seeds.jsonl", "--output", "corpus"], "corpus is a folder"),
        (["corpus/gold/seeds.jsonl", "--format", "brat"], "brat wants a folder"),
        (["corpus/gold/seeds.jsonl", "--format", "brat", "--output", "corpus/articles"], "which would be lost"),
        (["corpus/gold/seeds.jsonl", "--format", "xml"], "none of jsonl, brat, conll, w3c"),
        ([], "Missing argument"),
    ],
)
def test_misuse(arguments: list[str], message: str) -> None:
    done = run("extract", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_damaged_input_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(SEEDS.read_bytes())[:5000])
    (tmp_path / "out").write_bytes(b"before")
    done = run("extract", str(tmp_path / "in.jsonl.gz"), "--output", str(tmp_path / "out"))
    assert done.returncode == 1
    assert b"in.jsonl.gz: the compressed file is damaged" in done.stderr
    assert (tmp_path / "out").read_bytes() == b"before"
    assert sorted(os.listdir(tmp_path)) == ["in.jsonl.gz", "out"]


@pytest.mark.parametrize(
    ("form", "begins"), [("conll", b"# global.columns = ID FORM"), ("w3c", b'{"@context":["http://www.w3.org/ns/anno')]
)
def test_forms(tmp_path: Path, form: str, begins: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps({"id": "a", "text": "Huế chi 5 tỷ đồng."}))
    done = CliRunner().invoke(app, ["extract", str(tmp_path / "in.jsonl"), "--format", form])
    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(begins)


def test_brat_takes_an_id_once_and_replaces_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a/b", "text": "x"}\n{"id": "a/b", "text": "y"}\n')
    for _ in range(2):
        done = CliRunner().invoke(
            app, ["extract", str(tmp_path / "in.jsonl"), "--format", "brat", "--output", str(tmp_path / "out")]
        )
        assert done.exit_code == 1
        assert "in.jsonl:2" in done.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["a%2Fb.ann", "a%2Fb.txt", "annotation.conf"]
    assert (tmp_path / "out/a%2Fb.txt").read_bytes() == b"x"


#: What takes long to load and neither the help nor `extract` has any use for.
HEAVY = ("prefect", "pandas", "numpy", "pyarrow", "duckdb", "deltalake", "spacy", "underthesea", "bs4", "lxml", "rich")


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "-"]])
def test_it_starts_without_anything_heavy(arguments: list[str]) -> None:
    """How long a start takes is measured by `python -m bench`; what would make it long is looked for here."""
    program = (
        "import sys, atexit\n"
        f"heavy = {HEAVY!r}\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules], file=sys.stderr))\n"
        f"sys.argv = {['trichluc', *arguments]!r}\n"
        "from pipeline.cli import main\n"
        "main()\n"
    )
    line = orjson.dumps({"id": "a", "text": "theo Nghị định số 45/2012/NĐ-CP, Huế chi 5 tỷ đồng, tăng 3%"})
    ended = subprocess.run([sys.executable, "-c", program], input=line, capture_output=True, check=True)
    assert ended.stderr.decode().strip() == "[]"
