"""Gold files: what is no gold standard is refused with its line."""

from pathlib import Path

import orjson
import pytest

from pipeline.errors import TrichlucError
from pipeline.gold import read_gold

MARK = {"start": 0, "end": 3, "text": "Huế", "name": "Huế"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"id": "a", "text": "Huế", "provinces": [MARK]}, {"id": 1}], ':2: "id" must be'),
        ([{"id": "a", "text": "Huế"}], ":1: none of decree_refs"),
        ([{"id": "a", "text": "Huế", "provinces": {}}], "not a list"),
        ([{"id": "a", "text": "Huế", "provinces": [{"start": 0}]}], 'without "start"'),
        ([{"id": "a", "text": " Huế", "provinces": [MARK]}], "does not stand at 0:3"),
        ([{"id": "a", "text": "Huế", "provinces": []}] * 2, ":2: .*stands in a line before"),
        ([], "holds no document"),
    ],
)
def test_what_is_refused(tmp_path: Path, rows: list[object], message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    with pytest.raises(TrichlucError, match=message):
        read_gold(str(path))


def test_marks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(orjson.dumps({"id": "a", "text": "Huế", "published_on": "2012-01-02", "provinces": [MARK]}))
    (gold,) = read_gold(str(path))
    assert gold.document.id == "a"
    assert str(gold.document.published_on) == "2012-01-02"
    assert [(mark.start, mark.key) for mark in gold.marked["provinces"]] == [(0, "huế")]
