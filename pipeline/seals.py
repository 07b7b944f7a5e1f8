"""Checksums of the store's files, in `DIR/store/checksums.json`: no file of the store is ever changed once written.

Files are sealed at the end of the run or the compaction that wrote them. Those of a store at an address are not: an
object store keeps checksums of its own.
"""

import os
from pathlib import Path

import orjson

from pipeline.checksums import checksum
from pipeline.places import Address, Place

SEALS = "checksums.json"


def sealed_files(folder: Path) -> dict[str, Path]:
    """The files of a store's folder that never change, by their place in it: tables' files, commits, checkpoints."""
    found = {}
    for file in sorted(folder.glob("*/*.parquet")):
        found[file.relative_to(folder).as_posix()] = file
    for file in sorted(folder.glob("*/_delta_log/*")):
        if file.suffix in (".json", ".parquet") and file.name[0].isdigit():
            found[file.relative_to(folder).as_posix()] = file
    return found


def read_seals(folder: Path) -> dict[str, str]:
    """The checksums that are known, by the file's place in the store's folder. Raises ValueError where broken."""
    try:
        seals = orjson.loads((folder / SEALS).read_bytes())
    except FileNotFoundError:
        return {}
    if not isinstance(seals, dict) or not all(isinstance(seal, str) for seal in seals.values()):
        raise ValueError("not an object of checksums")
    return seals


def seal(folder: Place) -> None:
    """Take the checksums of files that have none yet; the caller holds the store's lock.

    What was damaged since it was sealed keeps the checksum that it had.
    """
    if isinstance(folder, Address):
        return
    try:
        known = read_seals(folder)
    except ValueError:
        known = {}
    seals = {}
    for name, file in sealed_files(folder).items():
        try:
            seals[name] = known.get(name) or checksum(file)
        except OSError:
            # `trichluc check` says that it cannot be read
            continue
    if seals == known:
        return
    aside = folder / f".{SEALS}"
    aside.write_bytes(orjson.dumps(seals, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    os.replace(aside, folder / SEALS)
