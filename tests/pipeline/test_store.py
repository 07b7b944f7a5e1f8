"""The store: found where it is whatever its folder is called, brought along when the columns change."""

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from pipeline import schemas, store
from pipeline.errors import Misuse, TrichlucError
from pipeline.inputs import check_output
from pipeline.schemas import conform, shape, store_schema
from pipeline.store import Provenance, Store
from pipeline.text_columns import text_columns
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published, rows

PROVENANCE = Provenance("run", {"amounts": "1"}, "0", datetime(2026, 1, 2, tzinfo=UTC))


def row(doc_id: str, **values: object) -> dict[str, object]:
    return {"doc_id": doc_id, "text": f"text of {doc_id}", "content_hash": "h", "line": 1} | values


def filled(output: Path, *documents: dict[str, object]) -> Store:
    made = Store(output)
    made.create(PROVENANCE)
    made.put(pa.Table.from_pylist(list(documents), schema=store_schema()), [], PROVENANCE)
    return made


@pytest.mark.parametrize("name", ["plain", "with space", "tỉnh Đắk Lắk", "a*{b}?", "it's 100%"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(2))
    output = tmp_path / name
    ingest_here([source], output)
    assert ingest_here([source], output).counts.unchanged == 2
    assert [each["doc_id"] for each in rows(output, "documents")] == ["doc-00000", "doc-00001"]


@pytest.mark.parametrize("name", ["a[1]", "%20", "a|b", "a\\b", "a\nb"])
def test_a_folder_name_that_the_store_trips_over_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse, match="which the store cannot take; choose another"):
        check_output(tmp_path / name)


def test_every_commit_says_who_made_it(tmp_path: Path) -> None:
    filled(tmp_path, row("a"))
    said = DeltaTable(tmp_path / "store" / "documents").history(1)[0]
    assert (said["run"], said["versions"], said["code_version"]) == ("run", '{"amounts":"1"}', "0")


def test_putting_replaces_by_id_and_withdrawing_removes(tmp_path: Path) -> None:
    made = filled(tmp_path, row("a"), row("b"), row("c"))
    before = made.version("documents")
    made.put(pa.Table.from_pylist([row("b", text="new"), row("d")], schema=store_schema()), ["b"], PROVENANCE)
    assert made.version("documents") == before + 1, "the old goes and the new comes in one commit"
    made.withdraw(["a", "not there"], PROVENANCE)
    fresh = Store(tmp_path)
    assert fresh.rows("documents") == 3
    assert [fresh.find_document(name)["text"] for name in "bcd"] == ["new", "text of c", "text of d"]
    # a file from which rows were deleted has columns of other types
    assert fresh.documents(["c", "a"]).column("text").to_pylist() == ["text of c"]


@pytest.mark.parametrize("doc_id", ["it's", 'a"b', "a\\'b", "50%_?*", "tỉnh/Đắk Lắk", "😀", "$1; --", "''", "\\"])
def test_any_id_is_replaced_and_withdrawn(tmp_path: Path, doc_id: str) -> None:
    made = filled(tmp_path, row(doc_id), row("other"))
    made.put(pa.Table.from_pylist([row(doc_id, text="new")], schema=store_schema()), [doc_id], PROVENANCE)
    assert made.rows("documents") == 2
    assert made.find_document(doc_id)["text"] == "new"
    made.withdraw([doc_id], PROVENANCE)
    assert made.rows("documents") == 1


def test_what_would_stand_twice_is_refused(tmp_path: Path) -> None:
    made = filled(tmp_path, row("a"))
    for rows_, replaced in (([row("b"), row("b")], []), ([row("b")], ["a"])):
        with pytest.raises(ValueError, match="each document is put once"):
            made.put(pa.Table.from_pylist(rows_, schema=store_schema()), replaced, PROVENANCE)


def test_nothing_to_do_is_no_commit(tmp_path: Path) -> None:
    made = filled(tmp_path, row("a"))
    before = made.version("documents"), made.version("rejects")
    made.put(store_schema().empty_table(), [], PROVENANCE)
    made.withdraw([], PROVENANCE)
    made.replace_rejects(made.rejects(), PROVENANCE)
    assert (made.version("documents"), made.version("rejects")) == before


def test_a_document_is_found_by_id_beginning_or_file(tmp_path: Path) -> None:
    made = filled(tmp_path, row("abc"), row("abd", file="in/Bài một.txt", line=None), row("x", file="in/y.jsonl"))
    assert made.find_document("abc")["doc_id"] == "abc"
    assert made.find_document("x")["doc_id"] == "x"
    assert made.find_document("Bài một")["doc_id"] == "abd"
    assert made.find_document("elsewhere/Bài một.txt")["doc_id"] == "abd"
    with pytest.raises(Misuse, match=r"2 documents of that name.*abc, abd"):
        made.find_document("ab")
    with pytest.raises(Misuse, match="no document"):
        made.find_document("y")


def test_a_store_of_an_older_program_is_brought_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = numbered_documents(3)
    made += [made[0] | {"id": "copy", "text": made[0]["text"] + "\nTags: Bắc Ninh"}]
    source = json_lines(tmp_path / "a.jsonl", made)
    output = tmp_path / "out"
    ingest_here([source], output)
    before, documents = published(output), rows(output, "documents")
    # the older program had other columns: some less among the documents', one less and one more in each amount
    amount = store_schema().field("amounts").type.value_type
    older = [field for field in amount if field.name != "modifier"] + [pa.field("obsolete", pa.int32())]
    columns = [
        field if field.name != "amounts" else pa.field("amounts", pa.list_(pa.struct(older)))
        for field in store_schema()
        if field.name not in ("author", *text_columns("", None, ()))
    ]
    columns += [pa.field("body_end", pa.int32()), pa.field("boilerplate_rule", pa.string())]
    old = Store(output)
    held = old.files("documents")
    old_rows = conform(pa.concat_tables(pa.parquet.read_table(file) for file in held), pa.schema(columns))
    store.write_deltalake(output / "store" / "documents", old_rows, mode="overwrite", schema_mode="overwrite")
    assert shape(pa.schema(DeltaTable(output / "store" / "documents").schema().to_arrow())) != shape(store_schema())

    ingest_here([source], output)
    assert shape(pa.schema(DeltaTable(output / "store" / "documents").schema().to_arrow())) == shape(store_schema())
    assert published(output).keys() == before.keys()
    assert [each["text"] for each in rows(output, "amounts")] == [f"{number},5 tỷ đồng" for number in (0, 0, 1, 2)]
    assert rows(output, "documents") == documents, "what follows from the text is there without reading its file again"
    assert [each["duplicate_kind"] for each in documents].count("exact") == 1
    assert sum(len(each["boilerplate"]) for each in documents) == 1


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    filled(tmp_path, row("a"))
    (log,) = (tmp_path / "store" / "documents" / "_delta_log").glob("*0.json")
    log.write_text("{")
    with pytest.raises(TrichlucError, match=r"store/documents: the table cannot be opened"):
        Store(tmp_path).version("documents")


@pytest.mark.parametrize(
    ("type_", "value", "wanted", "expected"),
    [
        (pa.string_view(), "a", pa.string(), "a"),
        (pa.large_list(pa.string_view()), ["a", None], pa.list_(pa.string()), ["a", None]),
        (
            pa.list_(pa.struct([("a", pa.int32()), ("b", pa.int32())])),
            [{"a": 1, "b": 2}, None],
            pa.list_(pa.struct([("c", pa.string()), ("a", pa.int64())])),
            [{"c": None, "a": 1}, None],
        ),
        (
            pa.struct([("a", pa.list_(pa.int32()))]),
            None,
            pa.struct([("a", pa.list_(pa.int32())), ("b", pa.bool_())]),
            None,
        ),
    ],
    ids=str,
)
def test_rows_conform_to_another_schema(
    type_: pa.DataType, value: object, wanted: pa.DataType, expected: object
) -> None:
    given = pa.table({"x": pa.array([value, None, value], type_), "gone": [1, 2, 3]}).slice(1)
    found = conform(given, pa.schema([("x", wanted), ("added", pa.date32())]))
    assert found.to_pylist() == [{"x": None, "added": None}, {"x": expected, "added": None}]


def test_every_kind_of_mention_has_its_fields_in_the_store() -> None:
    for name, kind in schemas.KINDS.items():
        stored = store_schema().field(name).type.value_type
        assert {field.name for field in stored} > {field.name for field in fields(kind)}
