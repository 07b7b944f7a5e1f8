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
import pyarrow.parquet as pq

from pipeline.documents import Origin, Reject, SourceDocument
from pipeline.partitions import Partition
from pipeline.readers import read_piece
from pipeline.rows import Row, document_row, extraction_key
from pipeline.schemas import REJECTS, store_schema
from pipeline.versions import NOW, Known, Standing, Version, known_documents

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
        """A row a document read, of each the last version first; columns of the store, and `state`.

        The state is `extracted`, or the `Standing` of a version that was not: `known` or `older`.
        """
        return pq.ParquetFile(self.folder / _ROWS)

    @property
    def rejects(self) -> pa.Table:
        """A row a reject, in input order, with the columns of the store."""
        return pq.read_table(self.folder / _REJECTS)


def staged_schema() -> pa.Schema:
    """The columns of staged rows."""
    return store_schema().append(pa.field("state", pa.string()))


def stage_partition(partition: Partition, known_at: Path | None, staging: Path) -> StagedPartition:
    """Read a partition, extract from the documents that the store does not hold as they are, and stage the results.

    Of several versions of one document only the last is extracted, and none where the store has a later one.
    """
    key = extraction_key()
    rejects: list[Reject] = []
    with Spool() as documents:
        versions: list[Version] = []
        for piece in partition.pieces:
            for record in read_piece(piece):
                if isinstance(record, Reject):
                    rejects.append(record)
                else:
                    documents.add(record)
                    versions.append(Version.of(record))
        stored = known_documents(known_at, [version.doc_id for version in versions])
        held = [
            (known := stored.get(version.doc_id)) is not None and known.holds(document, version, key)
            for document, version in zip(documents, versions, strict=True)
        ]
        plan = PartitionPlan(versions, held, stored)
        folder = staging / _name(documents, rejects, plan, key)
        if not folder.is_dir():
            _stage(folder, documents, rejects, plan, key)
        return _staged(folder)


class PartitionPlan:
    """What is to be done with each document of a partition; documents go by their number in it."""

    def __init__(self, versions: Sequence[Version], held: Sequence[bool], stored: Mapping[str, Known]) -> None:
        self._versions = versions
        self._held = held
        self._stored = stored
        self._of: dict[str, list[int]] = {}
        for number, version in enumerate(versions):
            self._of.setdefault(version.doc_id, []).append(number)

    def firsts(self) -> list[int]:
        """Of each document its last version in the partition."""
        return [self._last(numbers) for numbers in self._of.values()]

    def next_after(self, number: int) -> int | None:
        """The last version of a document without this one, which is struck out: the extractors failed on it."""
        left = self._of[self._versions[number].doc_id]
        left.remove(number)
        return self._last(left) if left else None

    def standing(self, number: int) -> Standing:
        """Where a version stands against the store."""
        known = self._stored.get(self._versions[number].doc_id)
        if known is None:
            return "newer"
        return "known" if self._held[number] else known.standing(self._versions[number])

    def needs_text(self, number: int) -> bool:
        """Whether the text of a version that is not extracted has to be kept."""
        version = self._versions[number]
        known = self._stored.get(version.doc_id)
        return version.time is not None and (known is None or not known.has_text(version.text_hash))

    def says(self) -> bytes:
        """All of this, for a hash."""
        firsts = set(self.firsts())
        each = ((number in firsts, self.standing(number), self.needs_text(number)) for number in range(len(self._held)))
        return orjson.dumps(list(each))

    def _last(self, numbers: Sequence[int]) -> int:
        """The last of some versions; of those that cannot be told apart the first read."""
        untimed = next((number for number in numbers if self._versions[number].time is None), None)
        return max(
            (number for number in numbers if self._versions[number].time is not None or number == untimed),
            key=self._time,
        )

    def _time(self, number: int) -> int:
        version = self._versions[number]
        known = self._stored.get(version.doc_id)
        if known is not None:
            return known.time_of(version)
        return NOW if version.time is None else version.time


class Spool:
    """Documents in order, on disk where they are many: an archive that is one partition may hold more than memory does.

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

    def add(self, document: SourceDocument) -> None:
        """Add a document at the end; not while they are gone through."""
        pickle.dump(document, cast(BinaryIO, self._held), pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SourceDocument]:
        self._held.seek(0)
        for _ in range(self._count):
            yield pickle.load(cast(BinaryIO, self._held))


def _name(documents: Iterable[SourceDocument], rejects: Sequence[Reject], plan: PartitionPlan, key: str) -> str:
    """A hash of all that decides what is staged."""
    digest = hashlib.blake2b(key.encode(), digest_size=16)
    for reject in rejects:
        digest.update(orjson.dumps((reject.origin.file, reject.origin.key, reject.origin.line, reject.reason)))
    for document in documents:
        origin = document.origin
        what = document.content_hash, document.bytes_sha256, document.captured_at
        digest.update(orjson.dumps((origin.file, origin.key, origin.line, what)))
    digest.update(plan.says())
    return digest.hexdigest()


def _stage(folder: Path, documents: Spool, rejects: list[Reject], plan: PartitionPlan, key: str) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    counts = {"read": len(documents) + len(rejects), "documents": 0, "extracted": 0, "size": 0}

    def rows() -> Iterator[Row]:
        done: set[int] = set()
        wanted = set(plan.firsts())
        while wanted:
            failed: list[int] = []
            for number, document in enumerate(documents):
                if number not in wanted:
                    continue
                done.add(number)
                standing = plan.standing(number)
                if standing != "newer":
                    yield _reference(document, with_text=plan.needs_text(number)) | {"state": standing}
                    continue
                try:
                    row = document_row(document) | {"state": "extracted", "extraction_key": key}
                # one document that an extractor fails on must not cost the others; it is shown as a reject
                except Exception as error:
                    reason = f"the extractors failed ({type(error).__name__}: {error}); please report it"
                    rejects.append(Reject(document.origin, "extraction_failed", reason))
                    failed.append(number)
                    continue
                counts["extracted"] += 1
                counts["size"] += len(document.text.encode())
                yield row
            wanted = {each for each in map(plan.next_after, failed) if each is not None}
        if len(done) == len(documents):
            return
        for number, document in enumerate(documents):
            if number not in done:
                standing = "known" if plan.standing(number) == "known" else "older"
                yield _reference(document, with_text=plan.needs_text(number)) | {"state": standing}

    with pq.ParquetWriter(aside / _ROWS, staged_schema(), compression="lz4") as writer:
        batch: list[Row] = []
        written = 0
        for row in rows():
            counts["documents"] += 1
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


def _reference(document: SourceDocument, *, with_text: bool) -> Row:
    """The row of a document that is not extracted: what it is and where it stood, and its text where that is asked."""
    origin = document.origin
    row: Row = {
        "doc_id": document.doc_id,
        "content_hash": document.content_hash,
        "text_hash": document.text_hash,
        "modified_at": document.modified_at,
        "captured_at": document.captured_at,
        "format": document.format,
        "encoding": document.encoding,
        "encoding_confidence": document.encoding_confidence,
        "bytes_sha256": document.bytes_sha256,
        "file": origin.file,
        "line": origin.line,
        "origin_key": origin.key,
    }
    return row | {"title": document.title, "text": document.text} if with_text else row


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
