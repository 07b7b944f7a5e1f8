"""Commits: the documents of staged partitions go into the store, and beside them the versions that they replace.

Earlier versions are stored before the documents that take their place: a run that is killed in between loses none, and
storing one again does nothing.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.counts import Counts
from pipeline.edited_files import edited
from pipeline.ledger import Ledger
from pipeline.places import Address, Place, is_address, parquet_file, place_of
from pipeline.schemas import REJECTS, REVISIONS, conform, store_schema
from pipeline.sorting_out import sort_out
from pipeline.staging import StagedPartition, Stamp
from pipeline.store import Provenance, StagedFile, Store
from pipeline.versions import known_documents

#: Bytes of rows that one commit takes: enough to be worth it, few enough for memory.
COMMIT_BYTES = 48_000_000
#: Bytes of text from which the partitions that are done are committed: their rows take no more than a commit, and most
#: of a run's are stored while others are still being made.
COMMIT_TEXT = 12_000_000
#: What a row has of the record that it was read from, and another record with the same content has otherwise.
_OF_THE_RECORD = (
    *("modified_at", "captured_at", "format", "encoding", "encoding_confidence"),
    *("bytes_sha256", "file", "line", "origin_key"),
)


def commit_partitions(
    store: Store, staged: Sequence[StagedPartition], known_at: Path | None, staging: Path, provenance: Provenance
) -> Counts:
    """Store the documents of staged partitions that are new or changed, each once, and their earlier versions.

    A file of documents that has the run's stamp, and of which every row is new, becomes a file of the store as it is;
    of all others the rows concerned are written anew. One commit takes the files, and one the rows, or several where
    they are more than `COMMIT_BYTES`. `staging` is the folder of the ledger.
    """
    counts = Counts()
    waiting = _Waiting(store, provenance)
    with Ledger.of(staging) as ledger:
        for partition in staged:
            ledger.add_rejects(partition.rejects)
            looked_at = partition.looked_at.to_pylist()
            stored = known_documents(known_at, [row["doc_id"] for row in looked_at])
            found = sort_out(looked_at, stored, ledger)
            ledger.add_rejects(pa.Table.from_pylist(found.conflicts, schema=REJECTS))
            counts += found.counts + Counts(read=partition.read, rejected=partition.rejected)
            waiting.replaced |= found.replaced
            extracted, others = _places(looked_at)
            for table in _rows_at(partition.documents_file, [extracted[n] for n in found.noted if n in extracted]):
                waiting.add_versions(table)
            for table in _rows_at(partition.others_file, [others[n] for n in found.noted if n in others]):
                waiting.add_versions(table)
            put = [looked_at[number]["doc_id"] for number in found.put]
            all_new = len(put) == partition.extracted and found.replaced.isdisjoint(put)
            if put and all_new and partition.stamped == provenance.run_id:
                waiting.add_file(partition, min(put), max(put))
            else:
                for table in _rows_at(partition.documents_file, [extracted[number] for number in found.put]):
                    waiting.add_documents(table)
            waiting.add_documents(_restored(store, [looked_at[number] for number in found.restored]))
        waiting.store_all()
    return counts


def _places(looked_at: Sequence[Mapping[str, Any]]) -> tuple[dict[int, int], dict[int, int]]:
    """Of the rows that were looked at, which row each is of the file of documents, or of the others."""
    extracted: dict[int, int] = {}
    others: dict[int, int] = {}
    for number, row in enumerate(looked_at):
        places = extracted if row["state"] == "extracted" else others
        places[number] = len(places)
    return extracted, others


class _Waiting:
    """Rows and files that wait for a commit. `replaced` are the ids of documents that the store may hold."""

    def __init__(self, store: Store, provenance: Provenance) -> None:
        self.replaced: set[str] = set()
        self._store = store
        self._provenance = provenance
        self._stamp = Stamp(provenance.run_id, provenance.started_at)
        self._files: list[StagedFile] = []
        self._documents: list[pa.Table] = []
        self._versions: list[pa.Table] = []
        self._size = 0

    def add_file(self, partition: StagedPartition, first: str, last: str) -> None:
        """A file of documents that were never seen; the first and the last of their ids."""
        name = f"part-{self._provenance.run_id}-{partition.folder.name}.parquet"
        self._files.append(
            StagedFile(
                place=partition.documents_file,
                name=name,
                size=partition.file_size,
                rows=partition.extracted,
                first=first,
                last=last,
            )
        )

    def add_documents(self, rows: pa.Table) -> None:
        """Documents to store; of two rows of one document the later one stands, and the other was there before it."""
        if rows.num_rows:
            self._documents.append(conform(rows, store_schema()))
            self._grow(rows)

    def add_versions(self, rows: pa.Table) -> None:
        """Earlier versions to keep."""
        if rows.num_rows:
            self._versions.append(self._stamp.on(conform(rows, REVISIONS)))
            self._grow(rows)

    def _grow(self, rows: pa.Table) -> None:
        self._size += rows.nbytes
        if self._size >= COMMIT_BYTES:
            self.store_all()

    def store_all(self) -> None:
        """Store what waits."""
        # rows may replace documents of the files
        self._store.add_files(self._files, self._provenance)
        rows = self._stamp.on(pa.concat_tables([store_schema().empty_table(), *self._documents]))
        ids = rows.column("doc_id").to_pylist()
        last = {doc_id: at for at, doc_id in enumerate(ids)}
        superseded = sorted(set(range(len(ids))) - set(last.values()))
        before = conform(rows.take(pa.array(superseded, pa.int64())), REVISIONS)
        documents = rows.take(pa.array(sorted(last.values()), pa.int64()))
        replaced = sorted(self.replaced.intersection(ids))
        old = self._store.documents(replaced, REVISIONS.names).to_pylist()
        documents, stood = _against_old(documents, old)
        versions = _each_text_once(
            pa.concat_tables([REVISIONS.empty_table(), stood, before, *self._versions]), documents
        )
        self._store.add_revisions(versions, self._provenance)
        self._store.put(documents, replaced, self._provenance)
        self._files, self._documents, self._versions, self._size = [], [], [], 0


def _against_old(documents: pa.Table, old: Sequence[dict[str, Any]]) -> tuple[pa.Table, pa.Table]:
    """Documents that take the place of stored ones, and what of these is to be kept as an earlier version.

    Where the bytes are the same, only read otherwise than before, or the text is the same and no other time is known,
    nothing of the old row is kept; a document without a time then still stands where it was first stored.
    """
    if not old:
        return documents, REVISIONS.empty_table()
    at = {doc_id: number for number, doc_id in enumerate(documents.column("doc_id").to_pylist())}
    names = ("text_hash", "captured_at", "modified_at", "bytes_sha256", "stored_at")
    columns: Mapping[str, list[Any]] = {name: documents.column(name).to_pylist() for name in names}
    kept: list[dict[str, Any]] = []
    for row in old:
        number = at[row["doc_id"]]
        time = row["captured_at"] or row["modified_at"]
        same_time = time == (columns["captured_at"][number] or columns["modified_at"][number])
        same_text = row["text_hash"] == columns["text_hash"][number]
        same_bytes = row["bytes_sha256"] is not None and row["bytes_sha256"] == columns["bytes_sha256"][number]
        if same_time and (same_text or same_bytes):
            if time is None and row["stored_at"] is not None:
                columns["stored_at"][number] = row["stored_at"]
        else:
            kept.append(row)
    place = documents.schema.get_field_index("stored_at")
    field = documents.schema.field(place)
    documents = documents.set_column(place, field, pa.array(columns["stored_at"], field.type))
    return documents, pa.Table.from_pylist(kept, schema=REVISIONS)


def _each_text_once(versions: pa.Table, documents: pa.Table) -> pa.Table:
    """Earlier versions without the texts that stand with the documents, or with a version before."""
    held = set(zip(*(documents.column(name).to_pylist() for name in ("doc_id", "text_hash")), strict=True))
    there = pc.is_valid(versions.column("text")).to_pylist()
    pairs = zip(*(versions.column(name).to_pylist() for name in ("doc_id", "text_hash")), strict=True)
    wanted = []
    for pair, has_text in zip(pairs, there, strict=True):
        wanted.append(has_text and pair not in held)
        if has_text:
            held.add(pair)
    at = versions.schema.get_field_index("text")
    texts = pc.if_else(pa.array(wanted, pa.bool_()), versions.column("text"), pa.scalar(None, pa.string()))
    return versions.set_column(at, versions.schema.field(at), texts)


def _restored(store: Store, looked_at: Sequence[dict[str, Any]]) -> pa.Table:
    """Documents as they were when the run began, read again from other records with the same content."""
    ids = {row["doc_id"]: row for row in looked_at}
    if not ids:
        return store_schema().empty_table()
    rows = store.documents(sorted(ids), as_known=True)
    for name in _OF_THE_RECORD:
        if name in next(iter(looked_at)):
            at = rows.schema.get_field_index(name)
            values = [ids[doc_id][name] for doc_id in rows.column("doc_id").to_pylist()]
            rows = rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.field(at).type))
    return rows


def _rows_at(file: Place, numbers: Iterable[int]) -> Iterator[pa.Table]:
    """Some rows of a staged file, a row group at a time."""
    wanted = set(numbers)
    if not wanted:
        return
    with parquet_file(file) as rows:
        first = 0
        for group in range(rows.num_row_groups):
            beyond = first + rows.metadata.row_group(group).num_rows
            here = [at - first for at in range(first, beyond) if at in wanted]
            if here:
                yield rows.read_row_group(group).take(pa.array(here))
            first = beyond


def commit_ends(
    store: Store, inputs: Sequence[str], known_at: Path | None, staging: Path, provenance: Provenance
) -> Counts:
    """After the last partition: see to documents whose text file now holds another one, and store the rejects.

    Where the other one is an edit of the first, the first is kept as a revision of it; else it is withdrawn.
    """
    counts = Counts()
    with Ledger.of(staging) as ledger:
        gone = dict(_replaced(known_at, ledger))
        withdrawn = len(gone)
        for edits, earlier in edited(store, list(gone.items())):
            store.add_revisions(earlier, provenance)
            withdrawn -= len(edits)
            for doc_id in edits:
                seen = ledger.seen(doc_id)
                # a run that was killed may have stored it before
                if seen is not None and seen.fate == "new":
                    ledger.note(replace(seen, fate="revised"))
                    counts += Counts(changed=1, revised=1) - Counts(new=1)
        counts += Counts(withdrawn=withdrawn)
        store.withdraw(list(gone), provenance)
        store.forget_revisions(list(gone), provenance)
        places = map(place_of, inputs)
        roots = [str(place) if isinstance(place, Address) else os.path.abspath(place) for place in places]
        stored = store.rejects()
        elsewhere = [not _is_under(key, store, roots) for key in stored.column("origin_key").to_pylist()]
        store.replace_rejects(
            pa.concat_tables([stored.filter(pa.array(elsewhere, pa.bool_())), ledger.rejects()]), provenance
        )
    return counts


def _replaced(known_at: Path | None, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Stored documents that had a text file to themselves, with the other document that it was read as now."""
    if known_at is None:
        return
    for batch in pq.ParquetFile(known_at).iter_batches(columns=["doc_id", "origin_key", "line"]):
        for doc_id, key, line in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if line is None and (now := ledger.document_of(key)) is not None and ledger.seen(doc_id) is None:
                yield doc_id, now


def _is_under(key: str, store: Store, roots: Sequence[str]) -> bool:
    """Whether a file is one of the paths that a run was given, or in a folder that is."""
    path = key
    if not is_address(key) and not isinstance(store.output, Address):
        path = os.path.normpath(os.path.join(os.path.abspath(store.output), key))
    # a member of an archive is under it
    return any(path == root or path.startswith((root.rstrip("/") + "/", root + "!")) for root in roots)
