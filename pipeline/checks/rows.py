"""The rows of the store: every offset, identity and hash that can be worked out again from the text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.mentions import Mention, Pinpoint
from extractors.records import mention_records
from pipeline.checks import remedies
from pipeline.checks.findings import Report
from pipeline.documents import text_hash
from pipeline.rows import extraction_key
from pipeline.schemas import KINDS, conform, store_schema

#: Documents that are read at once.
_ROWS = 64
_READ = ("doc_id", "title", "text", "text_hash", "characters", "segments", "boilerplate", "extraction_key", "sentences")

Row = Mapping[str, Any]


def check_rows(file: Path, report: Report) -> None:
    """Check each document in a file of the store. Raises what reading the file raises."""
    today = extraction_key()
    schema = pa.schema([store_schema().field(name) for name in (*_READ, *KINDS)])
    with pq.ParquetFile(file) as opened:
        for batch in opened.iter_batches(_ROWS, columns=[n for n in schema.names if n in opened.schema_arrow.names]):
            for row in conform(pa.Table.from_batches([batch]), schema).to_pylist():
                report.checked["documents"] += 1
                for problem in _problems(row, today, report):
                    report.add(file, f"document {row['doc_id']}", "row", problem, remedies.row())


def _problems(row: Row, today: str, report: Report) -> Iterator[str]:
    text = row["text"]
    if not row["doc_id"] or text is None:
        yield "has no doc_id or no text"
        return
    if row["characters"] != len(text):
        yield f"`characters` is {row['characters']}, the text has {len(text)}"
    if row["text_hash"] != text_hash(row["title"], text):
        yield "the hash of title and text is another"
    for name in ("segments", "boilerplate"):
        for each in row[name] or ():
            if not 0 <= each["start"] <= each["end"] <= len(text):
                yield f"`{name}` {each['start']}-{each['end']} is not in the text"
    sentences = row["sentences"] or []
    yield from _of_sentences(text, sentences, report)
    starts, ends = {each["start"] for each in sentences}, {each["end"] for each in sentences}
    for name, kind in KINDS.items():
        mentions = row[name] or []
        report.checked["mentions"] += len(mentions)
        for each in mentions:
            place = f"`{name}` {each['start']}-{each['end']}"
            if not 0 <= each["start"] < each["end"] <= len(text) or text[each["start"] : each["end"]] != each["text"]:
                yield f"{place}: the text there is not “{str(each['text'])[:60]}”"
            elif not each["sentence_start"] <= each["start"] or not each["end"] <= each["sentence_end"]:
                yield f"{place}: not within its sentence"
            elif sentences and (each["sentence_start"] not in starts or each["sentence_end"] not in ends):
                yield f"{place}: its sentence is not among the document's"
        yield from _identities(row, name, kind, mentions, today)


def _of_sentences(text: str, sentences: Sequence[Row], report: Report) -> Iterator[str]:
    for each in sentences:
        report.checked["sentences"] += 1
        start, end = each["start"], each["end"]
        if not 0 <= start < end <= len(text):
            yield f"sentence {each['number']} {start}-{end} is not in the text"
            continue
        words, places = each["words"] or [], each["word_starts"] or []
        if len(words) != len(places):
            yield f"sentence {each['number']} has {len(words)} words and {len(places)} places"
            continue
        at = start
        for word, place in zip(words, places, strict=True):
            if place < at or place + len(word) > end or text[place : place + len(word)] != word:
                yield f"sentence {each['number']}: the word at {place} is not “{word[:60]}”"
                break
            at = place + len(word)


def _identities(row: Row, name: str, kind: type[Mention], mentions: Sequence[Row], today: str) -> Iterator[str]:
    """What is wrong with the ids of a document's mentions; those of older extractors were made by other rules."""
    ids = [each["mention_id"] for each in mentions]
    if len(set(ids)) != len(ids) or not all(ids):
        yield f"`{name}`: a `mention_id` stands twice, or is missing"
    for each in mentions:
        if each.get("equivalent_to") is not None and each["equivalent_to"] not in ids:
            yield f"`{name}` {each['start']}-{each['end']}: `equivalent_to` names no mention of the document"
    if row["extraction_key"] != today:
        return
    try:
        again = mention_records(row["doc_id"], [_mention(kind, each) for each in mentions])
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        yield f"`{name}`: values that no mention has ({error})"
        return
    for each, record in zip(mentions, again, strict=True):
        if each["mention_id"] != record["mention_id"]:
            yield f"`{name}` {each['start']}-{each['end']}: its `mention_id` is not that of its values"


def _mention(kind: type[Mention], row: Row) -> Mention:
    """A mention from its row."""
    values = {}
    for name, inner in _layout(kind.list_name):
        value = row[name]
        if name == "equivalent_to":
            value = None
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, list):
            value = tuple(value)
        elif inner is not None and value is not None:
            value = inner(**value)
        values[name] = value
    return kind(**values)


@cache
def _layout(list_name: str) -> tuple[tuple[str, type | None], ...]:
    """The fields of a kind, each with the dataclass that it holds, if any."""
    kind = KINDS[list_name]
    hints = get_type_hints(kind)
    return tuple((field.name, Pinpoint if "Pinpoint" in str(hints[field.name]) else None) for field in fields(kind))
