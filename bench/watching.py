"""A command and all processes that it starts, watched while they run: time, and memory by process.

Memory is the proportional set size of Linux: what a process has to itself, and its share of what it has in common with
others. The sum over processes is what they take from the machine.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Timing

#: Seconds between two looks.
_PACE = 0.5
#: What a process is by its command line, the first that fits.
_ROLES = (("Prefect's API", "pipeline.prefect_api"), ("workers", "multiprocessing"), ("the run itself", "trichluc"))
OTHERS = "other"


@dataclass
class Peak:
    """The most memory at one moment, in bytes: of all processes, and what each kind had then; and of each kind ever."""

    total: int = 0
    then: dict[str, int] = field(default_factory=dict)
    ever: dict[str, int] = field(default_factory=dict)

    def look(self, held: dict[str, int]) -> None:
        """Take in what was seen at one moment."""
        for role, size in held.items():
            self.ever[role] = max(self.ever.get(role, 0), size)
        if sum(held.values()) > self.total:
            self.total, self.then = sum(held.values()), held


@dataclass(frozen=True)
class Watched:
    """How long a command took, what it printed, and the memory that it and its children had."""

    timing: Timing
    printed: bytes
    peak: Peak


def watch(command: Sequence[str]) -> Watched:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    peak = Peak()
    before, started = os.times(), time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        with subprocess.Popen(command, stdout=printed, stdin=subprocess.DEVNULL) as running:
            while True:
                try:
                    running.wait(_PACE)
                    break
                except subprocess.TimeoutExpired:
                    peak.look(_held(running.pid))
        wall, after = time.perf_counter() - started, os.times()
        if running.returncode:
            raise subprocess.CalledProcessError(running.returncode, command)
        printed.seek(0)
        said = printed.read()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(Timing(wall, used), said, peak)


def _held(root: int) -> dict[str, int]:
    """Bytes by kind of process, of a process and all below it."""
    held: dict[str, int] = {}
    for pid in _tree(root):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            # it has ended meanwhile
            continue
        role = next((role for role, sign in _ROLES if sign in command), OTHERS)
        size = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        held[role] = held.get(role, 0) + 1024 * size
    return held


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # the name in brackets may hold anything, blanks too
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found
