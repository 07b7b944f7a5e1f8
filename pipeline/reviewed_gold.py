"""Decisions as a gold standard: JSON lines in the form of `corpus/gold/seeds.jsonl`, only what was decided.

A line is a document in which something was decided. Of each kind in which something was, it lists the mentions that are
right; those that are wrong are in no list. `decided` says of each decision the kind, the place, what was decided and
the note. What nobody decided on is not in the file: recall and the fields are of what it lists, and precision means
something for documents alone that were looked through whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.asking import asking
from pipeline.reviews import Decision, Reviews

#: The values of each kind that a gold standard has, by the names that the published tables have for them.
VALUES: Mapping[str, Mapping[str, str]] = {
    "decree_refs": {
        name: {"cited_title": "title"}.get(name, name)
        for name in (
            *("kind", "symbol", "doc_type", "number", "year", "issued_on", "issuer", "cited_title"),
            *("dieu", "khoan", "diem", "relation"),
        )
    },
    "amounts": {name: name for name in ("currency", "value", "value_max", "modifier", "per")},
    "percentages": {name: name for name in ("value", "value_max", "unit", "direction", "base", "modifier", "per")},
    "provinces": {name: name for name in ("name", "code", "name_2025")},
    "province_lists": {name: name for name in ("members", "claimed_count", "truncated")},
}
_PINPOINT = ("dieu", "khoan", "diem")


@dataclass(frozen=True, slots=True)
class GoldExport:
    """The lines, and the decisions that are not in them: the document is gone, or other words stand at their place."""

    lines: tuple[bytes, ...]
    outdated: tuple[Decision, ...]

    @property
    def content(self) -> bytes:
        """The file."""
        return b"".join(line + b"\n" for line in self.lines)


def gold_values(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A mention's values as a gold standard writes them, from its row in the desk's file (lists are JSON, truth 0, 1).

    Of a legal reference only what the text says, as in the gold standards there are; of the other kinds all, null too.
    """
    values = {name: _plain(given, row[given]) for given, name in VALUES[kind].items()}
    if kind == "decree_refs":
        pinpoint = {name: value for name in _PINPOINT if (value := values.pop(name)) is not None}
        values["pinpoint"] = pinpoint or None
        values = {name: value for name, value in values.items() if value not in (None, [])}
    return values


def _plain(name: str, value: Any) -> Any:
    if name in ("issuer", "members"):
        return orjson.loads(value or "[]")
    return bool(value) if name == "truncated" else value


def gold_export(decisions: Iterable[Decision], texts: Mapping[str, tuple[str, str | None]]) -> GoldExport:
    """What was decided as a gold standard, by document and place; `texts` has each document's text and date."""
    by_document: dict[str, list[Decision]] = {}
    outdated: list[Decision] = []
    for decision in decisions:
        if decision.decision not in ("right", "wrong"):
            continue
        text = texts.get(decision.doc_id, ("", None))[0]
        if text[decision.start : decision.end] == decision.text:
            by_document.setdefault(decision.doc_id, []).append(decision)
        else:
            outdated.append(decision)
    lines = (_line(doc_id, *texts[doc_id], by_document[doc_id]) for doc_id in sorted(by_document))
    return GoldExport(tuple(lines), tuple(outdated))


def published_gold(output: Path) -> GoldExport:
    """What was decided in an output folder, as a gold standard of the texts in its published tables.

    Raises Misuse where nothing was published there, TrichlucError where the tables or the decisions are damaged.
    """
    decisions = Reviews(output).latest().values()
    with asking(output) as session:
        rows = session.table(_TEXTS, {"ids": sorted({decision.doc_id for decision in decisions})}).to_pylist()
    texts = {row["doc_id"]: (row["text"], row["published_on"]) for row in rows}
    return gold_export(decisions, texts)


_TEXTS = (
    "SELECT doc_id, text, published_on::VARCHAR AS published_on FROM documents WHERE doc_id IN (SELECT unnest($ids))"
)


def _line(doc_id: str, text: str, published_on: str | None, decisions: Sequence[Decision]) -> bytes:
    row: dict[str, Any] = {"id": doc_id, "text": text, "published_on": published_on}
    ordered = sorted(decisions, key=lambda decision: (decision.start, decision.end, decision.mention_id))
    for kind in VALUES:
        of_kind = [decision for decision in ordered if decision.kind == kind]
        if of_kind:
            row[kind] = [_marked(decision) for decision in of_kind if decision.decision == "right"]
    row["decided"] = [
        {"kind": one.kind, "start": one.start, "end": one.end, "text": one.text, "decision": one.decision}
        | ({"note": one.note} if one.note else {})
        for one in ordered
    ]
    return orjson.dumps(row)


def _marked(decision: Decision) -> dict[str, Any]:
    return {"start": decision.start, "end": decision.end, "text": decision.text, **decision.values}
