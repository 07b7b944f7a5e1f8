"""`trichluc run --dask`: a scheduler and workers of their own, an object store, and whoever of them is killed."""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from distributed import Client

from pipeline import partitions
from pipeline.cluster import Needs, cluster_for, versions_here, what_is_missing
from pipeline.commits import commit_partitions
from pipeline.errors import TrichlucError
from pipeline.ingest import begin_run, end_commits, plan_run, publish_run
from pipeline.lock import exclusive
from pipeline.partitions import LARGEST_OF_CLUSTER
from pipeline.places import Address
from pipeline.staging import Stamp, stage_partition
from tests.pipeline.clustering import SMALLEST_PIECE
from tests.pipeline.commands import end, environment, trichluc
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published
from tests.pipeline.object_store import BUCKET, free_port, object_store, published_at, put_folder

SOURCE = Address("s3", BUCKET, "in")
_PATIENCE = 240


@dataclass
class Cluster:
    """A scheduler with workers, each a process, by their names."""

    address: str
    env: dict[str, str]
    workers: dict[str, "subprocess.Popen[bytes]"]

    def run(self, output: Address) -> "subprocess.Popen[str]":
        """Start a run of the source on the cluster."""
        arguments = ["run", str(SOURCE), "--output", str(output), "--dask", self.address, "--json"]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.clustering", *arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An object store with documents in it, a scheduler and three workers; nothing of it is in this process."""
    folder = tmp_path_factory.mktemp("source")
    documents = numbered_documents(600)
    # one that stands twice, with another content and no time: the first stands, wherever the cuts fall
    json_lines(folder / "a.jsonl", [*documents[:599], documents[3] | {"text": "Tăng 9%."}])
    (folder / "b.txt").write_text("Theo Nghị định số 45/2012/NĐ-CP, chi 3 tỷ đồng.", encoding="utf-8")
    with ExitStack() as opened:
        variables = opened.enter_context(object_store())
        patch = opened.enter_context(pytest.MonkeyPatch.context())
        for name, value in variables.items():
            patch.setenv(name, value)
        put_folder(folder, SOURCE)
        env = environment(**variables)
        port = free_port()
        address = f"tcp://127.0.0.1:{port}"
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        opened.callback(_end, dask(env, *scheduler))
        workers = {name: worker(env, address, name) for name in ("first", "second", "third")}
        for process in workers.values():
            opened.callback(_end, process)
        with Client(address, timeout=_PATIENCE) as client:
            client.wait_for_workers(3, timeout=_PATIENCE)
        yield Cluster(address, env, workers)


def dask(env: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    # -P: what is in the folder that the tests are started in is not the worker's
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "dask", *arguments], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def worker(env: dict[str, str], address: str, name: str) -> "subprocess.Popen[bytes]":
    more = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    return dask(env, "worker", address, "--name", name, *more)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def staged(output: Address) -> set[str]:
    """The partitions that are staged whole."""
    marks = (place for place, _ in (output / ".staging").walk() if place.name == "counts.json")
    return {place.key.split("/")[-2] for place in marks}


def stored_partitions(output: Address) -> set[str]:
    """The partitions whose own files are the store's."""
    return {place.name.rpartition("-")[2].partition(".")[0] for place, _ in (output / "store" / "documents").walk()}


def wait_for_staged(output: Address, count: int, run: "subprocess.Popen[str]") -> set[str]:
    while run.poll() is None:
        found = staged(output)
        if len(found) >= count:
            return found
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=0.3)
    raise AssertionError(f"the run ended with {run.returncode}: {run.communicate()[1]}")


@pytest.fixture(scope="module")
def in_one_process(cluster: Cluster) -> dict[str, str]:
    """What a run in one process publishes of the same source."""
    output = Address("s3", BUCKET, "alone")
    ingest_here([str(SOURCE)], output)
    return published_at(output)


def test_a_killed_worker_changes_nothing(cluster: Cluster, in_one_process: dict[str, str]) -> None:
    output = Address("s3", BUCKET, "together")
    run = cluster.run(output)
    wait_for_staged(output, 2, run)
    second = trichluc("run", str(SOURCE), "--output", str(output), env=cluster.env)
    assert second.code == 1
    assert second.err.startswith(f"trichluc: {output}: another run is writing to it (pid {run.pid} on ")
    victim = cluster.workers.pop("second")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    ended = end(run)
    assert ended.code == 0, ended.err
    assert ended.err == ""
    summary = orjson.loads(ended.out)
    assert (summary["read"], summary["new"], summary["rejected"]) == (601, 600, 1)
    assert published_at(output) == in_one_process
    # the workers' own files are the store's
    names = {place.name for place, _ in (output / "store" / "documents").walk() if place.name.endswith(".parquet")}
    assert len(names) > 5
    assert {name.split("-", 1)[1][:23] for name in names} >= {summary["run_id"]}
    commits = [place for place, _ in (output / "store" / "documents" / "_delta_log").walk()]
    assert len(commits) > 3
    assert not staged(output)


def test_a_killed_driver_is_followed_by_one_that_takes_over(
    cluster: Cluster, in_one_process: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Address("s3", BUCKET, "resumed")
    run = cluster.run(output)
    wait_for_staged(output, 3, run)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", SMALLEST_PIECE)
    before = staged(output)
    stored_before = stored_partitions(output)
    # in this process, to see what is done again; its lock is free at once, as its holder is plainly dead
    with exclusive(output):
        again = begin_run([str(SOURCE)], output)
        plan, counts = plan_run(again, 3, None, LARGEST_OF_CLUSTER)
        stamp = Stamp(again.provenance.run_id, again.provenance.started_at)
        parts = [stage_partition(part, again.known_shared, again.staging, stamp) for part in plan.partitions]
        files = [
            place.key.split("/")[-2] for place, _ in again.staging.walk() if place.name.endswith("-documents.parquet")
        ]
        # the file of the dead run, and the one that was made of it
        taken_over = {folder for folder, count in Counter(files).items() if count > 1}
        counts += commit_partitions(again.store, parts, again.known_at, again.here, again.provenance)
        publish_run(again, end_commits(again, counts), with_csv=False)
    assert len(before) >= 3
    assert before - stored_before <= taken_over
    assert before <= stored_partitions(output)
    assert published_at(output) == in_one_process


def test_a_cluster_of_this_machine(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "in" / "a.jsonl", numbered_documents(40))
    with ExitStack() as opened:
        # Dask's own port is somebody else's: ours, if nobody has it
        with suppress(OSError):
            opened.enter_context(socket.create_server(("127.0.0.1", 8787)))
        ended = trichluc("run", source.parent, "--output", tmp_path / "out", "--dask", "local", "--json")
    assert (ended.code, ended.err) == (0, "")
    summary = orjson.loads(ended.out)
    assert (summary["read"], summary["extracted"], summary["rejected"], summary["duplicate"]) == (40, 40, 0, 0)
    ingest_here([source.parent], tmp_path / "alone")
    assert published(tmp_path / "out") == published(tmp_path / "alone")


def test_a_worker_without_the_program_is_named(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise ModuleNotFoundError('there is no pipeline here')")
    stranger = worker(cluster.env | {"PYTHONPATH": str(tmp_path)}, cluster.address, "stranger")
    try:
        with Client(cluster.address, timeout=_PATIENCE) as client:
            client.wait_for_workers(len(cluster.workers) + 1, timeout=_PATIENCE)
        expected = r"^tcp://127.0.0.1:\d+: this worker has no trichluc, or another one \(.*; install trichluc "
        with (
            pytest.raises(TrichlucError, match=expected),
            cluster_for(cluster.address, [str(SOURCE)], Address("s3", BUCKET, "none"), quiet_events=False),
        ):
            pass
    finally:
        _end(stranger)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (
            Needs(versions_here() | {"amounts": "0"}, None, False, ()),
            "this worker has amounts 2, the driver 0:",
        ),
        (Needs({}, None, False, ("/no/such/folder",)), "this worker does not see /no/such/folder: give a folder that"),
        (
            Needs({}, "http://127.0.0.1:1/api", False, ()),
            "this worker does not reach Prefect's API at http",
        ),
        (Needs(versions_here(), None, False, ("/",)), None),
    ],
)
def test_what_a_worker_lacks_is_said(needs: Needs, expected: str | None) -> None:
    said = what_is_missing(needs)
    assert said is None if expected is None else said is not None and said.startswith(expected)


@pytest.mark.parametrize(
    ("dask", "code", "expected"),
    [
        ("tcp://127.0.0.1:1", 1, "tcp://127.0.0.1:1: no Dask scheduler answers there (Connection refused); start one"),
        ("scheduler", 2, "--dask scheduler: give a scheduler's address, such as tcp://scheduler:8786, or local"),
    ],
)
def test_a_scheduler_that_is_not_there(tmp_path: Path, dask: str, code: int, expected: str) -> None:
    (tmp_path / "a.txt").write_text("Tăng 5%.", encoding="utf-8")
    ended = trichluc("run", tmp_path / "a.txt", "--output", tmp_path / "out", "--dask", dask)
    assert (ended.code, ended.err[: len(expected) + 10]) == (code, f"trichluc: {expected}")
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
