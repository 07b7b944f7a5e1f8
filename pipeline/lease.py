"""A lock at an address: an object that is created only where there is none, and renewed while its holder lives.

A dead process renews nothing, and after the lease its object is exchanged for the next one's, on condition that it is
still the same; at once where the next one is on the same machine and sees that it is dead. All times are those of the
store's own clock. Who loses its lease (a machine that slept) notices at the next renewal; should it commit before that,
Delta refuses the commit (`pipeline.store.Provenance`).
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import TrichlucError
from pipeline.places import Address, Changed, Stat

#: How long an object that is not renewed holds the lock, and how often it is renewed.
LEASE = timedelta(seconds=60)
_RENEWED_EVERY = LEASE / 4


@contextmanager
def leased(lock: Address, in_use: Callable[[str], TrichlucError]) -> Iterator[Callable[[], None]]:
    """Hold the lock of an object; gives what raises TrichlucError once the lock is lost.

    Raises what `in_use` makes of the holder's name at once where another process holds it, or held it less than the
    lease ago.
    """
    name = f"pid {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    content = f"{name}\n{_machine()}\n{os.getpid()}\n{secrets.token_hex(8)}\n"
    _take(lock, f"{content}0".encode(), in_use)
    held = _Held(lock, content)
    held.start()
    try:
        yield held.check
    finally:
        held.end()


def _take(lock: Address, content: bytes, in_use: Callable[[str], TrichlucError]) -> None:
    try:
        lock.create(content)
    except Changed:
        try:
            stat = lock.stat()
            there = lock.read_bytes()
        except FileNotFoundError:
            # it was let go of this moment
            _take(lock, content, in_use)
            return
        if there == content:
            # a request whose answer was lost is made again, and finds what it did
            return
        holder, *where = there.decode("utf-8", "replace").split("\n")
        age = _now(lock) - stat.modified
        if age <= LEASE and not _is_dead(*where[:2]):
            left = int((LEASE - age).total_seconds()) + 1
            raise in_use(f"{holder}; if that has died, free in {left} s") from None
        try:
            lock.exchange(content, stat)
        except Changed:
            raise in_use("one that began this moment") from None


def _machine() -> str:
    """What tells this machine from others, and from itself before it was started again; "" where that is not known.

    Containers on one machine do not see each other's processes.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _is_dead(machine: str = "", pid: str = "") -> bool:
    """Whether a process of this machine is plainly no more."""
    if not machine or machine != _machine() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _now(lock: Address) -> datetime:
    """The time by the clock of the store."""
    probe = Address(lock.scheme, lock.bucket, f"{lock.key}-time-{secrets.token_hex(8)}")
    probe.write_bytes(b"")
    try:
        return probe.stat().modified
    finally:
        probe.unlink(missing_ok=True)


class _Held:
    """A lock that is held, and renewed in a thread of its own."""

    def __init__(self, lock: Address, content: str) -> None:
        self._lock = lock
        self._content = content
        self._renewals = 0
        self._lost: str | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew_always, name="lease", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def check(self) -> None:
        """Raise TrichlucError where the lock is no longer ours."""
        if self._lost is not None:
            raise TrichlucError(
                f"{self._lock}: the lock of this run was taken over ({self._lost}): this machine was away for longer"
                " than a minute; what was committed is kept, run again when the other run has ended"
            )

    def end(self) -> None:
        """Let go of the lock."""
        self._ended.set()
        self._thread.join()
        # what cannot be removed now is free after the lease
        with suppress(TrichlucError, FileNotFoundError):
            if self._ours() is not None:
                self._lock.unlink()

    def _renew_always(self) -> None:
        while not self._ended.wait(_RENEWED_EVERY.total_seconds()):
            # a store that is away for a while: the next renewal comes
            with suppress(TrichlucError):
                self._renew()
            if self._lost is not None:
                return

    def _renew(self) -> None:
        try:
            stat = self._ours()
            if stat is None:
                self._lost = "another run holds it"
                return
            self._renewals += 1
            try:
                self._lock.exchange(f"{self._content}{self._renewals}".encode(), stat)
            except Changed:
                # or a request whose answer was lost was made again, and found what it did
                if self._ours() is None:
                    self._lost = "another run holds it"
        except FileNotFoundError:
            self._lost = "its object is gone"

    def _ours(self) -> Stat | None:
        """What the store says of the object, where it is still the one that we wrote."""
        stat = self._lock.stat()
        content = self._lock.read_bytes().decode("utf-8", "replace")
        return stat if content.startswith(self._content) else None
