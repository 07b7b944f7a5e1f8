"""A run that begins before its flow is there: taken over by it, and its end noted however it ends."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import staging
from pipeline.beginning import begun_ahead, begun_before_or_now
from pipeline.errors import TrichlucError
from pipeline.lock import StoreInUse, exclusive
from pipeline.store import Store
from tests.pipeline.ingesting import json_lines, numbered_documents


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return json_lines(tmp_path / "in" / "a.jsonl", numbered_documents(30))


def statuses(output: Path) -> list[str]:
    return [row["status"] for row in Store(output).runs().to_pylist()]


def test_the_flow_takes_over_what_has_begun_and_is_staged(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real = staging.document_row
    monkeypatch.setattr(staging, "document_row", lambda *given: made.append(given) or real(*given))
    output = tmp_path / "out"
    with begun_ahead([str(source)], output):
        assert len(made) == 30, "so few bytes are staged before the flow is there"
        with pytest.raises(StoreInUse), exclusive(output):
            pass
        with begun_before_or_now([str(source)], output) as begun:
            assert statuses(output) == ["running"]
            done = [
                begun.workers.stage(each, begun.run.known_shared, begun.run.staging) for each in begun.plan.partitions
            ]
            assert sum(each.documents for each in done) == 30
            assert len(made) == 30, "nothing is staged twice"
    with exclusive(output):
        pass


def test_a_flow_for_which_nothing_has_begun_begins(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with begun_before_or_now([str(source)], output) as begun:
        assert statuses(output) == ["running"]
        assert begun.plan.partitions
        assert begun.plan is begun.plan


def before_the_flow(raised: BaseException, source: Path, output: Path) -> None:
    with begun_ahead([str(source)], output):
        raise raised


def in_the_flow(raised: BaseException, source: Path, output: Path) -> None:
    with begun_ahead([str(source)], output), begun_before_or_now([str(source)], output):
        raise raised


def in_a_flow_alone(raised: BaseException, source: Path, output: Path) -> None:
    with begun_before_or_now([str(source)], output):
        raise raised


@pytest.mark.parametrize("where", [before_the_flow, in_the_flow, in_a_flow_alone])
@pytest.mark.parametrize(
    ("raised", "status"),
    [(TrichlucError("the API does not answer"), "failed"), (KeyboardInterrupt(), "interrupted")],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_its_end_is_noted_however_it_ends(
    source: Path,
    tmp_path: Path,
    where: Callable[[BaseException, Path, Path], None],
    raised: BaseException,
    status: str,
) -> None:
    output = tmp_path / "out"
    with pytest.raises(type(raised)):
        where(raised, source, output)
    assert statuses(output) == [status]
    with exclusive(output):
        pass


def test_what_a_disk_can_do_is_told_with_the_remedy(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with pytest.raises(TrichlucError, match=r"out: the run stopped: .*the same command goes on from there"):
        before_the_flow(OSError(28, os.strerror(28)), source, output)
    assert statuses(output) == ["failed"]
