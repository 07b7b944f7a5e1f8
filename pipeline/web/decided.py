"""Checks with what was decided about them: rows for the page, and the decisions taken along as a gold standard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

import orjson
from markupsafe import Markup

from pipeline.marking import Stretch, marked_html
from pipeline.reviewed_gold import VALUES, GoldExport, gold_export, gold_values
from pipeline.reviews import LONGEST_NOTE, Decision
from pipeline.web.checks import CHECKS
from pipeline.web.language import Language

#: Which rows are shown: those that nobody decided on, those that somebody did, all.
SHOWS = ("open", "decided", "all")
_DAYS = frozenset({"issue_dates", "issue_year"})
_CONDITIONS = {
    "open": "mention_id NOT IN (SELECT value FROM json_each(:decided))",
    "decided": "mention_id IN (SELECT value FROM json_each(:decided))",
    "all": "1",
}


@dataclass(frozen=True, slots=True)
class CheckCount:
    """A check: how many of its mentions nobody decided on, and how many somebody did."""

    name: str
    open: int
    decided: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A mention to look at: why, in its sentence, and what was decided.

    `before` is a decision on another mention at the same place: one whose values an extractor reads otherwise now.
    """

    reason: str
    kind: str
    mention_id: str
    doc_id: str
    heading: str
    published_on: str | None
    source: str | None
    sentence: Markup
    said: str
    other: str
    decision: Decision | None
    before: Decision | None


def check_counts(connection: Connection, latest: Mapping[str, Decision]) -> list[CheckCount]:
    """All checks in order, those too that found nothing."""
    rows = connection.execute(
        "SELECT reason, count(*), sum(mention_id IN (SELECT value FROM json_each(?))) FROM checks GROUP BY reason",
        (_ids(latest),),
    )
    counts = {reason: (total - decided, decided) for reason, total, decided in rows}
    return [CheckCount(check.name, *counts.get(check.name, (0, 0))) for check in CHECKS]


def check_rows(
    connection: Connection,
    latest: Mapping[str, Decision],
    language: Language,
    *,
    reason: str,
    show: str,
    most: int,
    skip: int,
) -> list[CheckRow]:
    """The mentions of a check, newest articles first."""
    rows = connection.execute(
        "SELECT reason, kind, mention_id, checks.doc_id, documents.heading, checks.published_on, documents.source,"
        ' sentences.start, sentences.text, checks.start, checks."end", checks.text, said, other_said'
        " FROM checks JOIN documents USING (doc_id) LEFT JOIN sentences ON sentences.sentence_id = checks.sentence_id"
        f" WHERE reason = :reason AND {_CONDITIONS[show]} ORDER BY checks.rowid LIMIT :most OFFSET :skip",
        {"decided": _ids(latest), "reason": reason, "most": most, "skip": skip},
    ).fetchall()
    at_place = {decision.span: decision for decision in latest.values()}
    found = []
    for name, kind, mention_id, doc_id, heading, day, source, begin, sentence, start, end, text, said, other in rows:
        decision = latest.get(mention_id)
        before = None if decision else at_place.get((doc_id, kind, start, end))
        found.append(
            CheckRow(
                *(name, kind, mention_id, doc_id, heading, day, source),
                marked_sentence(sentence, begin, text, [(start, end)], kind),
                *(_compared(name, said, language), _compared(name, other, language)),
                *(decision, before),
            )
        )
    return found


def marked_sentence(
    sentence: str | None, begin: int | None, text: str, spans: Sequence[tuple[int, int]], kind: str
) -> Markup:
    """A sentence with the mentions of a kind marked; `text` is shown where there is no sentence."""
    if sentence is None or begin is None:
        return Markup(marked_html(text, [Stretch(0, len(text), kind)]))
    stretches = [Stretch(start - begin, min(end - begin, len(sentence)), kind) for start, end in spans]
    return Markup(marked_html(sentence, stretches))


def _compared(reason: str, value: str | None, language: Language) -> str:
    if value is None:
        return ""
    if reason in _DAYS:
        return language.day(value) if "-" in value else value
    return language.number(value)


def decide(
    connection: Connection, kind: str, mention_id: str, decision: str, note: str, reason: str | None
) -> Decision | None:
    """A decision on a mention as it is now; None where there is no such mention."""
    if kind not in VALUES:
        return None
    columns = ("doc_id", "start", "end", "text", *VALUES[kind])
    selected = ", ".join(f'm."{name}"' for name in columns)
    row = connection.execute(
        f"SELECT sentences.text, {selected} FROM {kind} AS m LEFT JOIN sentences USING (sentence_id)"
        " WHERE m.mention_id = ?",
        (mention_id,),
    ).fetchone()
    if row is None:
        return None
    mention = dict(zip(columns, row[1:], strict=True))
    return Decision(
        mention_id=mention_id,
        kind=kind,
        doc_id=mention["doc_id"],
        start=mention["start"],
        end=mention["end"],
        text=mention["text"],
        sentence=row[0],
        seen=orjson.dumps(gold_values(kind, mention)).decode(),
        reason=reason,
        decision=decision,
        note=" ".join(note.split())[:LONGEST_NOTE],
        decided_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def gold(connection: Connection, latest: Mapping[str, Decision]) -> GoldExport:
    """What was decided, as a gold standard of the present texts."""
    documents = sorted({decision.doc_id for decision in latest.values()})
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT doc_id, document_texts.text, published_on FROM documents JOIN document_texts USING (doc_id)"
        " WHERE doc_id IN (SELECT value FROM json_each(?))",
        (orjson.dumps(documents).decode(),),
    ).fetchall()
    return gold_export(latest.values(), {doc_id: (text or "", day) for doc_id, text, day in rows})


def _ids(latest: Mapping[str, Decision]) -> str:
    return orjson.dumps(list(latest)).decode()
