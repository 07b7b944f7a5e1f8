"""A run's steps without Prefect: what goes in comes out once, and what did not change is left alone."""

import gzip
import shutil
from pathlib import Path

import pytest

from pipeline import commits, partitions, staging
from pipeline.counts import Counts
from pipeline.errors import TrichlucError
from tests.pipeline.ingesting import (
    ARTICLES,
    ingest_here,
    json_lines,
    numbered_documents,
    published,
    rows,
    stored_files,
)


@pytest.fixture(scope="module")
def articles_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("articles")
    ingest_here([ARTICLES], output, with_csv=True)
    return output


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARTICLES, tmp_path / "articles"))


def test_the_articles_of_the_user(articles_run: Path) -> None:
    documents = {Path(row["file"]).stem[:3]: row for row in rows(articles_run, "documents")}
    assert sorted(documents) == ["000", "001", "002", "003", "004"]
    for stem, row in documents.items():
        (file,) = ARTICLES.glob(f"{stem}*")
        assert row["text"] == file.read_bytes().decode(), "the text is as it was given"
    assert documents["002"]["title"].startswith("Hội nghị công tác khuyến công")
    assert str(documents["002"]["published_on"]) == "2012-11-17"
    assert documents["003"]["doc_id"] == "congthuong.vn/329948"
    (tail,) = documents["004"]["boilerplate"]
    assert documents["004"]["text"][tail["start"] :].startswith("(CHG) Với")
    assert (tail["end"], tail["rule"]) == (documents["004"]["characters"], "teaser_chain")


def test_every_row_points_to_its_characters(articles_run: Path) -> None:
    texts = {row["doc_id"]: row["text"] for row in rows(articles_run, "documents")}
    seen = 0
    for table in ("decree_refs", "amounts", "percentages", "provinces", "province_lists", "regions", "sentences"):
        for row in rows(articles_run, table):
            assert texts[row["doc_id"]][row["start"] : row["end"]] == row["text"]
            if table == "sentences":
                for word, start in zip(row["words"], row["word_starts"], strict=True):
                    assert texts[row["doc_id"]][start : start + len(word)] == word
            else:
                assert row["text"] in row["sentence"]
                assert row["sentence"] in texts[row["doc_id"]]
            seen += 1
    assert seen > 80


def test_nothing_in_boilerplate_is_published_unless_it_is_asked_for(articles_run: Path, tmp_path: Path) -> None:
    marked = {row["doc_id"]: row["boilerplate"] for row in rows(articles_run, "documents")}
    before = published(articles_run)
    output = Path(shutil.copytree(articles_run, tmp_path / "out"))
    ingest_here([ARTICLES], output, with_boilerplate=True)
    for table in ("decree_refs", "amounts", "percentages", "provinces", "sentences"):
        inside = {True: 0, False: 0}
        for row in rows(output, table):
            rules = [b["rule"] for b in marked[row["doc_id"]] if b["start"] <= row["start"] < b["end"]]
            assert [row["boilerplate"]] == (rules or [None])
            inside[bool(rules)] += 1
        assert len(rows(articles_run, table)) == inside[False]
        assert all(row["boilerplate"] is None for row in rows(articles_run, table))
    assert inside[True], "the tail of 004 has sentences with mentions"
    assert [row["boilerplate"] for row in rows(output, "provinces") if row["text"] == "TP.HCM"] == ["teaser_chain"]
    assert not any(row["text"] == "TP.HCM" for row in rows(articles_run, "provinces"))
    for table in ("decrees", "decree_relations"):
        assert rows(output, table) == rows(articles_run, table)
    counts = [[row[kind] for kind in ("amounts", "provinces")] for row in rows(output, "documents")]
    assert counts == [[row[kind] for kind in ("amounts", "provinces")] for row in rows(articles_run, "documents")]
    ingest_here([ARTICLES], output)
    assert published(output) == before


def test_a_decree_that_only_boilerplate_refers_to_is_no_decree(tmp_path: Path) -> None:
    text = "Tăng 5%.\nTin liên quan\nNghị định số 45/2012/NĐ-CP thay thế Nghị định số 134/2004/NĐ-CP\n"
    ingest_here(
        [json_lines(tmp_path / "a.jsonl", [{"id": "a", "text": text}])], tmp_path / "out", with_boilerplate=True
    )
    assert {row["boilerplate"] for row in rows(tmp_path / "out", "decree_refs")} == {"related_links"}
    assert rows(tmp_path / "out", "decrees") == rows(tmp_path / "out", "decree_relations") == []
    (document,) = rows(tmp_path / "out", "documents")
    assert (document["decree_refs"], document["percentages"]) == (0, 1)


def test_the_same_input_again_changes_nothing(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out"
    first = ingest_here([articles], output, with_csv=True)
    before, files = published(output), stored_files(output)
    monkeypatch.setattr(staging, "document_row", _never)
    again = ingest_here([articles], output)
    assert (first.counts, again.counts) == (Counts(read=5, new=5), Counts(read=5, unchanged=5))
    assert published(output) == before
    assert stored_files(output) == files
    assert [row["status"] for row in rows(output, "runs")] == ["finished", "finished"]


def test_another_folder_gives_the_same_bytes(articles_run: Path, tmp_path: Path) -> None:
    ingest_here([ARTICLES], tmp_path / "out", with_csv=True)
    assert published(tmp_path / "out") == published(articles_run)


def test_an_edited_file_is_a_revision_of_its_document(articles: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    ingest_here([articles], output)
    before = {row["doc_id"]: row for row in rows(output, "documents")}
    edited = next(articles.glob("002*"))
    edited.write_text(edited.read_text().replace("tỉnh, thành phố", "tỉnh và thành phố"))
    counts = ingest_here([articles], output).counts
    after = {row["doc_id"]: row for row in rows(output, "documents")}
    assert counts == Counts(read=5, changed=1, revised=1, unchanged=4)
    assert len(after) == 5
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    assert len(gone) == len(new) == 1
    (gone_id,), (new_id,) = gone, new
    assert "tỉnh và thành phố" in after[new_id]["text"]
    (revision,) = rows(output, "revisions")
    assert (revision["doc_id"], revision["revision"], after[new_id]["revision"]) == (new_id, 1, 2)
    assert revision["text"] == before[gone_id]["text"]
    mentioned = {row["doc_id"] for row in rows(output, "provinces")}
    assert mentioned <= after.keys()


def test_a_document_with_an_id_changes_in_place(tmp_path: Path) -> None:
    documents = numbered_documents(3)
    source = json_lines(tmp_path / "a.jsonl", documents)
    ingest_here([source], tmp_path / "out")
    documents[1]["text"] = "Chỉ còn 7%."
    json_lines(source, documents)
    counts = ingest_here([source], tmp_path / "out").counts
    assert counts == Counts(read=3, changed=1, revised=1, unchanged=2)
    assert [row["text"] for row in rows(tmp_path / "out", "percentages") if row["doc_id"] == "doc-00001"] == ["7%"]


def test_a_newer_extractor_extracts_again(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out"
    ingest_here([articles], output)
    before = published(output)
    monkeypatch.setattr(staging, "extraction_key", lambda *_: "another")
    counts = ingest_here([articles], output).counts
    assert counts == Counts(read=5, changed=5)
    assert published(output) == before, "the mentions are the same, and nothing else is published of it"
    monkeypatch.setattr(staging, "document_row", _never)
    assert ingest_here([articles], output).counts == Counts(read=5, unchanged=5)


def test_a_renamed_file_is_known_and_then_replaced_when_edited(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("Tăng 5% so với năm trước.")
    ingest_here([folder], output)
    (folder / "a.txt").rename(folder / "b.txt")
    assert ingest_here([folder], output).counts == Counts(read=1, changed=1), "its file is another one now"
    (folder / "b.txt").write_text("Tăng 6% so với năm trước.")
    assert ingest_here([folder], output).counts == Counts(read=1, new=1, withdrawn=1)
    assert [row["text"] for row in rows(output, "percentages")] == ["6%"]


def test_two_files_that_trade_their_texts_lose_none(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("Tăng 5% so với năm trước.")
    (folder / "b.txt").write_text("Tăng 6% so với năm trước.")
    ingest_here([folder], output)
    (folder / "a.txt").write_text("Tăng 6% so với năm trước.")
    (folder / "b.txt").write_text("Tăng 5% so với năm trước.")
    ingest_here([folder], output)
    assert sorted(row["text"] for row in rows(output, "percentages")) == ["5%", "6%"]


def test_documents_of_other_inputs_stay(tmp_path: Path) -> None:
    documents = numbered_documents(4)
    first, second = json_lines(tmp_path / "a.jsonl", documents[:2]), json_lines(tmp_path / "b.jsonl", documents[2:])
    ingest_here([first], tmp_path / "out")
    ingest_here([second], tmp_path / "out")
    assert [row["doc_id"] for row in rows(tmp_path / "out", "documents")] == [each["id"] for each in documents]


@pytest.mark.parametrize("batch", [1, 100])
def test_duplicates_and_conflicting_ids_across_partitions(
    tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so little that each file is a partition of its own
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 10)
    documents = numbered_documents(2)
    other = documents[1] | {"text": "Khác hẳn: 9%."}
    json_lines(tmp_path / "in" / "a.jsonl", documents)
    json_lines(tmp_path / "in" / "b.jsonl", [documents[0], documents[0], other])
    summary = ingest_here([tmp_path / "in"], tmp_path / "out", batch=batch)
    assert summary.counts == Counts(read=5, rejected=1, duplicate=2, new=2)
    (reject,) = rows(tmp_path / "out", "rejects")
    assert (reject["code"], reject["line"]) == ("conflicting_id", 3)
    assert "a.jsonl, line 2" in reject["reason"]
    assert "9%" not in {row["text"] for row in rows(tmp_path / "out", "percentages")}
    assert ingest_here([tmp_path / "in"], tmp_path / "out", batch=batch).counts == Counts(
        read=5, rejected=1, duplicate=2, unchanged=2
    )


def test_partitioning_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 3_000)
    documents = numbered_documents(40)
    json_lines(tmp_path / "in" / "a.jsonl", documents)
    packed = tmp_path / "packed" / "a.jsonl.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress((tmp_path / "in" / "a.jsonl").read_bytes()))
    outputs = []
    for workers, source in ((1, "in"), (64, "in"), (64, "packed")):
        output = tmp_path / f"out-{workers}-{source}"
        ingest_here([tmp_path / source], output, workers=workers, batch=3)
        outputs.append({name: digest for name, digest in published(output).items() if name != "documents.parquet"})
    assert outputs[0] == outputs[1] == outputs[2]


def test_an_extractor_that_fails_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(3))
    real = staging.document_row

    def failing(document: object, *more: object) -> object:
        if document.doc_id == "doc-00001":  # type: ignore[attr-defined]
            raise ValueError("no such number")
        return real(document, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(staging, "document_row", failing)
    summary = ingest_here([source], tmp_path / "out")
    assert summary.counts == Counts(read=3, rejected=1, new=2)
    (reject,) = rows(tmp_path / "out", "rejects")
    assert (reject["code"], reject["line"]) == ("extraction_failed", 2)
    assert "ValueError: no such number" in reject["reason"]


def test_rejects_are_those_of_the_last_reading(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    json_lines(folder / "a.jsonl", numbered_documents(1))
    (folder / "bad.jsonl").write_text("{\n")
    (tmp_path / "other.jsonl").write_text("[]\n")
    ingest_here([folder], output)
    ingest_here([tmp_path / "other.jsonl"], output)
    assert [(Path(row["file"]).name, row["code"]) for row in rows(output, "rejects")] == [
        ("bad.jsonl", "not_json"),
        ("other.jsonl", "wrong_type"),
    ]
    (folder / "bad.jsonl").unlink()
    assert ingest_here([folder], output).rejects == {"wrong_type": 1}


def test_counts_that_do_not_add_up_stop_the_run() -> None:
    Counts(read=6, rejected=1, duplicate=2, new=1, changed=1, unchanged=1, withdrawn=7).check()
    with pytest.raises(TrichlucError, match="do not add up: read 7"):
        Counts(read=7, rejected=1, duplicate=2, new=3).check()


def _never(document: object) -> object:
    raise AssertionError("nothing is to be extracted")


def test_large_partitions_are_committed_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(9))
    ingest_here([source], tmp_path / "whole")
    monkeypatch.setattr(staging, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(commits, "COMMIT_BYTES", 1)
    assert ingest_here([source], tmp_path / "pieces").counts == Counts(read=9, new=9)
    assert published(tmp_path / "pieces") == published(tmp_path / "whole")
    assert len(stored_files(tmp_path / "pieces")) > len(stored_files(tmp_path / "whole")) + 3
