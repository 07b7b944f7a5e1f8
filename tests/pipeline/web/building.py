"""`python -m tests.pipeline.web.building OUTPUT`: builds a folder's file in a process of its own, for tests to kill.

It says on stdout how many tables it has written, and waits for a line on stdin before it goes on.
"""

import sys
from pathlib import Path

from pipeline.web.database import build


def _advance(steps: int) -> None:
    print(steps, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    build(Path(sys.argv[1]), _advance)
