"""Versions of a document: of several records with one `doc_id`, which is the document and which came before it.

The latest is the document, by the time of its capture, else of its last change. One without a time counts as of the run
that first stored it; two of them in one run cannot be told apart. Times are microseconds since 1970 here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.documents import SourceDocument
from pipeline.places import Address, Place

#: When a record without a time stands that the store does not hold: after all that is stored.
NOW = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: What a record is against what is stored: the same, an earlier version (or one that is kept already), or the document
#: from now on.
Standing = Literal["known", "older", "newer"]


def microseconds(time: datetime | None) -> int | None:
    """A time as a number."""
    return None if time is None else (time - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What of a record decides where it stands among those of its document; `time` None where it gives none."""

    doc_id: str
    content_hash: str
    text_hash: str
    captured: bool
    time: int | None

    @classmethod
    def of(cls, document: SourceDocument) -> "Version":
        """The version that a document as given is."""
        return cls(
            doc_id=document.doc_id,
            content_hash=document.content_hash,
            text_hash=document.text_hash,
            captured=document.captured_at is not None,
            time=microseconds(document.version_time),
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that the store keeps besides the document; `has_text` where the text stands with it."""

    time: int
    text_hash: str
    content_hash: str
    has_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store holds of a document: enough to say where a record of it stands.

    `time` is that of its last version, `own_time` what its row says of it: None for one without a time.
    """

    content_hash: str
    text_hash: str
    extraction_key: str
    file: str
    line: int | None
    origin_key: str
    bytes_sha256: str | None
    time: int
    own_time: int | None
    kept: tuple[Kept, ...] = ()

    def holds(self, document: SourceDocument, version: Version, key: str) -> bool:
        """Whether the stored row is what extracting from this document would give.

        A document that has a file to itself must also still be known by that file and its bytes, so that a later edit
        of the file replaces it.
        """
        same = self.content_hash == version.content_hash and self.extraction_key == key
        if document.origin.line is not None:
            return same
        return same and (self.origin_key, self.bytes_sha256) == (document.origin.key, document.bytes_sha256)

    def time_of(self, version: Version) -> int:
        """Where a version stands in time.

        One without a time that is an earlier text of a document which has one is that text, and no later edit.
        """
        if version.time is not None:
            return version.time
        if version.content_hash == self.content_hash:
            return self.time
        if self.own_time is not None and any(one.text_hash == version.text_hash for one in self.kept):
            return self.time - 1
        return NOW

    def standing(self, version: Version) -> Literal["older", "newer"]:
        """Where a version stands whose row is not the stored one.

        Of two captures of one second the one that was stored later is the document, whichever is read again.
        """
        if version.content_hash == self.content_hash:
            return "newer"
        time = self.time_of(version)
        again = version.captured and any((one.time, one.text_hash) == (time, version.text_hash) for one in self.kept)
        return "older" if time < self.time or (time == self.time and again) else "newer"

    def lacks(self, version: Version) -> bool:
        """Whether a version is to be noted: it has a time, and neither the document nor what is kept says so."""
        if version.time is None or (version.time, version.content_hash) == (self.own_time, self.content_hash):
            return False
        whole = self.has_text(version.text_hash)
        return not (whole and any((one.time, one.text_hash) == (version.time, version.text_hash) for one in self.kept))

    def has_text(self, text_hash: str) -> bool:
        """Whether the store holds a text of this document."""
        return text_hash == self.text_hash or any(one.has_text and one.text_hash == text_hash for one in self.kept)


def known_documents(known_at: Place | None, doc_ids: Sequence[str]) -> Mapping[str, Known]:
    """What is known of some documents, from the file that the store exported."""
    if known_at is None or not doc_ids:
        return {}
    wanted = pc.field("doc_id").isin(pa.array(doc_ids, pa.string()))
    if isinstance(known_at, Address):
        with known_at.open() as opened:
            rows = pq.read_table(pa.PythonFile(opened, mode="r"), filters=wanted).to_pylist()
    else:
        rows = pq.read_table(known_at, filters=wanted).to_pylist()
    return {row.pop("doc_id"): _known(row) for row in rows}


def _known(row: dict[str, object]) -> Known:
    kept = tuple(Kept(**one) for one in row.pop("kept") or ())  # type: ignore[attr-defined]
    return Known(**row, kept=kept)  # type: ignore[arg-type]
