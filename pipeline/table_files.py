"""One table's file: rows come in pieces of any length, the bytes that go out depend on the rows alone."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.plain_values import write_csv_rows
from pipeline.schemas import conform

#: Rows and bytes of a row group: as many as memory holds with ease.
_GROUP_ROWS = 20_000
_GROUP_BYTES = 32_000_000
#: Row groups end after a multiple of so many rows.
_STEP = 512


class TableFile:
    """A Parquet file that is being written; `rows` are those added so far."""

    def __init__(self, place: Path, schema: pa.Schema) -> None:
        self.place = place
        self.rows = 0
        self._schema = schema
        self._writer = pq.ParquetWriter(place, schema, compression="zstd", version="2.6")
        self._loose: list[pa.Table] = []
        self._group: list[pa.Table] = []
        self._group_rows = self._group_bytes = 0

    def __enter__(self) -> "TableFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._loose:
            self._add_step(pa.concat_tables(self._loose))
        if kind is None and self._group:
            self._write()
        self._writer.close()

    def add(self, piece: pa.Table) -> None:
        """Add rows at the end."""
        self.rows += piece.num_rows
        self._loose.append(conform(piece, self._schema))
        loose = sum(table.num_rows for table in self._loose)
        if loose >= _STEP:
            joined = pa.concat_tables(self._loose)
            whole = loose - loose % _STEP
            for start in range(0, whole, _STEP):
                self._add_step(joined.slice(start, _STEP))
            self._loose = [joined.slice(whole)] if whole < loose else []

    def _add_step(self, step: pa.Table) -> None:
        self._group.append(step)
        self._group_rows += step.num_rows
        self._group_bytes += _text_size(step)
        if self._group_rows >= _GROUP_ROWS or self._group_bytes >= _GROUP_BYTES:
            self._write()

    def _write(self) -> None:
        group = pa.concat_tables(self._group).combine_chunks()
        self._writer.write_table(group, row_group_size=group.num_rows)
        self._group, self._group_rows, self._group_bytes = [], 0, 0


def _text_size(piece: pa.Table) -> int:
    """Bytes of text in the columns of a piece that are text."""
    texts = (column for column in piece.columns if pa.types.is_string(column.type))
    return sum(pc.sum(pc.binary_length(column)).as_py() or 0 for column in texts)


def write_csv(place: Path) -> None:
    """Write the rows of a Parquet file as CSV beside it; the mark at its beginning makes Excel read UTF-8."""
    with (
        open(place.with_suffix(".csv"), "w", encoding="utf-8-sig", newline="") as opened,
        pq.ParquetFile(place) as file,
    ):
        rows = (row for batch in file.iter_batches(_STEP) for row in _lines(batch))
        write_csv_rows(opened, file.schema_arrow.names, rows)


def _lines(batch: pa.RecordBatch) -> Sequence[Sequence[Any]]:
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
