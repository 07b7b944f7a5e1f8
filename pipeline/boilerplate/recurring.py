"""Paragraphs that recur at the edges of a source's documents: a paper's footer, a disclaimer, a call to subscribe.

A run of lines from the end (or the beginning, below the title) recurs where it stands beside many different lines, in
documents of which it is no more than half. So copies of one article do not make its own paragraphs recur: in them it is
always the same line that comes next, or a new heading above what is nearly all of the text.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.queries import parquet
from pipeline.schemas import BOILERPLATE

from .lines import BoilerplateRule

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The different lines that a run must stand beside: so many at least, and so large a share of the source's documents.
#: Measured on 5,000 articles of one newspaper: from 0.001 up all that is found is boilerplate to a reader.
FEWEST = 10
SHARE = 0.01
#: A run of fewer words (a signature, a heading) says nothing by recurring.
_FEWEST_WORDS = 6
_RULE: BoilerplateRule = "recurring_paragraph"
#: Whose documents are compared: the source's, else the host's, else those of the same folder or file.
_SOURCE = (
    "coalesce('source ' || source, 'host ' || nullif(regexp_extract(url, '^(?:\\w+:)?//(?:www\\.)?([^/:?#]+)', 1), ''),"
    " 'file ' || CASE WHEN line IS NULL THEN regexp_replace(origin_key, '[^/!]*$', '') ELSE origin_key END)"
)
_STRETCHES = pa.schema([pa.field("doc_id", pa.string()), pa.field("boilerplate", pa.list_(BOILERPLATE))])
_ROWS = 2_000


def find_recurring(documents: str, aside: Path, connection: "DuckDBPyConnection") -> None:
    """Make two tables in a database: `stretches` (`doc_id`, `boilerplate`), all boilerplate of the documents that have
    recurring paragraphs, and `recurring_lines` (`doc_id`, `start`, `end`), each such paragraph once, in one document.

    `documents` is SQL for the store's rows; `aside` is a folder for what does not fit in memory.
    """
    run = connection.execute
    run(
        f"CREATE TEMP TABLE edges AS WITH held AS (SELECT doc_id, {_SOURCE} AS source, first_lines, last_lines,"
        f" characters FROM {documents}), places AS ("
        "SELECT doc_id, source, characters, true AS first, first_lines AS lines,"
        " unnest(range(1, len(first_lines) + 1)) AS place FROM held UNION ALL"
        " SELECT doc_id, source, characters, false, last_lines, unnest(range(1, len(last_lines) + 1)) FROM held)"
        " SELECT doc_id, source, first, place, lines[place].run AS run, lines[place].words AS words,"
        ' CASE WHEN 2 * list_sum(list_transform(lines[:place], lambda line: line."end" - line.start)) <= characters'
        " THEN lines[place + 1].run END AS beside FROM places"
    )
    run(
        "CREATE TEMP TABLE recurring AS WITH sizes AS"
        f" (SELECT {_SOURCE} AS source, count(*) AS documents FROM {documents} GROUP BY ALL)"
        " SELECT source, run, min(doc_id) AS example, bool_or(first) AS first, max(place) AS place"
        f" FROM edges JOIN sizes USING (source) WHERE words >= {_FEWEST_WORDS} AND beside IS NOT NULL"
        f" GROUP BY source, run, documents HAVING count(DISTINCT beside) >= greatest({FEWEST}, {SHARE} * documents)"
    )
    run(
        "CREATE TEMP TABLE depths AS SELECT doc_id, coalesce(max(edges.place) FILTER (edges.first), 0) AS heads,"
        " coalesce(max(edges.place) FILTER (NOT edges.first), 0) AS tails"
        " FROM edges JOIN recurring USING (source, run) GROUP BY doc_id"
    )
    read = connection.sql(
        "SELECT doc_id, characters, boilerplate, first_lines[:heads] AS heads, last_lines[:tails] AS tails"
        f" FROM depths JOIN {documents} USING (doc_id) ORDER BY doc_id"
    )
    spilled = aside / ".stretches"
    with pq.ParquetWriter(spilled, _STRETCHES) as writer:
        for batch in read.to_arrow_reader(_ROWS):
            rows = [{"doc_id": row["doc_id"], "boilerplate": all_stretches(row)} for row in batch.to_pylist()]
            writer.write_table(pa.Table.from_pylist(rows, schema=_STRETCHES))
    run(f"CREATE TEMP TABLE stretches AS SELECT * FROM {parquet([spilled])}")
    spilled.unlink()
    run(
        'CREATE TEMP TABLE recurring_lines AS SELECT DISTINCT doc_id, one.start AS start, one."end" AS "end" FROM'
        " (SELECT doc_id, unnest(CASE WHEN first THEN first_lines[:place] ELSE last_lines[:place] END) AS one"
        f" FROM recurring JOIN {documents} ON doc_id = example)"
    )
    for table in ("depths", "recurring", "edges"):
        run(f"DROP TABLE {table}")


def all_stretches(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The boilerplate of a document with the lines of it that recur, in order.

    At least half of what was body stays body: of more lines than that, those nearest to the edges are taken.
    """
    marked: list[dict[str, Any]] = list(row["boilerplate"] or ())
    left = (row["characters"] - sum(each["end"] - each["start"] for each in marked)) // 2
    taken: dict[int, int] = {}
    for line in _outer_first(row["tails"], row["heads"]):
        left -= line["end"] - line["start"]
        if left < 0:
            break
        taken[line["start"]] = line["end"]
    marked += [{"start": start, "end": end, "rule": _RULE} for start, end in taken.items()]
    return sorted(marked, key=lambda each: each["start"])


def _outer_first(tails: Sequence[Any], heads: Sequence[Any]) -> Sequence[Any]:
    """Lines from the end, then those from the beginning that are not among them."""
    known = {line["start"] for line in tails}
    return [*tails, *(line for line in heads if line["start"] not in known)]


def example_lines(documents: str, connection: "DuckDBPyConnection") -> Sequence[str]:
    """The text of each recurring paragraph, once."""
    found = connection.sql(
        f'SELECT DISTINCT substring(text, start + 1, "end" - start) FROM recurring_lines JOIN {documents}'
        " USING (doc_id) ORDER BY 1"
    ).fetchall()
    return [text for (text,) in found]
