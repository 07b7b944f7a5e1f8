"""The files of the store: the commits of each table, and every file that a version needs which is kept."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import orjson
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from pyarrow import ArrowException

from pipeline.checks import remedies
from pipeline.checks.findings import Report
from pipeline.checksums import checksum
from pipeline.delta_log import Added, Entry, entry_files, read_entry
from pipeline.errors import first_line
from pipeline.plurals import counted
from pipeline.seals import SEALS, read_seals
from pipeline.store import Store

UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, ArrowException)


class FileCheck:
    """Checks files, each once, and knows which are not to be read any more."""

    def __init__(self, store: Store, output: Path, report: Report) -> None:
        self._store = store
        self._folder = output / "store"
        self._report = report
        self._unsealed = 0
        self._missed: set[Path] = set()
        self.bad: set[Path] = set()
        try:
            self._seals = read_seals(self._folder)
        except UNREADABLE as error:
            self._seals = {}
            report.add(
                self._folder / SEALS,
                "",
                "unreadable",
                f"cannot be read ({error}), so files were not compared with their checksums",
                "delete it, and the next run makes it anew from the files as they are",
            )

    def log(self, table: str) -> list[Entry] | None:
        """The commits of a table; None where one is missing or cannot be read."""
        report, folder = self._report, self._folder / table / "_delta_log"
        try:
            files = {version: folder / file.name for version, file in entry_files(self._store, table).items()}
        except OSError as error:
            report.add(folder, "", "log", f"cannot be read ({first_line(error)})", remedies.log_file())
            return None
        found: list[Entry] = []
        whole = True
        for version in range(max(files, default=-1) + 1):
            file = files.get(version, folder / f"{version:020d}.json")
            report.checked["commits"] += 1
            if version not in files:
                self._missing(file)
            else:
                try:
                    found.append(read_entry(version, file.read_bytes()))
                    if self._is_as_sealed(file):
                        continue
                    report.add(file, "", "log", "not as it was written (checksum)", remedies.log_file())
                except UNREADABLE as error:
                    report.add(
                        file, "", "log", f"this commit cannot be read ({first_line(error)})", remedies.log_file()
                    )
            whole = False
        for file in sorted(folder.glob("*.checkpoint*.parquet")):
            self._checkpoint(file)
        last = folder / "_last_checkpoint"
        if last.exists():
            try:
                orjson.loads(last.read_bytes())["version"]
            except UNREADABLE as error:
                report.add(last, "", "log", f"cannot be read ({error})", "delete it: Delta finds the checkpoint itself")
        if not files:
            report.add(folder, "", "log", "holds no commit", remedies.log_file())
            return None
        if whole:
            try:
                DeltaTable(self._folder / table)
            except DeltaError as error:
                report.add(
                    self._folder / table, "", "log", f"cannot be opened ({first_line(error)})", remedies.log_file()
                )
                return None
        return found if whole else None

    def _missing(self, file: Path) -> None:
        if file not in self._missed:
            self._missed.add(file)
            self._report.add(file, "", "log", "this commit is missing", remedies.log_file())

    def _checkpoint(self, file: Path) -> None:
        self._report.checked["checkpoints"] += 1
        try:
            pq.ParquetFile(file).read()
            whole = self._is_as_sealed(file)
            problem = "not as it was written (checksum)"
        except UNREADABLE as error:
            whole, problem = False, f"cannot be read ({first_line(error)})"
        if not whole:
            remedy = "delete it, and _last_checkpoint beside it: Delta reads the commits instead"
            self._report.add(file, "", "checkpoint", problem, remedy)

    def table(self, table: str, added: Sequence[Added], advance: Callable[[int], None]) -> None:
        """Check files of a table against what the log says of them."""
        for each in added:
            self._file(table, self._folder / table / each.path, each)
            advance(1)

    def _file(self, table: str, file: Path, added: Added) -> None:
        report = self._report
        report.checked["files"] += 1
        remedy = remedies.store_file(self._folder.parent, table)

        def found(problem: str, place: str = "") -> None:
            self.bad.add(file)
            report.add(file, place, "file", problem, remedy)

        try:
            size = file.stat().st_size
        except OSError as error:
            found("missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})")
            return
        if size != added.size:
            found(f"has {counted(size, 'byte')} instead of {added.size:,}")
            return
        try:
            if not self._is_as_sealed(file):
                found("not as it was written (checksum)", _broken_place(file))
                return
            rows = pq.read_metadata(file).num_rows
        except UNREADABLE as error:
            found(f"cannot be read ({first_line(error)})")
            return
        if rows != added.rows:
            found(f"has {counted(rows, 'row')} instead of {added.rows:,}")
            return
        if self._seal_of(file) is None:
            self._unsealed += 1
            for place, why in broken_groups(file):
                found(f"cannot be read ({why})", place)

    def _seal_of(self, file: Path) -> str | None:
        return self._seals.get(file.relative_to(self._folder).as_posix())

    def _is_as_sealed(self, file: Path) -> bool:
        seal = self._seal_of(file)
        return seal is None or seal == checksum(file)

    def end(self) -> None:
        """Say what could not be compared."""
        for name in self._seals:
            # a commit after the last that is there leaves no gap
            file = self._folder / name
            if "/_delta_log/" in name and name.endswith(".json") and not file.exists():
                self._missing(file)
        if self._unsealed:
            have = "has" if self._unsealed == 1 else "have"
            self._report.notes.append(
                f"{counted(self._unsealed, 'file')} {have} no checksum yet (the end of the next run notes it): read"
                " through instead"
            )


def broken_groups(file: Path) -> Iterator[tuple[str, str]]:
    """The columns of a Parquet file that cannot be read, by row group; memory holds one column of one at a time."""
    with pq.ParquetFile(file) as opened:
        for group in range(opened.num_row_groups):
            for name in opened.schema_arrow.names:
                try:
                    opened.read_row_group(group, [name])
                except UNREADABLE as error:
                    yield f"row group {group}, column {name}", first_line(error)


def _broken_place(file: Path) -> str:
    """Where a file that is not as it was written is broken, if its format tells."""
    try:
        place, _ = next(broken_groups(file), ("", ""))
    except UNREADABLE:
        place = "footer"
    return place
