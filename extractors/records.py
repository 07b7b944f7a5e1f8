"""Mentions as plain records: the JSON objects of the annotation guideline, and the identity of a mention."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from extractors.extraction import Extraction, versions
from extractors.mentions import Mention, Pinpoint

Record = dict[str, Any]


@cache
def _field_names(kind: type[Mention]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _plain(value: Any) -> Any:
    """JSON numbers for values: an integer where whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Pinpoint):
        return {name: at for name in ("dieu", "khoan", "diem") if (at := getattr(value, name)) is not None}
    return value


def mention_id(doc_id: str, list_name: str, values: Record) -> str:
    """The identity of a mention: a hash of document, list, span and values, the same in every run.

    The extractor's version is not part of it: a newer extractor that finds the same mention finds the same one.
    """
    identity = orjson.dumps([doc_id, list_name, values], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(identity, digest_size=12).hexdigest()


def mention_records(doc_id: str, mentions: Sequence[Mention]) -> list[Record]:
    """The mentions of one list of one document, with identity and provenance."""
    records: list[Record] = []
    for mention in mentions:
        record = {name: _plain(getattr(mention, name)) for name in _field_names(type(mention))}
        # neither the rule's name nor the link to another mention is part of what the mention is
        identity = {name: value for name, value in record.items() if name not in ("rule", "equivalent_to")}
        equivalent_to = record.pop("equivalent_to", None)
        record["mention_id"] = mention_id(doc_id, mention.list_name, identity)
        if "equivalent_to" in _field_names(type(mention)):
            record["equivalent_to"] = equivalent_to
        record["extractor"] = mention.list_name
        record["extractor_version"] = versions()[mention.list_name]
        records.append(record)
    for record in records:
        if record.get("equivalent_to") is not None:
            record["equivalent_to"] = records[record["equivalent_to"]]["mention_id"]
    return records


def extraction_records(doc_id: str, extraction: Extraction) -> dict[str, list[Record]]:
    """All lists of one document, by name, in the registry's order."""
    return {name: mention_records(doc_id, mentions) for name, mentions in extraction.lists.items()}
