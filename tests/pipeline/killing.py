"""`python -m tests.pipeline.killing OUTPUT INPUT BATCH`: a run's steps in a process of its own, for tests to kill."""

import sys
from pathlib import Path

from pipeline import partitions
from tests.pipeline.ingesting import ingest_here

if __name__ == "__main__":
    # many partitions and commits in little time: more places to be killed at
    partitions.SMALLEST_PIECE = 4_000
    ingest_here([sys.argv[2]], Path(sys.argv[1]), workers=50, batch=int(sys.argv[3]))
