"""Gold standards: JSON lines of documents, each with the mentions that a reader marked in it."""

from collections.abc import Iterator

import orjson

from pipeline.errors import TrichlucError
from pipeline.evaluation import KINDS, GoldDocument, gold_document
from pipeline.jsonl import BadLine, read_documents
from pipeline.lines import read_lines


def read_gold(path: str) -> list[GoldDocument]:
    """The documents of a gold file. Raises TrichlucError at the first line that is none, or holds no marks."""
    lines = list(read_lines(path))

    def refuse(line: BadLine) -> None:
        raise TrichlucError(f"{path}:{line.number}: {line.reason}")

    found: dict[str, GoldDocument] = {}
    for number, document in read_documents(lines, refuse):
        row = orjson.loads(lines[number - 1])
        for problem in _problems(row, document.text):
            raise TrichlucError(f"{path}:{number}: {problem}")
        if document.id in found:
            raise TrichlucError(f'{path}:{number}: "id" {document.id} stands in a line before')
        found[document.id] = gold_document(document, row)
    if not found:
        raise TrichlucError(f"{path} holds no document")
    return list(found.values())


def _problems(row: dict[str, object], text: str) -> Iterator[str]:
    marked = [kind.name for kind in KINDS if kind.name in row]
    if not marked:
        yield f"none of {', '.join(kind.name for kind in KINDS)} is marked"
    for name in marked:
        mentions = row[name]
        if not isinstance(mentions, list):
            yield f'"{name}" is not a list'
            return
        for mention in mentions:
            if not isinstance(mention, dict) or not {"start", "end", "text"} <= mention.keys():
                yield f'"{name}" holds a mention without "start", "end" or "text"'
            elif text[mention["start"] : mention["end"]] != mention["text"]:
                yield f'"{name}": {mention["text"]!r} does not stand at {mention["start"]}:{mention["end"]}'
