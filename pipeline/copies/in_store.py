"""The copies among the documents of a store, from the sketches that it keeps: few texts are read again.

DuckDB sorts what is as long as the store, on disk where it must. In memory are the hashes that more than one sketch
has (24 bytes each, while candidates are found) and about 100 bytes for each candidate.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipeline.boilerplate import without

from .candidates import candidates_by_hash
from .finding import FEWEST, settle
from .seeing import sketch
from .sequences import Sequences, exact_sequences, sequences

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Copies as they are written, and texts as they are read, so many at once.
_ROWS = 10_000
_HASH = np.dtype(np.uint32)
_TEXTS = 256
_COPIES = pa.schema(
    [
        pa.field("place", pa.int64()),
        pa.field("original", pa.int64()),
        pa.field("duplicate_kind", pa.string()),
        pa.field("containment", pa.float64()),
    ]
)


def find_stored_copies(
    documents: str, aside: Path, connection: "DuckDBPyConnection", common: Sequence[str] = ()
) -> None:
    """Make the table `copies` in a database: `doc_id`, `duplicate_of`, `duplicate_kind`, `containment`.

    `documents` is SQL for the store's rows; `aside` is a folder for what does not fit in memory. A document's place is
    its number in the order of publication; bodies are compared, without their boilerplate. `common` are paragraphs that
    are boilerplate in many documents: having them in common makes no two of them candidates.
    """
    run = connection.execute
    run(
        "CREATE TEMP TABLE places AS SELECT doc_id, body_digest, sequences,"
        f" row_number() OVER (ORDER BY published_on NULLS LAST, doc_id) - 1 AS place FROM {documents}"
    )
    run("CREATE TEMP TABLE firsts AS SELECT body_digest, min(place) AS first FROM places GROUP BY body_digest")
    again = "SELECT place, first FROM places JOIN firsts USING (body_digest) WHERE place != first ORDER BY place"
    exact = dict(connection.execute(again).fetchall())
    run(
        "CREATE TEMP TABLE sketched AS SELECT doc_id, place, row_number() OVER (ORDER BY place) - 1 AS number"
        f" FROM places JOIN firsts ON place = first WHERE sequences >= {FEWEST}"
    )
    pairs = list(_pairs(documents, connection, common))
    with _Kept(aside / ".sequences") as texts:
        _keep(pairs, texts, documents, connection)
        run("CREATE TEMP TABLE settled (place BIGINT, original BIGINT, duplicate_kind VARCHAR, containment DOUBLE)")
        rows: list[tuple[int, int, str, float]] = []
        for row in settle(exact, pairs, texts):
            rows.append(row)
            if len(rows) == _ROWS:
                _add(rows, connection)
                rows = []
        _add(rows, connection)
    run(
        "CREATE TEMP TABLE copies AS SELECT copy.doc_id, original.doc_id AS duplicate_of, duplicate_kind, containment"
        " FROM settled JOIN places AS copy USING (place) JOIN places AS original ON settled.original = original.place"
    )
    for table in ("settled", "sketched", "firsts", "places"):
        run(f"DROP TABLE {table}")


def _pairs(documents: str, connection: "DuckDBPyConnection", common: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of documents that resemble each other enough to be compared."""
    hashes = np.unique(np.concatenate([np.empty(0, np.uint32), *(exact_sequences(text) for text in common)]))
    connection.register("_common", pa.table({"hash": pa.array(sketch(hashes).astype(np.int32))}))
    connection.execute(
        "CREATE TEMP TABLE postings AS SELECT number, hash FROM (SELECT number, unnest(sketch) AS hash"
        f" FROM sketched JOIN {documents} USING (doc_id)) ANTI JOIN _common USING (hash)"
    )
    connection.unregister("_common")
    sizes = connection.sql(
        "SELECT place, count(hash) AS length FROM sketched LEFT JOIN postings USING (number)"
        " GROUP BY number, place ORDER BY number"
    ).to_arrow_table()
    # most hashes are one document's own
    shared = connection.sql(
        "SELECT number, hash FROM postings JOIN (SELECT hash FROM postings GROUP BY hash HAVING count(*) > 1)"
        " USING (hash) ORDER BY number, hash"
    ).to_arrow_table()
    connection.execute("DROP TABLE postings")
    places = np.asarray(sizes.column("place"))
    lengths = np.asarray(sizes.column("length"), dtype=np.int32)
    owners = np.asarray(shared.column("number"), dtype=np.int32)
    hashes = np.asarray(shared.column("hash"), dtype=np.uint32)
    del shared, sizes
    for earlier, later in candidates_by_hash(lengths, owners, hashes):
        yield int(places[earlier]), int(places[later])


def _keep(pairs: list[tuple[int, int]], texts: "_Kept", documents: str, connection: "DuckDBPyConnection") -> None:
    """Read the bodies of the documents in pairs, and keep their word sequences."""
    wanted = pa.table({"place": pa.array(sorted({place for pair in pairs for place in pair}), pa.int64())})
    connection.register("_wanted", wanted)
    read = connection.sql(
        f"SELECT place, text, boilerplate FROM _wanted JOIN places USING (place) JOIN {documents} USING (doc_id)"
    )
    for batch in read.to_arrow_reader(_TEXTS):
        for row in batch.to_pylist():
            spans = [(each["start"], each["end"]) for each in row["boilerplate"] or ()]
            texts.add(row["place"], sequences(without(row["text"], spans)))
    connection.unregister("_wanted")


def _add(rows: list[tuple[int, int, str, float]], connection: "DuckDBPyConnection") -> None:
    if rows:
        columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _COPIES, strict=True)]
        connection.register("_settled", pa.table(columns, schema=_COPIES))
        connection.execute("INSERT INTO settled SELECT * FROM _settled")
        connection.unregister("_settled")


class _Kept(Mapping[int, Sequences]):
    """The word sequences of documents, in a file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._file = open(place, "wb+")  # noqa: SIM115 - __exit__ closes it
        self._parts: dict[int, tuple[int, int, int]] = {}
        self._written = 0

    def __enter__(self) -> "_Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._place.unlink()

    def add(self, place: int, found: Sequences) -> None:
        """Keep a document's."""
        self._file.write(found.exact.tobytes() + found.without_numbers.tobytes())
        self._parts[place] = self._written, len(found.exact), len(found.without_numbers)
        self._written += len(found.exact) + len(found.without_numbers)

    def __getitem__(self, place: int) -> Sequences:
        start, exact, without_numbers = self._parts[place]
        self._file.flush()
        # not mapped: what was read of a large file would count as memory for as long as it is open
        size = _HASH.itemsize
        both = np.frombuffer(os.pread(self._file.fileno(), (exact + without_numbers) * size, start * size), _HASH)
        return Sequences(both[:exact], both[exact:])

    def __iter__(self) -> Iterator[int]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
