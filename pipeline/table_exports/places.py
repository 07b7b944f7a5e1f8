"""Where exports go: written aside and renamed, and never in the place of something that is no export of ours."""

import os
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Misuse
from pipeline.lines import aside_of, folder_written_aside, writable_place
from pipeline.table_exports.telling import MARK

README = "README.md"
#: What our workbooks say of themselves, and our SQLite files (`TrLc`).
WORKBOOK_MARK = "trichluc export"
APPLICATION_ID = 0x54724C63


@contextmanager
def export_folder(path: Path, names: Collection[str]) -> Iterator[Path]:
    """A folder to fill that takes its place when it is complete; an export that is there is replaced.

    `names` are those of every file that any such export may hold. Raises Misuse where something else is there.
    """
    place = writable_place(str(path))
    if place.is_dir():
        held = sorted(os.listdir(place))
        strange = [name for name in held if name not in names and name != README]
        if strange or (held and not _is_readme(place / README)):
            what = f"it holds {strange[0]}" if strange else f"its {README} is none of ours"
            raise Misuse(f"{path}: there, and no export of ours ({what}); give another --output")
    elif os.path.lexists(place):
        raise Misuse(f"{path}: there, and no folder; give another --output")
    with folder_written_aside(str(path)) as aside:
        yield aside


@contextmanager
def export_file(path: Path) -> Iterator[Path]:
    """A file to write that takes its place when it is complete; an export of that suffix that is there is replaced.

    Raises Misuse where something else is there.
    """
    place = writable_place(str(path))
    if os.path.lexists(place) and not _is_ours(place):
        raise Misuse(f"{path}: there, and no export of ours; give another --output")
    aside = aside_of(place)
    try:
        yield aside
        os.replace(aside, place)
    finally:
        aside.unlink(missing_ok=True)


def _is_readme(place: Path) -> bool:
    try:
        with open(place, "rb") as opened:
            return opened.readline().strip() == MARK.encode()
    except OSError:
        return False


def _is_ours(place: Path) -> bool:
    if not place.is_file():
        return False
    with open(place, "rb") as opened:
        head = opened.read(72)
    if head.startswith(b"SQLite format 3\0"):
        return head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    try:
        with zipfile.ZipFile(place) as packed:
            return WORKBOOK_MARK.encode() in packed.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, OSError):
        return False
