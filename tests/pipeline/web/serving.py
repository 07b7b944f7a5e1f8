"""`trichluc web` as a process of its own, on a port that is free."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pipeline.commands import environment, start


@contextmanager
def served(output: Path, *more: str, escapes: Path | None = None) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Its address without the last slash, and the process; killed at the end."""
    process = start("web", output, "--port", "0", "--no-open", *more, env=environment(escapes, PYTHONUNBUFFERED="1"))
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+/", line)
        assert address is not None, line + (process.communicate()[1] if process.poll() is not None else "")
        yield address[0].rstrip("/"), process
    finally:
        process.kill()
        process.communicate()
