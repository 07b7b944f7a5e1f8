"""Whole processes, timed: wall clock and processor time of a command, and medians over repetitions."""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Timing:
    """Seconds that a command took: by the clock, and of processor time (its own and its children's)."""

    wall: float
    processor: float


def once(command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Timing:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(
        command, input=stdin, stdout=subprocess.DEVNULL, check=True, env=dict(os.environ) | dict(environment or {})
    )
    wall, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Timing(wall, used)


def medians(commands: Mapping[str, Sequence[str]], repetitions: int, *, stdin: bytes = b"") -> dict[str, Timing]:
    """The median timings of several commands, run in turns so that what else the machine does falls on all alike."""
    taken: dict[str, list[Timing]] = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            taken[name].append(once(command, stdin=stdin))
    return {
        name: Timing(
            statistics.median(timing.wall for timing in timings),
            statistics.median(timing.processor for timing in timings),
        )
        for name, timings in taken.items()
    }


def machine(*, short: bool = False) -> str:
    """Where the figures come from: processor, cores, memory, system, Python and the packages that matter."""
    if short:
        return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; {packages}"
    )


_PACKAGES = (
    *("trichluc", "orjson", "ahocorasick-rs", "underthesea", "numpy"),
    *("pyarrow", "deltalake", "duckdb", "prefect"),
)


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
