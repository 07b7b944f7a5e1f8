"""A store's documents in order, in bounded memory: laid out by id in as many heaps as needed, each sorted by itself.

DuckDB 2.0 sorts what is narrow on disk but holds long texts in memory, and the store's files are in no order; so the
ids alone are sorted first, to find where to cut, and then each document is written to its heap.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.places import Place, parquet_file
from pipeline.queries import parquet
from pipeline.schemas import conform, store_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Code points of text in a heap: with mentions and words five times as many bytes in memory.
_HEAP = 8_000_000
#: A heap is an open file: beyond so many they grow instead.
_MOST_HEAPS = 256
#: What a document takes beside its text, as code points.
_OVERHEAD = 500
#: Rows that are read at once.
_READ_ROWS = 256


def ordered_documents(files: Sequence[Place], aside: Path, connection: "DuckDBPyConnection") -> Iterator[pa.Table]:
    """The rows of the store's files sorted by `doc_id`, in pieces; each piece's ids come after those of the one before.

    `aside` is a folder for what does not fit in memory.
    """
    return in_order(files, lay_out(files, aside, connection))


def lay_out(files: Sequence[Place], aside: Path, connection: "DuckDBPyConnection") -> Sequence[Path]:
    """The heaps in the order of their ids, each with its rows as they came; none where all rows fit in memory."""
    cuts = _cuts(files, connection) if files else []
    if not cuts:
        return []
    heaps = [aside / f".heap-{number}" for number in range(len(cuts) + 1)]
    with ExitStack() as opened:
        writers = [opened.enter_context(pa.ipc.new_stream(str(heap), store_schema())) for heap in heaps]
        for file in files:
            for batch in parquet_file(file).iter_batches(_READ_ROWS):
                _lay_out(conform(pa.Table.from_batches([batch]), store_schema()), cuts, writers)
    return heaps


def in_order(files: Sequence[Place], heaps: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of files that were laid out, as `ordered_documents` gives them; each heap is removed when it is read."""
    if files and not heaps:
        yield _sorted(pa.concat_tables(conform(parquet_file(file).read(), store_schema()) for file in files))
    for heap in heaps:
        with pa.ipc.open_stream(str(heap)) as reader:
            yield _sorted(reader.read_all())
        heap.unlink()


def _cuts(files: Sequence[Place], connection: "DuckDBPyConnection") -> list[str]:
    """The ids at which heaps after the first begin."""
    source = parquet(files)
    [(total,)] = connection.sql(f"SELECT coalesce(sum(characters + {_OVERHEAD}), 0) FROM {source}").fetchall()
    size = max(_HEAP, int(total) // _MOST_HEAPS)
    cuts: list[str] = []
    held = 0
    ids = connection.sql(f"SELECT doc_id, characters FROM {source} ORDER BY doc_id").to_arrow_reader(65_536)
    for batch in ids:
        for doc_id, length in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
            if held + length > size and held:
                cuts.append(doc_id)
                held = 0
            held += length + _OVERHEAD
    return cuts


def _lay_out(rows: pa.Table, cuts: Sequence[str], writers: Sequence[pa.ipc.RecordBatchStreamWriter]) -> None:
    """Write each row to the heap of its id."""
    places: dict[int, list[int]] = {}
    for at, doc_id in enumerate(rows.column("doc_id").to_pylist()):
        places.setdefault(bisect_right(cuts, doc_id), []).append(at)
    for heap, here in places.items():
        writers[heap].write_table(rows.take(pa.array(here)))


def _sorted(rows: pa.Table) -> pa.Table:
    return rows.sort_by("doc_id")
