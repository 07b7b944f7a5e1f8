"""A store with a history, for tests of its versions: runs that add, edit and take away."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents


@dataclass(frozen=True)
class Past:
    """An output folder, and what each of its runs had left in `tables`: a hash of each table's file by its name."""

    output: Path
    published: Sequence[dict[str, str]]


def hashes(folder: Path) -> dict[str, str]:
    """A hash of each table in a folder, `runs` too."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.suffix in (".parquet", ".csv")
    }


def three_runs(folder: Path) -> Past:
    """Three runs: documents and a text file; an edit, a document more and a reject; the text file is another one."""
    output = folder / "out"
    documents = numbered_documents(6)
    source = json_lines(folder / "in" / "a.jsonl", documents)
    text = folder / "in" / "b.txt"
    text.write_text("Tăng 5% so với năm trước.", encoding="utf-8")
    published = []
    for number in range(3):
        if number == 1:
            documents[0]["text"] += " Thêm 7 tỷ đồng."
            json_lines(source, [*documents, *numbered_documents(7)[6:], {"id": "no text"}])
        elif number == 2:
            text.write_text("Theo Nghị định số 45/2012/NĐ-CP của Chính phủ.", encoding="utf-8")
        ingest_here([folder / "in"], output)
        published.append(hashes(output / "tables"))
    return Past(output, published)


def copied(past: Past, folder: Path) -> Path:
    """The output folder again, for a test that changes it, with the input beside it."""
    shutil.copytree(past.output.parent / "in", folder / "copy" / "in")
    return Path(shutil.copytree(past.output, folder / "copy" / "out"))
