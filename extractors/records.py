"""Mentions as plain records: the JSON objects of the annotation guideline, and the identity of a mention."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any, get_args, get_type_hints

import orjson

from extractors.extraction import Extraction, versions
from extractors.mentions import Mention, Pinpoint

Record = dict[str, Any]

#: What a mention's identity leaves out: how it was found, and which other mention it restates.
_NOT_IDENTITY = ("rule", "equivalent_to")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How mentions of one kind become records."""

    #: the fields that make up the identity, and how their values are had
    names: tuple[str, ...]
    values_of: Callable[[Mention], tuple[Any, ...]]
    #: those of them whose values JSON does not have, each with what makes a JSON value of it
    plain: tuple[tuple[str, Callable[[Any], Any]], ...]
    #: whether mentions restate one another
    restates: bool


_layouts: dict[str, _Layout] = {}


def _layout(kind: type[Mention]) -> _Layout:
    layout = _layouts.get(kind.list_name)
    if layout is None:
        known = [field.name for field in fields(kind)]
        names = tuple(name for name in known if name not in _NOT_IDENTITY)
        hints = get_type_hints(kind)
        makers: dict[type, Callable[[Any], Any]] = {Decimal: _plain_number, Pinpoint: _plain_pinpoint}
        plain = tuple(
            (name, maker)
            for name in names
            for type_, maker in makers.items()
            if hints[name] is type_ or type_ in get_args(hints[name])
        )
        layout = _layouts[kind.list_name] = _Layout(names, attrgetter(*names), plain, "equivalent_to" in known)
    return layout


class LongInteger(int):
    """An integer of more than 64 bits, which orjson takes only with help: see `to_json`."""


def to_json(value: Any, option: int = 0) -> bytes:
    """Records, or anything that holds them, as JSON, exact however long their integers are."""
    return orjson.dumps(value, default=_long, option=option | orjson.OPT_PASSTHROUGH_SUBCLASS)


def _long(value: Any) -> orjson.Fragment:
    if isinstance(value, LongInteger):
        # Python does not write integers of thousands of digits, but decimals
        return orjson.Fragment(f"{Decimal(value):f}".encode())
    raise TypeError(f"{type(value).__name__} is no value of a record")


def _plain_number(value: Decimal) -> int | float:
    """A JSON number: an integer where whole."""
    whole = int(value)
    if whole != value:
        return float(value)
    return whole if -_LONGEST <= whole < _LONGEST else LongInteger(whole)


_LONGEST = 1 << 63


def _plain_pinpoint(pinpoint: Pinpoint) -> dict[str, str]:
    return {name: at for name in _PINPOINT_FIELDS if (at := getattr(pinpoint, name)) is not None}


_PINPOINT_FIELDS = tuple(field.name for field in fields(Pinpoint))


def mention_id(doc_id: str, list_name: str, values: Record) -> str:
    """The identity of a mention: a hash of document, list, span and values, the same in every run.

    The extractor's version is not part of it: a newer extractor that finds the same mention finds the same one.
    """
    return hashlib.blake2b(to_json((doc_id, list_name, values)), digest_size=12).hexdigest()


def mention_records(doc_id: str, mentions: Sequence[Mention]) -> list[Record]:
    """The mentions of one list of one document, with identity and provenance."""
    if not mentions:
        return []
    kind = type(mentions[0])
    list_name, version = kind.list_name, versions()[kind.list_name]
    layout = _layout(kind)
    names, values_of, plain = layout.names, layout.values_of, layout.plain
    records: list[Record] = []
    for mention in mentions:
        record: Record = dict(zip(names, values_of(mention), strict=True))
        for name, make_plain in plain:
            value = record[name]
            if value is not None:
                record[name] = make_plain(value)
        record["mention_id"] = mention_id(doc_id, list_name, record)
        record["rule"] = mention.rule
        if layout.restates:
            record["equivalent_to"] = mention.equivalent_to  # type: ignore[attr-defined]
        record["extractor"] = list_name
        record["extractor_version"] = version
        records.append(record)
    if layout.restates:
        for record in records:
            if record["equivalent_to"] is not None:
                record["equivalent_to"] = records[record["equivalent_to"]]["mention_id"]
    return records


def extraction_records(doc_id: str, extraction: Extraction) -> dict[str, list[Record]]:
    """All lists of one document, by name, in the registry's order."""
    return {name: mention_records(doc_id, mentions) for name, mentions in extraction.lists.items()}
