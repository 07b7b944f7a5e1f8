"""Whether a store and its published tables are whole: every file, commit, offset, key and count."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.checks import remedies
from pipeline.checks.counts import check_keys, check_runs
from pipeline.checks.files import UNREADABLE, FileCheck
from pipeline.checks.findings import Finding, Report
from pipeline.checks.published import check_published
from pipeline.checks.rows import check_rows
from pipeline.delta_log import Added, Entry
from pipeline.errors import TrichlucError
from pipeline.lock import StoreInUse, check_free
from pipeline.names import TABLE as NAMES_TABLE
from pipeline.reading import reading
from pipeline.states import states
from pipeline.store import TABLES, Store

__all__ = ["Finding", "Report", "check_store"]


def check_store(output: Path, progress: Callable[[int], Callable[[int], None]] = lambda _: lambda _: None) -> Report:
    """Check all that is in an output folder; nothing is changed, and a run may go on meanwhile.

    `progress` is told how many steps there are, and gives what is to be called with how many more are done. Raises
    Misuse where there is no store, TrichlucError while files are being removed.
    """
    store = Store.existing(output)
    folder, report = output / "store", Report()
    with reading(output):
        running = _is_running(output)
        files = FileCheck(store, output, report)
        logs = {table: files.log(table) for table in TABLES}
        if (folder / NAMES_TABLE).is_dir():
            logs[NAMES_TABLE] = files.log(NAMES_TABLE)
        needed = _needed(store, logs)
        present = {table: _live(log, log[-1].version) if log else {} for table, log in logs.items()}
        advance = progress(sum(map(len, needed.values())) + len(present["documents"]) + 2)
        for table, added in needed.items():
            files.table(table, added, advance)
        files.end()
        spill = Path(tempfile.mkdtemp(prefix="trichluc-check-"))
        try:
            sound = {
                table: [place for path in live if (place := folder / table / path) not in files.bad]
                for table, live in present.items()
            }
            for file in sound["documents"]:
                _check_file(file, output, report)
                advance(1)
            ended = not running and not files.bad
            check_keys(folder, sound, spill, report, ended=ended)
            if all(logs.values()) and not files.bad:
                check_runs(store, folder, report)
            advance(1)
            if running:
                report.notes.append("a run is writing to the store: its tables were not checked")
            elif all(logs.values()):
                runs = sum(added.rows for added in present["runs"].values())
                check_published(output, runs, spill, report)
            advance(1)
        finally:
            shutil.rmtree(spill, ignore_errors=True)
    return report


def _is_running(output: Path) -> bool:
    lock = output / ".lock"
    # who has no lock has left nothing in it: it is not to be tried where a run could be about to take it
    if not lock.exists() or not lock.read_bytes():
        return False
    try:
        check_free(output)
    except StoreInUse:
        return True
    return False


def _check_file(file: Path, output: Path, report: Report) -> None:
    try:
        check_rows(file, report)
    except UNREADABLE as error:
        problem = f"cannot be read ({str(error).splitlines()[0][:200]})"
        report.add(file, "", "file", problem, remedies.store_file(output, file.parent.name))


def _live(log: Sequence[Entry], version: int) -> dict[str, Added]:
    """The files that make up a version of a table, by their path."""
    live: dict[str, Added] = {}
    for entry in log:
        if entry.version > version:
            break
        for path in entry.removed:
            live.pop(path, None)
        live |= {added.path: added for added in entry.added}
    return live


def _needed(store: Store, logs: Mapping[str, Sequence[Entry] | None]) -> dict[str, list[Added]]:
    """Of each table the files of all versions that are kept, each once."""
    versions = {table: {log[-1].version} for table, log in logs.items() if log}
    for state_versions in _kept_versions(store, logs):
        for table, version in state_versions.items():
            if table in versions:
                versions[table].add(version)
    needed: dict[str, list[Added]] = {}
    for table, log in logs.items():
        found: dict[str, Added] = {}
        for version in sorted(versions.get(table, ())):
            found |= _live(log or (), version)
        needed[table] = list(found.values())
    return needed


def _kept_versions(store: Store, logs: Mapping[str, Sequence[Entry] | None]) -> Iterator[Mapping[str, int]]:
    """The versions of tables that belong to the store's versions; none where they cannot be known."""
    if not all(logs.values()):
        return
    try:
        found = states(store)
    except (TrichlucError, *UNREADABLE):
        # the table of runs is damaged: its files are checked all the same
        return
    for state in found:
        if state.kept:
            yield state.tables
