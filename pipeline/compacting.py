"""Compaction: small files of the store joined, and files removed that no version needs which is to be kept.

Kept are the present version, those that have a name, and those that were the present one in the last days. Rows do not
change, and so the published tables do not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import orjson
from deltalake import CommitProperties, DeltaTable

from pipeline.lock import exclusive
from pipeline.places import uri_of
from pipeline.publish import follow_compaction
from pipeline.reading import removing
from pipeline.seals import seal
from pipeline.states import KEPT, State, states
from pipeline.store import TABLES, Store

#: Days for which a version is kept that has no name and is no longer the present one.
KEEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class CompactedTable:
    """A table of the store: its files before and after, and the files and bytes that were removed from its folder."""

    table: str
    files_before: int
    files_after: int
    removed: int
    freed: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was done, or, dry, what would be: by table, and the versions kept and given up, by number."""

    tables: tuple[CompactedTable, ...]
    kept: tuple[int, ...]
    given_up: tuple[int, ...]
    dry: bool

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        names = CompactedTable.__slots__
        return {
            "dry_run": self.dry,
            "tables": [{name: getattr(each, name) for name in names} for each in self.tables],
            "removed": sum(each.removed for each in self.tables),
            "freed": sum(each.freed for each in self.tables),
            "versions_kept": list(self.kept),
            "versions_given_up": list(self.given_up),
        }


def compact(
    output: Path, *, keep_days: float = KEEP_DAYS, dry: bool = False, advance: Callable[[int], None] = lambda _: None
) -> Compaction:
    """Join the small files of a store and remove what no kept version needs; dry, only say what would be removed.

    `advance` is called with 1 for each table that is done. Raises StoreInUse while a run writes, TrichlucError while
    another command reads the store, Misuse where there is none.
    """
    Store.existing(output)
    with exclusive(output), removing(output):
        found = [state for state in states(Store(output)) if state.kept]
        kept = to_keep(found, datetime.now(UTC) - timedelta(days=keep_days))
        before = {name: Store(output).version(name) for name in TABLES}
        files_before = {name: len(Store(output).files(name)) for name in TABLES}
        if not dry:
            for name in TABLES:
                # one file at a time: each is read and written in memory
                DeltaTable(uri_of(Store(output).folder / name)).optimize.compact(max_concurrent_tasks=1)
        # joined files are the present version's now
        versions = {state.run_id: state.tables for state in states(Store(output))}
        done = []
        for name in TABLES:
            wanted = sorted({versions[state.run_id][name] for state in kept})
            removed, freed = _vacuum(Store(output), name, wanted, kept, dry=dry)
            done.append(CompactedTable(name, files_before[name], len(Store(output).files(name)), removed, freed))
            advance(1)
        if not dry:
            follow_compaction(output / "tables", before, {name: Store(output).version(name) for name in TABLES})
            seal(Store(output).folder)
    given_up = [state.number for state in found if state not in kept]
    return Compaction(tuple(done), tuple(state.number for state in kept), tuple(given_up), dry)


def to_keep(found: Sequence[State], since: datetime) -> list[State]:
    """Of versions in order those to keep: the last, the last published, those with a name, those present since then."""
    published = [state for state in found if state.published is not None][-1:]
    kept = []
    for state, later in zip_longest(found, found[1:]):
        if later is None or state.names or state in published or later.run["started_at"] >= since:
            kept.append(state)
    return kept


def _vacuum(store: Store, name: str, wanted: list[int], kept: Sequence[State], *, dry: bool) -> tuple[int, int]:
    """Remove the files of a table that none of these versions of it needs; their number and bytes."""
    table = DeltaTable(uri_of(store.folder / name))
    more = {KEPT: orjson.dumps([state.run_id for state in kept]).decode()}

    def vacuum(dry_run: bool) -> list[str]:
        # what a killed run wrote and no commit names is removed too: the lock says that nobody is writing
        return table.vacuum(
            0,
            dry_run=dry_run,
            enforce_retention_duration=False,
            full=True,
            keep_versions=wanted,
            commit_properties=CommitProperties(custom_metadata=more),
        )

    # it lists again what an earlier one removed
    files = [place for file in vacuum(True) if (place := store.folder / name / file).exists()]
    freed = sum(place.stat().st_size for place in files)
    if files and not dry:
        vacuum(False)
    return len(files), freed
