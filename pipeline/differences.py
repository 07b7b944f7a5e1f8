"""What differs between two versions of the store: rows added, removed and changed, by kind, with samples.

A document is known by its id; a mention or a sentence by its document and its span, so that one which another version
of an extractor reads otherwise is one that changed. In a document whose text was edited spans move, and what stands
there counts as removed and added: those in documents with the same text are counted apart, and they are what another
version of an extractor changed. Only files that the two versions do not share are compared, by DuckDB, which spills.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.queries import connect, parquet, quoted
from pipeline.reading import reading
from pipeline.schemas import KINDS, REJECTS, store_schema
from pipeline.states import State, find_state, store_at
from pipeline.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: All that is compared, in the order in which it is shown.
COMPARED = ("documents", *KINDS, "sentences", "rejects")
#: Fields that say how or where a row was found, or follow from others: another one is no other row.
_NO_VALUES = {
    "documents": frozenset(
        (
            *("doc_id", "text", "segments", "boilerplate", "first_lines", "last_lines", "body_digest", "sequences"),
            *("sketch", "origin_key", "content_hash", "extraction_key", "stored_at", "changed_by_run", "sentences"),
            *KINDS,
        )
    ),
    "sentences": frozenset(("number", "start", "end", "word_starts")),
    "rejects": frozenset(("file", "line", "code", "origin_key")),
}
_OF_MENTIONS = frozenset(
    ("mention_id", "start", "end", "extractor", "extractor_version", "sentence_start", "sentence_end")
)
#: It names a mention by an identity that its values make: only whether there is one is compared.
_LINK = "equivalent_to"
#: What is shown of a document that is there in one version only.
_OF_DOCUMENTS = frozenset(("url", "published_on", "file", "line"))
_STATUS = ("added", "removed", "changed")


@dataclass(frozen=True, slots=True)
class Sample:
    """A row that differs: where it stands, its surface, and the values that it had and has; None where it was not."""

    status: str
    document: str | None
    place: str
    surface: str
    same_text: bool
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class KindDifference:
    """How the rows of one kind differ; `same_text` counts those in documents whose text and title did not change."""

    before: int
    after: int
    counts: Mapping[str, int]
    same_text: Mapping[str, int]
    fields: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "before": self.before,
            "after": self.after,
            **self.counts,
            "same_text": dict(self.same_text),
            "fields": dict(self.fields),
            "samples": [sample.as_record() for sample in self.samples],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """How two versions differ, by kind."""

    old: State
    new: State
    kinds: Mapping[str, KindDifference]

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "from": {"version": self.old.number, "run_id": self.old.run_id},
            "to": {"version": self.new.number, "run_id": self.new.run_id},
            "kinds": {name: kind.as_record() for name, kind in self.kinds.items()},
        }


def find_differences(
    output: Path, old: str, new: str, *, samples: int = 0, advance: Callable[[int], None] = lambda _: None
) -> Difference:
    """Compare two versions; `samples` of each kind and status come with it, the first ones by document and place.

    `advance` is called with 1 for each kind that is done. Raises Misuse where there is no such version.
    """
    store = Store.existing(output)
    with reading(output):
        states = find_state(store, old), find_state(store, new)
        kinds = {}
        with _Sides(output, states) as sides:
            for name in COMPARED:
                kinds[name] = sides.compare(name, samples)
                advance(1)
    return Difference(*states, kinds)


class _Sides:
    """The files of two versions, and a database to compare them in."""

    def __init__(self, output: Path, states: tuple[State, State]) -> None:
        stores = [store_at(Store(output), state) for state in states]
        self._all = {name: [store.files(name) for store in stores] for name in ("documents", "rejects")}
        self._aside = _aside(output)
        self._connection: DuckDBPyConnection | None = None

    def __enter__(self) -> "_Sides":
        from tempfile import mkdtemp

        self._spill = Path(mkdtemp(prefix="trichluc-diff-", dir=self._aside))
        self._connection = connect(self._spill)
        self._schemas = {"documents": store_schema(), "rejects": REJECTS}
        self._sql = {name: self._own(name) for name in self._all}
        narrow = "SELECT doc_id, text_hash FROM {}"
        before, after = (narrow.format(side) for side in self._sql["documents"])
        self._run(
            "CREATE TEMP TABLE _texts AS SELECT doc_id, a.text_hash IS NOT DISTINCT FROM b.text_hash AS same_text"
            f" FROM ({before}) a JOIN ({after}) b USING (doc_id)"
        )
        return self

    def __exit__(self, *_: object) -> None:
        import shutil

        if self._connection is not None:
            self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def _run(self, query: str) -> list[tuple[Any, ...]]:
        assert self._connection is not None
        self._connection.execute(query)
        return self._connection.fetchall() if self._connection.description else []

    def _own(self, name: str) -> list[str]:
        """The SQL for the rows of each version that stand in files which the other does not have."""
        sides = []
        for side, (files, others) in enumerate((self._all[name], self._all[name][::-1])):
            own = sorted(set(files) - set(others))
            if not own:
                own = [self._spill / f"none-{name}-{side}.parquet"]
                pq.write_table(self._schema(name, side).empty_table(), own[0])
            sides.append(parquet(own))
        return sides

    def _schema(self, name: str, side: int) -> pa.Schema:
        files = self._all[name][side]
        return pq.read_schema(files[0]) if files else self._schemas[name]

    def compare(self, name: str, samples: int) -> KindDifference:
        """Compare the rows of one kind."""
        source = "rejects" if name == "rejects" else "documents"
        fields = self._fields(name)
        rows = [self._rows(name, *side) for side in zip(self._sql[source], fields, strict=True)]
        changed = ", ".join(
            f"CASE WHEN {_differs(each, each in old, each in new)} THEN {quoted(each)} END"
            for each, old, new in ((each, fields[0], fields[1]) for each in sorted(fields[0] | fields[1]))
        )
        self._run(
            "CREATE OR REPLACE TEMP TABLE _differ AS SELECT * FROM (SELECT key,"
            " CASE WHEN a.r IS NULL THEN 'added' WHEN b.r IS NULL THEN 'removed' ELSE 'changed' END AS status,"
            f" list_filter([{changed}], lambda f: f IS NOT NULL) AS fields"
            f" FROM {rows[0]} a FULL JOIN {rows[1]} b USING (key)) WHERE status <> 'changed' OR len(fields) > 0"
        )
        counts, same_text = dict.fromkeys(_STATUS, 0), dict.fromkeys(_STATUS, 0)
        grouped = self._run(
            "SELECT status, coalesce(same_text, false) AS same_text, count(*) FROM _differ"
            " LEFT JOIN _texts ON _texts.doc_id = key.doc_id GROUP BY ALL"
        )
        for status, same, count in grouped:
            counts[status] += count
            if same:
                same_text[status] += count
        by_field = self._run(
            "SELECT f, count(*) FROM (SELECT unnest(fields) AS f FROM _differ WHERE status = 'changed')"
            " GROUP BY f ORDER BY count(*) DESC, f"
        )
        before, after = (self._count(name, side) for side in (0, 1))
        found = self._samples(name, rows, samples) if samples else ()
        return KindDifference(before, after, counts, same_text, dict(by_field), found)

    def _fields(self, name: str) -> list[set[str]]:
        """The fields of a kind that are values, in each version."""
        found = []
        for side in (0, 1):
            if name in ("documents", "rejects"):
                names = set(self._schema(name, side).names) - _NO_VALUES[name]
            else:
                struct = self._schema("documents", side).field(name).type.value_type
                names = {each.name for each in struct} - _NO_VALUES.get(name, _OF_MENTIONS)
            found.append(names)
        return found

    def _rows(self, name: str, rows: str, values: set[str]) -> str:
        """The SQL for the rows of a kind, each as its key and a struct `r` of all its fields."""
        if name == "documents":
            packed = ", ".join(f'{quoted(each)}: "{each}"' for each in sorted(values))
            key = "{'doc_id': doc_id, 'start': 0, 'end': 0, 'n': 0, 'surface': ''}"
            return f"(SELECT {key} AS key, {{{packed}}} AS r FROM {rows})"
        if name == "rejects":
            key = (
                "{'doc_id': file, 'start': coalesce(line, 0), 'end': 0, 'surface': code,"
                " 'n': row_number() OVER (PARTITION BY file, line, code ORDER BY reason)}"
            )
            return f"(SELECT {key} AS key, x AS r FROM {rows} x)"
        # of two mentions of one kind with the same span, which stand side by side, the second is another one
        again = f'coalesce({name}[i - 1].start = r.start AND {name}[i - 1]."end" = r."end", false)'
        key = f"{{'doc_id': doc_id, 'start': r.start, 'end': r.\"end\", 'n': CAST({again} AS INTEGER), 'surface': ''}}"
        unnested = f"SELECT doc_id, {name}, unnest({name}) AS r, generate_subscripts({name}, 1) AS i FROM {rows}"
        return f"(SELECT {key} AS key, r FROM ({unnested}))"

    def _count(self, name: str, side: int) -> int:
        source = "rejects" if name == "rejects" else "documents"
        files = self._all[source][side]
        if not files:
            return 0
        what = "count(*)" if name == source else f"coalesce(sum(len({name})), 0)"
        return int(self._run(f"SELECT {what} FROM {parquet(files)}")[0][0])

    def _samples(self, name: str, rows: Sequence[str], most: int) -> tuple[Sample, ...]:
        chosen = (
            "SELECT key, status, fields, coalesce(same_text, false) AS same_text FROM _differ LEFT JOIN _texts ON"
            " _texts.doc_id = key.doc_id QUALIFY row_number() OVER (PARTITION BY status ORDER BY coalesce(same_text,"
            f" false) DESC, key) <= {most}"
        )
        self._run(f"CREATE OR REPLACE TEMP TABLE _chosen AS {chosen}")
        found = self._run(
            f"SELECT key, status, fields, same_text, a.r, b.r FROM _chosen LEFT JOIN {rows[0]} a USING (key)"
            f" LEFT JOIN {rows[1]} b USING (key) ORDER BY status, same_text DESC, key"
        )
        return tuple(_sample(name, *each) for each in found)


def _aside(output: Path) -> Path | None:
    """Where to spill: beside the store, or where temporary files are if that may not be written to."""
    import os

    return output if os.access(output, os.W_OK) else None


def _differs(name: str, in_old: bool, in_new: bool) -> str:
    """The SQL that says whether a field differs; a version that does not have it has null."""
    old, new = (f'{side}.r."{name}"' if there else "NULL" for side, there in (("a", in_old), ("b", in_new)))
    if name == _LINK:
        return f"({old} IS NULL) <> ({new} IS NULL)"
    return f"{old} IS DISTINCT FROM {new}"


def _sample(
    name: str,
    key: Mapping[str, Any],
    status: str,
    fields: Sequence[str],
    same_text: bool,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
) -> Sample:
    there = new or old or {}
    if name in ("documents", "rejects"):
        surface = str(there.get("title") or there.get("file")) if name == "documents" else str(there["code"])
        place = str(key["doc_id"]) + (f", line {key['start']}" if key["start"] else "")
    else:
        surface = " ".join(there["words"]) if name == "sentences" else str(there["text"])
        place = f"{key['doc_id']} {key['start']}-{key['end']}"

    def values(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if row is None:
            return None
        if status == "changed":
            return {each: row.get(each) for each in fields}
        left_out = _NO_VALUES.get(name, _OF_MENTIONS) | {"text"}
        said = (each for each in row if (each in _OF_DOCUMENTS if name == "documents" else each not in left_out))
        return {each: row[each] for each in said if row[each] not in (None, [], False)}

    document = None if name == "rejects" else str(key["doc_id"])
    return Sample(status, document, place, surface, same_text, values(old), values(new))
