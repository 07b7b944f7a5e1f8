"""From the paths that a user names to the files that are read, in an order that does not depend on the file system."""

import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.columns import OWN, Columns
from pipeline.documents import Origin, Reject
from pipeline.errors import Misuse
from pipeline.formats import HEAD_BYTES, READABLE, Compression, Format, suffix_of, tell_compression, tell_format
from pipeline.streams import Damaged, unpacked

_ODD = re.compile(r"[\[\]|^\\\x00-\x1f]|%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read: where it is, what a user calls it, its format, its size in bytes, and its records' columns."""

    origin: Origin
    path: str
    format: Format
    compression: Compression
    size: int
    columns: Columns = OWN


def check_paths(paths: Sequence[str]) -> None:
    """Raise Misuse where a path is not there, before anything is started for it."""
    for path in paths:
        if not os.path.exists(path):
            raise Misuse(f"{path}: there is no such file or folder")


def find_inputs(paths: Sequence[str], store: Path, columns: Columns = OWN) -> Iterator[InputFile | Reject]:
    """Each file under the paths once: the paths in the order given, a folder's files sorted by name, folder by folder.

    Hidden files and folders (a name that begins with a point) inside a folder are left alone, and so is the store
    itself. A file of a format that is not read is a reject, and so is a folder that cannot be looked into. Raises
    Misuse where a path is not there.
    """
    check_paths(paths)
    done: set[str] = set()
    for path in paths:
        for found in _walk(path, store):
            absolute = os.path.abspath(found)
            if absolute not in done:
                done.add(absolute)
                yield _input(found, store, columns)


def origin_key(path: str, store: Path) -> str:
    """A path as seen from the store: the same from any working directory, and after both are moved together."""
    return Path(os.path.relpath(os.path.abspath(path), store.absolute())).as_posix()


def _walk(path: str, store: Path) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    closed: list[str] = []
    for folder, folders, files in os.walk(path, onerror=lambda error: closed.append(str(error.filename))):
        yield from _taken(closed)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _same(os.path.join(folder, name), store)
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.join(folder, name)
    yield from _taken(closed)


def _taken(closed: list[str]) -> Iterator[str]:
    """The folders that could not be looked into, each once: they are told as files are that cannot be read."""
    while closed:
        yield closed.pop(0)


def _same(folder: str, store: Path) -> bool:
    return os.path.abspath(folder) == str(store.absolute())


def _input(path: str, store: Path, columns: Columns) -> InputFile | Reject:
    # a name that is not UTF-8 is still a name: shown with the bytes that it has
    shown = Path(path).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    key = origin_key(path, store).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    origin = Origin(shown, key)
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            # says why it cannot be looked into
            os.listdir(path)
        if not stat.S_ISREG(mode):
            return Reject(origin, "unreadable_file", "cannot be read: not a regular file")
        with open(path, "rb") as opened:
            compression = tell_compression(opened.peek(HEAD_BYTES))
            head = _head(opened, compression)
            size = os.fstat(opened.fileno()).st_size
    except OSError as error:
        return Reject(origin, "unreadable_file", f"cannot be read: {error.strerror}")
    format_ = tell_format(head, os.path.basename(path))
    if format_ is None:
        return unsupported(origin, os.path.basename(path))
    return InputFile(origin, path, format_, compression, size, columns)


def _head(opened: io.BufferedReader, compression: Compression) -> bytes:
    head = b""
    try:
        for chunk in unpacked(opened, compression):
            head += chunk[:HEAD_BYTES]
            if len(head) >= HEAD_BYTES:
                break
    except Damaged:
        # who reads the file comes to the break again, and says where it is
        pass
    return head


def unsupported(origin: Origin, name: str) -> Reject:
    """The reject of a file whose format neither its content nor its name tells."""
    suffix = suffix_of(name) or "none"
    return Reject(origin, "unsupported_format", f"the suffix is {suffix}; formats that are read: {READABLE}")


def check_output(output: Path) -> None:
    """Raise Misuse where a store cannot be at a place, before anything is started for it."""
    # the store's library takes a path for an address, and trips over what may not stand in one
    if odd := _ODD.search(str(output.absolute())):
        raise Misuse(f"{output}: the path holds {odd[0]!r}, which the store cannot take; choose another --output")
    if output.exists() and not output.is_dir():
        raise Misuse(f"{output} is a file; --output needs a folder")
    parent = next(folder for folder in (output, *output.absolute().parents) if folder.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        raise Misuse(f"{output}: the folder {parent} cannot be written to")
