"""One run at a time in a store: a lock that the kernel lets go of when its holder ends, however it ends.

At an address there is no kernel that both runs have: there it is a lease (`pipeline.lease`).
"""

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import TrichlucError
from pipeline.places import Address, Place

_NAME = ".lock"


class StoreInUse(TrichlucError):
    """Another run writes to the store."""


def check_free(folder: Place) -> None:
    """Raise StoreInUse where a living run holds the lock of a store's folder, before anything is started for it."""
    if (folder / _NAME).exists():
        with exclusive(folder):
            pass


@contextmanager
def exclusive(folder: Place) -> Iterator[Callable[[], None]]:
    """Hold the lock of a store's folder. Raises StoreInUse at once where another living run holds it.

    Gives what raises TrichlucError where the lock was lost, which it can be at an address only.
    """

    def in_use(holder: str) -> StoreInUse:
        return StoreInUse(
            f"{folder}: another run is writing to it ({holder}); wait until it ends, or give another --output"
        )

    if isinstance(folder, Address):
        from pipeline.lease import leased

        with leased(folder / _NAME, in_use) as check:
            yield check
        return
    with held(folder / _NAME, in_use):
        yield _never_lost


def _never_lost() -> None:
    """The kernel's lock is held until it is let go of."""


@contextmanager
def held(path: Path, in_use: Callable[[str], TrichlucError]) -> Iterator[int]:
    """Hold the lock of a file, made if missing; gives its descriptor, and whoever inherits that holds the lock too.

    Raises what `in_use` makes of the holder's name at once where another living process holds it.
    """
    # opened without truncation: until the lock is ours, what is in the file is the holder's
    with open(path, "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise in_use(lock.read().strip() or "unknown") from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"pid {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        lock.flush()
        try:
            yield lock.fileno()
        finally:
            lock.seek(0)
            lock.truncate()
            lock.flush()
