"""One partition's work: read, extract what is new, and leave rows and rejects in a folder of the staging area.

The folder's name is a hash of what was read and of the versions, and it appears whole or not at all: work that a killed
run had finished is found by the next one and not done again.
"""

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.documents import Origin, Reject, SourceDocument
from pipeline.partitions import Partition
from pipeline.readers import read_piece
from pipeline.rows import Row, document_row, extraction_key
from pipeline.schemas import REJECTS, store_schema

_ROWS, _REJECTS, _COUNTS = "documents.parquet", "rejects.parquet", "counts.json"
#: Rows are made into a table by so many, or by so many bytes of text, so that of a partition's mentions only a part is
#: held as Python objects.
_ROWS_AT_ONCE = 200
_BYTES_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class StagedPartition:
    """Where one partition's results are. `read` = `documents` + `rejected`; `size` is bytes of the rows to store."""

    folder: Path
    read: int
    documents: int
    rejected: int
    extracted: int
    size: int

    @property
    def rows(self) -> pq.ParquetFile:
        """A row a document read, in input order; columns of the store, and `state` (`extracted` or `known`)."""
        return pq.ParquetFile(self.folder / _ROWS)

    @property
    def rejects(self) -> pa.Table:
        """A row a reject, in input order, with the columns of the store."""
        return pq.read_table(self.folder / _REJECTS)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of a document: enough to say whether it has to be extracted and written again."""

    content_hash: str
    extraction_key: str
    origin_key: str
    line: int | None
    bytes_sha256: str | None

    def holds(self, document: SourceDocument, key: str) -> bool:
        """Whether the stored row is what extracting from this document would give.

        A document that has a file to itself must also still be known by that file and its bytes, so that a later edit
        of the file replaces it.
        """
        same = self.content_hash == document.content_hash and self.extraction_key == key
        if document.origin.line is not None:
            return same
        return same and (self.origin_key, self.bytes_sha256) == (document.origin.key, document.bytes_sha256)


def staged_schema() -> pa.Schema:
    """The columns of staged rows."""
    return store_schema().append(pa.field("state", pa.string()))


def stage_partition(partition: Partition, known_at: Path | None, staging: Path) -> StagedPartition:
    """Read a partition, extract from the documents that the store does not hold as they are, and stage the results."""
    key = extraction_key()
    with Spool() as records:
        doc_ids: list[str] = []
        for piece in partition.pieces:
            for record in read_piece(piece):
                records.add(record)
                if isinstance(record, SourceDocument):
                    doc_ids.append(record.doc_id)
        stored = known_documents(known_at, doc_ids)
        unchanged = [
            isinstance(record, SourceDocument)
            and (found := stored.get(record.doc_id)) is not None
            and found.holds(record, key)
            for record in records
        ]
        folder = staging / _name(records, unchanged, key)
        if not folder.is_dir():
            _stage(folder, records, unchanged, key)
        return _staged(folder)


class Spool:
    """Records in order, on disk where they are many: an archive that is one partition may hold more than memory does.

    It can be gone through again and again, once at a time.
    """

    _IN_MEMORY = 32_000_000

    def __init__(self) -> None:
        self._held = tempfile.SpooledTemporaryFile(self._IN_MEMORY)  # noqa: SIM115 - this closes it
        self._count = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def add(self, record: SourceDocument | Reject) -> None:
        """Add a record at the end; not while they are gone through."""
        pickle.dump(record, cast(BinaryIO, self._held), pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SourceDocument | Reject]:
        self._held.seek(0)
        for _ in range(self._count):
            yield pickle.load(cast(BinaryIO, self._held))


def known_documents(known_at: Path | None, doc_ids: Sequence[str]) -> Mapping[str, Known]:
    """What is known of some documents, from the file that the store exported."""
    if known_at is None or not doc_ids:
        return {}
    wanted = pc.field("doc_id").isin(pa.array(doc_ids, pa.string()))
    rows = pq.read_table(known_at, filters=wanted).to_pylist()
    return {row.pop("doc_id"): Known(**row) for row in rows}


def _name(records: Iterable[SourceDocument | Reject], unchanged: Sequence[bool], key: str) -> str:
    """A hash of all that decides what is staged."""
    digest = hashlib.blake2b(key.encode(), digest_size=16)
    for record in records:
        origin = record.origin
        what = (record.content_hash, record.bytes_sha256) if isinstance(record, SourceDocument) else record.reason
        digest.update(orjson.dumps((origin.file, origin.key, origin.line, what)))
    digest.update(bytes(unchanged))
    return digest.hexdigest()


def _stage(folder: Path, records: Spool, unchanged: Sequence[bool], key: str) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    rejects: list[Reject] = []
    counts = {"read": len(records), "documents": 0, "extracted": 0, "size": 0}

    def rows() -> Iterator[Row]:
        done: set[tuple[str, str]] = set()
        for record, known in zip(records, unchanged, strict=True):
            if isinstance(record, Reject):
                rejects.append(record)
                continue
            identity = record.doc_id, record.content_hash
            row = None
            if known or identity in done:
                row = _reference(record) | {"state": "known"}
            else:
                try:
                    row = document_row(record) | {"state": "extracted", "extraction_key": key}
                # one document that an extractor fails on must not cost the others; it is shown as a reject
                except Exception as error:
                    reason = f"the extractors failed ({type(error).__name__}: {error}); please report it"
                    rejects.append(Reject(record.origin, "extraction_failed", reason))
                    continue
                counts["extracted"] += 1
                counts["size"] += len(record.text.encode())
            counts["documents"] += 1
            done.add(identity)
            yield row

    with pq.ParquetWriter(aside / _ROWS, staged_schema(), compression="lz4") as writer:
        batch: list[Row] = []
        written = 0
        for row in rows():
            batch.append(row)
            if len(batch) == _ROWS_AT_ONCE or counts["size"] - written >= _BYTES_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(batch, schema=staged_schema()))
                batch, written = [], counts["size"]
        writer.write_table(pa.Table.from_pylist(batch, schema=staged_schema()))
    pq.write_table(rejects_table(rejects), aside / _REJECTS)
    (aside / _COUNTS).write_bytes(orjson.dumps(counts | {"rejected": len(rejects)}))
    try:
        os.replace(aside, folder)
    except OSError:
        # the same partition stands twice in the input and was finished meanwhile
        if not folder.is_dir():
            raise
        shutil.rmtree(aside)


def _reference(document: SourceDocument) -> Row:
    origin = document.origin
    return {
        "doc_id": document.doc_id,
        "content_hash": document.content_hash,
        "file": origin.file,
        "line": origin.line,
        "origin_key": origin.key,
    }


def _staged(folder: Path) -> StagedPartition:
    return StagedPartition(folder=folder, **orjson.loads((folder / _COUNTS).read_bytes()))


def rejects_table(rejects: Sequence[Reject]) -> pa.Table:
    """Rejects as rows of the store."""
    return pa.Table.from_pylist([reject_row(reject) for reject in rejects], schema=REJECTS)


def reject_row(reject: Reject) -> Row:
    """One reject as a row of the store."""
    origin: Origin = reject.origin
    return {
        "file": origin.file,
        "line": origin.line,
        "code": reject.code,
        "reason": reject.reason,
        "origin_key": origin.key,
    }
