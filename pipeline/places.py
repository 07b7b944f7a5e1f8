"""Places: local folders and files (`Path`), and addresses in an object store (`s3://bucket/key`, `gs://…`, `az://…`).

An `Address` has those methods of `Path` that both are asked for, so that most code does not look which it has.
Credentials and endpoints come from the environment variables that each provider's own programs take; all requests are
made by one client (obstore), those of DuckDB too, and Delta's by the same library under another name.
"""

import errno
import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Union, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import Misuse, TrichlucError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from obstore.store import ObjectStore

#: What is set for each provider, for messages; docs/inputs.md says more.
_REMEDIES = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL for a server that is not"
    " Amazon's",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account's key",
    "az": "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
#: Bytes of a file at an address that are asked for at once.
_BLOCK = 4 << 20
#: Of a Parquet file the reader asks for what it needs, in stretches.
_COLUMN_BLOCK = 1 << 16
_REST = re.compile(r"\n|: <\?xml|, after \d+ retries|Debug source")
#: What a request is tried again: a store that is away for a minute costs a minute, not the run.
_RETRIES = 10
_FEW_RETRIES = 2
#: How the names of environment variables begin that clients look at.
_VARIABLES = ("AWS_", "GOOGLE_", "AZURE_")


class Changed(Exception):
    """An object is not, or no longer, what a conditional request takes it for."""


@dataclass(frozen=True, slots=True)
class Stat:
    """What a store says of an object; `tag` is for conditional requests, `modified` by the store's clock."""

    st_size: int
    tag: str | None
    version: str | None
    modified: datetime


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A place in an object store: of one object, or of all whose keys begin with its own and a slash.

    Whatever a store answers but that something is not there is raised as TrichlucError, with the address and what to
    set; that something is not there is FileNotFoundError.
    """

    scheme: str
    bucket: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.bucket}/{self.key}".rstrip("/")

    def __truediv__(self, name: str) -> "Address":
        return replace(self, key=f"{self.key}/{name}".lstrip("/"))

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rsplit("/", 1)[-1]

    def mkdir(self, *, parents: bool = False, exist_ok: bool = False) -> None:
        """Nothing: a folder at an address is what is in it."""

    def stat(self) -> Stat:
        """What the store says of the object."""
        import obstore

        with self._told():
            said = obstore.head(self._store(), self.key)
        return Stat(said["size"], said["e_tag"], said["version"], said["last_modified"])

    def is_file(self) -> bool:
        """Whether there is such an object."""
        if not self.key:
            return False
        try:
            self.stat()
        except FileNotFoundError:
            return False
        return True

    def is_dir(self) -> bool:
        """Whether there are objects under this address."""
        return next(self.walk(), None) is not None

    def exists(self) -> bool:
        """Whether there is such an object, or any under this address."""
        return self.is_file() or self.is_dir()

    def walk(self) -> Iterator["tuple[Address, int]"]:
        """The objects under this address with their sizes, in no order that means anything."""
        import obstore

        with self._told():
            for chunk in obstore.list(self._store(), self.key or None, chunk_size=1000):
                for found in chunk:
                    yield replace(self, key=found["path"]), found["size"]

    def iterdir(self) -> "Iterator[Address]":
        """What is right under this address, in the order of names."""
        import obstore

        with self._told():
            found = obstore.list_with_delimiter(self._store(), self.key or None)
        keys = [*found["common_prefixes"], *(each["path"] for each in found["objects"])]
        yield from (replace(self, key=key) for key in sorted(keys))

    def read_bytes(self) -> bytes:
        """All of the object."""
        import obstore

        with self._told():
            return bytes(obstore.get(self._store(), self.key).bytes())

    def read_range(self, start: int, end: int) -> bytes:
        """The bytes from `start` to before `end`, which are some, and within the object."""
        import obstore

        with self._told():
            return bytes(obstore.get_range(self._store(), self.key, start=start, end=end))

    def write_bytes(self, content: bytes) -> None:
        """Put an object, whole or not at all."""
        import obstore

        with self._told():
            obstore.put(self._store(), self.key, content)

    def create(self, content: bytes) -> None:
        """Put an object that is not there. Raises Changed where it is."""
        self._put_if(content, "create")

    def exchange(self, content: bytes, stat: Stat) -> None:
        """Put an object in the place of one that is still as it was. Raises Changed where it is not."""
        mode = {"e_tag": stat.tag, "version": stat.version}
        self._put_if(content, {name: value for name, value in mode.items() if value is not None})

    def _put_if(self, content: bytes, mode: object) -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with self._told():
            try:
                obstore.put(self._store(), self.key, content, mode=mode)  # type: ignore[arg-type]
            except (AlreadyExistsError, PreconditionError, FileNotFoundError) as error:
                raise Changed from error

    def unlink(self, *, missing_ok: bool = False) -> None:
        """Remove the object."""
        import obstore

        try:
            with self._told():
                obstore.delete(self._store(), self.key)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def copy_to(self, other: "Address") -> None:
        """Copy the object within its bucket; no byte passes through this machine."""
        import obstore

        with self._told():
            obstore.copy(self._store(), self.key, other.key)

    def upload(self, file: Path) -> None:
        """Put a local file, whole or not at all."""
        import obstore

        with self._told():
            obstore.put(self._store(), self.key, file)

    def open(self, block: int = _BLOCK) -> io.BufferedReader:
        """The object as a file to read and seek in; at least `block` bytes are asked for at once."""
        raw = _Remote(self, self.stat().st_size)
        return io.BufferedReader(raw, block)

    def check(self) -> None:
        """Ask the store for anything. Raises TrichlucError where it does not answer, or not to us."""
        import obstore
        from obstore.exceptions import BaseError

        with self._told():
            try:
                next(iter(obstore.list(_store(self.scheme, self.bucket, _FEW_RETRIES, _set()), self.key or None)), None)
            except BaseError as error:
                if "404 Not Found" not in str(error):
                    raise
                raise TrichlucError(f"{self}: there is no bucket {self.bucket}; make it, or mend its name") from None

    def _store(self) -> "ObjectStore":
        return _store(self.scheme, self.bucket, _RETRIES, _set())

    @contextmanager
    def _told(self) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except BaseError as error:
            said = _REST.split(str(error), maxsplit=1)[0].strip()
            raise TrichlucError(f"{self}: {said}; {_REMEDIES[self.scheme]}") from None


Place = Union[Path, Address]  # noqa: UP007 - a name for annotations and for isinstance alike


def _set() -> tuple[tuple[str, str], ...]:
    """What the environment says to the clients: one that was made before it changed is not taken for today's."""
    return tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith(_VARIABLES)))


@lru_cache(maxsize=32)
def _store(scheme: str, bucket: str, retries: int, _environment: tuple[tuple[str, str], ...]) -> "ObjectStore":
    from datetime import timedelta

    from obstore.store import from_url

    return from_url(
        f"{scheme}://{bucket}",
        retry_config={"max_retries": retries, "retry_timeout": timedelta(seconds=180)},
    )


class _Remote(io.RawIOBase):
    """An object as a raw file: each read is a request."""

    def __init__(self, address: Address, size: int) -> None:
        self._address = address
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        into = memoryview(buffer).cast("B")
        end = min(self._at + len(into), self._size)
        if end <= self._at:
            return 0
        content = self._address.read_range(self._at, end)
        into[: len(content)] = content
        self._at += len(content)
        return len(content)


def is_address(path: str) -> bool:
    """Whether a path is written as an address."""
    return _ADDRESS.match(path) is not None


def place_of(path: str | Place) -> Place:
    """A path as a user writes it. Raises Misuse where it is an address of a kind that is not known."""
    if isinstance(path, Path | Address):
        return path
    match = _ADDRESS.match(path)
    if match is None:
        return Path(path)
    scheme, rest = match[1].lower(), match[2]
    if scheme == "file":
        return Path("/" + rest.lstrip("/"))
    if scheme not in _REMEDIES:
        known = ", ".join(f"{each}://" for each in _REMEDIES)
        raise Misuse(f"{path}: addresses begin with {known} or are paths of this machine")
    bucket, _, key = rest.partition("/")
    if not bucket:
        raise Misuse(f"{path}: the address names no bucket: {scheme}://BUCKET/KEY")
    return Address(scheme, bucket, key.strip("/"))


def uri_of(place: Place) -> str | Path:
    """A place as Delta takes it; credentials it takes from the environment itself."""
    return str(place) if isinstance(place, Address) else place


def open_read(path: str | Place, buffer: int = -1, most: int | None = None) -> io.BufferedReader:
    """Open a file to read, in a buffer of so many bytes; at an address larger blocks are asked for, up to `most`."""
    place = place_of(path) if isinstance(path, str) and is_address(path) else path
    block = _BLOCK if most is None else max(_COLUMN_BLOCK, min(_BLOCK, most))
    return place.open(block) if isinstance(place, Address) else cast(io.BufferedReader, open(place, "rb", buffer))


def parquet_file(place: Place) -> pq.ParquetFile:
    """A Parquet file, of which only the parts that are asked for are read."""
    if isinstance(place, Address):
        return pq.ParquetFile(pa.PythonFile(place.open(_COLUMN_BLOCK), mode="r"), pre_buffer=True)
    return pq.ParquetFile(place)


def read_whole(place: Place) -> pa.Table:
    """All of a small Parquet file."""
    with parquet_file(place) as opened:
        return opened.read()


def remove_tree(place: Place) -> None:
    """Remove a folder and all in it, as far as it is there; a local one is gone at once, whenever this is killed."""
    if not isinstance(place, Address):
        gone = place.with_name(f".{place.name.lstrip('.')}-removed")
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(FileNotFoundError):
            os.replace(place, gone)
        shutil.rmtree(gone, ignore_errors=True)
        return
    for found, _ in list(place.walk()):
        found.unlink(missing_ok=True)


def put_file(file: Path, place: Place) -> None:
    """Move a local file to a place, where it appears whole or not at all."""
    if isinstance(place, Address):
        place.upload(file)
        file.unlink()
        return
    try:
        os.replace(file, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # from one disk to another: first beside the place, then to it
        aside = place.with_name(f".{place.name}.{os.getpid()}.partial")
        shutil.copyfile(file, aside)
        os.replace(aside, place)
        file.unlink()


def add_copy(source: Place, place: Place) -> None:
    """Have a file at another place too, without reading it: both are in one store."""
    if isinstance(source, Address) and isinstance(place, Address):
        source.copy_to(place)
        return
    try:
        os.link(cast(Path, source), cast(Path, place))
    except FileExistsError:
        pass
    # a file system that has no links
    except OSError:
        shutil.copyfile(cast(Path, source), cast(Path, place))
