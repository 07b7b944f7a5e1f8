"""The file of decisions: what is kept, in what order it holds, and what becomes of it when things go wrong."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import TrichlucError
from pipeline.reviews import Decision, Reviews

DECISION = Decision(
    mention_id="m1",
    kind="amounts",
    doc_id="bai/<1>",
    start=3,
    end=7,
    text="5 tỷ",
    sentence="Chi 5 tỷ đồng.",
    seen='{"value":5000000000}',
    reason="ambiguous_amounts",
    decision="right",
    note="rõ ràng; 'ok' \" --",
    decided_at="2026-01-02T03:04:05+00:00",
)


def test_nothing_is_made_by_reading(tmp_path: Path) -> None:
    assert Reviews(tmp_path).latest() == {}
    assert list(tmp_path.iterdir()) == []


def test_the_last_decision_holds_and_all_are_kept(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    other = replace(DECISION, mention_id="m2", decision="note", reason=None, sentence=None)
    for decision in (DECISION, other, replace(DECISION, decision="wrong", note="")):
        reviews.keep(decision)
    latest = Reviews(tmp_path).latest()
    assert latest == {"m2": other, "m1": replace(DECISION, decision="wrong", note="")}
    assert latest["m1"].values == {"value": 5_000_000_000}
    with closing(sqlite3.connect(reviews.place)) as connection:
        assert [row[0] for row in connection.execute("SELECT decision FROM decisions ORDER BY id")] == [
            *("right", "note", "wrong")
        ]


def test_a_decision_that_is_taken_back_is_open_again(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    reviews.keep(DECISION)
    reviews.keep(replace(DECISION, decision="open"))
    assert reviews.latest() == {}


@pytest.mark.parametrize("content", [b"no database at all, but some text that is longer than a header" * 40, None])
def test_a_file_of_another_kind_is_an_error_and_stays(tmp_path: Path, content: bytes | None) -> None:
    reviews = Reviews(tmp_path)
    if content is None:
        with closing(sqlite3.connect(reviews.place)) as connection:
            connection.execute("CREATE TABLE decisions (mine)")
    else:
        reviews.place.write_bytes(content)
    before = reviews.place.read_bytes()
    for call in (reviews.latest, lambda: reviews.keep(DECISION)):
        with pytest.raises(TrichlucError, match=r"reviews\.sqlite: is no file of decisions .*move it away"):
            call()
    assert reviews.place.read_bytes() == before


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrichlucError, match=r"reviews\.sqlite: cannot be written"):
        Reviews(tmp_path / "gone").keep(DECISION)


_WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from pipeline.reviews import Reviews
from tests.pipeline.test_reviews import DECISION
for number in range(20):
    Reviews(Path(sys.argv[1])).keep(replace(DECISION, mention_id=f"{sys.argv[2]}-{number}"))
"""


def test_several_who_decide_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path), name], cwd=Path(__file__).parents[2])
        for name in "abc"
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    assert set(Reviews(tmp_path).latest()) == {f"{name}-{number}" for name in "abc" for number in range(20)}
