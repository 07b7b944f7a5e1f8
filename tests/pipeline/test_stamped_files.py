"""Files of workers that become the store's as they are: the same tables as from rows that were written anew."""

from pathlib import Path

import pytest

from pipeline import partitions
from pipeline.counts import Counts
from pipeline.store import Store
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published, rows


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 4_000)


def own_files(output: Path) -> int:
    """How many of the store's files workers wrote."""
    return sum(file.name.startswith("part-20") for file in Store(output).files("documents"))


def test_the_same_tables_come_out_run_after_run(tmp_path: Path) -> None:
    source, made = tmp_path / "in" / "a.jsonl", numbered_documents(60)
    # one that stands in two partitions: the second one's rows do not go in as they are
    json_lines(source, [*made, made[7] | {"text": "Tăng 9%."}])
    for stamped in (False, True):
        summary = ingest_here([source], tmp_path / f"out{stamped}", workers=50, batch=3, stamped=stamped)
        assert summary.counts == Counts(read=61, new=60, rejected=1)
    assert published(tmp_path / "outTrue") == published(tmp_path / "outFalse")
    # of four partitions all but the last
    assert own_files(tmp_path / "outTrue") == 3
    assert own_files(tmp_path / "outFalse") == 0
    # every row says by which run, and nothing of staging is in it
    runs = {row["run_id"] for row in rows(tmp_path / "outTrue", "runs")}
    stored = Store(tmp_path / "outTrue").documents([document["id"] for document in made])
    assert {*stored.column("changed_by_run").to_pylist()} == runs
    assert "state" not in stored.column_names

    # some are changed, some are new, most are as they were
    changed = [document | {"text": document["text"] + " Giảm 3%."} for document in made[:5]]
    json_lines(source, [*changed, *made[5:], *numbered_documents(75)[60:]])
    for stamped in (False, True):
        summary = ingest_here([source], tmp_path / f"out{stamped}", workers=50, batch=3, stamped=stamped)
        assert summary.counts == Counts(read=75, new=15, changed=5, revised=5, unchanged=55)
    # when a text was revised is when its run began
    timed = {"documents.parquet", "revisions.parquet"}
    both = [published(tmp_path / f"out{stamped}") for stamped in (False, True)]
    assert {name for name in both[0] if both[0][name] != both[1][name]} <= timed
    texts = [
        [(row["doc_id"], row["text"]) for row in rows(tmp_path / f"out{stamped}", "revisions")]
        for stamped in (False, True)
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 5
    assert Store(tmp_path / "outTrue").rows("documents") == 75
