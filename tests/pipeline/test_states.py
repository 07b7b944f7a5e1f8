"""Versions of a store: each is one moment of all its tables, by number, run and name."""

from pathlib import Path

import pytest
from deltalake import DeltaTable, write_deltalake

from pipeline.errors import Misuse, TrichlucError
from pipeline.names import forget_name, give_name, names
from pipeline.states import find_state, states, store_at
from pipeline.store import TABLES, Store
from tests.pipeline.histories import Past, copied, three_runs
from tests.pipeline.ingesting import ingest_here
from tests.pipeline.test_killed_run import kill


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


def test_each_run_left_a_version(past: Past) -> None:
    found = states(Store(past.output))
    assert [state.number for state in found] == [1, 2, 3]
    assert [(state.run["new"], state.run["revised"], state.run["withdrawn"]) for state in found] == [
        (7, 0, 0),
        (1, 1, 0),
        (1, 0, 1),
    ]
    assert [store_at(Store(past.output), state).rows("documents") for state in found] == [7, 8, 8]
    assert [store_at(Store(past.output), state).rows("rejects") for state in found] == [0, 1, 1]
    assert [len(store_at(Store(past.output), state).runs()) for state in found] == [1, 2, 3]


def test_commits_stand_under_their_run_with_their_rows(past: Past) -> None:
    _, second, third = states(Store(past.output))
    of_documents = [commit for commit in second.commits if commit.table == "documents"]
    assert [(each.rows_added, each.rows_removed) for each in of_documents] == [(2, 1)]
    of_documents = [commit for commit in third.commits if commit.table == "documents"]
    assert [(each.rows_added, each.rows_removed) for each in of_documents] == [(1, 0), (0, 1)]
    every = [(each.table, each.version) for state in states(Store(past.output)) for each in state.commits]
    assert len(set(every)) == len(every)
    for name in TABLES:
        assert sum(table == name for table, _ in every) == Store(past.output).version(name) + 1


def test_the_rows_of_all_commits_add_up(past: Past) -> None:
    for name in TABLES:
        commits = [each for state in states(Store(past.output)) for each in state.commits if each.table == name]
        assert sum(each.rows_added - each.rows_removed for each in commits) == Store(past.output).rows(name)


@pytest.mark.parametrize("how", ["number", "run", "beginning", "name", "latest"])
def test_a_version_is_found_by(past: Past, tmp_path: Path, how: str) -> None:
    output = copied(past, tmp_path)
    store = Store(output)
    wanted = states(store)[2 if how == "latest" else 1]
    give_name(store, "bài-báo.2026", wanted.run_id)
    said = {
        "number": str(wanted.number),
        "run": wanted.run_id,
        "beginning": wanted.run_id[:-1],
        "name": "bài-báo.2026",
        "latest": "latest",
    }[how]
    assert find_state(store, said).run_id == wanted.run_id


@pytest.mark.parametrize("version", ["0", "4", "-1", "x", "", "2026", "20", "latest-one"])
def test_what_is_no_version_is_refused(past: Past, version: str) -> None:
    with pytest.raises(Misuse, match=r"there is no such version; there are 1 to 3, .*`trichluc history"):
        find_state(Store(past.output), version)


def test_names_are_given_once_and_taken_away(past: Past, tmp_path: Path) -> None:
    store = Store(copied(past, tmp_path))
    first, second, _ = states(store)
    assert names(store) == {}
    give_name(store, "a", first.run_id)
    give_name(store, "a", first.run_id)
    give_name(store, "b", first.run_id)
    with pytest.raises(Misuse, match=rf"a names the version of {first.run_id} already.*--forget a"):
        give_name(store, "a", second.run_id)
    assert [state.names for state in states(store)] == [("a", "b"), (), ()]
    forget_name(store, "a")
    give_name(store, "a", second.run_id)
    assert [state.names for state in states(store)] == [("b",), ("a",), ()]
    with pytest.raises(Misuse, match="c: no version has this name"):
        forget_name(store, "c")


@pytest.mark.parametrize("name", ["", "7", "latest", "a b", "a/b", "-a", "20261130T204922Z-eb6d39", "x" * 101, "a\n"])
def test_what_is_no_name_is_refused(past: Past, tmp_path: Path, name: str) -> None:
    store = Store(copied(past, tmp_path))
    with pytest.raises(Misuse, match="is no name for a version"):
        give_name(store, name, states(store)[0].run_id)
    assert names(store) == {}


def test_one_name_in_two_spellings_of_unicode(past: Past, tmp_path: Path) -> None:
    store = Store(copied(past, tmp_path))
    give_name(store, "b\u0061\u0300i", states(store)[0].run_id)
    assert list(names(store)) == ["b\u00e0i"]


def test_a_killed_run_left_a_version_too(tmp_path: Path) -> None:
    from tests.pipeline.ingesting import json_lines, numbered_documents

    source = json_lines(tmp_path / "in" / "a.jsonl", numbered_documents(60))
    output = tmp_path / "out"
    kill(source, output, lambda: len(list((output / "store" / "documents").glob("*.parquet"))) >= 2)
    ingest_here([source], output)
    first, second = states(Store(output))
    assert (first.run["status"], second.run["status"]) == ("interrupted", "finished")
    assert first.published is None
    assert 0 < store_at(Store(output), first).rows("documents") <= 60
    assert store_at(Store(output), second).rows("documents") == 60
    assert find_state(Store(output), "latest").number == 2


def test_commits_are_never_forgotten(tmp_path: Path, past: Past) -> None:
    for name in TABLES:
        assert DeltaTable(past.output / "store" / name).metadata().configuration == {
            "delta.enableExpiredLogCleanup": "false"
        }
    # a store of a program that did not know this is told with the next run
    output = copied(past, tmp_path)
    table = DeltaTable(output / "store" / "documents")
    write_deltalake(table, table.to_pyarrow_table(), mode="overwrite", configuration={}, schema_mode="overwrite")
    table.alter.set_table_properties({"delta.enableExpiredLogCleanup": "true"})
    ingest_here([output / "tables" / "documents.parquet"], output)
    configuration = DeltaTable(output / "store" / "documents").metadata().configuration
    assert configuration == {"delta.enableExpiredLogCleanup": "false"}


@pytest.mark.parametrize("content", [b"", b"{", b'{"commitInfo": {}}', b"\xff\xfe", b"[]", b"null"])
def test_a_damaged_commit_is_named(past: Past, tmp_path: Path, content: bytes) -> None:
    output = copied(past, tmp_path)
    (output / "store" / "runs" / "_delta_log" / f"{2:020d}.json").write_bytes(content)
    with pytest.raises(TrichlucError, match=r"runs/_delta_log/0+2\.json: this commit cannot be read.*trichluc check"):
        states(Store(output))
