"""The legal references of annotated texts and of other projects' cases, where they are at hand."""

import json
from datetime import date
from pathlib import Path

import pytest

from bench.cases.legal_refs import judge
from extractors import extract
from tests.extractors.decree_refs.finding import references

SHARED = Path(__file__).parents[4] / "shared"
SEEDS = SHARED / "gold" / "seeds.jsonl"
CASES = SHARED / "cases" / "dev.jsonl"
FIELDS = ("kind", "symbol", "doc_type", "number", "year", "issued_on", "relation")


@pytest.mark.skipif(not SEEDS.exists(), reason="the annotated seeds are not beside the checkout")
def test_seeds() -> None:
    for document in map(json.loads, SEEDS.read_text(encoding="utf-8").splitlines()):
        published_on = document["published_on"]
        found = extract(
            document["text"], published_on=None if published_on is None else date.fromisoformat(published_on)
        ).decree_refs
        assert [(mention.start, mention.end) for mention in found] == [
            (gold["start"], gold["end"]) for gold in document["decree_refs"]
        ]
        for mention, gold in zip(found, document["decree_refs"], strict=True):
            for name in FIELDS:
                if name in gold and (name != "relation" or gold[name]):
                    assert getattr(mention, name) == gold[name], (mention.text, name)
            assert list(mention.issuer) == gold["issuer"]


@pytest.mark.skipif(not CASES.exists(), reason="the cases of other projects are not beside the checkout")
def test_cases() -> None:
    counts: dict[str, list[bool]] = {}
    for case in map(json.loads, CASES.read_text(encoding="utf-8").splitlines()):
        if case["kind"] == "legal_ref":
            counts.setdefault(case["scope"], []).append(judge(case, references(case["input"])))
    assert sum(counts["in"]) / len(counts["in"]) >= 0.97
    assert all(counts["negative"])
