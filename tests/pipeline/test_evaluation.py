"""The evaluation: each rule as a case, and the same figures as the shared scorer on spoiled predictions."""

import importlib.util
import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from pipeline.evaluation import KINDS, GoldDocument, gold_document, score
from pipeline.jsonl import Document

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "eval/score.py"
TEXT = "Nghị định số 45/2012/NĐ-CP và Luật Đất đai 2013, Nghị định 45"


def reference(start: int, end: int, **values: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end], "kind": "full", "symbol": None, **values}


def province(name: str, start: int = 0, **values: Any) -> dict[str, Any]:
    return {"start": start, "end": start + 5, "text": "xxxxx", "name": name, **values}


@pytest.mark.parametrize(
    ("kind", "marked", "found", "figures"),
    [
        ("decree_refs", [reference(0, 9, symbol="A/B")], [reference(5, 12, symbol="a/b")], (1, 0, 0, 0)),
        ("decree_refs", [reference(0, 9, symbol="A/B")], [reference(9, 12, symbol="A/B")], (0, 1, 1, 0)),
        ("decree_refs", [reference(0, 9, symbol="A/B")], [reference(0, 9, symbol="A/C")], (0, 1, 1, 0)),
        (
            "decree_refs",
            [reference(0, 9, kind="named", title="Luật Đất đai", year=None)],
            [reference(0, 9, kind="named", title="luật  đất đai", year=2013)],
            (1, 0, 0, 1),
        ),
        (
            "decree_refs",
            [reference(0, 9, kind="named", title="Luật Đất đai", year=2003)],
            [reference(0, 9, kind="named", title="Luật Đất đai", year=2013)],
            (0, 1, 1, 0),
        ),
        (
            "decree_refs",
            [reference(0, 9, doc_type="Nghị định", number="45")],
            [reference(0, 9, doc_type="Nghị định", number="45", symbol="45/2012/NĐ-CP")],
            (1, 0, 0, 1),
        ),
        (
            "decree_refs",
            [reference(0, 9, doc_type="Nghị định", number="45", symbol="45/2012/NĐ-CP")],
            [reference(0, 9, doc_type="Nghị định", number="45")],
            (0, 1, 1, 0),
        ),
        ("provinces", [province("Huế")], [province("Thừa Thiên Huế")], (1, 0, 0, 1)),
        ("provinces", [province("Huế")], [province("Thừa Thiên - Huế"), province("Huế")], (1, 1, 0, 1)),
        ("provinces", [province("Huế", optional=True)], [province("Hà Nội")], (0, 0, 0, 0)),
        ("provinces", [province("Huế", optional=True)], [], (0, 0, 0, 0)),
        ("provinces", [province("Huế", optional=True), province("Huế", 3)], [province("Huế", 2)], (1, 0, 0, 0)),
        ("provinces", [province("Huế"), province("Huế", 9)], [province("Huế", 9), province("Huế")], (2, 0, 0, 2)),
    ],
)
def test_what_matches(kind: str, marked: list[Any], found: list[Any], figures: tuple[int, int, int, int]) -> None:
    gold = gold_document(Document("d", TEXT), {kind: marked})
    rule = next(rule for rule in KINDS if rule.name == kind)
    got = score(rule, [(gold, {kind: found})])
    assert (got.matched, got.spurious, got.missed, got.exact) == figures


def test_what_is_not_marked_is_not_scored() -> None:
    rule = next(rule for rule in KINDS if rule.name == "provinces")
    gold = gold_document(Document("d", TEXT), {"amounts": []})
    got = score(rule, [(gold, {"provinces": [province("Huế")]})])
    assert (got.gold, got.precision, got.recall, got.f1) == (0, 1.0, 1.0, 1.0)


def test_nothing_right_is_zero() -> None:
    rule = next(rule for rule in KINDS if rule.name == "provinces")
    gold = gold_document(Document("d", TEXT), {"provinces": [province("Huế")]})
    got = score(rule, [(gold, {"provinces": [province("Hà Nội")]})])
    assert (got.precision, got.recall, got.f1, got.strict_f1) == (0.0, 0.0, 0.0, 0.0)


def test_errors_are_told_with_their_place() -> None:
    rule = next(rule for rule in KINDS if rule.name == "provinces")
    gold = gold_document(Document("d", TEXT), {"provinces": [province("Huế", code="46"), province("Cà Mau", 20)]})
    got = score(rule, [(gold, {"provinces": [province("Huế", code="45", name_2025=None), province("Hà Nội", 40)]})])
    assert [error.split(" 'xxxxx'")[0] for error in got.errors] == ["d field code:", "d missed", "d spurious"]
    assert got.field_accuracy == {"code": 0.0}


def _spoiled(rows: list[dict[str, Any]], seed: int) -> dict[str, dict[str, Any]]:
    """Predictions as a poor extractor would make them of a gold standard: some gone, moved, changed or twice there."""
    dice = random.Random(seed)
    predicted: dict[str, dict[str, Any]] = {}
    for row in rows:
        predicted[row["id"]] = {"id": row["id"]}
        for kind in KINDS:
            mentions: list[dict[str, Any]] = []
            for mention in row.get(kind.name, ()):
                copy = dict.fromkeys(kind.fields) | {name: mention[name] for name in mention if name != "optional"}
                if dice.random() < 0.15:
                    continue
                if dice.random() < 0.2:
                    copy["start"] += dice.choice((-2, 3))
                if dice.random() < 0.2:
                    name = dice.choice(sorted(set(copy) - {"start", "end", "text"}))
                    copy[name] = dice.choice(mentions)[name] if mentions and name in mentions[-1] else None
                mentions.append(copy)
                if dice.random() < 0.1:
                    mentions.append(dict(copy))
            dice.shuffle(mentions)
            predicted[row["id"]][kind.name] = [
                mention for mention in mentions if kind.name != "province_lists" or mention.get("members") is not None
            ]
    return predicted


@pytest.mark.skipif(not SCORER.exists(), reason="needs ../shared/eval/score.py and ../shared/gold")
@pytest.mark.parametrize("name", ["seeds.jsonl", "dev.jsonl"])
@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_the_shared_scorer(name: str, seed: int) -> None:
    spec = importlib.util.spec_from_file_location("shared_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [orjson.loads(line) for line in (SHARED / "gold" / name).read_bytes().splitlines()]
    predicted = _spoiled(rows, seed)
    wanted = scorer.score({row["id"]: row for row in rows}, predicted)
    gold: list[tuple[GoldDocument, Any]] = [
        (gold_document(Document(row["id"], row["text"]), row), predicted[row["id"]]) for row in rows
    ]
    for kind in KINDS:
        ours, theirs = score(kind, gold), wanted[kind.name]
        for figure in ("gold", "precision", "recall", "f1", "strict_f1"):
            assert getattr(ours, figure) == theirs[figure], (kind.name, figure)
        assert ours.field_accuracy == theirs["fields"]
        assert len(ours.errors) == len(theirs["errors"])
    assert any(score(kind, gold).missed and score(kind, gold).spurious for kind in KINDS)
