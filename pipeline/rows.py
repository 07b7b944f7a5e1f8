"""From a document to its row in the store: what the extractors found, the sentences around it, what is boilerplate."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Context, Decimal
from importlib.metadata import version
from typing import Any

import orjson

from extractors import Cell, extract, versions
from extractors.folding import fold
from extractors.mentions import Mention
from extractors.records import mention_records
from extractors.sentences import sentences
from extractors.words import words_of as find_words
from pipeline import boilerplate
from pipeline.copies import seeing
from pipeline.documents import SourceDocument
from pipeline.schemas import DECIMAL
from pipeline.stage_times import spent_on
from pipeline.text_columns import text_columns
from pipeline.word_choice import WordsOf

#: Raised when this module makes another row of the same mentions.
_ROW_VERSION = "4"
_LARGEST = Decimal(10) ** (DECIMAL.precision - DECIMAL.scale)
_STEP = Decimal(1).scaleb(-DECIMAL.scale)
_EXACT = Context(prec=2 * DECIMAL.precision)

Row = dict[str, Any]
Span = tuple[int, int]


class NotStorable(ValueError):
    """A mention has a value that no column can hold."""


def row_versions(words_of: WordsOf = "mentions") -> dict[str, str]:
    """The versions of everything that a row depends on besides its document, and what of its words is wanted."""
    return versions() | {
        "boilerplate": boilerplate.VERSION,
        "copies": seeing.VERSION,
        "rows": _ROW_VERSION,
        "underthesea": version("underthesea"),
        "words": words_of,
    }


def extraction_key(words_of: WordsOf = "mentions") -> str:
    """A hash of `row_versions`: a stored row with another one was made otherwise, and is made anew."""
    key = orjson.dumps(row_versions(words_of), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(key, digest_size=8).hexdigest()


def document_row(document: SourceDocument, words_of: WordsOf = "mentions") -> Row:
    """Extract from a document and make its row of the store (but for the run's columns).

    Raises NotStorable where a value does not fit its column, and whatever an extractor raises.
    """
    text = document.text
    with spent_on("extract"):
        extraction = extract(text, published_on=document.published_on, cells=_cells(document))
    folded = fold(text)
    found = any(extraction.lists.values())
    with spent_on("words"):
        bounds = sentences(text, folded) if found or words_of == "all" else []
    starts, ends = [start for start, _ in bounds], [end for _, end in bounds]
    holding = set(range(len(bounds))) if words_of == "all" else set()
    row: Row = {
        "doc_id": document.doc_id,
        "url": document.url,
        "title": document.title,
        "author": document.author,
        "source": document.source,
        "published_on": document.published_on,
        "published_at": document.published_at,
        "modified_at": document.modified_at,
        "captured_at": document.captured_at,
        "section": document.section,
        "tags": list(document.tags),
        "canonical_url": document.canonical_url,
        "original_source": document.original_source,
        "original_url": document.original_url,
        "site": document.site,
        "layout": document.layout,
        "format": document.format,
        "encoding": document.encoding,
        "encoding_confidence": document.encoding_confidence,
        "bytes_sha256": document.bytes_sha256,
        "text": text,
        "segments": [asdict(segment) for segment in document.segments],
        **text_columns(text, document.title, document.segments, folded),
        "file": document.origin.file,
        "line": document.origin.line,
        "origin_key": document.origin.key,
        "content_hash": document.content_hash,
    }
    for name, mentions in extraction.lists.items():
        records = mention_records(document.doc_id, mentions)
        for mention, record in zip(mentions, records, strict=True):
            # the sentences that a mention touches: one, unless it was cut where it should not have been
            first, last = bisect_right(ends, mention.start), bisect_left(starts, mention.end) - 1
            holding.update(range(first, last + 1))
            record["sentence_start"], record["sentence_end"] = starts[first], ends[last]
            _make_storable(mention, record)
        row[name] = records
    row["sentences"] = _sentences(text, sorted(holding), bounds, with_words=words_of != "none")
    return row


def _cells(document: SourceDocument) -> list[Cell]:
    """The cells of the document's tables whose unit is known."""
    return [
        Cell(
            start=segment.start,
            end=segment.end,
            unit=segment.unit,
            header=segment.header,
            table=segment.table or 0,
            column=segment.column or 0,
        )
        for segment in document.segments
        if segment.unit is not None
    ]


def _sentences(text: str, numbers: Sequence[int], bounds: Sequence[Span], *, with_words: bool) -> list[Row]:
    kept = [bounds[number] for number in numbers]
    with spent_on("words"):
        words = find_words(text, kept) if with_words else [[] for _ in kept]
    return [
        {
            "number": number + 1,
            "start": start,
            "end": end,
            "words": [text[begin:stop] for begin, stop in spans],
            "word_starts": [begin for begin, _ in spans],
        }
        for number, (start, end), spans in zip(numbers, kept, words, strict=True)
    ]


def _make_storable(mention: Mention, record: Row) -> None:
    """Put exact decimals and dates in the place of what JSON has instead."""
    for field in fields(mention):
        value = getattr(mention, field.name)
        if isinstance(value, Decimal):
            record[field.name] = _decimal(value, mention)
    issued_on = record.get("issued_on")
    if issued_on is not None:
        record["issued_on"] = date.fromisoformat(issued_on)


def _decimal(value: Decimal, mention: Mention) -> Decimal:
    place = f"{mention.list_name} at {mention.start}-{mention.end} (“{mention.text[:40]}”)"
    # abs() would round to the digits of Python's default context
    if value.copy_abs() >= _LARGEST:
        raise NotStorable(f"{place}: the value has more than {DECIMAL.precision - DECIMAL.scale} digits")
    stored = value.quantize(_STEP, context=_EXACT)
    if stored != value:
        raise NotStorable(f"{place}: the value has more than {DECIMAL.scale} decimal places")
    return stored
