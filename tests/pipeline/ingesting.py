"""What the tests of a run share: the run's steps without Prefect, documents to run on, and what a run published."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.commits import commit_partitions
from pipeline.ingest import begin_run, end_commits, plan_run, publish_run
from pipeline.lock import exclusive
from pipeline.staging import Stamp, stage_partition
from pipeline.summary import RunSummary
from pipeline.word_choice import WordsOf

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"


def ingest_here(
    paths: Iterable[Path | str],
    output: Path,
    *,
    with_csv: bool = False,
    with_boilerplate: bool = False,
    words_of: WordsOf = "mentions",
    workers: int = 2,
    batch: int = 1,
    stamped: bool = False,
) -> RunSummary:
    """What the flow does, in this process and in order, a commit for each `batch` partitions.

    With `stamped` partitions are staged as workers of a cluster do, so that their files can become the store's.
    """
    output.mkdir(parents=True, exist_ok=True)
    with exclusive(output):
        run = begin_run([str(path) for path in paths], output, words_of=words_of)
        plan, counts = plan_run(run, workers)
        stamp = Stamp(run.provenance.run_id, run.provenance.started_at) if stamped else None
        for at in range(0, len(plan.partitions), batch):
            staged = [
                stage_partition(each, run.known_shared, run.staging, stamp, words_of=run.words_of)
                for each in plan.partitions[at : at + batch]
            ]
            counts += commit_partitions(run.store, staged, run.known_at, run.here, run.provenance)
        counts = end_commits(run, counts)
        return publish_run(run, counts, with_csv=with_csv, with_boilerplate=with_boilerplate)


def published(output: Path) -> dict[str, str]:
    """A hash of each published file that does not tell of runs."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((output / "tables").iterdir())
        if file.stem not in ("runs", "manifest")
    }


def rows(output: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a published table."""
    found: list[dict[str, Any]] = pq.read_table(output / "tables" / f"{table}.parquet").to_pylist()
    return found


def stored_files(output: Path) -> set[str]:
    """The files of the table of documents: they change when and only when documents are written."""
    return {str(file) for file in (output / "store" / "documents").rglob("*") if file.is_file()}


def json_lines(place: Path, records: Sequence[dict[str, Any]]) -> Path:
    """Write records as JSON lines."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return place


def numbered_documents(count: int, paragraphs: int = 1) -> list[dict[str, Any]]:
    """Documents that differ, each with mentions of several kinds."""
    return [
        {
            "id": f"doc-{number:05d}",
            "title": f"Bài {number}",
            "published_on": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "text": "\n".join(
                f"Ngày {number % 28 + 1}/5/2024, tỉnh Bắc Ninh chi {number + part},5 tỷ đồng theo Nghị định số"
                f" {number % 90 + 10}/2012/NĐ-CP, tăng {part + 1}% so với năm trước. Các tỉnh Hà Giang, Lào Cai và"
                " Yên Bái cũng vậy."
                for part in range(paragraphs)
            ),
        }
        for number in range(count)
    ]
