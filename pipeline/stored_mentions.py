"""Mentions as the store holds them, made mentions of the extractors again."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from extractors.mentions import Mention, Pinpoint


def stored_mentions(kind: type[Mention], rows: Sequence[Mapping[str, Any]]) -> list[Mention]:
    """The mentions of one kind of one document, in the order of their rows."""
    places = {row["mention_id"]: at for at, row in enumerate(rows)}
    names = [field.name for field in fields(kind)]
    return [kind(**{name: _value(name, row[name], places) for name in names}) for row in rows]


def _value(name: str, value: Any, places: Mapping[str, int]) -> Any:
    match value:
        case dict():
            return Pinpoint(**value)
        case list():
            return tuple(value)
        case date():
            return value.isoformat()
        case str() if name == "equivalent_to":
            return places[value]
        case _:
            return value
