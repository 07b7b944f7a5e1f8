"""Floors: that they are read, refused when they name nothing, and that the extractors are above them."""

from pathlib import Path

import orjson
import pytest

from pipeline.errors import Misuse
from pipeline.evaluation import KINDS, Score, evaluate
from pipeline.floors import read_floors, under_floors
from pipeline.gold import read_gold

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "corpus/gold/floors.json"
DEV = ROOT.parent / "shared/gold/dev.jsonl"


def written(folder: Path, floors: object) -> Path:
    path = folder / "floors.json"
    path.write_bytes(orjson.dumps(floors))
    return path


def scores(matched: int, spurious: int) -> list[Score]:
    return [Score(kind.name, matched, spurious, 0, matched, {"per": (1, 2)}, ()) for kind in KINDS]


def test_what_is_under_its_floor_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, {"g.jsonl": {"amounts": {"precision": 0.9, "recall": 1.0, "fields": {"per": 0.6}}}})
    floors = read_floors(path, "g.jsonl")
    assert under_floors(scores(8, 2), floors) == [
        "amounts precision is 0.8000, under its floor of 0.9",
        "amounts fields.per is 0.5000, under its floor of 0.6",
    ]
    assert under_floors(scores(10, 0), floors[:2]) == []


@pytest.mark.parametrize(
    ("floors", "message"),
    [
        ({"other.jsonl": {}}, "no floors for g.jsonl"),
        ({"g.jsonl": {"sums": {"f1": 1}}}, "sums.f1"),
        ({"g.jsonl": {"amounts": {"f2": 1}}}, "amounts.f2"),
        ({"g.jsonl": {"amounts": {"fields": {"code": 1}}}}, "amounts.fields.code"),
        ({"g.jsonl": {"amounts": {"f1": "1"}}}, "amounts.f1"),
    ],
)
def test_a_floor_that_means_nothing_is_refused(tmp_path: Path, floors: object, message: str) -> None:
    with pytest.raises(Misuse, match=message):
        read_floors(written(tmp_path, floors), "g.jsonl")


def test_a_file_that_is_missing_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no such file"):
        read_floors(tmp_path / "none.json", "g.jsonl")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(Misuse, match="not JSON"):
        read_floors(tmp_path / "bad.json", "g.jsonl")


@pytest.mark.parametrize(
    "gold",
    [
        ROOT / "corpus/gold/seeds.jsonl",
        pytest.param(DEV, marks=pytest.mark.skipif(not DEV.exists(), reason="needs ../shared/gold/dev.jsonl")),
    ],
    ids=["seeds", "dev"],
)
def test_the_extractors_are_above_their_floors(gold: Path) -> None:
    assert under_floors(evaluate(read_gold(str(gold))), read_floors(FLOORS, gold.name)) == []
