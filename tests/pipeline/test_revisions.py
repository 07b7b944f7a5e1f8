"""Revisions: captures of one page in any order and any number of runs give the same documents and earlier texts."""

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import staging
from pipeline.counts import Counts
from pipeline.store import Store
from tests.pipeline.ingesting import ingest_here, json_lines, published, rows, stored_files
from tests.pipeline.readers import making
from tests.pipeline.readers.making import Response

TEXTS = {
    "A": "Tỉnh Bắc Ninh chi 12 tỷ đồng cho khuyến công trong năm nay, tăng 5% so với năm trước.",
    "B": "Tỉnh Bắc Ninh chi 15 tỷ đồng cho khuyến công trong năm nay, tăng 8% so với năm trước.",
    "C": "Tỉnh Bắc Giang chi 20 tỷ đồng cho khuyến công trong năm nay, giảm 3% so với năm trước.",
}
PERCENT = {"A": "5%", "B": "8%", "C": "3%"}
_FILLER = "Hội nghị bàn về công tác khuyến công của các tỉnh và thành phố trong cả nước năm nay và các năm sau."


def capture(text: str, day: int, url: str = "https://example.vn/bai-1", *, note: str = "") -> Response:
    """A page with one of the texts, as it was fetched on a day of May; a note is no part of the article."""
    page = making.html([TEXTS[text], _FILLER, _FILLER], title="Công tác khuyến công", url=url)
    page = page.replace(b"</body>", f"<!-- {note} --></body>".encode())
    return Response(url, page, date=f"2024-05-{day:02d}T19:00:00Z")


def archive(place: Path, *captures: Response) -> Path:
    """A web archive of captures."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(making.warc(captures))
    return place


def texts(output: Path) -> tuple[list[str], int, int | None]:
    """The earlier texts of the only document in order, its own, and its number and day of revision."""
    (document,) = rows(output, "documents")
    revised = document["revised_at"]
    earlier = rows(output, "revisions")
    assert [row["revision"] for row in earlier] == list(range(1, document["revision"]))
    found = [next(name for name, text in TEXTS.items() if text in row["text"]) for row in (*earlier, document)]
    assert [row["text"] for row in rows(output, "percentages")] == [PERCENT[found[-1]]], "mentions of the present text"
    return found, document["revision"], None if revised is None else revised.astimezone(UTC).day


@pytest.mark.parametrize("grouping", ["one file", "one run", "runs"])
@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        ("A1 B2", (["A", "B"], 2, 2)),
        ("B2 A1", (["A", "B"], 2, 2)),
        ("A1 A2", (["A"], 1, None)),
        ("A2 A1", (["A"], 1, None)),
        ("B2 C3 A1", (["A", "B", "C"], 3, 3)),
        ("B4 A2 B3 A1", (["A", "B"], 2, 3)),
        ("A3 B2 A1", (["A", "B", "A"], 3, 3)),
        ("A1 A3 B2", (["A", "B", "A"], 3, 3)),
        ("B2 A3 A1", (["A", "B", "A"], 3, 3)),
        ("A1 A1 B2 B2", (["A", "B"], 2, 2)),
    ],
)
def test_captures_in_any_order(
    tmp_path: Path, captures: str, expected: object, grouping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import partitions

    # so little that each file is a partition of its own
    monkeypatch.setattr(partitions, "LARGEST_PARTITION", 10)
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 10)
    made = [capture(each[0], int(each[1:])) for each in captures.split()]
    output = tmp_path / "out"
    if grouping == "one file":
        files = [archive(tmp_path / "in" / "all.warc.gz", *made)]
    else:
        files = [archive(tmp_path / "in" / f"{at}.warc.gz", each) for at, each in enumerate(made)]
    if grouping == "runs":
        for file in files:
            ingest_here([file], output)
    else:
        counts = ingest_here(files, output).counts
        assert counts == Counts(read=len(made), new=1, duplicate=len(made) - 1)
    assert texts(output) == expected
    before, stored = published(output), stored_files(output)
    version = Store(output).version("revisions")
    monkeypatch.setattr(staging, "document_row", _never)
    again = ingest_here(files, output).counts
    assert again == Counts(read=len(made), unchanged=1, duplicate=len(made) - 1)
    assert ingest_here(files[:1], output).counts.unchanged == 1
    assert (published(output), stored_files(output)) == (before, stored)
    assert Store(output).version("revisions") == version, "nothing is kept twice"


def _never(document: object) -> object:
    raise AssertionError("nothing is to be extracted")


def test_a_row_of_revisions(tmp_path: Path) -> None:
    first, second = (archive(tmp_path / f"{name}.warc.gz", capture(name, day)) for name, day in (("A", 1), ("B", 2)))
    assert ingest_here([first], tmp_path / "out").counts == Counts(read=1, new=1)
    assert ingest_here([second], tmp_path / "out").counts == Counts(read=1, changed=1, revised=1)
    (document,), (revision,) = rows(tmp_path / "out", "documents"), rows(tmp_path / "out", "revisions")
    assert document["captured_at"] == document["revised_at"] == datetime(2024, 5, 2, 19, tzinfo=UTC)
    assert {**revision, "text": None} == {
        "doc_id": "example.vn/bai-1",
        "revision": 1,
        "revised_at": None,
        "title": "Công tác khuyến công",
        "modified_at": None,
        "captured_at": datetime(2024, 5, 1, 19, tzinfo=UTC),
        "first_stored_at": None,
        "file": str(first),
        "line": 1,
        "bytes_sha256": revision["bytes_sha256"],
        "characters": len(revision["text"]),
        "text": None,
    }
    assert len(revision["bytes_sha256"]) == 64
    assert document["file"] == str(second)


def test_a_document_is_told_as_it_was_last_captured(tmp_path: Path) -> None:
    """The text did not change, so nothing is extracted again; where and when it was last seen is told nevertheless."""
    first = archive(tmp_path / "1.warc.gz", capture("A", 1))
    second = archive(tmp_path / "2.warc.gz", capture("A", 2, note="another page around it"))
    outputs = [tmp_path / "there", tmp_path / "back", tmp_path / "at once"]
    ingest_here([first], outputs[0])
    assert ingest_here([second], outputs[0]).counts == Counts(read=1, unchanged=1)
    ingest_here([second], outputs[1])
    assert ingest_here([first], outputs[1]).counts == Counts(read=1, unchanged=1)
    ingest_here([first, second], outputs[2])
    assert published(outputs[0]) == published(outputs[1]) == published(outputs[2])
    (row,) = rows(outputs[0], "documents")
    assert (row["file"], row["captured_at"].astimezone(UTC).day) == (str(second), 2)


@pytest.mark.parametrize("grouping", ["one run", "runs"])
def test_two_texts_of_one_second(tmp_path: Path, grouping: str) -> None:
    files = [archive(tmp_path / f"{name}.warc.gz", capture(name, 1)) for name in "AB"]
    output = tmp_path / "out"
    if grouping == "one run":
        for fate in ({"new": 1}, {"unchanged": 1}):
            assert ingest_here(files, output).counts == Counts(read=2, rejected=1, **fate)
        (reject,) = rows(output, "rejects")
        assert reject["code"] == "conflicting_id"
        assert "no time says which is later" in reject["reason"]
        assert texts(output)[0] == ["A"]
    else:
        for file in (*files, *files):
            ingest_here([file], output)
        assert texts(output)[0] == ["A", "B"], "the run that came later decides, and once"


def test_metadata_alone_makes_no_revision(tmp_path: Path) -> None:
    one = capture("A", 1)
    other = Response(one.url, one.payload.replace(b"2021-03-04T23", b"2021-03-04T22"), date="2024-05-02T19:00:00Z")
    files = [archive(tmp_path / "1.warc.gz", one), archive(tmp_path / "2.warc.gz", other)]
    for name, order in (("there", files), ("back", files[::-1])):
        for file in order:
            ingest_here([file], tmp_path / name)
        (row,) = rows(tmp_path / name, "documents")
        assert (row["published_at"].astimezone(UTC).hour, row["revision"], row["revised_at"]) == (15, 1, None)
        assert rows(tmp_path / name, "revisions") == []
    assert published(tmp_path / "there") == published(tmp_path / "back")
    assert ingest_here(files[:1], tmp_path / "there").counts == Counts(read=1, unchanged=1)


def test_a_text_that_is_only_read_otherwise_is_no_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.readers import html_page

    files = [archive(tmp_path / f"{name}.warc.gz", capture(name, day)) for name, day in (("A", 1), ("B", 2))]
    ingest_here(files, tmp_path / "out")
    real = html_page.read_page

    def read_otherwise(*arguments: Any, **named: Any) -> Any:
        from dataclasses import replace

        article = real(*arguments, **named)
        return replace(article, text=f"{article.text}\nTheo Nghị định số 45/2012/NĐ-CP.", segments=())

    monkeypatch.setattr(html_page, "read_page", read_otherwise)
    assert ingest_here(files, tmp_path / "out").counts == Counts(read=2, changed=1, duplicate=1)
    assert texts(tmp_path / "out")[0] == ["A", "B"]
    found = [*rows(tmp_path / "out", "revisions"), *rows(tmp_path / "out", "documents")]
    assert all("45/2012/NĐ-CP" in row["text"] for row in found)
    assert ingest_here(files, tmp_path / "out").counts == Counts(read=2, unchanged=1, duplicate=1)


def document(text: str) -> dict[str, str]:
    return {"id": "một", "title": "Công tác khuyến công", "text": TEXTS[text]}


def test_without_times_the_later_run_decides(tmp_path: Path) -> None:
    output = tmp_path / "out"
    for text in ("A", "B", "B", "A"):
        counts = ingest_here([json_lines(tmp_path / f"{text}.jsonl", [document(text)])], output).counts
    assert counts == Counts(read=1, changed=1, revised=1)
    found, revision, _ = texts(output)
    assert (found, revision) == (["A", "B", "A"], 3)
    stored = [row["first_stored_at"] for row in rows(output, "revisions")]
    (row,) = rows(output, "documents")
    assert stored[0] < stored[1] < row["revised_at"]


def test_extracting_again_moves_no_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out"
    for text in "AB":
        ingest_here([json_lines(tmp_path / f"{text}.jsonl", [document(text)])], output)
    before = published(output)
    monkeypatch.setattr(staging, "extraction_key", lambda *_: "another")
    assert ingest_here([tmp_path / "B.jsonl"], output).counts == Counts(read=1, changed=1)
    assert published(output) == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_has_no_time_counts_as_of_its_run(tmp_path: Path, order: tuple[int, int]) -> None:
    url = "https://example.vn/bai-1"
    files = [
        archive(tmp_path / "a.warc.gz", capture("A", 1)),
        json_lines(tmp_path / "b.jsonl", [{"url": url, "text": TEXTS["B"]}]),
    ]
    files = [files[at] for at in order]
    for each in files:
        ingest_here([each], tmp_path / "runs")
    ingest_here(files, tmp_path / "run")
    for output in (tmp_path / "runs", tmp_path / "run"):
        assert texts(output)[0] == ["A", "B"]
        before = published(output)
        for again in (files, files[:1], files[1:]):
            assert ingest_here(again, output).counts.unchanged == 1
        assert published(output) == before


def test_the_newest_that_the_extractors_fail_on_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = staging.document_row

    def failing(source: Any, *more: Any) -> Any:
        if TEXTS["C"] in source.text:
            raise ValueError("no such number")
        return real(source, *more)

    monkeypatch.setattr(staging, "document_row", failing)
    place = archive(tmp_path / "all.warc.gz", capture("A", 1), capture("C", 3), capture("B", 2))
    assert ingest_here([place], tmp_path / "out").counts == Counts(read=3, new=1, rejected=1, duplicate=1)
    assert texts(tmp_path / "out")[0] == ["A", "B"]
    monkeypatch.undo()
    assert ingest_here([place], tmp_path / "out").counts == Counts(read=3, changed=1, revised=1, duplicate=2)
    assert texts(tmp_path / "out")[0] == ["A", "B", "C"]


class Killed(BaseException):
    """What stands for a kill."""


@pytest.mark.parametrize("order", ["A1 B2", "A1 B2 A3", "A1 A2 B3 B4"])
@pytest.mark.parametrize("at_commit", [1, 2, 3])
@pytest.mark.parametrize("before", [0, 1])
def test_a_kill_between_two_commits_loses_no_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str, at_commit: int, before: int
) -> None:
    from pipeline import store

    files = [
        archive(tmp_path / "in" / f"{at}.warc.gz", capture(each[0], int(each[1:])))
        for at, each in enumerate(order.split())
    ]
    output = tmp_path / "out"
    for file in files[:before]:
        ingest_here([file], output)
    write, left = store.write_deltalake, [at_commit]

    def killed(table: Any, *arguments: Any, **named: Any) -> None:
        if "runs" not in str(table.table_uri):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        write(table, *arguments, **named)

    monkeypatch.setattr(store, "write_deltalake", killed)
    with suppress(Killed):
        ingest_here(files, output)
    monkeypatch.undo()
    # another run comes between, of one file alone
    ingest_here(files[-1:], output)
    ingest_here(files, output)
    ingest_here(files, tmp_path / "undisturbed")
    assert published(output) == published(tmp_path / "undisturbed")


@st.composite
def _runs(draw: st.DrawFn) -> list[list[tuple[str, int, int]]]:
    """Runs of captures: text, day, page; one text a day and page."""
    days = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 2)), min_size=1, max_size=6, unique=True))
    found = [(draw(st.sampled_from("ABC")), day, page) for day, page in days]
    runs: list[list[tuple[str, int, int]]] = [[]]
    for each in draw(st.permutations([*found, *draw(st.lists(st.sampled_from(found), max_size=2))])):
        if runs[-1] and draw(st.booleans()):
            runs.append([])
        runs[-1].append(each)
    return runs


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(runs=_runs(), batch=st.sampled_from([1, 100]), small=st.booleans())
def test_any_order_and_grouping_gives_the_same_tables(
    runs: Sequence[Sequence[tuple[str, int, int]]], batch: int, small: bool
) -> None:
    from pipeline import partitions

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if small:
            patch.setattr(partitions, "LARGEST_PARTITION", 10)
            patch.setattr(partitions, "SMALLEST_PIECE", 10)
        files = {
            each: archive(
                Path(folder) / "in" / f"{each[1]}-{each[2]}.warc.gz",
                capture(each[0], each[1], f"https://example.vn/bai-{each[2]}"),
            )
            for run in runs
            for each in run
        }
        for run in runs:
            ingest_here([files[each] for each in run], Path(folder) / "runs", batch=batch)
        ingest_here([files[each] for each in sorted(files, key=lambda each: each[1:])], Path(folder) / "once")
        assert published(Path(folder) / "runs") == published(Path(folder) / "once")


@pytest.mark.parametrize(
    ("after", "counts", "earlier"),
    [
        ("edited", Counts(read=1, changed=1, revised=1), 1),
        ("another", Counts(read=1, new=1, withdrawn=1), 0),
    ],
)
def test_a_text_file_that_changed(tmp_path: Path, after: str, counts: Counts, earlier: int) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    text = f"{TEXTS['A']}\n\n{_FILLER}"
    (folder / "a.txt").write_text(text)
    ingest_here([folder], output)
    changed = text.replace("12 tỷ", "13 tỷ") if after == "edited" else "Một bài khác hẳn, không nói gì về việc ấy cả."
    (folder / "a.txt").write_text(changed)
    assert ingest_here([folder], output).counts == counts
    assert [row["text"] for row in rows(output, "revisions")] == [text][:earlier]
    (row,) = rows(output, "documents")
    assert (row["text"], row["revision"]) == (changed, earlier + 1)
    assert ingest_here([folder], output).counts == Counts(read=1, unchanged=1)


def test_a_text_file_that_is_edited_again_and_back(tmp_path: Path) -> None:
    output, file = tmp_path / "out", tmp_path / "a.txt"
    written = [f"{TEXTS['A']}\n\n{_FILLER}".replace("12 tỷ", f"{sum_} tỷ") for sum_ in (12, 13, 14, 12)]
    for text in written:
        file.write_text(text)
        ingest_here([file], output)
    assert [row["text"] for row in (*rows(output, "revisions"), *rows(output, "documents"))] == written
    assert [row["revision"] for row in rows(output, "revisions")] == [1, 2, 3]


def test_a_file_that_took_the_name_of_another_is_no_edit_of_it(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    drafts = [f"{TEXTS['A']}\n\n{_FILLER}".replace("12 tỷ", f"{sum_} tỷ") for sum_ in (12, 13)]
    for name, text in zip(("a.txt", "b.txt"), drafts, strict=True):
        (folder / name).write_text(text)
    ingest_here([folder], output)
    (folder / "b.txt").rename(folder / "a.txt")
    assert ingest_here([folder], output).counts == Counts(read=1, changed=1, withdrawn=1)
    assert rows(output, "revisions") == []


@pytest.mark.parametrize("at_commit", [1, 2])
def test_a_kill_while_an_edit_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_commit: int) -> None:
    output, file = tmp_path / "out", tmp_path / "a.txt"
    text = f"{TEXTS['A']}\n\n{_FILLER}"
    file.write_text(text)
    ingest_here([file], output)
    file.write_text(text.replace("12 tỷ", "13 tỷ"))
    name = "add_revisions" if at_commit == 1 else "withdraw"
    real = getattr(Store, name)

    def killed(store: Store, given_: Any, provenance: Any) -> None:
        if name == "withdraw" or given_.num_rows:
            raise Killed
        real(store, given_, provenance)

    monkeypatch.setattr(Store, name, killed)
    with pytest.raises(Killed):
        ingest_here([file], output)
    monkeypatch.undo()
    ingest_here([file], output)
    assert [row["text"] for row in rows(output, "revisions")] == [text]
    (row,) = rows(output, "documents")
    assert row["revision"] == 2
