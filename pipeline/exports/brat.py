r"""brat standoff: a folder with `ID.txt`, `ID.ann` a document, and the `annotation.conf` that brat asks for.

A mention is a text-bound annotation, in fragments where it runs over a line end; its values are its note, as JSON;
`equivalent_to` is a relation. Offsets are code points, as brat counts them. An id becomes a file's name with
everything but letters, digits and `-_.` percent-encoded.
"""

import hashlib
from pathlib import Path
from urllib.parse import quote

from extractors import Extraction
from extractors.mentions import KINDS, Mention
from extractors.records import Record, extraction_records
from pipeline.exports.single_lines import LINE_ENDS, single_line_json

#: The file that tells brat of the types.
CONFIGURATION = "annotation.conf"
#: File systems take names of up to 255 bytes.
_LONGEST_NAME = 200


def configuration() -> str:
    """What brat has to know of the types."""
    entities = "\n".join(kind.__name__ for kind in KINDS)
    return (
        f"[entities]\n{entities}\n\n[relations]\nEquivalent_to\tArg1:Amount, Arg2:Amount\n\n[events]\n\n[attributes]\n"
    )


def may_replace(folder: Path) -> bool:
    """Whether a folder is empty or holds what a run before wrote, and nothing else."""
    names = {path.name for path in folder.iterdir()}
    return not names or (CONFIGURATION in names and all(name.endswith((".txt", ".ann", ".conf")) for name in names))


def file_name(doc_id: str) -> str:
    """A document's file name without its ending: the id, percent-encoded; a long one is cut and gets its hash."""
    # an empty id becomes what no other does
    name = quote(doc_id, safe="") or "%"
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}-{hashlib.blake2b(doc_id.encode(), digest_size=8).hexdigest()}"
    return name


def write_document(folder: Path, doc_id: str, extraction: Extraction) -> None:
    """Write one document's two files."""
    name = file_name(doc_id)
    (folder / f"{name}.txt").write_bytes(extraction.text.encode())
    (folder / f"{name}.ann").write_bytes(annotations(doc_id, extraction).encode())


def annotations(doc_id: str, extraction: Extraction) -> str:
    """The lines of one document's `.ann`."""
    lines: list[str] = []
    number_of: dict[str, int] = {}
    equivalents: list[tuple[int, str]] = []
    records = extraction_records(doc_id, extraction)
    for kind in KINDS:
        for record in records[kind.list_name]:
            number = len(number_of) + 1
            number_of[record["mention_id"]] = number
            lines += _lines_of(number, kind, record)
            if record.get("equivalent_to") is not None:
                equivalents.append((number, record["equivalent_to"]))
    for position, (number, other) in enumerate(equivalents, 1):
        lines.append(f"R{position}\tEquivalent_to Arg1:T{number} Arg2:T{number_of[other]}")
    return "".join(line + "\n" for line in lines)


def _lines_of(number: int, kind: type[Mention], record: Record) -> list[str]:
    values = {name: value for name, value in record.items() if name not in ("start", "end", "text")}
    start, text = record["start"], record["text"]
    spans: list[str] = []
    fragments: list[str] = []
    begin = 0
    for stop in [*(match.start() for match in LINE_ENDS.finditer(text)), len(text)]:
        if begin < stop:
            spans.append(f"{start + begin} {start + stop}")
            fragments.append(text[begin:stop])
        begin = stop + 1
    return [
        f"T{number}\t{kind.__name__} {';'.join(spans)}\t{' '.join(fragments)}",
        f"#{number}\tAnnotatorNotes T{number}\t{single_line_json(values)}",
    ]
