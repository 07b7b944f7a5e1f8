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
from bench.measure import machine
from bench.pages import put_section

PAGE = Path(__file__).parents[1] / "docs/scale.md"
_TITLE, _ON_PAPER = "Measured", "100 million articles, on paper"
_MANY = 100_000_000
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


def task_seconds() -> float:
    """Seconds of the driver's processor time that one task more takes, on a cluster of one worker."""
    from pipeline.prefect_settings import prefect_api

    with prefect_api():
        from distributed import LocalCluster
        from prefect import flow
        from prefect_dask.task_runners import DaskTaskRunner

        from pipeline.cluster_tasks import Sealed, survey_stretches

        with LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster:

            @flow(task_runner=DaskTaskRunner(address=cluster.scheduler_address))  # type: ignore[arg-type]
            def tasks() -> float:
                survey_stretches.submit(Sealed([])).result()
                used = time.process_time()
                for future in [survey_stretches.submit(Sealed([])) for _ in range(_TASKS)]:
                    future.result()
                return (time.process_time() - used) / _TASKS

            measured: float = tasks()
            return measured


def _stamp() -> "object":
    from pipeline.staging import Stamp

    return Stamp("20260101T000000Z-bench0", datetime(2026, 1, 1, tzinfo=UTC))


def sections(most: int) -> Iterator[str]:
    """The section, a block at a time, and at last the one that multiplies."""
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
        per_task = task_seconds()
        yield f"One Prefect task more on Dask takes {per_task * 1000:.0f} ms of the driver's processor time."
        here, publishing = run_once([*program, "run", str(source), "--output", str(folder / "here"), "--json"])
        dask, _ = run_once(
            [*program, "run", str(source), "--output", str(folder / "dask"), "--json", "--dask", "local"]
        )
        yield (
            f"The same {_ARTICLES:,} articles by `trichluc run` on this machine took {here:.0f} s of processor time, "
            f"{publishing:.1f} s of it to publish; with `--dask local` {dask:.0f} s: two workers more that load the "
            "extractors and Prefect, and tasks that are announced. Other work ran on the machine (load average "
            f"{os.getloadavg()[2]:.0f}), so seconds here are of processor time, not of the clock."
        )
        yield on_paper(
            text=staging.megabytes * 1e6 / _ARTICLES,
            rows=per_article,
            narrow=staging.narrow_bytes / _ARTICLES,
            rate=staging.megabytes / staging.seconds,
            driver=driven.seconds / driven.partitions / _ARTICLES,
            ledger=driven.ledger * 1e6 / driven.partitions / _ARTICLES,
            task=per_task,
            publishing=publishing / _ARTICLES,
        )


def on_paper(
    text: float, rows: float, narrow: float, rate: float, driver: float, ledger: float, task: float, publishing: float
) -> str:
    """The section that multiplies: bytes an article of text, rows, what the driver reads; MB of text a second and core;
    seconds and bytes of ledger an article at the driver; seconds a task, and seconds of publishing an article."""
    from pipeline.partitions import COMMIT_BYTES_OF_CLUSTER, LARGEST_OF_CLUSTER

    total = _MANY * text
    tasks = total / LARGEST_OF_CLUSTER * (1 + 4 / 32)
    hours = total / 1e6 / rate / 3600
    lines = [
        ("text", f"{total / 1e9:,.0f} GB"),
        (
            "extraction, with words of sentences with mentions",
            f"{hours:,.0f} core-hours: {hours / 64:.1f} h on 64 cores",
        ),
        ("partitions, each a file of the store", f"{total / LARGEST_OF_CLUSTER:,.0f}"),
        ("commits", f"{total / COMMIT_BYTES_OF_CLUSTER:,.0f}"),
        ("the store, and as much again in `.staging` until the run ends", f"{_MANY * rows / 1e9:,.0f} GB"),
        ("read by the driver", f"{_MANY * narrow / 1e9:,.0f} GB"),
        ("the driver's commits, in one core", f"{_MANY * driver / 3600:.1f} h"),
        ("the driver's tasks", f"{tasks * task / 3600:.1f} h for {tasks:,.0f} tasks"),
        ("the ledger, on the driver's disk", f"{_MANY * ledger / 1e9:,.0f} GB"),
        ("publishing, in one core of the driver", f"{_MANY * publishing / 3600:,.0f} h"),
        ("machines, at 0.05 USD a core-hour (an assumption)", f"{hours * 0.05:,.0f} USD"),
        ("the store, at 0.023 USD a GB and month (an assumption)", f"{_MANY * rows / 1e9 * 0.023:,.0f} USD a month"),
    ]
    return "\n".join(
        [
            f"## {_ON_PAPER}",
            "",
            "What was measured above, multiplied; nothing of this size was run. `python -m bench.cluster` writes it.",
            "",
            "| | |",
            "| --- | --- |",
            *(f"| {name} | {value} |" for name, value in lines),
        ]
    )


def run_once(command: list[str]) -> tuple[float, float]:
    """Seconds of processor time that a run took with all its processes, and those of them that publishing took."""
    before = os.times()
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, orjson.loads(ran.stdout)["processor_seconds"]["publish"]


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
    *blocks, paper = _printed(sections(given.partitions))
    for block in blocks:
        # rows of a table stand together
        lines.extend([block] if block.startswith("| ") or not lines[-1] else ["", block])
    page = PAGE.read_text("utf-8")
    page = put_section(page, _TITLE, "\n".join(lines))
    PAGE.write_text(put_section(page, _ON_PAPER, paper), "utf-8")
    return 0


def _printed(blocks: Iterator[str]) -> Iterator[str]:
    for block in blocks:
        print(block, flush=True)
        yield block


if __name__ == "__main__":
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    raise SystemExit(main())
