"""Who reads files of the store is not to lose them under it: readers side by side, or one that removes files.

Runs only add files, so they and readers are not in each other's way; only `trichluc compact` removes any.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import TrichlucError

_NAME = ".readers"


@contextmanager
def reading(output: Path) -> Iterator[None]:
    """Read the store of a folder, with others. Raises TrichlucError while its files are being removed."""
    with _held(output, fcntl.LOCK_SH, "`trichluc compact` is removing files; wait until it ends"):
        yield


@contextmanager
def removing(output: Path) -> Iterator[None]:
    """Remove files of the store of a folder. Raises TrichlucError while somebody reads them."""
    with _held(output, fcntl.LOCK_EX, "another command is reading the store; wait until it ends"):
        yield


@contextmanager
def _held(output: Path, how: int, why: str) -> Iterator[None]:
    try:
        opened = open(output / _NAME, "ab")  # noqa: SIM115 - closed below
    except OSError:
        # a folder that may not be written to: nobody removes anything there either
        yield
        return
    with opened:
        try:
            fcntl.flock(opened, how | fcntl.LOCK_NB)
        except OSError:
            raise TrichlucError(f"{output}: {why}") from None
        yield
