"""Text files that were edited: a document known by its text alone gets another id when its file is edited.

Where the old and the new text plainly have much in common, the new one is a revision of the old; else the old document
is withdrawn and the new one has nothing to do with it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipeline.copies.sequences import exact_sequences, share
from pipeline.documents import document_id
from pipeline.schemas import REVISIONS
from pipeline.store import Store

#: The share of one text's word sequences that stand in the other: two reports of one event have 0.4 at most, and a file
#: that was given another article has next to nothing.
_EDITED = 0.3
_PAIRS_AT_ONCE = 100


def edited(store: Store, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[list[str], pa.Table]]:
    """Of pairs of stored documents, the former and the present one of a file, those of which the second is an edit.

    Some at a time come the ids of the edited, and what is to be kept as their earlier versions: the former document,
    and its own earlier versions.
    """
    for at in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[at : at + _PAIRS_AT_ONCE]
        ids = sorted({doc_id for pair in some for doc_id in pair})
        found = store.documents(ids, REVISIONS.names)
        rows: dict[str, dict[str, Any]] = {row["doc_id"]: row for row in found.to_pylist()}
        edits = {old: new for old, new in some if old in rows and new in rows and _is_edit(rows[old], rows[new])}
        earlier = [rows[old] for old in edits]
        earlier += store.revisions(list(edits)).to_pylist()
        kept = [row | {"doc_id": edits[row["doc_id"]]} for row in earlier]
        yield list(edits.values()), pa.Table.from_pylist(kept, schema=REVISIONS)


def _is_edit(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a document that came later has much of a former one; both known by their texts alone."""
    by_text = all(row["doc_id"] == document_id(url=None, given=None, text=row["text"]) for row in (old, new))
    # a document that was there already, under another name, is none that was made by editing
    if not by_text or old["stored_at"] is None or new["stored_at"] is None or new["stored_at"] <= old["stored_at"]:
        return False
    before, after = exact_sequences(old["text"]), exact_sequences(new["text"])
    return max(share(before, after), share(after, before)) >= _EDITED
