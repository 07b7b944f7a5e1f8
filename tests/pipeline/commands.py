"""`trichluc` as a program of its own, in a network that ends at this machine."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).parents[2]
_PROGRAM = "import sys; from pipeline.cli import main; sys.argv[0] = 'trichluc'; main()"
#: Far more than anything takes, so that what hangs fails instead.
_PATIENCE = 300


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(escapes: Path | None = None, **more: str) -> dict[str, str]:
    """The environment of a command: this project first, Prefect as nobody has configured it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    paths = [str(_PROJECT)]
    if escapes is not None:
        paths.insert(0, str(Path(__file__).parent / "blocked"))
        clean["TRICHLUC_TEST_ESCAPES"] = str(escapes)
    return clean | {"PYTHONPATH": os.pathsep.join(paths)} | more


def start(*arguments: str | Path, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start a command, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *map(str, arguments)],
        env=dict(env or environment()),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[str]") -> Ended:
    """Wait for a command."""
    out, err = process.communicate(timeout=_PATIENCE)
    return Ended(process.returncode, out, err)


def trichluc(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run a command."""
    return end(start(*arguments, env=env))
