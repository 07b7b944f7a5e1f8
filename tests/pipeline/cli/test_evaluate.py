"""`trichluc evaluate`: what it prints, and that a figure under its floor is an exit code."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from pipeline.cli import app, main
from pipeline.evaluation import KINDS

MARKED = {
    "id": "a",
    "text": "Không có gì ở đây.",
    "provinces": [{"start": 0, "end": 5, "text": "Không", "name": "Hà Nội", "code": "01"}],
    "amounts": [],
}


@pytest.fixture
def gold(tmp_path: Path) -> str:
    path = tmp_path / "g.jsonl"
    path.write_bytes(orjson.dumps(MARKED))
    return str(path)


def test_a_table_with_errors(gold: str) -> None:
    done = CliRunner().invoke(app, ["evaluate", gold, "--errors", "5"])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["kind", "gold", "tp", "fp", "fn", "P", "R", "F1", "strict"]
    assert [line.split()[0] for line in lines[1:6]] == [kind.name for kind in KINDS]
    assert lines[4].split() == ["provinces", "1", "0", "0", "1", "1.000", "0.000", "0.000", "0.000"]
    assert any("missed 'Không'" in line for line in lines)


def test_json(gold: str) -> None:
    done = CliRunner().invoke(app, ["evaluate", gold, "--json"])
    figures = orjson.loads(done.stdout)
    assert list(figures) == [kind.name for kind in KINDS]
    assert figures["provinces"]["missed"] == 1
    assert figures["provinces"]["f1"] == 0.0


@pytest.mark.parametrize(("floor", "code"), [(0.0, 0), (0.5, 1)])
def test_floors(
    gold: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    floor: float,
    code: int,
) -> None:
    (tmp_path / "floors.json").write_bytes(orjson.dumps({"g.jsonl": {"provinces": {"f1": floor}}}))
    monkeypatch.setattr("sys.argv", ["trichluc", "evaluate", gold, "--floors", str(tmp_path / "floors.json")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0) == code
    assert ("under its floor of 0.5" in capsys.readouterr().err) == bool(code)
