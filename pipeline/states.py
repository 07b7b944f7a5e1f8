"""The states of a store that can be named and read: what each run left, all tables of the store as of one moment.

A commit changes one table, and between the commits of a run the tables do not fit together. So a version of the store
is the end of a run: for each table the last commit before the next run's first one. Versions are numbered from 1 in the
order in which the runs began; they are also known by the run's id and by the names that were given to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from pipeline.delta_log import Entry, entries
from pipeline.errors import Misuse
from pipeline.names import LATEST, names
from pipeline.store import TABLES, Store

#: What in the metadata of a commit says which runs' states a compaction left.
KEPT = "kept_runs"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of one table; `rows_added` - `rows_removed` is by how many rows it grew.

    Rows that only moved to another file count in neither, but for those that were replaced: they count in both.
    """

    table: str
    version: int
    time: datetime
    operation: str
    rows_added: int
    rows_removed: int

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a run left: its number, its row in the table `runs`, the version of each Delta table, and its commits.

    `published` says which tables it published (`pipeline.publish.TablesState`, as JSON), None for a run that did not
    get so far. One that is not `kept` was given up by `trichluc compact`.
    """

    number: int
    run: Mapping[str, Any]
    tables: Mapping[str, int]
    commits: tuple[Commit, ...]
    published: Mapping[str, Any] | None
    names: tuple[str, ...] = ()
    kept: bool = True

    @property
    def run_id(self) -> str:
        """The run that left it."""
        return str(self.run["run_id"])

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "version": self.number,
            "names": list(self.names),
            "kept": self.kept,
            **self.run,
            "versions": orjson.loads(self.run["versions"]),
            "rows_published": self.published["rows"] if self.published is not None else None,
            "delta_versions": dict(self.tables),
            "commits": [commit.as_record() for commit in self.commits],
        }


def states(store: Store) -> list[State]:
    """All states of a store, the first one first. Raises TrichlucError where its log cannot be read."""
    logs = {table: list(entries(store, table)) for table in TABLES}
    order = list(dict.fromkeys(entry.run for entry in logs["runs"] if entry.run is not None))
    place = {run: at for at, run in enumerate(order)}
    rows = {row["run_id"]: row for row in store.runs().to_pylist()}
    commits = {table: _commits(table, log) for table, log in logs.items()}
    found: list[State] = []
    for at, run_id in enumerate(order):
        if run_id not in rows:
            # killed before it could note that it began: its commits made empty tables
            continue
        own = [
            commit
            for table, log in logs.items()
            for entry, commit in zip(log, commits[table], strict=True)
            if entry.run == run_id
        ]
        found.append(
            State(
                number=len(found) + 1,
                run=rows[run_id],
                tables={table: _last_before_later(log, place, at) for table, log in logs.items()},
                commits=tuple(sorted(own, key=lambda commit: (commit.time, commit.table, commit.version))),
                published=_published(logs["runs"], run_id),
            )
        )
    return _named(_kept(found, logs), names(store))


def find_state(store: Store, version: str) -> State:
    """The state that a number, a name, a run's id (or its beginning), or `latest` means.

    Raises Misuse where there is none, or where it is not kept.
    """
    there = states(store)
    found = _meant(there, version)
    if len(found) != 1:
        which = f"{len(found)} versions begin so" if found else "there is no such version"
        known = f"1 to {len(there)}, their run ids, and their names" if there else "none yet"
        raise Misuse(f"{version}: {which}; there are {known}: see `trichluc history {store.output}`")
    (state,) = found
    if not state.kept:
        raise Misuse(
            f"{version}: `trichluc compact` gave up this version, as it was old and had no name; `trichluc history"
            f" {store.output}` shows those that are kept"
        )
    return state


def store_at(store: Store, state: State) -> Store:
    """The store as it was in a state."""
    return Store(store.output, at=state.tables)


def _meant(there: Sequence[State], version: str) -> list[State]:
    if version == LATEST:
        return ([state for state in there if state.published is not None] or list(there))[-1:]
    by_name = [state for state in there if version in state.names or str(state.number) == version]
    return by_name or [state for state in there if len(version) > 7 and state.run_id.startswith(version)]


def _commits(table: str, log: Sequence[Entry]) -> list[Commit]:
    """The commits of a table with the rows that each added and removed."""
    held: dict[str, int] = {}
    made = []
    for entry in log:
        removed = sum(held.pop(path, 0) for path in entry.removed)
        added = sum(file.rows for file in entry.added)
        held |= {file.path: file.rows for file in entry.added}
        written = (entry.more.get("operationMetrics") or {}).get("num_added_rows")
        if written is not None and removed and entry.added:
            # what stood beside the replaced rows was written again
            moved = max(0, added - written)
            added, removed = added - moved, removed - moved
        elif removed and added:
            moved = min(added, removed)
            added, removed = added - moved, removed - moved
        made.append(Commit(table, entry.version, entry.time, entry.operation, added, removed))
    return made


def _last_before_later(log: Sequence[Entry], place: Mapping[str, int], at: int) -> int:
    """The version of a table just before the first commit of a run after the one in this place."""
    last = 0
    for entry in log:
        if entry.run is not None and place.get(entry.run, -1) > at:
            break
        last = entry.version
    return last


def _published(log: Sequence[Entry], run_id: str) -> Mapping[str, Any] | None:
    said = [entry.more["tables"] for entry in log if entry.run == run_id and "tables" in entry.more]
    published: Mapping[str, Any] | None = orjson.loads(said[-1]) if said else None
    return published


def _kept(found: Sequence[State], logs: Mapping[str, Sequence[Entry]]) -> list[State]:
    """The states, those marked that a compaction gave up: older than it, and not among those that it says it kept."""
    order = {state.run_id: state.number for state in found}
    gone: set[str] = set()
    for log in logs.values():
        for entry in log:
            if KEPT in entry.more:
                kept = orjson.loads(entry.more[KEPT])
                latest = max((order[run] for run in kept if run in order), default=0)
                gone |= {run for run, number in order.items() if number < latest and run not in kept}
    return [replace(state, kept=state.run_id not in gone) for state in found]


def _named(found: Sequence[State], given: Mapping[str, str]) -> list[State]:
    return [
        replace(state, names=tuple(name for name, run_id in given.items() if run_id == state.run_id)) for state in found
    ]
