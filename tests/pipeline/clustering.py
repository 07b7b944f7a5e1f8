"""`python -m tests.pipeline.clustering run …`: the command line, with partitions and commits that are small.

So that a few hundred documents are many partitions and several commits.
"""

import sys

from pipeline import partitions
from pipeline.cli import main

SMALLEST_PIECE = 16_000

if __name__ == "__main__":
    partitions.SMALLEST_PIECE = SMALLEST_PIECE
    partitions.COMMIT_BYTES_OF_CLUSTER = 50_000
    sys.argv[0] = "trichluc"
    main()
