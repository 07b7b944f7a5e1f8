"""`python -m bench.readers`: how fast each format is read, from its file to documents, on one core; nothing extracted.

The documents are the user's articles over and over, each a little different, written in every format by the makers of
the tests. The best of three readings counts: the others had company on the machine.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.measure import machine
from pipeline.documents import SourceDocument
from tests.pipeline.readers import making
from tests.pipeline.readers.making import Response

DOCUMENTS = 300
REPETITIONS = 3


def main() -> int:
    """Print the table."""
    print(f"Machine: {machine()}.\n")
    print(report())
    return 0


def report(documents: int = DOCUMENTS) -> str:
    """A Markdown section with documents and megabytes of text a second for each format."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, files in corpora(documents).items():
            paths = [making.written(Path(folder), file, content) for file, content in files.items()]
            seconds, found = min(_timed(paths) for _ in range(REPETITIONS))
            rows.append(
                f"| {name} | {len(found)} | {sum(map(len, files.values())) / 1e6:.1f} | {len(found) / seconds:,.0f} |"
                f" {sum(len(text.encode()) for text in found) / 1e6 / seconds:.1f} |"
            )
    head = [
        "## Reading",
        "",
        "From files to documents, one core, nothing extracted (`python -m bench.readers`).",
        "",
        "| format | documents | MB of files | documents/s | MB of text/s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*head, *rows])


def corpora(count: int) -> Mapping[str, Mapping[str, bytes]]:
    """For each format the files that hold so many documents."""
    articles = [making.paragraphs(number) for number in range(len(making.ARTICLES))]
    texts = [[f"Bài thứ {at}.", *articles[at % len(articles)]] for at in range(count)]
    rows = [{"id": str(at), "text": "\n".join(lines)} for at, lines in enumerate(texts)]
    pages = [making.html(lines, title=lines[1][:60]) for lines in texts]
    table = "id,text\n" + "".join(f'{row["id"]},"{row["text"].replace(chr(34), chr(34) * 2)}"\n' for row in rows)
    lined = [[line[at : at + 90] for line in lines for at in range(0, len(line), 90)] for lines in texts]
    pdfs = [[lines[at : at + 50] for at in range(0, len(lines), 50)] for lines in lined]
    responses = [Response(f"https://example.vn/{at}.html", page) for at, page in enumerate(pages)]

    def each(suffix: str, make: Callable[[int], bytes]) -> dict[str, bytes]:
        return {f"{at:04d}{suffix}": make(at) for at in range(count)}

    plain = each(".txt", lambda at: rows[at]["text"].encode())
    return {
        "text, UTF-8": plain,
        "text, UTF-16": each(".txt", lambda at: rows[at]["text"].encode("utf-16")),
        "JSON lines": {"a.jsonl": making.json_lines(rows)},
        "JSON lines, gzip": {"a.jsonl.gz": making.PACKED[".gz"](making.json_lines(rows))},
        "JSON lines, zstd": {"a.jsonl.zst": making.PACKED[".zst"](making.json_lines(rows))},
        "JSON lines, xz": {"a.jsonl.xz": making.PACKED[".xz"](making.json_lines(rows))},
        "CSV": {"a.csv": table.encode()},
        "Parquet": {"a.parquet": making.parquet(rows)},
        "pages, generic reader": each(".html", lambda at: pages[at]),
        "WARC, gzip (generic reader)": {"a.warc.gz": making.warc(responses)},
        "PDF": each(".pdf", lambda at: making.pdf_file(pdfs[at])),
        "DOCX": each(".docx", lambda at: making.docx_file(texts[at])),
        "ZIP of text": {"a.zip": making.zip_archive(plain)},
        "tar, gzip, of text": {"a.tar.gz": making.PACKED[".gz"](making.tar_archive(plain))},
    }


def _timed(paths: list[Path]) -> tuple[float, list[str]]:
    started = time.process_time()
    records = making.read(*paths)
    seconds = time.process_time() - started
    texts = [record.text for record in records if isinstance(record, SourceDocument)]
    if len(texts) != len(records):
        raise AssertionError(f"{paths[0].name}: {len(records) - len(texts)} rejects")
    return seconds, texts


if __name__ == "__main__":
    sys.exit(main())
