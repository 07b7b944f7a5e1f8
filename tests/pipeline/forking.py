"""`python -m tests.pipeline.forking`: runs in processes of their own, made of one that has loaded everything.

For each line on stdin, a JSON array of output, input and documents' counter, a process is forked that does a run's
steps there; its id comes out, then its status and its processor time in seconds. Each document that it extracts from
adds a byte to the counter, which outlives it.
"""

import json
import os
import sys
from pathlib import Path

from pipeline import partitions, rows, staging
from pipeline.documents import Origin, SourceDocument
from pipeline.rows import document_row
from tests.pipeline.ingesting import ingest_here


def counting(counter: str) -> None:
    """Count each document that is extracted from."""
    opened = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    real = staging.document_row

    def counted(*given: object, **named: object) -> object:
        row = real(*given, **named)  # type: ignore[arg-type]
        os.write(opened, b".")
        return row

    staging.document_row = counted  # type: ignore[assignment]


def many_places_to_be_killed_at() -> None:
    """Many partitions and commits in little time."""
    partitions.SMALLEST_PIECE = 4_000


def warm() -> None:
    """Load what extraction loads, which takes longer than a small run."""
    text = "Ngày 1/5/2024, tỉnh Bắc Ninh chi 1,5 tỷ đồng theo Nghị định số 10/2012/NĐ-CP, tăng 1% so với năm trước."
    document_row(SourceDocument(doc_id="a", text=text, title=None, published_on=None, origin=Origin("a", "a", None)))


def main() -> None:
    """Serve."""
    assert rows.document_row is document_row
    warm()
    many_places_to_be_killed_at()
    print("ready", flush=True)
    for line in sys.stdin:
        output, source, counter = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                counting(counter)
                ingest_here([source], Path(output), workers=50, batch=2)
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)
        _, status, used = os.wait4(pid, 0)
        print(status, used.ru_utime + used.ru_stime, flush=True)


if __name__ == "__main__":
    main()
