"""Floors: the scores under which an evaluation fails, kept in a file beside the gold standard.

The file maps the name of a gold file to its floors by kind: `{"seeds.jsonl": {"amounts": {"f1": 1.0, "fields":
{"per": 1.0}}}}`. Nothing writes it: a floor is raised, or lowered, by hand, with the reason in the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.errors import Misuse
from pipeline.evaluation import KINDS, Score

FIGURES = ("precision", "recall", "f1", "strict_f1")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that one figure of one kind may be; `figure` is one of FIGURES, or `fields.` and a field's name."""

    kind: str
    figure: str
    least: float


def read_floors(path: Path, gold_name: str) -> list[Floor]:
    """The floors of one gold file. Raises Misuse where the file is missing, names no floor, or a figure unknown."""
    if not path.is_file():
        raise Misuse(f"{path}: there is no such file of floors")
    try:
        by_gold = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Misuse(f"{path}: not JSON ({error})") from None
    if gold_name not in by_gold:
        raise Misuse(f"{path} has no floors for {gold_name}; it has them for {', '.join(by_gold) or 'nothing'}")
    floors: list[Floor] = []
    for kind, figures in by_gold[gold_name].items():
        for figure, least in _flat(figures).items():
            if figure not in _known(kind) or not isinstance(least, int | float):
                raise Misuse(f"{path}: {gold_name}: {kind}.{figure} is no figure that can have a floor")
            floors.append(Floor(kind, figure, least))
    return floors


def under_floors(scores: Sequence[Score], floors: Sequence[Floor]) -> list[str]:
    """What is under its floor, a sentence each."""
    by_kind = {score.kind: score for score in scores}
    return [
        f"{floor.kind} {floor.figure} is {reached:.4f}, under its floor of {floor.least}"
        for floor in floors
        if (reached := _figure(by_kind[floor.kind], floor.figure)) < floor.least
    ]


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    fields = figures.get("fields", {})
    rest = {name: least for name, least in figures.items() if name != "fields"}
    return rest | {f"fields.{name}": least for name, least in fields.items()}


def _known(kind_name: str) -> set[str]:
    return {
        figure
        for kind in KINDS
        if kind.name == kind_name
        for figure in (*FIGURES, *(f"fields.{name}" for name in kind.fields))
    }


def _figure(score: Score, figure: str) -> float:
    if figure in FIGURES:
        return float(getattr(score, figure))
    # a field that the gold standard does not know of cannot be wrong in it
    return score.field_accuracy.get(figure.removeprefix("fields."), 1.0)
