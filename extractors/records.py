"""Mentions as plain records: the JSON objects of the annotation guideline, and the identity of a mention."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
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

    version: str
    #: makes the record of what makes up a mention's identity
    identity: Callable[[Any], Record]
    #: whether mentions restate one another
    restates: bool


_layouts: dict[type[Mention], _Layout] = {}


def _layout(kind: type[Mention]) -> _Layout:
    layout = _layouts.get(kind)
    if layout is None:
        layout = _layouts[kind] = _new_layout(kind)
    return layout


def _new_layout(kind: type[Mention]) -> _Layout:
    known = [field.name for field in fields(kind)]
    names = {"plain_number": _plain_number, "plain_pinpoint": _plain_pinpoint}
    identity = eval(_identity_source(kind), names)
    return _Layout(versions()[kind.list_name], identity, "equivalent_to" in known)


def _identity_source(kind: type[Mention]) -> str:
    """A function of a mention as Python: looking fields up by name for each mention would take twice the time."""
    hints = get_type_hints(kind)
    makers = {Decimal: "plain_number", Pinpoint: "plain_pinpoint"}
    values: list[str] = []
    for name in (field.name for field in fields(kind) if field.name not in _NOT_IDENTITY):
        # the makers of values that JSON does not have
        maker = next((makers[type_] for type_ in (hints[name], *get_args(hints[name])) if type_ in makers), None)
        value = f"mention.{name}"
        if maker is not None:
            value = f"None if {value} is None else {maker}({value})"
        values.append(f"{name!r}: {value}")
    return f"lambda mention: {{{', '.join(values)}}}"


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


@lru_cache(maxsize=16384)
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
    hashed = _HASH.copy()
    hashed.update(to_json((doc_id, list_name, values)))
    return hashed.hexdigest()


#: Copied for each mention: to make one anew, with its size as an argument, takes twice the time.
_HASH = blake2b(digest_size=12)


def mention_records(doc_id: str, mentions: Sequence[Mention]) -> list[Record]:
    """The mentions of one list of one document, with identity and provenance."""
    if not mentions:
        return []
    kind = type(mentions[0])
    list_name, layout = kind.list_name, _layout(kind)
    version, identity = layout.version, layout.identity
    records: list[Record] = []
    for mention in mentions:
        record = identity(mention)
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
