"""One partition's work: read, extract what is new, and leave rows and rejects in a folder of the staging area.

The folder's name is a hash of what was read and of the versions, and it appears whole or not at all (at an address
what says that it is whole is put last): what a killed run had finished is found by the next one and not done again.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.documents import Origin, Reject, SourceDocument
from pipeline.partition_plan import PartitionPlan, Spool
from pipeline.partitions import Partition
from pipeline.places import Address, Place, parquet_file, put_file, read_whole
from pipeline.readers import read_piece
from pipeline.rows import Row, document_row, extraction_key
from pipeline.schemas import REJECTS, REVISIONS, store_schema
from pipeline.stage_times import Stage, spent_on, taken
from pipeline.versions import Version, known_documents
from pipeline.word_choice import WordsOf

_DOCUMENTS, _OTHERS = "documents.parquet", "others.parquet"
_LOOKED_AT, _REJECTS = "looked-at.parquet", "rejects.parquet"
#: Put last: a folder that has it is whole.
_COUNTS = "counts.json"
#: Rows are made into a table by so many, or by so many bytes of text, so that of a partition's mentions only a part is
#: held as Python objects.
_ROWS_AT_ONCE = 200
_BYTES_AT_ONCE = 4_000_000
#: What a commit looks at to say where each record goes.
LOOKED_AT = pa.schema(
    [
        *(store_schema().field(name) for name in ("doc_id", "content_hash", "text_hash", "modified_at", "captured_at")),
        *(store_schema().field(name) for name in ("bytes_sha256", "file", "line", "origin_key")),
        pa.field("state", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a row of the store says of the run that stored it."""

    run_id: str
    started_at: datetime

    def on(self, rows: pa.Table) -> pa.Table:
        """Rows of a run, or of another that was killed, as rows of this one."""
        for name, value in (("stored_at", self.started_at), ("changed_by_run", self.run_id)):
            at = rows.schema.get_field_index(name)
            field = rows.schema.field(at)
            rows = rows.set_column(at, field, pa.repeat(pa.scalar(value, field.type), rows.num_rows))
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedPartition:
    """Where one partition's results are. `read` = `documents` + `rejected`; `size` is bytes of the rows to store.

    Where a run's stamp is on the rows, `stamped` is its id, and the file of documents can be one of the store's as it
    is; `file` is that file's name, `file_size` its bytes. `spent` is the processor time of the worker that staged it.
    """

    folder: Place
    read: int
    documents: int
    rejected: int
    extracted: int
    size: int
    file: str = _DOCUMENTS
    file_size: int = 0
    stamped: str | None = None
    spent: Mapping[Stage, float] = field(default_factory=dict)

    @property
    def documents_file(self) -> Place:
        """The documents that were extracted from, with the columns of the store."""
        return self.folder / self.file

    @property
    def others_file(self) -> Place:
        """The records that were not, with the columns of revisions: their texts stand with some."""
        return self.folder / _OTHERS

    @property
    def looked_at(self) -> pa.Table:
        """A row a record, of each document the last version first; the columns of `LOOKED_AT`.

        The state is `extracted` (the next row of the file of documents), or the `Standing` of a version that was not:
        `known` or `older` (the next row of the others).
        """
        return read_whole(self.folder / _LOOKED_AT)

    @property
    def rejects(self) -> pa.Table:
        """A row a reject, in input order, with the columns of the store."""
        return read_whole(self.folder / _REJECTS)


def stage_partition(
    partition: Partition,
    known_at: Place | None,
    staging: Place,
    stamp: Stamp | None = None,
    *,
    words_of: WordsOf = "mentions",
) -> StagedPartition:
    """Read a partition, extract from the documents that the store does not hold as they are, and stage the results.

    Of several versions of one document only the last is extracted, and none where the store has a later one. With a
    `stamp` the file of documents is made to become one of the store's.
    """
    key = extraction_key(words_of)
    rejects: list[Reject] = []
    with Spool() as documents, spent_on("rows"):
        versions: list[Version] = []
        with spent_on("read"):
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
        if not (folder / _COUNTS).is_file():
            _stage(folder, documents, rejects, plan, words_of, stamp)
        staged = _staged(folder)
        if stamp is not None and staged.stamped != stamp.run_id:
            # a run that was killed had staged it
            staged = _stamp_again(staged, stamp)
    return replace(staged, spent=taken())


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


def _stage(
    folder: Place, documents: Spool, rejects: list[Reject], plan: PartitionPlan, words_of: WordsOf, stamp: Stamp | None
) -> None:
    read = len(documents) + len(rejects)
    with _made_aside(folder) as aside:
        files = _Files(aside, stamp)
        with files:
            for state, row in _rows(documents, rejects, plan, words_of):
                files.add(state, row)
        counts = {"read": read, "documents": files.documents, "rejected": len(rejects)}
        counts |= {"extracted": files.extracted, "size": files.size}
        pq.write_table(rejects_table(rejects), aside / _REJECTS)
        _write_counts(aside, counts, _documents_name(stamp), stamp)


def _documents_name(stamp: Stamp | None) -> str:
    """Each run's own: a worker that a dead run left may be at the same partition still."""
    return _DOCUMENTS if stamp is None else f"{stamp.run_id}-{_DOCUMENTS}"


def _write_counts(aside: Path, counts: Mapping[str, int], file: str, stamp: Stamp | None) -> None:
    said = dict(counts) | {"file": file, "file_size": (aside / file).stat().st_size}
    said["stamped"] = None if stamp is None else stamp.run_id
    (aside / _COUNTS).write_bytes(orjson.dumps(said))


@contextmanager
def _made_aside(folder: Place) -> Iterator[Path]:
    """A folder of this machine to fill, which then is at a place, whole or not at all."""
    if isinstance(folder, Address):
        with tempfile.TemporaryDirectory(prefix="trichluc-") as name:
            aside = Path(name)
            yield aside
            for file in sorted(aside.iterdir(), key=lambda file: (file.name == _COUNTS, file.name)):
                put_file(file, folder / file.name)
        return
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    yield aside
    try:
        os.replace(aside, folder)
    except OSError:
        # the same partition stands twice in the input and was finished meanwhile
        if not folder.is_dir():
            raise
        shutil.rmtree(aside)


def _rows(
    documents: Spool, rejects: list[Reject], plan: PartitionPlan, words_of: WordsOf
) -> Iterator[tuple[Literal["extracted", "known", "older"], Row]]:
    """The rows of a partition with their states; a document on which the extractors fail is one more of the rejects."""
    key = extraction_key(words_of)
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
                yield standing, _reference(document, with_text=plan.needs_text(number))
                continue
            try:
                row = document_row(document, words_of) | {"extraction_key": key}
            # one document that an extractor fails on must not cost the others; it is shown as a reject
            except Exception as error:
                reason = f"the extractors failed ({type(error).__name__}: {error}); please report it"
                rejects.append(Reject(document.origin, "extraction_failed", reason))
                failed.append(number)
                continue
            yield "extracted", row
        wanted = {each for each in map(plan.next_after, failed) if each is not None}
    if len(done) == len(documents):
        return
    for number, document in enumerate(documents):
        if number not in done:
            standing = "known" if plan.standing(number) == "known" else "older"
            yield standing, _reference(document, with_text=plan.needs_text(number))


class _Files:
    """The files of a partition's rows that are being written."""

    def __init__(self, aside: Path, stamp: Stamp | None) -> None:
        self.documents = self.extracted = self.size = 0
        self._stamp = stamp
        # files that stay are packed well, those that are read once and thrown away are packed fast
        self._writers = {
            _DOCUMENTS: pq.ParquetWriter(
                aside / _documents_name(stamp), store_schema(), compression="zstd" if stamp else "lz4"
            ),
            _OTHERS: pq.ParquetWriter(aside / _OTHERS, REVISIONS, compression="lz4"),
            _LOOKED_AT: pq.ParquetWriter(aside / _LOOKED_AT, LOOKED_AT, compression="lz4"),
        }
        self._waiting: dict[str, list[Row]] = {name: [] for name in self._writers}
        self._bytes = 0

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._write()
        for writer in self._writers.values():
            writer.close()

    def add(self, state: str, row: Row) -> None:
        """Add a row to its file, and what is looked at of it."""
        self.documents += 1
        self._waiting[_LOOKED_AT].append(row | {"state": state})
        if state == "extracted":
            self.extracted += 1
            size = len(row["text"].encode())
            self.size += size
            self._bytes += size
            self._waiting[_DOCUMENTS].append(row)
        else:
            self._waiting[_OTHERS].append(row)
        if len(self._waiting[_LOOKED_AT]) == _ROWS_AT_ONCE or self._bytes >= _BYTES_AT_ONCE:
            self._write()

    def _write(self) -> None:
        for name, writer in self._writers.items():
            if self._waiting[name]:
                table = pa.Table.from_pylist(self._waiting[name], schema=writer.schema)
                stamped = self._stamp is not None and name == _DOCUMENTS
                writer.write_table(self._stamp.on(table) if stamped and self._stamp else table)
            self._waiting[name] = []
        self._bytes = 0


def _stamp_again(staged: StagedPartition, stamp: Stamp) -> StagedPartition:
    """Staged rows as those of another run: a second file beside the first, and then the counts name it."""
    name = _documents_name(stamp)
    names = ("read", "documents", "rejected", "extracted", "size")
    with tempfile.TemporaryDirectory(prefix="trichluc-") as folder:
        aside = Path(folder)
        with (
            parquet_file(staged.documents_file) as rows,
            pq.ParquetWriter(aside / name, store_schema(), compression="zstd") as writer,
        ):
            for group in range(rows.num_row_groups):
                writer.write_table(stamp.on(rows.read_row_group(group)))
        _write_counts(aside, {each: getattr(staged, each) for each in names}, name, stamp)
        for file in (aside / name, aside / _COUNTS):
            put_file(file, staged.folder / file.name)
    return _staged(staged.folder)


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


def _staged(folder: Place) -> StagedPartition:
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
