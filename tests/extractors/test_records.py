"""Records: JSON values, exact numbers, identities that say what a mention is and nothing else."""

import hashlib
from dataclasses import asdict, fields, replace
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from extractors import extract, versions
from extractors.mentions import Amount, DecreeRef, Mention, Pinpoint, Province
from extractors.records import extraction_records, mention_records, to_json

ARTICLES = sorted((Path(__file__).parents[2] / "corpus" / "articles").glob("*.txt"))
AMOUNT = Amount(
    start=0, end=5, text="5 tỷ", rule="r", currency="VND", value=Decimal(5), value_max=None, modifier=None, per=None
)
PROVINCE = Province(start=0, end=3, text="Huế", rule="r", name="Huế", code="46", unit_set="63", name_2025="Huế")
REFERENCE = DecreeRef(
    start=0,
    end=3,
    text="NĐ",
    rule="r",
    kind="full",
    symbol="45/2012/NĐ-CP",
    doc_type="Nghị định",
    number="45",
    year=2012,
    issued_on=None,
    issuer=("Chính phủ",),
)


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("1E+9", "1000000000"),
        ("12.5", "12.5"),
        ("-0.24", "-0.24"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-1E+30", "-1" + "0" * 30),
        ("1E+5000", "1" + "0" * 5000),
    ],
)
def test_numbers(value: str, json: str) -> None:
    (record,) = mention_records("d", [replace(AMOUNT, value=Decimal(value))])
    assert to_json(record["value"]).decode() == json
    assert f'"value":{json},' in to_json(record).decode()


def test_a_record_has_every_field_and_where_it_comes_from() -> None:
    (record,) = mention_records("d", [replace(REFERENCE, pinpoint=Pinpoint(dieu="5", diem="a"))])
    assert record["pinpoint"] == {"dieu": "5", "diem": "a"}
    assert record["rule"] == "r"
    assert record["extractor"] == "decree_refs"
    assert record["extractor_version"]
    assert list(record)[:3] == ["start", "end", "text"]
    assert {"symbol", "issuer", "title", "relation", "mention_id"} <= set(record)
    assert orjson.loads(to_json(record))["issuer"] == ["Chính phủ"]


def ids(*mentions: Mention, doc_id: str = "d") -> list[str]:
    return [record["mention_id"] for record in mention_records(doc_id, mentions)]


def test_an_identity_is_of_document_span_and_values() -> None:
    assert ids(PROVINCE) == ids(PROVINCE)
    assert ids(PROVINCE) == ids(replace(PROVINCE, rule="another"))
    assert ids(AMOUNT, replace(AMOUNT, start=9, end=14, equivalent_to=0))[0] == ids(AMOUNT)[0]
    different = [
        *ids(PROVINCE),
        *ids(PROVINCE, doc_id="e"),
        *ids(replace(PROVINCE, end=4)),
        *ids(replace(PROVINCE, code="45")),
        *ids(replace(PROVINCE, name_2025=None)),
    ]
    assert len(set(different)) == len(different)


def test_identities_do_not_change_from_version_to_version() -> None:
    """They are in users' tables and papers: whoever changes how they are made breaks those."""
    assert ids(PROVINCE) == ["403423917fb5d855f2024652"]


def test_a_sum_that_restates_another_names_it() -> None:
    first, second = mention_records("d", [AMOUNT, replace(AMOUNT, start=9, end=14, equivalent_to=0)])
    assert first["equivalent_to"] is None
    assert second["equivalent_to"] == first["mention_id"]


def plain(value: object) -> object:
    """A field's value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Pinpoint):
        return {name: place for name, place in asdict(value).items() if place is not None}
    return value


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_a_record_is_the_mention_field_by_field(path: Path) -> None:
    for name, mentions in extract(path.read_text(encoding="utf-8")).lists.items():
        records = mention_records("d", mentions)
        assert len(records) == len(mentions)
        for mention, record in zip(mentions, records, strict=True):
            values = {
                field.name: plain(getattr(mention, field.name))
                for field in fields(mention)
                if field.name not in ("rule", "equivalent_to")
            }
            assert list(record.items())[: len(values)] == list(values.items())
            identity = hashlib.blake2b(orjson.dumps(("d", name, values)), digest_size=12).hexdigest()
            provenance = {"mention_id": identity, "rule": mention.rule}
            provenance |= {"extractor": name, "extractor_version": versions()[name]}
            assert record == values | provenance | (
                {"equivalent_to": record["equivalent_to"]} if name == "amounts" else {}
            )


def test_all_lists_are_there_in_order() -> None:
    lists = ["decree_refs", "amounts", "percentages", "provinces", "province_lists", "regions"]
    assert list(extraction_records("d", extract(""))) == lists
    found = extraction_records("d", extract("Nghị định số 45/2012/NĐ-CP, Huế chi 5 tỷ đồng, tăng 3%"))
    assert [len(found[name]) for name in lists] == [1, 1, 1, 1, 0, 0]


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json(object())
