"""The published tables as those find them who read them: which there are, how large, and from which run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import Misuse, TrichlucError
from pipeline.store import Store
from pipeline.tables import published_tables


@dataclass(frozen=True, slots=True)
class TableFound:
    """A published table: its name, what a row is, its number of rows and its columns."""

    name: str
    row: str
    rows: int
    columns: tuple[str, ...]
    file: Path

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {"name": self.name, "rows": self.rows, "columns": list(self.columns), "file": str(self.file)}


class PublishedTables:
    """The tables under an output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, output: Path) -> "PublishedTables":
        """The tables of an output folder. Raises Misuse where there is no store or nothing was published yet."""
        Store.existing(output)
        folder = output / "tables"
        if not (folder / "runs.parquet").is_file():
            raise Misuse(f"{output}: no tables yet; the run that fills it has not finished: start it again")
        return cls(folder)

    def tables(self) -> Sequence[TableFound]:
        """Each table, in the order in which they are shown. Raises TrichlucError where one is missing or damaged."""
        found = []
        for table in published_tables():
            file = self.folder / f"{table.name}.parquet"
            try:
                metadata = pq.read_metadata(file)
            except (FileNotFoundError, pa.ArrowInvalid):
                raise TrichlucError(f"{file}: missing or damaged; `trichluc run` draws the tables again") from None
            columns = tuple(metadata.schema.to_arrow_schema().names)
            found.append(TableFound(table.name, table.row, metadata.num_rows, columns, file))
        return found

    def manifest(self) -> bytes:
        """What tells one set of tables from the next, as bytes to compare."""
        files = (self.folder / "manifest.json", self.folder / "runs.parquet")
        return b"".join(file.read_bytes() for file in files if file.is_file())

    def last_run(self) -> dict[str, Any] | None:
        """The row of the last run."""
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "runs.parquet").to_pylist()
        return rows[-1] if rows else None


def document_marks(output: Path, doc_id: str) -> dict[str, Any] | None:
    """The boilerplate of a document and whose copy it is, as the tables have them; None where they do not have it yet.

    Raises TrichlucError where the table is damaged.
    """
    file = output / "tables" / "documents.parquet"
    try:
        found = pq.read_table(file, columns=["boilerplate", "duplicate_of"], filters=[("doc_id", "=", doc_id)])
    except FileNotFoundError:
        return None
    except pa.ArrowInvalid:
        raise TrichlucError(f"{file}: missing or damaged; `trichluc run` draws the tables again") from None
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows[0] if rows else None
