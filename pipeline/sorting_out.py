"""Where each record of a partition goes: into the store, beside it as an earlier version, or to the rejects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.counts import Counts
from pipeline.documents import RejectCode
from pipeline.ledger import Fate, Ledger, Seen
from pipeline.versions import NOW, Known, Version, microseconds

_COUNTED: dict[Fate, Counts] = {
    "new": Counts(new=1),
    "changed": Counts(changed=1),
    "revised": Counts(changed=1, revised=1),
    "unchanged": Counts(unchanged=1),
}


@dataclass(slots=True)
class Sorted:
    """Rows of a partition by what becomes of them, as their numbers; and what is counted of all.

    `put` are the documents from now on. `restored` are too, but were not extracted: they are as the store held them
    when the run began, which has put another version in their place meanwhile. `noted` are earlier versions. `replaced`
    are the ids of documents that the store may hold.
    """

    put: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)
    conflicts: list[dict[str, object]] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


def sort_out(rows: list[dict[str, Any]], stored: Mapping[str, Known], ledger: Ledger) -> Sorted:
    """Say of each row of a partition (`staging.LOOKED_AT`) where it goes, and note in the ledger what was seen."""
    found = Sorted()
    for number, row in enumerate(rows):
        if row["line"] is None:
            ledger.add_text_file(row["origin_key"], row["doc_id"])
        known, seen = stored.get(row["doc_id"]), ledger.seen(row["doc_id"])
        record = _Record(number, row, known)
        after = record.first(found) if seen is None else record.again(seen, found)
        if after is None:
            found.counts += Counts(rejected=1)
            found.conflicts.append(_conflict(row, seen))
            continue
        ledger.note(after)
        found.counts += _COUNTED[after.fate]
        if seen is not None:
            found.counts += Counts(duplicate=1) - _COUNTED[seen.fate]
    return found


class _Record:
    """A row of a partition against what is stored of its document."""

    def __init__(self, number: int, row: dict[str, Any], known: Known | None) -> None:
        self.number = number
        self.row = row
        self.known = known
        captured, modified = row["captured_at"], row["modified_at"]
        self.version = Version(
            doc_id=row["doc_id"],
            content_hash=row["content_hash"],
            text_hash=row["text_hash"],
            captured=captured is not None,
            time=microseconds(captured or modified),
        )
        own = NOW if self.version.time is None else self.version.time
        self.time = known.time_of(self.version) if known is not None else own

    def first(self, found: Sorted) -> Seen:
        """The first record of its document in the run."""
        if self.row["state"] == "extracted":
            return self._put(found)
        if self.known is None:
            raise ValueError(f"{self.version.doc_id} is neither stored nor extracted")
        self._note(found)
        if self.row["state"] == "known":
            return self._seen("unchanged", max(self.time, self.known.time))
        return Seen(
            doc_id=self.version.doc_id,
            content_hash=self.known.content_hash,
            time=self.known.time,
            untimed_hash=self._untimed(None),
            file=self.known.file,
            line=self.known.line,
            read=False,
            fate="unchanged",
        )

    def again(self, seen: Seen, found: Sorted) -> Seen | None:
        """One more record of a document that the run has seen; None where it cannot be told which is the later one."""
        untimed = self._untimed(seen)
        if untimed != self.version.content_hash and self.version.time is None:
            return None
        if self.version.content_hash == seen.content_hash:
            time = max(self.time, seen.time)
            if seen.read or self.row["state"] != "extracted":
                if self.version.time != seen.time:
                    self._note(found)
                return replace(seen, time=time, read=True, untimed_hash=untimed)
            return replace(self._put(found), time=time, untimed_hash=untimed)
        if self.time > seen.time:
            if self.row["state"] == "extracted":
                # the run itself may have stored it
                found.replaced.add(self.version.doc_id)
                return replace(self._put(found), untimed_hash=untimed)
            if self.row["state"] == "known":
                found.restored.append(self.number)
                found.replaced.add(self.version.doc_id)
                return replace(self._seen("unchanged", self.time), untimed_hash=untimed)
            return None
        kept = self.row["state"] == "older" and self.known is not None and not self.known.lacks(self.version)
        if self.time < seen.time or kept:
            self._note(found)
            return replace(seen, untimed_hash=untimed)
        return None

    def _put(self, found: Sorted) -> Seen:
        found.put.append(self.number)
        if self.known is None:
            return self._seen("new", self.time)
        found.replaced.add(self.version.doc_id)
        read_anew = (self.known.bytes_sha256, self.known.own_time) == (self.row["bytes_sha256"], self.version.time)
        same = self.known.text_hash == self.version.text_hash or (read_anew and self.known.bytes_sha256 is not None)
        return self._seen("changed" if same else "revised", self.time)

    def _seen(self, fate: Fate, time: int) -> Seen:
        if self.known is not None and self.known.content_hash == self.version.content_hash:
            time = max(time, self.known.time)
        return Seen(
            doc_id=self.version.doc_id,
            content_hash=self.version.content_hash,
            time=time,
            untimed_hash=self._untimed(None),
            file=self.row["file"],
            line=self.row["line"],
            read=True,
            fate=fate,
        )

    def _note(self, found: Sorted) -> None:
        if self.version.time is not None and (self.known is None or self.known.lacks(self.version)):
            found.noted.append(self.number)

    def _untimed(self, seen: Seen | None) -> str | None:
        """The content of the first record without a time, this one counted in."""
        if seen is not None and seen.untimed_hash is not None:
            return seen.untimed_hash
        return self.version.content_hash if self.version.time is None else None


def _conflict(row: dict[str, Any], seen: Seen | None) -> dict[str, object]:
    code: RejectCode = "conflicting_id"
    place = seen.place if seen is not None else "another place"
    return {
        "file": row["file"],
        "line": row["line"],
        "code": code,
        "reason": f"the id {row['doc_id']} stands at {place} with another content, which was kept, and no time says"
        " which is later; give it its own id",
        "origin_key": row["origin_key"],
    }
