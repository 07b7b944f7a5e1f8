"""Sources and stores at addresses: an S3 server on loopback, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake.exceptions import CommitFailedError

from pipeline import lease
from pipeline.documents import Reject
from pipeline.errors import Misuse, TrichlucError
from pipeline.inputs import InputFile, check_output, check_paths, find_inputs
from pipeline.lock import StoreInUse, exclusive
from pipeline.places import Address, Changed, place_of
from pipeline.schemas import RUNS
from pipeline.store import Provenance, Store
from tests.pipeline.commands import environment, trichluc
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published
from tests.pipeline.object_store import BUCKET, object_store, published_at, put_folder


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    with object_store() as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield variables


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.txt", Path("a/b.txt")),
        ("file:///data/x", Path("/data/x")),
        ("s3://bucket/a/b", Address("s3", "bucket", "a/b")),
        ("S3://bucket/a/", Address("s3", "bucket", "a")),
        ("gs://bucket", Address("gs", "bucket")),
        ("az://container/a", Address("az", "container", "a")),
    ],
)
def test_paths_and_addresses(path: str, expected: Path | Address) -> None:
    assert place_of(path) == expected


@pytest.mark.parametrize("path", ["ftp://host/a", "s3://", "s3:///a"])
def test_what_is_no_address(path: str) -> None:
    with pytest.raises(Misuse, match="address"):
        place_of(path)


@pytest.mark.parametrize("path", ["s3://trichluc", "s3://trichluc/a*b", "s3://trichluc/a?b"])
def test_where_no_store_can_be(s3: dict[str, str], path: str) -> None:
    with pytest.raises(Misuse, match=r"^s3://trichluc"):
        check_output(place_of(path))


def test_what_is_not_there(s3: dict[str, str]) -> None:
    with pytest.raises(Misuse, match="there is no such object, and none under it"):
        check_paths([f"s3://{BUCKET}/nothing/here"])
    with pytest.raises(TrichlucError, match="there is no bucket nobody"):
        check_paths(["s3://nobody/in"])


def test_missing_credentials_are_told_in_one_line(s3: dict[str, str], tmp_path: Path) -> None:
    # who has none asks the machine, as on Amazon's; that is this one here
    env = environment(AWS_ENDPOINT_URL=s3["AWS_ENDPOINT_URL"], AWS_METADATA_ENDPOINT="http://127.0.0.1:1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        env.pop(name, None)
    env["AWS_ALLOW_HTTP"] = "true"
    ended = trichluc("run", f"s3://{BUCKET}/in", "--output", tmp_path / "out", env=env)
    assert ended.code == 1
    assert ended.err.startswith(f"trichluc: s3://{BUCKET}/in: ")
    assert ended.err.endswith("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL for a"
                              " server that is not Amazon's\n")  # fmt: skip
    assert ended.err.count("\n") == 1


def test_files_come_in_the_order_of_folders(s3: dict[str, str], tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a/z.txt",
        "a/b/c.txt",
        "a!/x.txt",
        "a-/y.txt",
        ".hidden/a.txt",
        "a/.b.txt",
        "no.bin",
        "empty.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("" if name == "empty.txt" else "Tăng 5%.", encoding="utf-8")
    place = Address("s3", BUCKET, "order")
    put_folder(tmp_path, place)
    local = list(find_inputs([str(tmp_path)], tmp_path / "out"))
    remote = list(find_inputs([str(place)], Address("s3", BUCKET, "order/out")))

    def said(found: list[InputFile | Reject], root: str) -> list[tuple[str, str]]:
        return [
            (each.origin.file.removeprefix(root), each.code if isinstance(each, Reject) else each.format)
            for each in found
        ]

    assert said(remote, str(place)) == said(local, str(tmp_path))
    assert all(each.origin.file == each.origin.key for each in remote)


def test_a_run_reads_and_writes_addresses(s3: dict[str, str], tmp_path: Path) -> None:
    source, output = Address("s3", BUCKET, "run/in"), Address("s3", BUCKET, "run/out")
    json_lines(tmp_path / "in" / "a.jsonl", numbered_documents(40))
    (tmp_path / "in" / "b.txt").write_text("Theo Nghị định số 45/2012/NĐ-CP.", encoding="utf-8")
    put_folder(tmp_path / "in", source)
    summary = ingest_here([str(source)], output, with_csv=True)
    assert (summary.counts.read, summary.counts.new) == (41, 41)
    # of the same source here the same tables come out
    assert published_at(output) == published_after(tmp_path / "here", source)
    # nothing has changed; a file is edited; it is gone
    assert ingest_here([str(source)], output).counts.unchanged == 41
    (source / "b.txt").write_bytes("Theo Nghị định số 45/2012/NĐ-CP, tăng 7%.".encode())
    again = ingest_here([str(source)], output)
    assert (again.counts.unchanged, again.counts.new + again.counts.changed) == (40, 1)
    assert not (output / ".staging").is_dir()


def published_after(output: Path, source: Address) -> dict[str, str]:
    ingest_here([str(source)], output, with_csv=True)
    return published(output)


def check_for_a_minute(check: Callable[[], None]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        check()


_HOLDER = """
import sys
from pipeline.lock import exclusive
from pipeline.places import place_of
with exclusive(place_of(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_is_a_lease(s3: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    output = Address("s3", BUCKET, "locked")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(output)],
        env=environment(**s3),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse, match=rf"another run is writing to it \(pid {holder.pid} on .*free in \d+ s\)"):
            exclusive(output).__enter__()
        holder.kill()
        holder.wait()
        # another machine does not see that it is dead, and waits for the lease to end
        monkeypatch.setattr(lease, "_machine", lambda: "another")
        with pytest.raises(StoreInUse):
            exclusive(output).__enter__()
        monkeypatch.setattr(lease, "LEASE", timedelta(seconds=-2))
        with exclusive(output) as check:
            check()
    assert not (output / ".lock").is_file()


def test_a_lock_that_was_taken_over_is_noticed(s3: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    output = Address("s3", BUCKET, "slept")
    monkeypatch.setattr(lease, "_RENEWED_EVERY", timedelta(milliseconds=20))
    with exclusive(output) as check:
        check()
        (output / ".lock").write_bytes(b"pid 1 on another machine")
        with pytest.raises(TrichlucError, match="the lock of this run was taken over"):
            check_for_a_minute(check)
    assert (output / ".lock").read_bytes() == b"pid 1 on another machine"


def test_of_two_that_follow_the_same_version_delta_refuses_one(s3: dict[str, str]) -> None:
    output = Address("s3", BUCKET, "fenced")
    ones = [Provenance(f"run{number}", {}, "1", datetime(2026, 1, number, tzinfo=UTC)) for number in (1, 2)]
    first, second = Store(output), Store(output)
    first.create(ones[0])
    assert second.version("runs") == first.version("runs")
    rows = pa.Table.from_pylist([{"run_id": "x"}], schema=RUNS)
    first.replace_runs(rows, ones[0])
    with pytest.raises(CommitFailedError):
        second.replace_runs(rows, ones[1])


def test_objects_are_created_and_exchanged_on_condition(s3: dict[str, str]) -> None:
    place = Address("s3", BUCKET, f"object-{os.getpid()}")
    place.create(b"one")
    with pytest.raises(Changed):
        place.create(b"two")
    stat = place.stat()
    place.exchange(b"two", stat)
    with pytest.raises(Changed):
        place.exchange(b"three", stat)
    with place.open(4) as opened:
        assert (opened.read(2), opened.seek(1), opened.read(), opened.read()) == (b"tw", 1, b"wo", b"")
    place.unlink()
    with pytest.raises(FileNotFoundError):
        place.read_bytes()
