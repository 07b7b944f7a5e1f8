"""How well the extractors find what a reader marked: precision, recall, F1, strict F1 and the accuracy of the fields.

A found mention matches a marked one of its kind when their spans overlap and their keys are equal, one to one, in
reading order; the strict score also asks for equal spans. A marked mention that is optional is neither a miss when
absent nor an error when found. The keys and fields are those of the annotation guideline.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors import extract
from extractors.mentions import Amount, DecreeRef, Percentage, Province, ProvinceList
from extractors.records import Record, extraction_records
from pipeline.jsonl import Document

#: How much of the text around a mention an error shows, in code points before and after.
_SHOWN_BEFORE, _SHOWN_AFTER = 40, 25


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention that is compared: one that a reader marked, or one that an extractor found."""

    start: int
    end: int
    text: str
    key: Any
    fields: Mapping[str, Any]
    shown: Mapping[str, Any]
    optional: bool = False

    def overlaps(self, other: "Marked") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class ReferenceKey:
    """What a legal reference is known by: its symbol, else a law's title and year, else type and number."""

    symbol: str | None
    title: str | None
    year: int | None
    number: tuple[str, str]

    def matches(self, found: "ReferenceKey") -> bool:
        """Whether a found reference means this one."""
        if self.symbol and found.symbol:
            return self.symbol == found.symbol
        if self.title and found.title:
            return self.title == found.title and (self.year == found.year or None in (self.year, found.year))
        return not self.symbol and self.number == found.number


@dataclass(frozen=True, slots=True)
class Kind:
    """How mentions of one kind are compared: their key, and the fields that are scored once they match."""

    name: str
    key: Callable[[Record], Any]
    fields: tuple[str, ...]

    def mark(self, record: Record) -> Marked:
        """A mention as it is compared."""
        return Marked(
            start=record["start"],
            end=record["end"],
            text=record["text"],
            key=self.key(record),
            fields={name: _comparable(record[name]) for name in self.fields if name in record},
            shown={name: record[name] for name in self.fields if name in record},
            optional=bool(record.get("optional")),
        )

    def same(self, marked: Marked, found: Marked) -> bool:
        """Whether two mentions have one key."""
        if isinstance(marked.key, ReferenceKey):
            return marked.key.matches(found.key)
        return bool(marked.key == found.key)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with what a reader marked in it, by kind; a kind that was not marked is absent."""

    document: Document
    marked: Mapping[str, Sequence[Marked]]


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one kind. `fields` holds, by name, how many of the matched pairs agree and how many are known."""

    kind: str
    matched: int
    spurious: int
    missed: int
    exact: int
    fields: Mapping[str, tuple[int, int]]
    errors: Sequence[str]

    @property
    def gold(self) -> int:
        """How many mentions a reader marked, optional ones left out."""
        return self.matched + self.missed

    @property
    def precision(self) -> float:
        """The share of the found mentions that were marked."""
        return _share(self.matched, self.matched + self.spurious)

    @property
    def recall(self) -> float:
        """The share of the marked mentions that were found."""
        return _share(self.matched, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)

    @property
    def strict_f1(self) -> float:
        """The same, of the pairs with equal spans."""
        return _harmonic(_share(self.exact, self.matched + self.spurious), _share(self.exact, self.gold))

    @property
    def field_accuracy(self) -> dict[str, float]:
        """For each field that the gold standard knows, the share of the matched pairs that agree in it."""
        return {name: right / known for name, (right, known) in self.fields.items() if known}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _folded(text: object) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(text)).casefold()).strip()


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return _folded(value)
    if isinstance(value, list | tuple):
        return [_folded(part) for part in value]
    return value


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _province(name: object) -> str:
    return re.sub(r"thừa thiên (?:- )?huế", "huế", _folded(name))


def _reference_key(record: Record) -> ReferenceKey:
    symbol = record.get("symbol")
    return ReferenceKey(
        symbol=_folded(symbol) if symbol else None,
        title=_folded(record.get("title") or record["text"]) if record.get("kind") == "named" else None,
        year=record.get("year"),
        number=(_folded(record.get("doc_type")), _folded(record.get("number"))),
    )


def _sum_key(unit: str) -> Callable[[Record], Any]:
    return lambda record: (record.get(unit), _number(record.get("value")), _number(record.get("value_max")))


KINDS = (
    Kind(
        DecreeRef.list_name,
        _reference_key,
        ("kind", "doc_type", "number", "year", "issued_on", "issuer", "pinpoint"),
    ),
    Kind(Amount.list_name, _sum_key("currency"), ("modifier", "per")),
    Kind(Percentage.list_name, _sum_key("unit"), ("direction", "base", "modifier", "per")),
    Kind(Province.list_name, lambda record: _province(record.get("name")), ("code", "name_2025")),
    Kind(
        ProvinceList.list_name,
        lambda record: tuple(map(_province, record.get("members") or ())),
        ("claimed_count", "truncated"),
    ),
)


def gold_document(document: Document, row: Mapping[str, Any]) -> GoldDocument:
    """A gold document from its row: the lists of mentions by kind, with the guideline's fields."""
    return GoldDocument(
        document,
        {kind.name: tuple(map(kind.mark, row[kind.name])) for kind in KINDS if kind.name in row},
    )


def evaluate(gold: Iterable[GoldDocument]) -> list[Score]:
    """Extract from every gold document and score what was found, by kind."""
    found = [(wanted, _extracted(wanted.document)) for wanted in gold]
    return [score(kind, found) for kind in KINDS]


def _extracted(document: Document) -> dict[str, list[Record]]:
    return extraction_records(document.id, extract(document.text, published_on=document.published_on))


def score(kind: Kind, found: Iterable[tuple[GoldDocument, Mapping[str, Sequence[Record]]]]) -> Score:
    """The score of one kind over gold documents, each with the records that were found in it."""
    matched = spurious = missed = exact = 0
    right, known = dict.fromkeys(kind.fields, 0), dict.fromkeys(kind.fields, 0)
    errors: list[str] = []
    for wanted, records in found:
        if kind.name not in wanted.marked:
            continue
        pairs, misses, rest = match(
            kind, wanted.marked[kind.name], [kind.mark(record) for record in records[kind.name]]
        )
        matched, missed, spurious = matched + len(pairs), missed + len(misses), spurious + len(rest)
        doc_id, text = wanted.document.id, wanted.document.text
        for marked, mention in pairs:
            exact += (marked.start, marked.end) == (mention.start, mention.end)
            for name in marked.fields:
                known[name] += 1
                if marked.fields[name] == mention.fields[name]:
                    right[name] += 1
                else:
                    gold, got = marked.shown[name], mention.shown[name]
                    errors.append(f"{doc_id} field {name}: {marked.text!r} gold {gold!r}, found {got!r}")
        for what, marks in (("missed", misses), ("spurious", rest)):
            for mark in marks:
                around = text[max(0, mark.start - _SHOWN_BEFORE) : mark.end + _SHOWN_AFTER]
                errors.append(f"{doc_id} {what} {mark.text!r} {mark.key} in …{around!r}")
    fields = {name: (right[name], known[name]) for name in kind.fields}
    return Score(kind.name, matched, spurious, missed, exact, fields, errors)


def match(
    kind: Kind, marked: Sequence[Marked], found: Sequence[Marked]
) -> tuple[list[tuple[Marked, Marked]], list[Marked], list[Marked]]:
    """Pair each marked mention with at most one found, in reading order: the pairs, the missed, the spurious.

    Optional ones are paired last, and are in none of the three; nor is what was found over one of them.
    """
    free = sorted(found, key=lambda mention: mention.start)
    pairs: list[tuple[Marked, Marked]] = []
    missed: list[Marked] = []
    for wanted in sorted(marked, key=lambda mention: (mention.optional, mention.start)):
        hits = (at for at, mention in enumerate(free) if mention.overlaps(wanted) and kind.same(wanted, mention))
        hit = next(hits, None)
        if hit is None:
            missed.append(wanted)
        else:
            pairs.append((wanted, free.pop(hit)))
    optional = [mention for mention in marked if mention.optional]
    return (
        [pair for pair in pairs if not pair[0].optional],
        [mention for mention in missed if not mention.optional],
        [mention for mention in free if not any(mention.overlaps(other) for other in optional)],
    )
