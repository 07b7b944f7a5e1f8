"""One run at a time: a living holder is named, a dead one holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.lock import StoreInUse, exclusive
from tests.pipeline.commands import environment

_HOLDER = """
import sys, time
from pathlib import Path
from pipeline.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with pytest.raises(StoreInUse, match=rf"pid {process.pid} on \S+ since .* UTC\); wait until it ends"):
            exclusive(tmp_path).__enter__()
    finally:
        process.communicate()
    with exclusive(tmp_path):
        pass


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.kill()
    process.wait()
    with exclusive(tmp_path):
        assert str(process.pid) not in (tmp_path / ".lock").read_text()


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), exclusive(tmp_path):
        raise KeyError
    with exclusive(tmp_path):
        pass
