"""`python -m bench.cluster`: what a run on a cluster costs its driver, and what it costs beside one on this machine.

The driver's part is measured on its own: one partition of the corpus is staged as a worker stages it, then again and
again with other ids, and another process commits them all. Writes the section "Measured" of docs/scale.md.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from bench.extraction import CORPUS
from bench.measure import machine, once
from bench.pages import put_section

PAGE = Path(__file__).parents[1] / "docs/scale.md"
_TITLE = "Measured"
#: Articles in the partition that is staged, and partitions in a commit (both as on a cluster: about 6 MB of text here).
_ARTICLES = 1_000
_IN_A_COMMIT = 16
#: Tasks by which the price of one is told.
_TASKS = 60


@dataclass(frozen=True)
class Staging:
    """What staging a partition took: processor seconds, MB of text, and bytes of the two files."""

    seconds: float
    megabytes: float
    rows_bytes: int
    narrow_bytes: int


@dataclass(frozen=True)
class Driving:
    """What a driver took for so many partitions: seconds of processor time, MB of memory at most, MB of its ledger."""

    partitions: int
    seconds: float
    memory: float
    ledger: float


def write_source(folder: Path, articles: int) -> Path:
    """The first articles of the corpus as plain JSON lines."""
    place = folder / "articles.jsonl"
    with gzip.open(CORPUS) as opened, open(place, "wb") as written:
        written.writelines(islice(opened, articles))
    return place


def stage(source: Path, staging: Path) -> Staging:
    """Stage the articles as one partition, with a stamp."""
    from pipeline import partitions
    from pipeline.inputs import find_inputs
    from pipeline.partitions import Partition, plan_partitions
    from pipeline.staging import stage_partition

    plan = plan_partitions(find_inputs([str(source)], staging), 1, None, partitions.LARGEST_OF_CLUSTER)
    pieces = tuple(piece for part in plan.partitions for piece in part.pieces)
    began = time.process_time()
    staged = stage_partition(Partition(0, pieces), None, staging, _stamp())
    seconds = time.process_time() - began
    narrow = sum(file.stat().st_size for file in staged.folder.iterdir()) - staged.file_size
    staged.folder.rename(staging / "first")
    return Staging(seconds, staged.size / 1e6, staged.file_size, narrow)


def repeat(first: Path, times: int) -> None:
    """The staged partition so many times, each time with other ids and contents."""
    (name,) = (file.name for file in first.iterdir() if file.name.endswith("-documents.parquet"))
    rows, narrow = pq.read_table(first / name), pq.read_table(first / "looked-at.parquet")
    for number in range(times):
        folder = first.with_name(f"{number:06d}")
        shutil.copytree(first, folder)
        for table, file in ((rows, name), (narrow, "looked-at.parquet")):
            for column in ("doc_id", "content_hash"):
                values = [_other(value, number) for value in table.column(column).to_pylist()]
                at = table.schema.get_field_index(column)
                table = table.set_column(at, table.schema.field(at), pa.array(values))
            pq.write_table(table, folder / file, compression="zstd")
        counts = orjson.loads((folder / "counts.json").read_bytes())
        counts["file_size"] = (folder / name).stat().st_size
        (folder / "counts.json").write_bytes(orjson.dumps(counts))


def _other(value: str, number: int) -> str:
    return hashlib.blake2b(f"{value} {number}".encode(), digest_size=16).hexdigest()


def drive(output: Path, partitions: int) -> Driving:
    """Commit so many of the staged partitions into a new store, in this process."""
    from pipeline.commits import commit_partitions
    from pipeline.ingest import begin_run
    from pipeline.staging import _staged

    run = begin_run([], output)
    object.__setattr__(run.provenance, "run_id", _stamp().run_id)
    folders = sorted(output.parent.glob("staged/[0-9]*"))[:partitions]
    began = time.process_time()
    for at in range(0, len(folders), _IN_A_COMMIT):
        some = [_staged(folder) for folder in folders[at : at + _IN_A_COMMIT]]
        commit_partitions(run.store, some, None, run.here, run.provenance)
    seconds = time.process_time() - began
    ledger = sum(file.stat().st_size for file in run.here.glob("*.sqlite")) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return Driving(partitions, seconds, memory, ledger)


def task_seconds() -> tuple[float, float]:
    """Seconds of the clock and of the driver's processor time that one task more takes, on a cluster of one worker."""
    from pipeline.prefect_settings import prefect_api

    with prefect_api():
        from distributed import LocalCluster
        from prefect import flow
        from prefect_dask.task_runners import DaskTaskRunner

        from pipeline.cluster_tasks import Sealed, survey_stretches

        with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:

            @flow(task_runner=DaskTaskRunner(address=cluster.scheduler_address))  # type: ignore[arg-type]
            def tasks() -> tuple[float, float]:
                survey_stretches.submit(Sealed([])).result()
                began, used = time.perf_counter(), time.process_time()
                for future in [survey_stretches.submit(Sealed([])) for _ in range(_TASKS)]:
                    future.result()
                return (time.perf_counter() - began) / _TASKS, (time.process_time() - used) / _TASKS

            measured: tuple[float, float] = tasks()
            return measured


def _stamp() -> "object":
    from pipeline.staging import Stamp

    return Stamp("20260101T000000Z-bench0", datetime(2026, 1, 1, tzinfo=UTC))


def sections(most: int) -> Iterator[str]:
    """The section, a block at a time."""
    program = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    with tempfile.TemporaryDirectory(prefix="bench-cluster-") as name:
        folder = Path(name)
        (folder / "staged").mkdir()
        source = write_source(folder, _ARTICLES)
        staging = stage(source, folder / "staged")
        repeat(folder / "staged" / "first", most)
        per_article = staging.rows_bytes / _ARTICLES
        yield (
            f"`python -m bench.cluster`; {machine()}.\n\n"
            f"A worker staged {_ARTICLES:,} articles ({staging.megabytes:.1f} MB of text) in {staging.seconds:.1f} s "
            f"of processor time: {staging.megabytes / staging.seconds:.2f} MB/s a core. Its file of rows, which "
            f"becomes the store's, has {per_article:,.0f} bytes an article; what the driver reads of it "
            f"{staging.narrow_bytes / _ARTICLES:,.0f} ({staging.narrow_bytes / staging.rows_bytes:.1%})."
        )
        yield (
            "The driver, committing partitions of 1,000 articles, 16 in a commit, each time as a process of its own:"
            "\n\n| articles | processor, s | ms a partition | memory, MB | ledger, MB |\n"
            "| ---: | ---: | ---: | ---: | ---: |"
        )
        for partitions in (most // 16, most // 4, most):
            command = [
                sys.executable,
                "-m",
                "bench.cluster",
                "--drive",
                str(folder / f"out{partitions}"),
                str(partitions),
            ]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            driven = Driving(**json.loads(ran.stdout))
            yield (
                f"| {partitions * _ARTICLES:,} | {driven.seconds:.1f} | {driven.seconds / partitions * 1000:.0f} "
                f"| {driven.memory:.0f} | {driven.ledger:.1f} |"
            )
        shutil.rmtree(folder / "staged")
        wall, processor = task_seconds()
        yield f"One Prefect task more on Dask takes {wall * 1000:.0f} ms ({processor * 1000:.0f} ms of the driver's)."
        here = once([*program, "run", str(source), "--output", str(folder / "here"), "--quiet"])
        dask = once([*program, "run", str(source), "--output", str(folder / "dask"), "--quiet", "--dask", "local"])
        yield (
            f"The same {_ARTICLES:,} articles by `trichluc run` on this machine: {here.wall:.0f} s "
            f"({here.processor:.0f} s of processor time); with `--dask local`: {dask.wall:.0f} s "
            f"({dask.processor:.0f} s)."
        )


def main() -> int:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partitions", type=int, default=128, help="partitions that the driver commits at most")
    parser.add_argument("--drive", nargs=2, metavar=("DIR", "PARTITIONS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.drive:
        driven = drive(Path(given.drive[0]), int(given.drive[1]))
        print(json.dumps({name: getattr(driven, name) for name in Driving.__dataclass_fields__}))
        return 0
    if not CORPUS.exists():
        print(f"{CORPUS} is not there", file=sys.stderr)
        return 2
    lines = [f"## {_TITLE}", ""]
    for block in sections(given.partitions):
        print(block, flush=True)
        # rows of a table stand together
        lines.extend([block] if block.startswith("| ") or not lines[-1] else ["", block])
    page = PAGE.read_text("utf-8")
    PAGE.write_text(put_section(page, _TITLE, "\n".join(lines)), "utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    raise SystemExit(main())
