"""`--text-column` and `--mapping`: what they name reaches the readers, and a wrong one stops before anything starts."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.columns import Columns, read_columns
from pipeline.errors import Misuse
from pipeline.ingest import begin_run, plan_run
from pipeline.lock import exclusive
from pipeline.readers import read_piece


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--mapping", "none.toml"], "cannot be read"),
        (["--mapping", "map.toml"], '"texts" is none of'),
        (["--text-column", ""], "--text-column needs"),
    ],
)
def test_misuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.toml").write_text('texts = "a"')
    Path("a.csv").write_text("text\na b\n")
    result = CliRunner().invoke(app, ["run", "a.csv", "--output", "out", *options])
    assert isinstance(result.exception, Misuse)
    assert message in str(result.exception)
    assert not Path("out").exists()


def test_columns_reach_the_readers(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("ma,noi_dung\n7,Một câu.\n")
    (tmp_path / "map.toml").write_text('id = "ma"')
    columns = read_columns(tmp_path / "map.toml", "noi_dung")
    assert columns == Columns(text="noi_dung", id="ma")
    output = tmp_path / "out"
    output.mkdir()
    with exclusive(output):
        plan, _ = plan_run(begin_run([str(source)], output, columns), 1)
    (record,) = read_piece(plan.partitions[0].pieces[0])
    assert (record.doc_id, record.text) == ("7", "Một câu.")  # type: ignore[union-attr]
