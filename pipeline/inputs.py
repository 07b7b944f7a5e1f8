"""From the paths that a user names to the files that are read, in an order that does not depend on the file system."""

import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.columns import OWN, Columns
from pipeline.documents import Origin, Reject
from pipeline.errors import Misuse
from pipeline.formats import HEAD_BYTES, READABLE, Compression, Format, suffix_of, tell_compression, tell_format
from pipeline.places import Address, Place, is_address, place_of
from pipeline.streams import Damaged, unpacked

_ODD = re.compile(r"[\[\]|^\\\x00-\x1f]|%[0-9A-Fa-f]{2}")

#: What an address may not hold: they are taken for patterns, or for the end of the key.
_OF_ADDRESSES = re.compile(r"[?*#{}]")
#: Bytes from an object's beginning by which its format is told, packed ones too.
_HEAD_AT_ADDRESS = 1 << 16
#: Objects that are looked into at once.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read: its path or address, what a user calls it, its format, its bytes, and its records' columns."""

    origin: Origin
    path: str
    format: Format
    compression: Compression
    size: int
    columns: Columns = OWN


def check_paths(paths: Sequence[str]) -> None:
    """Raise Misuse where a path is not there, before anything is started for it.

    At an address TrichlucError too, where the store does not answer.
    """
    for path in paths:
        place = place_of(path)
        if isinstance(place, Address):
            place.check()
            if not place.exists():
                raise Misuse(f"{path}: there is no such object, and none under it")
        elif not os.path.exists(place):
            raise Misuse(f"{path}: there is no such file or folder")


def find_inputs(paths: Sequence[str], store: Place, columns: Columns = OWN) -> Iterator[InputFile | Reject]:
    """Each file under the paths once: the paths in the order given, a folder's files sorted by name, folder by folder.

    Hidden files and folders (a name that begins with a point) inside a folder are left alone, and so is the store
    itself. A file of a format that is not read is a reject, and so is a folder that cannot be looked into. Raises
    Misuse where a path is not there.
    """
    check_paths(paths)
    done: set[str] = set()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for path in paths:
            place = place_of(path)
            if isinstance(place, Address):
                new = [found for found in _walk_address(place, store) if str(found[0]) not in done]
                done.update(str(found) for found, _ in new)
                # each is a request, and answers take their time
                yield from threads.map(lambda found: _input_at(found[0], found[1], columns), new)
                continue
            for found in _walk(str(place), store):
                absolute = os.path.abspath(found)
                if absolute not in done:
                    done.add(absolute)
                    yield _input(found, store, columns)


def origin_key(path: str, store: Place) -> str:
    """A path as seen from the store: the same from any working directory, and after both are moved together.

    What has no way from a store to it, because one of the two is at an address, is known by its own address or path.
    """
    if is_address(path):
        return path
    if isinstance(store, Address):
        return Path(os.path.abspath(path)).as_posix()
    return Path(os.path.relpath(os.path.abspath(path), store.absolute())).as_posix()


def _walk_address(place: Address, store: Place) -> Iterator[tuple[Address, int]]:
    """The objects under an address with their sizes, in the order of files in folders."""
    if place.is_file():
        yield place, place.stat().st_size
        return
    begin = len(place.key) + 1 if place.key else 0
    within = f"{store.key}/" if isinstance(store, Address) and _same_bucket(store, place) else None
    found: list[tuple[list[tuple[bool, str]], Address, int]] = []
    for each, size in place.walk():
        *folders, name = each.key[begin:].split("/")
        hidden = any(part.startswith(".") for part in (*folders, name))
        of_the_store = within is not None and each.key.startswith(within) and not place.key.startswith(within[:-1])
        # a key that ends with a slash is how some programs write a folder
        if name and not hidden and not of_the_store:
            found.append(([*((True, folder) for folder in folders), (False, name)], each, size))
    for _, each, size in sorted(found):
        yield each, size


def _same_bucket(one: Address, other: Address) -> bool:
    return (one.scheme, one.bucket) == (other.scheme, other.bucket)


def _walk(path: str, store: Place) -> Iterator[str]:
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


def _same(folder: str, store: Place) -> bool:
    return isinstance(store, Path) and os.path.abspath(folder) == str(store.absolute())


def _input_at(place: Address, size: int, columns: Columns) -> InputFile | Reject:
    origin = Origin(str(place), str(place))
    try:
        begins = place.read_range(0, min(size, _HEAD_AT_ADDRESS)) if size else b""
    except FileNotFoundError:
        return Reject(origin, "unreadable_file", "cannot be read: it was there and is no more")
    compression = tell_compression(begins)
    format_ = tell_format(_head(io.BytesIO(begins), compression), place.name)
    if format_ is None:
        return unsupported(origin, place.name)
    return InputFile(origin, str(place), format_, compression, size, columns)


def _input(path: str, store: Place, columns: Columns) -> InputFile | Reject:
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


def _head(opened: BinaryIO, compression: Compression) -> bytes:
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


def check_output(output: Place) -> None:
    """Raise Misuse where a store cannot be at a place, before anything is started for it.

    At an address TrichlucError, where the object store does not answer.
    """
    if isinstance(output, Address):
        if odd := _ODD.search(output.key) or _OF_ADDRESSES.search(output.key):
            raise Misuse(f"{output}: the address holds {odd[0]!r}, which the store cannot take: choose another")
        if not output.key:
            raise Misuse(f"{output}: give a place in the bucket, such as {output}/articles")
        output.check()
        return
    # the store's library takes a path for an address, and trips over what may not stand in one
    if odd := _ODD.search(str(output.absolute())):
        raise Misuse(f"{output}: the path holds {odd[0]!r}, which the store cannot take; choose another --output")
    if output.exists() and not output.is_dir():
        raise Misuse(f"{output} is a file; --output needs a folder")
    parent = next(folder for folder in (output, *output.absolute().parents) if folder.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        raise Misuse(f"{output}: the folder {parent} cannot be written to")
