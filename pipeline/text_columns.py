"""The columns of a stored document that follow from its text, its title and its segments alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from extractors.folding import Folded, fold
from pipeline.boilerplate import find_boilerplate, without
from pipeline.boilerplate.edges import EdgeLine, edge_lines, line_pieces
from pipeline.boilerplate.lines import lines_of
from pipeline.copies.seeing import see
from pipeline.documents import text_hash

if TYPE_CHECKING:
    from pipeline.sites.article import Segment

_READ = ("text", "title", "segments")


def text_columns(
    text: str, title: str | None, segments: "Sequence[Segment]", folded: Folded | None = None
) -> dict[str, Any]:
    """The hash of title and text, its length, its boilerplate, and what is kept of its body to compare it by.

    `folded` is the text folded, where that is at hand.
    """
    lines = lines_of(text)
    boilerplate = find_boilerplate(text, segments, lines)
    folded = fold(text) if folded is None else folded
    pieces = line_pieces(text, folded)
    body = without(text, ((each.start, each.end) for each in boilerplate))
    # where each character was folded by itself, there is nothing to compose, and a text has the pieces of its lines
    one_by_one = not folded.folded_at
    whole = list(chain.from_iterable(map(pieces, lines))) if one_by_one and body is text else None
    seen = see(body, whole, composed=one_by_one)
    first, last = edge_lines(text, title, boilerplate, segments, pieces, lines)
    return {
        "text_hash": text_hash(title, text),
        "characters": len(text),
        "boilerplate": [{"start": each.start, "end": each.end, "rule": each.rule} for each in boilerplate],
        "first_lines": [_edge_line(each) for each in first],
        "last_lines": [_edge_line(each) for each in last],
        "body_digest": seen.digest,
        "sequences": seen.length,
        "sketch": seen.sketch.astype(np.int32),
    }


def _edge_line(line: EdgeLine) -> dict[str, int]:
    return {"start": line.start, "end": line.end, "run": line.run, "words": line.words}


def with_text_columns(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of the store with these columns made anew: for a store of a program that did not have them."""
    from pipeline.sites.article import Segment

    for batch in batches:
        made = [
            text_columns(row["text"] or "", row["title"], [Segment(**each) for each in row["segments"] or ()])
            for row in batch.select(list(_READ)).to_pylist()
        ]
        yield _replaced(batch, made)


def _replaced(batch: pa.RecordBatch, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    names = rows[0].keys() if rows else ()
    columns = [
        pa.array([row[field.name] for row in rows], field.type) if field.name in names else column
        for field, column in zip(batch.schema, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
