"""Compaction: the same rows in fewer files, and every version that is to be kept still there, to the byte."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.compacting import compact
from pipeline.errors import Misuse, TrichlucError
from pipeline.lock import StoreInUse, exclusive
from pipeline.names import give_name
from pipeline.older_tables import draw_older
from pipeline.publish import manifest
from pipeline.reading import reading
from pipeline.states import find_state, states
from pipeline.store import TABLES, Store
from tests.pipeline.histories import Past, copied, hashes, three_runs
from tests.pipeline.ingesting import ingest_here, published, stored_files


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


def bytes_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def test_named_versions_are_kept_to_the_byte_and_others_given_up(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    give_name(Store(output), "a", states(Store(output))[0].run_id)
    before = bytes_of(output / "store")
    done = compact(output, keep_days=0)
    assert (done.kept, done.given_up) == ((1, 3), (2,))
    assert sum(each.removed for each in done.tables) > 0
    (documents,) = [each for each in done.tables if each.table == "documents"]
    assert (documents.files_before > 1, documents.files_after) == (True, 1)
    for version, number in (("a", 1), ("3", 3)):
        draw_older(output, version, tmp_path / version, with_csv=False)
        assert hashes(tmp_path / version) == past.published[number - 1]
    with pytest.raises(Misuse, match="2: `trichluc compact` gave up this version"):
        find_state(Store(output), "2")
    assert [state.kept for state in states(Store(output))] == [True, False, True]
    assert bytes_of(output / "store") < before + sum(each.freed for each in done.tables)


def test_what_is_recent_is_kept(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    assert compact(output).kept == (1, 2, 3)
    for number in (1, 2, 3):
        draw_older(output, str(number), tmp_path / str(number), with_csv=False)
        assert hashes(tmp_path / str(number)) == past.published[number - 1]


def test_tables_stay_and_are_not_drawn_again(tmp_path: Path) -> None:
    output = three_runs(tmp_path).output
    before = hashes(output / "tables")
    times = {file: file.stat().st_mtime_ns for file in (output / "tables").glob("*.parquet")}
    compact(output, keep_days=0)
    assert hashes(output / "tables") == before
    drawn = manifest(output / "tables")
    assert drawn is not None
    assert drawn.versions == {name: Store(output).version(name) for name in drawn.versions}
    source = output.parent / "in"
    again = ingest_here([source], output)
    assert (again.counts.new, again.counts.changed) == (0, 0)
    unchanged = {file for file in times if file.stem != "runs" and file.stat().st_mtime_ns == times[file]}
    assert len(unchanged) == len(times) - 1


def test_tables_drawn_from_the_compacted_store_are_the_same(tmp_path: Path) -> None:
    output = three_runs(tmp_path).output
    before = published(output)
    compact(output, keep_days=0)
    (output / "tables" / "manifest.json").unlink()
    ingest_here([output.parent / "in"], output)
    assert published(output) == before


def test_compacting_again_changes_nothing(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    compact(output, keep_days=0)
    there = {name: (Store(output).version(name), Store(output).files(name)) for name in TABLES}
    again = compact(output, keep_days=0)
    assert sum(each.removed for each in again.tables) == 0
    assert {name: (Store(output).version(name), Store(output).files(name)) for name in TABLES} == there


def test_dry_changes_nothing(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    there = {str(file): file.stat().st_mtime_ns for file in (output / "store").rglob("*") if file.is_file()}
    done = compact(output, keep_days=0, dry=True)
    assert (done.given_up, done.dry) == ((1, 2), True)
    assert sum(each.freed for each in done.tables) > 0
    assert {str(file): file.stat().st_mtime_ns for file in (output / "store").rglob("*") if file.is_file()} == there


def test_what_a_killed_run_wrote_is_removed(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    orphan = output / "store" / "documents" / "part-00000-0-c000.snappy.parquet"
    orphan.write_bytes(b"half of it")
    assert compact(output).kept == (1, 2, 3)
    assert str(orphan) not in stored_files(output)


def test_a_version_is_kept_that_was_the_present_one_in_the_last_days(past: Past) -> None:
    from pipeline.compacting import to_keep

    found = states(Store(past.output))
    begun = [state.run["started_at"] for state in found]
    for at in range(3):
        since = begun[at] + timedelta(microseconds=1)
        assert to_keep(found, since) == found[at:], "it was the present one until the next run"
    assert to_keep(found, datetime.now(UTC)) == found[2:]
    assert to_keep([], datetime.now(UTC)) == []


def test_a_store_in_use_is_refused(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    with exclusive(output), pytest.raises(StoreInUse, match=f"pid {os.getpid()} on"):
        compact(output)
    with reading(output), reading(output), pytest.raises(TrichlucError, match="another command is reading the store"):
        compact(output)
    compact(output)


def test_no_store_is_no_use(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="holds no store"):
        compact(tmp_path)
