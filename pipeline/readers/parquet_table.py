"""A Parquet file with a column of texts: a document a row, told by the row's number from 1."""

import io
import math
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.documents import MAX_TEXT_BYTES, Reject, SourceDocument
from pipeline.readers.records import Read, check_columns, record_document
from pipeline.readers.source import Source, Unfit
from pipeline.streams import FREE_BYTES, MAX_RATIO

#: Rows that are unpacked at once, and bytes of them.
_ROWS = 256
_BYTES = 32_000_000
#: Arrow may hold as much as a row group.
_MAX_GROUP_BYTES = 2_000_000_000
#: A dictionary writes a value once for many rows: so much do rows that are unpacked at once become at the most.
_MAX_BATCH_BYTES = 256_000_000


def read_parquet_table(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read each row as a document or a reject. Raises Unfit, and as `Source.seekable` does."""
    with source.seekable() as opened:
        yield from _read(source, pa.PythonFile(opened, mode="r"))


def _read(source: Source, opened: pa.PythonFile) -> Iterator[SourceDocument | Reject]:
    columns = source.columns
    most = max(FREE_BYTES, MAX_RATIO * _size(opened))
    # ArrowException is what Arrow says of a file that is damaged
    try:
        file = pq.ParquetFile(opened)
        names = file.schema_arrow.names
        check_columns(names, columns)
        at_once = check_groups(file)
        groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise Unfit("damaged_file", f"the Parquet file is damaged ({_said(error)}): write it again") from None
    if not any(groups):
        raise Unfit("empty", "the table has no row")
    wanted = (columns.text, columns.id, columns.title, columns.url, columns.published_on)
    kept = list(dict.fromkeys(name for name in (*wanted, columns.source, columns.author) if name in names))
    number, size = source.first - 1, 0
    for group in range(source.start, len(groups) if source.end is None else source.end):
        last = number + groups[group]
        try:
            for batch in file.iter_batches(at_once, row_groups=[group], columns=kept):
                for at in range(batch.num_rows):
                    number += 1
                    found = _document(batch, at, source, number)
                    size += len(found.text) if isinstance(found, SourceDocument) else 0
                    if size > most:
                        reason = f"a small file becomes more than {most:,} letters: no table of texts does"
                        raise Unfit("bomb", f"{reason}; {number - 1:,} rows before were read")
                    yield found
        # OSError is of a page that does not unpack
        except (pa.ArrowException, OSError) as error:
            reason = f"row group {group + 1} is damaged ({_said(error)}): write the file again"
            lost = f"its rows from {number + 1:,} to {last:,} were not read"
            yield Reject(source.origin.at(number + 1), "damaged_file", f"{reason}; {lost}")
        number = last


def _document(batch: pa.RecordBatch, at: int, source: Source, number: int) -> SourceDocument | Reject:
    origin = source.origin.at(number)
    try:
        return record_document(_record(batch, at), source.columns, origin, Read(format="parquet", day_first=True))
    except Unfit as unfit:
        return Reject(origin, unfit.code, unfit.reason)


def _said(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def check_groups(file: pq.ParquetFile) -> int:
    """How many rows are few enough for memory. Raises Unfit where a row group is too large for it."""
    largest = widest = 1
    for at in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(at)
        # of all columns: to ask a damaged file for one column's size ends the process
        size = group.total_byte_size
        if size > _MAX_GROUP_BYTES:
            limit = f"{_MAX_GROUP_BYTES:,} when unpacked"
            raise Unfit("too_large", f"row group {at + 1} has {size:,} bytes, more than {limit}: write smaller groups")
        largest = max(largest, size // max(group.num_rows, 1))
        widest = max(widest, size)
    # any row may hold the one value that is the group
    return max(1, min(_ROWS, _BYTES // largest, _MAX_BATCH_BYTES // widest))


def _size(opened: pa.PythonFile) -> int:
    at = opened.tell()
    size: int = opened.seek(0, io.SEEK_END)
    opened.seek(at)
    return size


def _value(cell: pa.Scalar) -> object:
    """A cell's value, without what writers make of the types that Parquet has not. Raises Unfit."""
    _check_cell(cell)
    value: object = cell.as_py()
    if isinstance(value, bytes):
        # a column of texts that is not marked as one
        return value.decode("utf-8")
    if isinstance(value, float):
        # pandas has a column of whole numbers with gaps, or of nothing, as decimals
        return None if math.isnan(value) else int(value) if value.is_integer() else value
    return value


def _check_cell(cell: pa.Scalar) -> None:
    """Raise Unfit where a cell is larger than any text, before it is copied."""
    held = cell.value if isinstance(cell, pa.DictionaryScalar) else cell
    buffer = held.as_buffer() if isinstance(held, pa.BinaryScalar) else None
    if buffer is not None and buffer.size > MAX_TEXT_BYTES:
        raise Unfit("too_large", f"a cell has {buffer.size:,} bytes; a text may have {MAX_TEXT_BYTES:,}: split it")


def _record(batch: pa.RecordBatch, at: int) -> dict[str, object]:
    try:
        return {name: _value(batch.column(name)[at]) for name in batch.schema.names}
    except UnicodeDecodeError as error:
        raise Unfit("bad_utf8", f"byte {error.start} of a cell is not UTF-8 ({error.reason})") from None
    # a time that Python has no object for
    except (ValueError, OverflowError) as error:
        raise Unfit("wrong_type", f"a cell holds a value that cannot be read ({error})") from None
