"""Sentences and texts of the file with their mentions marked, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

import orjson
from markupsafe import Markup

from pipeline.marking import Stretch, marked_html
from pipeline.schemas import KINDS
from pipeline.web.addresses import decree_at, province_at
from pipeline.web.language import Language

#: What of each kind is shown as its values, in order.
SHOWN: dict[str, tuple[str, ...]] = {
    "decree_refs": (
        *("symbol", "doc_type", "cited_title", "issued_on", "issuer", "diem", "khoan", "dieu"),
        *("kind", "resolution", "relation", "relation_source"),
    ),
    "amounts": ("value", "modifier", "role", "ambiguous", "value_alternative"),
    "percentages": ("value", "direction", "base", "modifier", "role", "ambiguous", "value_alternative"),
    "provinces": ("name", "code", "unit_set", "name_2025"),
    "province_lists": ("members", "claimed_count", "complete", "truncated"),
    "regions": ("name", "members"),
}
_ALL = ("mention_id", "start", "end", "text", "boilerplate", "rule")
#: What else is read: parts of a value that is shown as one (`5–7 VND/kWh`), and where a mention leads.
_MORE = {
    "decree_refs": ("decree",),
    "amounts": ("value_max", "currency", "per"),
    "percentages": ("value_max", "unit", "per"),
}
_FLAGS = frozenset({"ambiguous", "complete", "truncated"})
_NUMBERS = frozenset({"value", "value_max", "value_alternative"})
_LISTS = frozenset({"issuer", "members"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A mention as a page shows it: its place and text, its values with what they are called, and where it leads."""

    mention_id: str
    kind: str
    start: int
    end: int
    text: str
    values: tuple[tuple[str, str], ...]
    boilerplate: str | None
    rule: str
    href: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An article that cites a legal document, with the first sentence that does."""

    doc_id: str
    heading: str
    published_on: str | None
    source: str | None
    is_duplicate: bool
    mentions: int
    mention_id: str
    sentence: Markup


def mentions_of(connection: Connection, doc_id: str, language: Language) -> list[Shown]:
    """All mentions of an article, in the order of the text within each kind."""
    shown: list[Shown] = []
    for kind in KINDS:
        names = [*_ALL, *SHOWN[kind], *_MORE.get(kind, ())]
        columns = ", ".join(f'"{name}"' for name in names)
        for row in connection.execute(
            f'SELECT {columns} FROM {kind} WHERE doc_id = ? ORDER BY start, "end"', (doc_id,)
        ):
            mention = dict(zip(names, row, strict=True))
            shown.append(
                Shown(
                    *(mention["mention_id"], kind, mention["start"], mention["end"], mention["text"]),
                    tuple(_values(kind, mention, language)),
                    *(mention["boilerplate"], mention["rule"], _href(kind, mention)),
                )
            )
    return shown


def _values(kind: str, mention: dict[str, Any], language: Language) -> Sequence[tuple[str, str]]:
    values = []
    for name in SHOWN[kind]:
        value = mention[name]
        if value in (None, "", "[]") or (name in _FLAGS and not value and name != "complete"):
            continue
        label = language.t(f"field.{_LABELS.get(name, name)}")
        values.append((label, _quantity(mention, language) if name == "value" else written(name, value, language)))
    return values


def _quantity(mention: dict[str, Any], language: Language) -> str:
    """A sum or a percentage with its unit: `62.584.000.000 VND`, `5–7 phần trăm`."""
    value = language.number(mention["value"])
    if mention["value_max"] is not None:
        value += f"–{language.number(mention['value_max'])}"
    unit = mention.get("currency") or written("unit", mention.get("unit") or "", language)
    return f"{value} {unit}".strip() + (f"/{mention['per']}" if mention["per"] else "")


_LABELS = {"cited_title": "title"}


def written(name: str, value: Any, language: Language) -> str:
    """A value as a reader writes it."""
    if name in _NUMBERS:
        return language.number(value)
    if name in _FLAGS:
        return language.t("common.yes") if value else language.t("common.no")
    if name in _LISTS:
        return ", ".join(orjson.loads(value))
    if name == "issued_on":
        return language.day(value)
    return language.words.get(f"value.{name}.{value}", str(value))


def _href(kind: str, mention: dict[str, Any]) -> str:
    if kind == "decree_refs" and mention["decree"]:
        return decree_at(mention["decree"])
    if kind == "provinces" and mention["name"]:
        return province_at(mention["name"])
    return ""


def stretch_of(mention: Shown, language: Language) -> Stretch:
    """A mention as it is marked in its text, with its values as what is said of it."""
    lines = [f"▪ {language.t(f'kind.{mention.kind}')}: {mention.text}"]
    lines += (f"{label}: {value}" for label, value in mention.values)
    return Stretch(mention.start, mention.end, mention.kind, "\n".join(lines) + "\n", mention.mention_id, mention.href)


def decree_sentences(connection: Connection, decree: str, *, copies: bool, most: int, skip: int) -> list[Cited]:
    """The articles that cite a document, newest first, each with its first sentence that does, references marked."""
    rows = connection.execute(
        "SELECT cited.doc_id, documents.heading, documents.published_on, documents.source, cited.is_duplicate,"
        " cited.mentions, cited.mention_id, sentences.sentence_id, sentences.start, sentences.text"
        " FROM decree_documents AS cited JOIN documents USING (doc_id) LEFT JOIN sentences USING (sentence_id)"
        f" WHERE cited.decree = ? {'' if copies else 'AND cited.is_duplicate = 0'}"
        " ORDER BY cited.sentence_id DESC LIMIT ? OFFSET ?",
        (decree, most, skip),
    ).fetchall()
    cited = []
    for doc_id, heading, day, source, duplicate, mentions, mention_id, sentence_id, begin, text in rows:
        places = connection.execute(
            'SELECT start, "end" FROM decree_refs WHERE sentence_id = ? AND decree = ? ORDER BY start',
            (sentence_id, decree),
        )
        text = text or ""
        marks = [Stretch(a - begin, min(b - begin, len(text)), "decree_refs") for a, b in places]
        sentence = Markup(marked_html(text, marks))
        cited.append(Cited(doc_id, heading, day, source, bool(duplicate), mentions, mention_id, sentence))
    return cited
