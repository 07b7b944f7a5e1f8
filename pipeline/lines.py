"""Lines in and lines out: plain, gzip or zstd, from a file or stdin; an output appears whole or not at all."""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from pipeline.errors import Misuse, TrichlucError

#: Stands for stdin or stdout where a path is asked for.
STANDARD = "-"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BUFFER = 1 << 20


def read_lines(path: str) -> Iterator[bytes]:
    r"""The lines of a file (`-`: stdin), each with its `\n`; what compressed it is told from its first bytes.

    A byte order mark at the beginning is left out. Raises Misuse where there is no such file, TrichlucError where
    a compressed one is damaged.
    """
    with _opened(path) as packed:
        begins = packed.peek(4)
        if begins.startswith(_GZIP):
            found = _gzip_lines(packed, path)
        elif begins.startswith(_ZSTD):
            found = _zstd_lines(packed, path)
        else:
            found = iter(packed)
        for first in found:
            yield first.removeprefix(_BYTE_ORDER_MARK)
            break
        yield from found


@contextmanager
def written_aside(path: str) -> Iterator[BinaryIO]:
    """A file to write (`-`: stdout) that takes its place when all of it is written; a failure leaves what was there.

    A device or a pipe is written to directly. Raises Misuse where nothing can be written at `path`.
    """
    if path == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    place = writable_place(path)
    if place.is_dir():
        raise Misuse(f"{path} is a folder; give the name of a file")
    if place.exists() and not place.is_file():
        with open(place, "wb", buffering=_BUFFER) as device:
            yield device
        return
    aside = aside_of(place)
    try:
        with open(aside, "wb", buffering=_BUFFER) as opened:
            yield opened
        os.replace(aside, place)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def folder_written_aside(path: str) -> Iterator[Path]:
    """A folder to fill that takes its place when it is complete; a failure leaves what was there."""
    place = writable_place(path)
    if place.exists() and not place.is_dir():
        raise Misuse(f"{path} is a file; give the name of a folder")
    aside, before = aside_of(place), aside_of(place, "before")
    try:
        aside.mkdir()
        yield aside
        if place.exists():
            place.rename(before)
        aside.rename(place)
    finally:
        if before.exists() and not place.exists():
            before.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)


def writable_place(path: str) -> Path:
    """Where `path` leads, through links; raises Misuse where its folder is missing or cannot be written to."""
    place = Path(os.path.realpath(path))
    if not place.parent.is_dir():
        raise Misuse(f"{path}: there is no folder {place.parent}; make it first")
    if not os.access(place.parent, os.W_OK | os.X_OK):
        raise Misuse(f"{path}: the folder {place.parent} cannot be written to")
    return place


def aside_of(place: Path, name: str = "partial") -> Path:
    """A name beside a place that no other run writes to."""
    return place.with_name(f".{place.name}.{os.getpid()}.{name}")


@contextmanager
def _opened(path: str) -> Iterator[io.BufferedReader]:
    if path == STANDARD:
        yield cast(io.BufferedReader, sys.stdin.buffer)
        return
    if Path(path).is_dir():
        raise Misuse(f"{path} is a folder; give a file, or - for stdin")
    if not Path(path).exists():
        raise Misuse(f"{path}: there is no such file")
    if not os.access(path, os.R_OK):
        raise Misuse(f"{path}: you may not read it")
    with open(path, "rb", buffering=_BUFFER) as opened:
        yield cast(io.BufferedReader, opened)


def _damaged(path: str, error: Exception) -> TrichlucError:
    where = "stdin" if path == STANDARD else path
    return TrichlucError(f"{where}: the compressed file is damaged ({error}); make or fetch it again")


def _gzip_lines(packed: io.BufferedReader, path: str) -> Iterator[bytes]:
    import gzip
    import zlib

    try:
        yield from io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=packed)), _BUFFER)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(path, error) from error


def _zstd_lines(packed: io.BufferedReader, path: str) -> Iterator[bytes]:
    import zstandard

    # zstandard's own reader takes a file that breaks off for one that ends
    begin = zstandard.ZstdDecompressor().decompressobj
    unpack, begun, rest = begin(), False, b""
    try:
        for chunk in iter(lambda: packed.read(_BUFFER), b""):
            while chunk:
                *found, rest = (rest + unpack.decompress(chunk)).split(b"\n")
                for line in found:
                    yield line + b"\n"
                begun, chunk = not unpack.eof, unpack.unused_data
                if unpack.eof:
                    unpack = begin()
        if begun:
            raise zstandard.ZstdError("it breaks off")
    except zstandard.ZstdError as error:
        raise _damaged(path, error) from error
    if rest:
        yield rest
