"""Two versions compared: what an edit did, and what another version of an extractor did, told apart."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import rows, staging
from pipeline.compacting import compact
from pipeline.differences import COMPARED, Difference, find_differences
from pipeline.errors import Misuse
from pipeline.names import give_name
from pipeline.states import states
from pipeline.store import Store
from tests.pipeline.histories import Past, copied, three_runs
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


def counted(found: Difference) -> dict[str, tuple[int, int, int]]:
    """Of the kinds that differ, what was added, removed and changed."""
    return {
        name: (kind.counts["added"], kind.counts["removed"], kind.counts["changed"])
        for name, kind in found.kinds.items()
        if any(kind.counts.values())
    }


def test_an_edit_a_new_document_and_a_reject(past: Past) -> None:
    found = find_differences(past.output, "1", "2", samples=5)
    assert counted(found) == {
        "documents": (1, 0, 1),
        "decree_refs": (1, 0, 0),
        "amounts": (2, 0, 0),
        "percentages": (1, 0, 0),
        "provinces": (4, 0, 0),
        "province_lists": (1, 0, 0),
        "sentences": (3, 0, 0),
        "rejects": (1, 0, 0),
    }
    assert not any(sum(kind.same_text.values()) for kind in found.kinds.values()), "the texts are new or edited"
    amounts = found.kinds["amounts"]
    assert (amounts.before, amounts.after) == (6, 8)
    assert [(sample.document, sample.surface) for sample in amounts.samples] == [
        ("doc-00000", "7 tỷ đồng"),
        ("doc-00006", "6,5 tỷ đồng"),
    ]
    assert found.kinds["documents"].fields["text_hash"] == 1


def test_backwards_it_is_the_other_way_round(past: Past) -> None:
    there, back = (find_differences(past.output, *pair) for pair in (("1", "3"), ("3", "1")))
    assert {name: (removed, added, changed) for name, (added, removed, changed) in counted(there).items()} == counted(
        back
    )
    assert counted(there)["documents"] == (2, 1, 1), "the text file is another document now"


@pytest.mark.parametrize("version", ["1", "2", "3", "latest"])
def test_a_version_is_as_itself(past: Past, version: str) -> None:
    found = find_differences(past.output, version, version, samples=1)
    assert counted(found) == {}
    assert list(found.kinds) == list(COMPARED)
    assert all(kind.before == kind.after for kind in found.kinds.values())


def other_extractors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another version of the program would do it: one sum is read otherwise, one found no more, one rule renamed."""
    real, versions = rows.extract, rows.row_versions

    def extract(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        amounts = [
            replace(amount, value=amount.value * 1000) if amount.text.startswith("1,5") else amount
            for amount in found.amounts
            if not amount.text.startswith("2,5")
        ]
        percentages = [replace(each, rule="renamed") for each in found.percentages]
        return replace(found, lists={**found.lists, "amounts": amounts, "percentages": percentages})

    def row_versions(*_: object) -> dict[str, str]:
        return versions() | {"amounts": "99"}

    monkeypatch.setattr(rows, "extract", extract)
    monkeypatch.setattr(rows, "row_versions", row_versions)
    assert staging.extraction_key is rows.extraction_key


def test_what_another_version_of_an_extractor_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(4))
    output = tmp_path / "out"
    ingest_here([source], output)
    other_extractors(monkeypatch)
    assert ingest_here([source], output).counts.changed == 4
    found = find_differences(output, "1", "2", samples=9)
    assert counted(found) == {"amounts": (0, 1, 1), "percentages": (0, 0, 4)}
    amounts = found.kinds["amounts"]
    assert amounts.same_text == {"added": 0, "removed": 1, "changed": 1}
    assert amounts.fields == {"value": 1}
    changed, removed = amounts.samples
    assert (changed.status, changed.surface, changed.document) == ("changed", "1,5 tỷ đồng", "doc-00001")
    assert shown(changed.old, changed.new) == ({"value": 1_500_000_000}, {"value": 1_500_000_000_000})
    assert (removed.status, removed.surface, removed.new) == ("removed", "2,5 tỷ đồng", None)
    assert found.kinds["percentages"].fields == {"rule": 4}


def shown(*sides: Mapping[str, Any] | None) -> tuple[dict[str, int], ...]:
    return tuple({name: int(value) for name, value in (side or {}).items()} for side in sides)


def test_compaction_and_names_make_no_difference(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    give_name(Store(output), "first", states(Store(output))[0].run_id)
    before = find_differences(output, "first", "latest", samples=9)
    compact(output, keep_days=0)
    after = find_differences(output, "first", "latest", samples=9)
    assert after.as_record() == before.as_record()
    with pytest.raises(Misuse, match="gave up this version"):
        find_differences(output, "2", "3")


def test_two_mentions_with_one_span_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = json_lines(tmp_path / "a.jsonl", numbered_documents(2))
    ingest_here([source], tmp_path / "out")
    real, versions = rows.extract, rows.row_versions

    def extract(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        again = [replace(each, value=each.value + 1) for each in found.amounts]
        both = sorted([*found.amounts, *again], key=lambda each: (each.start, each.value))
        return replace(found, lists={**found.lists, "amounts": both})

    monkeypatch.setattr(rows, "extract", extract)
    monkeypatch.setattr(rows, "row_versions", lambda *_: versions() | {"amounts": "99"})
    ingest_here([source], tmp_path / "out")
    assert counted(find_differences(tmp_path / "out", "1", "2")) == {"amounts": (2, 0, 0)}


def test_nothing_is_left_beside_the_store(past: Past, tmp_path: Path) -> None:
    output = copied(past, tmp_path)
    before = {each.name for each in output.iterdir()} | {".readers"}
    find_differences(output, "1", "3", samples=2)
    assert {each.name for each in output.iterdir()} == before
