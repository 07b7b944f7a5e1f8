"""A Parquet file with a column of texts: a document a row, told by the row's number from 1."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.documents import Reject, SourceDocument
from pipeline.readers.records import Read, check_columns, record_document
from pipeline.readers.source import Source, Unfit

#: Rows that are held as Python objects at once.
_ROWS = 256


def read_parquet_table(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read each row as a document or a reject. Raises Unfit, and as `Source.seekable` does."""
    with source.seekable() as opened:
        yield from _read(source, pa.PythonFile(opened, mode="r"))


def _read(source: Source, opened: pa.PythonFile) -> Iterator[SourceDocument | Reject]:
    columns = source.columns
    number = 0
    # ArrowException is what Arrow says of a file that is damaged; OSError of a page that does not unpack
    try:
        file = pq.ParquetFile(opened)
        names = file.schema_arrow.names
        check_columns(names, columns)
        wanted = (columns.text, columns.id, columns.title, columns.url, columns.published_on)
        kept = [name for name in (*wanted, columns.source, columns.author) if name in names]
        read = Read(format="parquet", day_first=True)
        for batch in file.iter_batches(_ROWS, columns=list(dict.fromkeys(kept))):
            for record in batch.to_pylist():
                number += 1
                origin = source.origin.at(number)
                try:
                    document = record_document(record, columns, origin, read)
                except Unfit as unfit:
                    yield Reject(origin, unfit.code, unfit.reason)
                else:
                    yield document
    except (pa.ArrowException, OSError) as error:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        reason = f"the Parquet file is damaged ({said}): write it again"
        raise Unfit("damaged_file", f"{reason}; {number:,} rows before were read" if number else reason) from None
    if number == 0:
        raise Unfit("empty", "the table has no row")
