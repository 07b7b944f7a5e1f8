"""The commits of a table of the store, from its Delta log: when, by which run, and what each did to files and rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from pipeline.errors import TrichlucError
from pipeline.places import Place
from pipeline.store import Store

_ENTRY = re.compile(r"(\d{20})\.json")


@dataclass(frozen=True, slots=True)
class Added:
    """A file that a commit added: its size in bytes, its rows, and the statistics of its columns (Delta's, as JSON)."""

    path: str
    size: int
    rows: int
    stats: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit as its file in the log has it; `run` is None for one that no run made."""

    version: int
    time: datetime
    operation: str
    run: str | None
    code_version: str | None
    more: Mapping[str, Any]
    added: tuple[Added, ...]
    removed: tuple[str, ...]


def log_folder(store: Store, table: str) -> Place:
    """Where the log of a table is."""
    return store.folder / table / "_delta_log"


def entry_files(store: Store, table: str) -> dict[int, Place]:
    """The files of a table's log by the version that each makes, in order."""
    found = ((match, file) for file in log_folder(store, table).iterdir() if (match := _ENTRY.fullmatch(file.name)))
    return {int(match[1]): file for match, file in sorted(found, key=lambda pair: pair[1].name)}


def entries(store: Store, table: str) -> Iterator[Entry]:
    """The commits of a table, the first one first. Raises TrichlucError where one cannot be read."""
    for version, file in entry_files(store, table).items():
        try:
            yield read_entry(version, file.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrichlucError(
                f"{file}: this commit cannot be read ({error}); `trichluc check {store.output}` names all damage"
            ) from None


def read_entry(version: int, content: bytes) -> Entry:
    """One commit. Raises ValueError, KeyError, TypeError or AttributeError where the content is none."""
    actions = [orjson.loads(line) for line in content.splitlines() if line.strip()]
    (info,) = [action["commitInfo"] for action in actions if "commitInfo" in action]
    return Entry(
        version=version,
        time=datetime.fromtimestamp(info["timestamp"] / 1000, UTC),
        operation=str(info["operation"]),
        run=info.get("run"),
        code_version=info.get("code_version"),
        more=info,
        added=tuple(_added(action["add"]) for action in actions if "add" in action),
        removed=tuple(str(action["remove"]["path"]) for action in actions if "remove" in action),
    )


def _added(add: Mapping[str, Any]) -> Added:
    stats = orjson.loads(add["stats"])
    return Added(str(add["path"]), int(add["size"]), int(stats["numRecords"]), stats)
