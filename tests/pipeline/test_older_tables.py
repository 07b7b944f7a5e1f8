"""Tables of an older version: the bytes that were published then, and a plain word where they are not."""

from pathlib import Path

import orjson
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from pipeline.errors import Misuse
from pipeline.older_tables import draw_older, older_tables
from pipeline.schemas import conform, store_schema
from pipeline.states import states
from pipeline.store import Store
from tests.pipeline.histories import Past, copied, hashes, three_runs
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_they_are_the_bytes_that_were_published(past: Past, tmp_path: Path, number: int) -> None:
    older = draw_older(past.output, str(number), tmp_path / "then", with_csv=False)
    assert hashes(tmp_path / "then") == past.published[number - 1]
    assert older.differ == []
    assert older.rows is not None
    assert older.rows["runs"] == number
    said = orjson.loads((tmp_path / "then" / "manifest.json").read_bytes())
    assert said["run_id"] == states(Store(past.output))[number - 1].run_id
    assert said["drawn_by"].startswith("trichluc ")


def test_the_present_tables_stay_as_they_are(past: Past, tmp_path: Path) -> None:
    before = hashes(past.output / "tables")
    draw_older(past.output, "1", tmp_path / "then", with_csv=True)
    assert hashes(past.output / "tables") == before
    assert {name for name in hashes(tmp_path / "then") if name.endswith(".csv")}


def test_a_folder_holds_one_version_at_a_time(past: Past, tmp_path: Path) -> None:
    draw_older(past.output, "1", tmp_path / "then", with_csv=True)
    draw_older(past.output, "2", tmp_path / "then", with_csv=False)
    assert hashes(tmp_path / "then") == past.published[1], "no CSV of the other version is left"


def test_with_boilerplate_where_it_was_published_with_it(tmp_path: Path) -> None:
    documents = numbered_documents(2)
    documents[0]["text"] += "\nTags: Bắc Ninh"
    source = json_lines(tmp_path / "a.jsonl", documents)
    ingest_here([source], tmp_path / "out", with_boilerplate=True, with_csv=True)
    published = hashes(tmp_path / "out" / "tables")
    ingest_here([source], tmp_path / "out")
    assert hashes(tmp_path / "out" / "tables")["provinces.parquet"] != published["provinces.parquet"]
    draw_older(tmp_path / "out", "1", tmp_path / "then", with_csv=True)
    assert hashes(tmp_path / "then") == published


def test_listing_says_what_was_published_and_draws_nothing(past: Past) -> None:
    older = older_tables(past.output, "1")
    assert older.rows is not None
    assert (older.rows["documents"], older.rows["rejects"]) == (7, 0)
    assert older.drawn is None


@pytest.mark.parametrize("folder", ["tables", "store", ""])
def test_the_present_tables_are_not_drawn_over(past: Past, folder: str) -> None:
    with pytest.raises(Misuse, match="the present tables or the store are there"):
        draw_older(past.output, "1", past.output / folder, with_csv=False)


def test_a_folder_with_other_files_is_left_alone(past: Past, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Misuse, match=r"holds mine\.txt, which is no table"):
        draw_older(past.output, "1", tmp_path, with_csv=False)
    with pytest.raises(Misuse, match="not a folder"):
        draw_older(past.output, "1", tmp_path / "mine.txt", with_csv=False)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_version_with_other_columns_is_brought_along_aside(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(3))
    output = tmp_path / "out"
    ingest_here([source], output)
    published = hashes(output / "tables")
    # as an older program had left it, that had no `author`
    store = Store(output)
    columns = pa.schema([field for field in store_schema() if field.name != "author"])
    rows = conform(pa.concat_tables(pa.parquet.read_table(file) for file in store.files("documents")), columns)
    write_deltalake(output / "store" / "documents", rows, mode="overwrite", schema_mode="overwrite")
    ingest_here([source], output)
    before = set((output / "store").rglob("*"))
    draw_older(output, "1", tmp_path / "then", with_csv=False)
    assert hashes(tmp_path / "then") == published
    assert set((output / "store").rglob("*")) == before
    assert not list((tmp_path / "then").glob(".*"))


def test_that_another_program_published_them_is_said(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    log = output / "store" / "runs" / "_delta_log"
    for entry in log.glob("*.json"):
        # what an older program would have left: its own hash, and tables that it drew otherwise
        records = [orjson.loads(line) for line in entry.read_text().splitlines()]
        for record in records:
            if "tables" in record.get("commitInfo", {}):
                said = orjson.loads(record["commitInfo"]["tables"])
                said |= {"program": "other", "drawn_by": "trichluc 0.0.9"}
                said["checksums"]["amounts.parquet"] = "0" * 32
                record["commitInfo"]["tables"] = orjson.dumps(said).decode()
        entry.write_bytes(b"\n".join(orjson.dumps(record) for record in records))
    older = draw_older(output, "1", tmp_path / "then", with_csv=False)
    assert older.differ == ["amounts.parquet"]
    assert "published then by trichluc 0.0.9, whose program draws tables otherwise" in "\n".join(older.says())
