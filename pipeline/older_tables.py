"""The tables of an older version of the store: which were published then, and the same ones drawn again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Misuse, TrichlucError
from pipeline.older_columns import with_columns_of_today
from pipeline.publish import MANIFEST, TablesState, draw_state
from pipeline.reading import reading
from pipeline.states import State, find_state, store_at
from pipeline.store import Store
from pipeline.tables import published_tables


@dataclass(frozen=True, slots=True)
class OlderTables:
    """The tables of a version: as they were published, and as they were drawn again, if they were, into a folder."""

    state: State
    drawn: TablesState | None = None
    folder: Path | None = None

    @property
    def rows(self) -> Mapping[str, int] | None:
        """The rows of each table; None where none was published, and none drawn."""
        if self.drawn is not None:
            return self.drawn.rows
        return self.state.published["rows"] if self.state.published is not None else None

    @property
    def differ(self) -> list[str] | None:
        """The files that were drawn with other bytes than were published; None where that cannot be known."""
        published = self.state.published
        if self.drawn is None or published is None:
            return None
        then, now = published["checksums"], self.drawn.checksums
        return [name for name in then if name in now and then[name] != now[name]]

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "version": self.state.number,
            "run_id": self.state.run_id,
            "status": self.state.run["status"],
            "names": list(self.state.names),
            "rows": dict(self.rows) if self.rows is not None else None,
            "published_by": self.state.published["drawn_by"] if self.state.published is not None else None,
            "drawn_by": self.drawn.drawn_by if self.drawn is not None else None,
            "folder": str(self.folder) if self.folder is not None else None,
            "differ": self.differ,
        }

    def says(self) -> Iterator[str]:
        """What there is to say of them, in lines."""
        state, published = self.state, self.state.published
        names = "".join(f" “{name}”" for name in state.names)
        yield f"version {state.number}{names}: run {state.run_id}, {state.run['status']}"
        if published is None:
            yield "this run published no tables" + ("" if self.drawn else "; --output FOLDER draws what it left")
        if self.drawn is None:
            return
        yield f"drawn into {self.folder} by {self.drawn.drawn_by}"
        if self.differ is None:
            return
        if not self.differ:
            yield "every file has the same bytes as the one that was published then"
        elif published is not None and published["program"] != self.drawn.program:
            yield (
                f"published then by {published['drawn_by']}, whose program draws tables otherwise than this one: other"
                f" bytes in {', '.join(self.differ)}"
            )
        else:
            yield (
                f"OTHER BYTES than were published then in {', '.join(self.differ)}: `trichluc check` says whether the"
                " store is damaged; another version of a library (pyarrow, duckdb) also writes other bytes"
            )


def older_tables(output: Path, version: str) -> OlderTables:
    """The tables of a version as they were published. Raises Misuse where there is no such version."""
    return OlderTables(find_state(Store.existing(output), version))


def draw_older(output: Path, version: str, folder: Path, *, with_csv: bool) -> OlderTables:
    """Draw the tables of a version into a folder, mentions in boilerplate with them where they were published then.

    Raises Misuse where there is no such version, and where the folder holds anything but tables that were drawn so.
    """
    store = Store.existing(output)
    _check_folder(folder, output)
    with reading(output):
        state = find_state(store, version)
        return OlderTables(state, _draw(output, state, folder, with_csv=with_csv), folder)


def _draw(output: Path, state: State, folder: Path, *, with_csv: bool) -> TablesState:
    boilerplate = bool(state.published and state.published["boilerplate"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrichlucError(f"{folder}: the folder cannot be made ({error.strerror})") from None
    with with_columns_of_today(store_at(Store(output), state), folder) as store:
        drawn = draw_state(store, folder, state.run_id, state.tables, with_csv=with_csv, with_boilerplate=boilerplate)
    for file in folder.iterdir():
        # of a version that was drawn here before
        if file.name not in drawn.checksums and file.name != MANIFEST:
            file.unlink()
    return drawn


def _check_folder(folder: Path, output: Path) -> None:
    if folder.resolve() in (output.resolve(), (output / "tables").resolve(), (output / "store").resolve()):
        raise Misuse(f"{folder}: the present tables or the store are there; give another folder for the older tables")
    if folder.exists() and not folder.is_dir():
        raise Misuse(f"{folder}: not a folder; give --output another name")
    if not folder.is_dir():
        return
    ours = {f"{table.name}.{ending}" for table in published_tables() for ending in ("parquet", "csv")}
    others = sorted(each.name for each in folder.iterdir() if each.name not in {*ours, MANIFEST, ".publishing"})
    if others:
        raise Misuse(f"{folder}: holds {others[0]}, which is no table; give a new folder")
