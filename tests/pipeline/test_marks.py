"""Copies in the tables: found over the whole store, however it was filled, so that a count can be made once."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline import marks, ordering, publish
from pipeline.boilerplate import find_boilerplate, without
from pipeline.copies import find_copies
from pipeline.copies.in_store import find_stored_copies
from pipeline.queries import connect, parquet
from pipeline.schemas import KINDS, store_schema
from pipeline.text_columns import text_columns
from tests.pipeline.ingesting import ARTICLES, ingest_here, json_lines, published, rows, stored_files
from tests.pipeline.test_copies import POOL, Article

TEXT = (ARTICLES / "002_eec78c0a0801fd8b.txt").read_bytes().decode()
OTHER = (ARTICLES / "000_4431f4eba9a0ded6.txt").read_bytes().decode()
TAIL = "\nTin liên quan\nMột bài khác về Bắc Ninh\n"
ORIGINAL = {"id": "goc", "published_on": "2012-11-17", "text": TEXT}
SHORTENED = {"id": "rut-gon", "published_on": "2012-11-18", "text": "\n".join(TEXT.split("\n")[:-8])}
AGAIN = {"id": "lai", "published_on": "2012-11-19", "text": TEXT.replace("\n", "\n\n") + TAIL}
ANOTHER = {"id": "khac", "published_on": "2012-11-20", "text": OTHER}


def copies(output: Path) -> dict[str, tuple[str | None, str | None]]:
    return {row["doc_id"]: (row["duplicate_of"], row["duplicate_kind"]) for row in rows(output, "documents")}


def run(tmp_path: Path, name: str, *documents: dict[str, Any], **options: bool) -> None:
    ingest_here([json_lines(tmp_path / "in" / f"{name}.jsonl", documents)], tmp_path / "out", **options)


def fresh(tmp_path: Path, *documents: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    """What a store that is filled at once says."""
    output = tmp_path / f"fresh-{len(list(tmp_path.iterdir()))}"
    ingest_here([json_lines(tmp_path / "in" / f"{output.name}.jsonl", documents)], output)
    return copies(output)


def test_copies_and_their_original(tmp_path: Path) -> None:
    run(tmp_path, "a", ORIGINAL, SHORTENED, AGAIN, ANOTHER)
    documents = {row["doc_id"]: row for row in rows(tmp_path / "out", "documents")}
    assert {name: (row["duplicate_of"], row["duplicate_kind"]) for name, row in documents.items()} == {
        "goc": (None, None),
        "rut-gon": ("goc", "near"),
        # another tail is no other text
        "lai": ("goc", "exact"),
        "khac": (None, None),
    }
    assert documents["goc"]["containment"] is None
    assert documents["lai"]["containment"] == 1
    assert 0.9 < documents["rut-gon"]["containment"] <= 1
    assert {name for name, row in documents.items() if row["is_duplicate"]} == {"rut-gon", "lai"}


def test_every_row_says_whether_its_document_is_a_copy(tmp_path: Path) -> None:
    run(tmp_path, "a", ORIGINAL, SHORTENED, ANOTHER)
    for table in (*KINDS, "sentences", "decree_relations"):
        found = rows(tmp_path / "out", table)
        assert all(row["is_duplicate"] == (row["doc_id"] == "rut-gon") for row in found)
    assert {row["is_duplicate"] for row in rows(tmp_path / "out", "provinces")} == {True, False}


def test_decrees_count_originals_beside_all(tmp_path: Path) -> None:
    run(tmp_path, "a", ORIGINAL, AGAIN, ANOTHER)
    refs = rows(tmp_path / "out", "decree_refs")
    for row in rows(tmp_path / "out", "decrees"):
        mine = [ref for ref in refs if (ref["symbol"], ref["year"]) == (row["symbol"], row["year"])]
        once = [ref for ref in mine if not ref["is_duplicate"]]
        assert (row["mentions"], row["original_mentions"]) == (len(mine), len(once))
        assert (row["documents"], row["original_documents"]) == tuple(
            len({r["doc_id"] for r in of}) for of in (mine, once)
        )
    assert any(row["original_documents"] < row["documents"] for row in rows(tmp_path / "out", "decrees"))


@pytest.mark.parametrize(
    "steps",
    [
        [[SHORTENED, ANOTHER], [ORIGINAL]],
        [[AGAIN], [SHORTENED], [ANOTHER, ORIGINAL]],
        [[ORIGINAL, AGAIN, SHORTENED, ANOTHER]],
        [[ANOTHER], [AGAIN, ORIGINAL], [SHORTENED]],
    ],
)
def test_what_comes_first_decides_nothing(tmp_path: Path, steps: list[list[dict[str, Any]]]) -> None:
    for number, step in enumerate(steps):
        run(tmp_path, f"step-{number}", *step)
    once = fresh(tmp_path, *(document for step in steps for document in step))
    assert copies(tmp_path / "out") == once
    assert sum(original is not None for original, _ in once.values()) == len(once) - 2


def test_when_the_original_is_gone_its_copy_is_none(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text(TEXT + TAIL)
    ingest_here([folder], output)
    assert sum(row["is_duplicate"] for row in rows(output, "documents")) == 1
    original = next(row for row in rows(output, "documents") if not row["is_duplicate"])
    (folder / Path(original["file"]).name).write_text(OTHER)
    ingest_here([folder], output)
    assert [row["is_duplicate"] for row in rows(output, "documents")] == [False, False]
    ingest_here([folder], tmp_path / "fresh")
    assert published(output) == published(tmp_path / "fresh")


def test_nothing_is_compared_when_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "a", ORIGINAL, AGAIN)
    before, files = published(tmp_path / "out"), stored_files(tmp_path / "out")
    monkeypatch.setattr(publish, "Marks", None)
    run(tmp_path, "a", ORIGINAL, AGAIN)
    assert (published(tmp_path / "out"), stored_files(tmp_path / "out")) == (before, files)
    monkeypatch.undo()
    monkeypatch.setattr(marks, "VERSION", "another")
    monkeypatch.setattr(publish, "Marks", _Counted)
    run(tmp_path, "a", ORIGINAL, AGAIN)
    assert _Counted.made == 1, "other rules draw the tables again"
    assert published(tmp_path / "out") == before


class _Counted(marks.Marks):
    made = 0

    def __init__(self, *arguments: Any) -> None:
        type(self).made += 1
        super().__init__(*arguments)


def test_heaps_decide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = (ORIGINAL, SHORTENED, AGAIN, ANOTHER)
    run(tmp_path, "a", *documents)
    monkeypatch.setattr(ordering, "_HEAP", 1)
    ingest_here([tmp_path / "in"], tmp_path / "heaps")
    assert published(tmp_path / "heaps") == published(tmp_path / "out")


FOOTER = "Tòa soạn Báo Ví Dụ: số 1 đường Ví Dụ, thành phố Hà Nội, giảm 10% cho bạn đọc dài hạn của báo"


def footed(first: int, count: int) -> list[dict[str, Any]]:
    """Documents of a source whose footer is as long as what stands above it."""
    return [
        {
            "id": f"bai-{number:03}",
            "source": "Báo Ví Dụ",
            "text": "\n".join(
                [
                    f"Ngày {n}, tỉnh {place} chi {number} tỷ đồng cho dự án {number * 31 + n} về {n * number} việc."
                    for n, place in enumerate(("Bắc Ninh", "Lào Cai", "Yên Bái"))
                ]
                + [FOOTER]
            ),
        }
        for number in range(first, first + count)
    ]


def test_a_footer_is_known_with_the_tenth_document_for_all(tmp_path: Path) -> None:
    run(tmp_path, "a", *footed(0, 9))
    assert sum(row["text"] == "10%" for row in rows(tmp_path / "out", "percentages")) == 9
    run(tmp_path, "b", *footed(9, 1))
    assert not rows(tmp_path / "out", "percentages")
    assert {row["text"] for row in rows(tmp_path / "out", "provinces")} == {"Bắc Ninh", "Lào Cai", "Yên Bái"}
    for row in rows(tmp_path / "out", "documents"):
        ((stretch),) = row["boilerplate"]
        assert row["text"][stretch["start"] : stretch["end"]] == FOOTER
        assert (stretch["rule"], row["percentages"], row["provinces"]) == ("recurring_paragraph", 0, 3)
        assert not row["is_duplicate"]
    ingest_here([tmp_path / "in"], tmp_path / "fresh")
    before = published(tmp_path / "fresh")
    ingest_here([tmp_path / "in"], tmp_path / "fresh", with_boilerplate=True)
    assert {row["boilerplate"] for row in rows(tmp_path / "fresh", "percentages")} == {"recurring_paragraph"}
    ingest_here([tmp_path / "in"], tmp_path / "fresh")
    ingest_here([tmp_path / "in"], tmp_path / "out")
    assert published(tmp_path / "out") == published(tmp_path / "fresh") == before


def test_a_common_footer_makes_no_copies(tmp_path: Path) -> None:
    footer = " ".join(f"chân trang thứ {number}" for number in range(30))
    documents = [
        {"id": f"{number:02}", "text": " ".join(f"từ{number}x{n}" for n in range(110)) + f"\n{footer}"}
        for number in range(12)
    ]
    run(tmp_path, "a", *documents)
    assert all(row["boilerplate"] for row in rows(tmp_path / "out", "documents"))
    assert not any(row["is_duplicate"] for row in rows(tmp_path / "out", "documents"))


def test_the_store_finds_what_the_library_finds(tmp_path: Path) -> None:
    stored = [
        {"doc_id": each.doc_id, "text": each.text, "published_on": each.published_on}
        | text_columns(each.text, None, ())
        for each in POOL
    ]
    for number in range(2):
        pa.parquet.write_table(
            pa.Table.from_pylist(stored[number::2], schema=store_schema()), tmp_path / f"{number}.parquet"
        )
    with connect(tmp_path) as connection:
        find_stored_copies(parquet(sorted(tmp_path.glob("*.parquet"))), tmp_path, connection)
        found = connection.sql("SELECT * FROM copies ORDER BY doc_id").fetchall()
    bodies = [
        Article(
            each.doc_id, without(each.text, ((b.start, b.end) for b in find_boilerplate(each.text))), each.published_on
        )
        for each in POOL
    ]
    expected = find_copies(bodies)
    assert len(expected) > 10
    assert found == [(c.doc_id, c.duplicate_of, c.duplicate_kind, c.containment) for c in expected]
    assert not list(tmp_path.glob(".seq*"))
