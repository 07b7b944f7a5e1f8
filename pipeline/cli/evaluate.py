"""`trichluc evaluate`: the extractors against a gold standard."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.errors import TrichlucError


def evaluate(
    gold: Annotated[
        str, typer.Argument(metavar="GOLD.jsonl", help="Documents with what a reader marked.", show_default=False)
    ],
    errors: Annotated[
        int, typer.Option("--errors", metavar="N", min=0, help="Print the first N errors of each kind.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    floors: Annotated[
        str | None,
        typer.Option("--floors", metavar="FLOORS.json", help="Exit with 1 where a figure is under its floor."),
    ] = None,
) -> None:
    """Score the extractors against a gold standard: precision, recall, F1, strict F1, accuracy of the fields."""
    import orjson

    from pipeline.evaluation import evaluate as evaluated
    from pipeline.floors import read_floors, under_floors
    from pipeline.gold import read_gold

    least = read_floors(Path(floors), Path(gold).name) if floors else []
    scores = evaluated(read_gold(gold))
    if as_json:
        figures = {score.kind: _figures(score, errors) for score in scores}
        typer.echo(orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in _table(scores, errors):
            typer.echo(line)
    if under := under_floors(scores, least):
        raise TrichlucError("; ".join(under))


def _figures(score: Any, errors: int) -> dict[str, Any]:
    names = ("gold", "matched", "spurious", "missed", "precision", "recall", "f1", "strict_f1")
    figures = {name: getattr(score, name) for name in names} | {"fields": score.field_accuracy}
    return figures | {"errors": list(score.errors[:errors])} if errors else figures


def _table(scores: Any, errors: int) -> list[str]:
    lines = [f"{'kind':<15}{'gold':>6}{'tp':>6}{'fp':>6}{'fn':>6}{'P':>8}{'R':>8}{'F1':>8}{'strict':>8}"]
    lines += (
        f"{score.kind:<15}{score.gold:>6}{score.matched:>6}{score.spurious:>6}{score.missed:>6}"
        f"{score.precision:>8.3f}{score.recall:>8.3f}{score.f1:>8.3f}{score.strict_f1:>8.3f}"
        for score in scores
    )
    for score in scores:
        fields = ", ".join(f"{name} {share:.3f}" for name, share in score.field_accuracy.items())
        lines.append(f"{score.kind} fields: {fields or 'none in gold'}")
        lines += (f"    {error}" for error in score.errors[:errors])
    return lines
