"""Damage of every kind done to a real store: each is found and named, and a whole store is said to be whole."""

import random
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from pipeline.checks import Report, check_store
from pipeline.compacting import compact
from pipeline.errors import Misuse
from pipeline.lock import exclusive
from pipeline.names import give_name
from pipeline.schemas import store_schema
from pipeline.seals import SEALS, read_seals, seal, sealed_files
from pipeline.states import State, find_state, states, store_at
from pipeline.store import Provenance, Store
from tests.pipeline.commands import trichluc
from tests.pipeline.histories import Past, copied, hashes, three_runs
from tests.pipeline.ingesting import ingest_here

#: Files that a check touches: the lock of those that read.
OURS = (".readers",)
PROVENANCE = Provenance("run", {}, "0", datetime(2026, 1, 2, tzinfo=UTC))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    made = three_runs(tmp_path_factory.mktemp("past"))
    store = Store(made.output)
    give_name(store, "first", states(store)[0].run_id)
    table = DeltaTable(store.folder / "runs")
    table.create_checkpoint()
    seal(store.folder)
    return made


@pytest.fixture
def output(past: Past, tmp_path: Path) -> Path:
    return copied(past, tmp_path)


def found_in(report: Report, file: Path | str) -> list[str]:
    """The findings of a file or folder, in words."""
    assert all(finding.remedy and finding.problem for finding in report.findings)
    return [str(finding) for finding in report.findings if finding.file == str(file)]


def live(output: Path, table: str = "documents") -> Sequence[Path]:
    return [Path(file) for file in Store(output).files(table)]


def test_a_whole_store_is_whole(past: Past) -> None:
    before = {str(file): file.stat().st_mtime_ns for file in past.output.rglob("*") if file.name not in OURS}
    report = check_store(past.output)
    assert report.findings == []
    assert report.notes == []
    assert report.checked["documents"] == 8
    assert report.checked["mentions"] > 50
    assert report.checked["files"] > len(live(past.output)), "those that only an older version needs too"
    after = {str(file): file.stat().st_mtime_ns for file in past.output.rglob("*") if file.name not in OURS}
    assert {name for name in before if before[name] != after.get(name)} <= {str(past.output)}


def test_a_compacted_one_too(output: Path) -> None:
    compact(output, keep_days=0)
    assert check_store(output).findings == []


def test_every_file_is_sealed_at_the_end_of_a_run(past: Past) -> None:
    assert set(read_seals(past.output / "store")) == set(sealed_files(past.output / "store"))


def files_of(output: Path, state: State, table: str) -> Sequence[Path]:
    return store_at(Store(output), state).files(table)


@pytest.mark.parametrize("number", range(24))
def test_a_flipped_bit_anywhere_is_found(output: Path, number: int) -> None:
    chance = random.Random(number)
    needed = {
        Path(file)
        for state in states(Store(output))
        for table in state.tables
        for file in files_of(output, state, table)
    }
    logs = {file for file in sealed_files(output / "store").values() if file.parent.name == "_delta_log"}
    files = sorted(needed | logs if number % 4 == 0 else needed)
    files += sorted((output / "tables").glob("*.parquet")) if number % 2 else []
    file = chance.choice(files)
    content = bytearray(file.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    assert found_in(check_store(output), file), f"bit at {at} of {file}"


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def lengthen(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\x00")


def overwrite(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


@pytest.mark.parametrize("table", ["documents", "runs", "rejects"])
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, "missing"),
        (truncate, "bytes instead of"),
        (empty, "has 0 bytes"),
        (lengthen, "bytes instead of"),
        (overwrite, "checksum"),
    ],
)
def test_a_damaged_file_of_the_store(output: Path, table: str, damage: Callable[[Path], None], said: str) -> None:
    file = live(output, table)[0]
    damage(file)
    (finding,) = found_in(check_store(output), file)
    assert said in finding
    assert "from a backup" in finding


def test_swapped_files(output: Path) -> None:
    first, second, *_ = sorted(live(output))
    aside = first.with_suffix(".aside")
    shutil.move(first, aside)
    shutil.move(second, first)
    shutil.move(aside, second)
    report = check_store(output)
    assert found_in(report, first)
    assert found_in(report, second)


def test_a_file_that_only_a_named_version_needs(output: Path) -> None:
    store = Store(output)
    older = set(store_at(store, find_state(store, "first")).files("documents")) - set(live(output))
    file = Path(older.pop())
    file.unlink()
    assert ["missing" in finding for finding in found_in(check_store(output), file)] == [True]


@pytest.mark.parametrize("content", [b"", b"{", b"null\n", b'{"add": {}}\n', b"\xff"])
@pytest.mark.parametrize("version", [0, 2])
def test_a_damaged_commit(output: Path, content: bytes, version: int) -> None:
    file = output / "store" / "documents" / "_delta_log" / f"{version:020d}.json"
    file.write_bytes(content)
    assert ["this commit cannot be read" in finding for finding in found_in(check_store(output), file)] == [True]


def test_a_commit_that_says_something_else(output: Path) -> None:
    file = output / "store" / "documents" / "_delta_log" / f"{1:020d}.json"
    changed = re.sub(rb'"numRecords\\":6', rb'"numRecords\\":5', file.read_bytes())
    file.write_bytes(changed.replace(b'"timestamp":1', b'"timestamp":2'))
    assert ["checksum" in finding for finding in found_in(check_store(output), file)] == [True]


@pytest.mark.parametrize("version", [0, 1, 2, 4])
def test_a_missing_commit(output: Path, version: int) -> None:
    file = output / "store" / "documents" / "_delta_log" / f"{version:020d}.json"
    file.unlink()
    report = check_store(output)
    assert ["this commit is missing" in finding for finding in found_in(report, file)] == [True]


def test_a_damaged_checkpoint(output: Path) -> None:
    (checkpoint,) = (output / "store" / "runs" / "_delta_log").glob("*.checkpoint.parquet")
    last = checkpoint.with_name("_last_checkpoint")
    for file in (checkpoint, last):
        file.write_bytes(b"PAR1 and nothing more")
        assert found_in(check_store(output), file)
        # as the remedy says
    checkpoint.unlink()
    last.unlink()
    assert check_store(output).findings == []


def test_files_without_checksums_are_read_through(output: Path) -> None:
    (output / "store" / SEALS).unlink()
    report = check_store(output)
    assert report.findings == []
    assert "no checksum yet" in report.notes[0]
    file = live(output)[0]
    content = bytearray(file.read_bytes())
    content[4:400] = bytes(396)
    file.write_bytes(content)
    findings = found_in(check_store(output), file)
    assert "row group 0, column doc_id" in findings[0]
    (output / "store" / SEALS).write_bytes(b"[")
    assert found_in(check_store(output), output / "store" / SEALS)


def edit(output: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a stored document as another program would: in a commit of its own, and sealed like any other."""
    table = DeltaTable(output / "store" / "documents")
    rows = Store(output).documents(["doc-00003"]).to_pylist()
    change(rows[0])
    changed = pa.Table.from_pylist(rows, schema=store_schema())
    write_deltalake(table, changed, mode="overwrite", predicate="doc_id = 'doc-00003'")
    seal(output / "store")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(text=row["text"].replace("3,5", "9,5")), "hash of title and text"),
        (lambda row: row.update(title="Khác"), "hash of title and text"),
        (lambda row: row.update(characters=7), "`characters` is 7"),
        (lambda row: row["amounts"][0].update(start=0, end=3), "the text there is not “3,5 tỷ đồng”"),
        (lambda row: row["amounts"][0].update(end=10**6), "the text there is not"),
        (lambda row: row["amounts"][0].update(start=-1), "the text there is not"),
        (lambda row: row["amounts"][0].update(value=7), "`mention_id` is not that of its values"),
        (lambda row: row["decree_refs"][0].update(symbol="1/2012/NĐ-CP"), "`mention_id` is not that of its values"),
        (lambda row: row["provinces"][1].update(mention_id=row["provinces"][0]["mention_id"]), "stands twice"),
        (lambda row: row["amounts"][0].update(equivalent_to="nothing"), "names no mention of the document"),
        (lambda row: row["amounts"][0].update(sentence_start=50, sentence_end=55), "not within its sentence"),
        (lambda row: row["sentences"].pop(0), "its sentence is not among the document's"),
        (lambda row: row["sentences"][0].update(end=10**6), "is not in the text"),
        (lambda row: row["sentences"][0]["words"].__setitem__(1, "khác"), "the word at"),
        (lambda row: row["sentences"][0]["word_starts"].pop(), "words and"),
        (lambda row: row.update(boilerplate=[{"start": 3, "end": 10**6, "rule": "x"}]), "`boilerplate` 3-1000000"),
        (lambda row: row.update(segments=[{"kind": "cell", "start": 9, "end": 3}]), "`segments` 9-3"),
    ],
)
def test_an_edited_row(output: Path, change: Callable[[dict[str, Any]], None], said: str) -> None:
    edit(output, change)
    findings = [str(finding) for finding in check_store(output).findings]
    assert any("document doc-00003" in finding and said in finding for finding in findings), findings


def test_an_unedited_row_written_again_is_as_it_was(output: Path) -> None:
    edit(output, lambda row: None)
    (finding,) = check_store(output).findings
    assert "drawn from another version of the store" in finding.problem


def test_a_document_that_stands_twice(output: Path) -> None:
    rows = Store(output).documents(["doc-00003"])
    write_deltalake(DeltaTable(output / "store" / "documents"), rows, mode="append")
    findings = [str(finding) for finding in check_store(output).findings]
    assert any("document doc-00003: stands 2 times" in finding for finding in findings)
    assert any("the runs stored and withdrew 8 documents in all, but 9 are there" in finding for finding in findings)


def test_runs_that_do_not_add_up(output: Path) -> None:
    store = Store(output)
    runs = store.runs().to_pylist()
    runs[1]["read"] += 1
    store.replace_runs(pa.Table.from_pylist(runs, schema=store.runs().schema), PROVENANCE)
    findings = [str(finding) for finding in check_store(output).findings]
    assert any(f"run {runs[1]['run_id']}: its counts do not add up" in finding for finding in findings)


def test_a_document_that_is_gone(output: Path) -> None:
    Store(output).withdraw(["doc-00000"], PROVENANCE)
    findings = [str(finding) for finding in check_store(output).findings]
    assert any("document doc-00000: has kept revisions, but is not stored" in finding for finding in findings)


@pytest.mark.parametrize("damage", [Path.unlink, truncate, empty, lengthen, overwrite])
@pytest.mark.parametrize("name", ["amounts", "documents", "runs"])
def test_a_damaged_table_and_its_remedy(output: Path, past: Past, name: str, damage: Callable[[Path], None]) -> None:
    file = output / "tables" / f"{name}.parquet"
    damage(file)
    (finding,) = found_in(check_store(output), file)
    assert "manifest.json, and the next `trichluc run` draws the tables again" in finding
    (output / "tables" / "manifest.json").unlink()
    ingest_here([output.parent / "in"], output)
    assert check_store(output).findings == []


def test_tables_of_another_version(output: Path, past: Past, tmp_path: Path) -> None:
    from pipeline.older_tables import draw_older

    draw_older(output, "1", tmp_path / "then", with_csv=False)
    for file in (tmp_path / "then").iterdir():
        shutil.copy(file, output / "tables" / file.name)
    findings = [str(finding) for finding in check_store(output).findings]
    assert any("drawn from another version of the store" in finding for finding in findings)
    assert any("runs.parquet: has other runs than the store" in finding for finding in findings)
    assert hashes(output / "tables") == past.published[0]


def test_rows_of_tables_that_do_not_fit_together(output: Path) -> None:
    folder = output / "tables"
    (folder / "manifest.json").unlink()
    amounts = pa.parquet.read_table(folder / "amounts.parquet")
    other = amounts.set_column(
        amounts.schema.get_field_index("doc_id"), amounts.schema.field("doc_id"), pa.array(["x"] * amounts.num_rows)
    )
    pa.parquet.write_table(pa.concat_tables([amounts, other.slice(0, 1)]), folder / "amounts.parquet")
    said = "\n".join(found_in(check_store(output), folder / "amounts.parquet"))
    assert "1 row of documents that are not in `documents`" in said
    assert "1 row with the `mention_id` of another one" in said
    assert "has 9 rows, the documents' counts say 8" in said


def test_a_run_may_go_on_meanwhile(output: Path) -> None:
    with exclusive(output):
        report = check_store(output)
    assert report.findings == []
    assert report.notes == ["a run is writing to the store: its tables were not checked"]


def test_many_alike_are_counted(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.checks import findings

    monkeypatch.setattr(findings, "_MOST", 1)
    edit(output, lambda row: [each.update(text="khác") for each in row["provinces"]])
    report = check_store(output)
    assert report.left_out >= 3


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="holds no store"):
        check_store(tmp_path)


def test_the_command(past: Past, output: Path) -> None:
    ended = trichluc("check", past.output)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("checked ")
    assert ended.out.endswith(": all is whole\n")
    file = live(output)[0]
    file.unlink()
    ended = trichluc("check", output, "--quiet")
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.splitlines()[0].startswith(f"{file}: missing; put the file back")
    ended = trichluc("check", output, "--json")
    assert '"sound": false' in ended.out
