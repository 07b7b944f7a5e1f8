"""The library over a file of JSON lines: documents in, their mentions out in the order of the input, bad lines told."""

from collections.abc import Callable, Iterable
from pathlib import Path

from extractors import extract
from pipeline.errors import Misuse
from pipeline.exports import Form, writer
from pipeline.jsonl import BadLine, Document, read_documents
from pipeline.lines import STANDARD, folder_written_aside, read_lines, written_aside

#: Is told of each line that cannot be extracted from.
Tell = Callable[[BadLine], None]


def extract_file(source: str, output: str, form: Form, tell: Tell) -> None:
    """Extract from a file (`-`: stdin) into another (`-`: stdout), or, for brat, into a folder.

    The output takes its place when all of it is written: where this fails, what was there is there still. Raises
    TrichlucError and Misuse as the readers and writers of `pipeline.lines` do.
    """
    documents = read_documents(read_lines(source), tell)
    if form is Form.BRAT:
        _to_brat(documents, output, tell)
        return
    written = writer(form)
    encode = written.encode
    with written_aside(output) as opened:
        opened.write(written.head)
        for _, document in documents:
            opened.write(encode(document.id, extract(document.text, published_on=document.published_on)))


def _to_brat(documents: Iterable[tuple[int, Document]], output: str, tell: Tell) -> None:
    from pipeline.exports import brat

    if output == STANDARD:
        raise Misuse("brat wants a folder: give --output FOLDER")
    place = Path(output)
    if place.is_dir() and not brat.may_replace(place):
        raise Misuse(f"{output} holds other files than brat's, which would be lost; give a new folder")
    with folder_written_aside(output) as folder:
        (folder / brat.CONFIGURATION).write_text(brat.configuration(), encoding="utf-8")
        for number, document in documents:
            if (folder / f"{brat.file_name(document.id)}.txt").exists():
                tell(BadLine(number, f'"id" {document.id} stands in a line before; a brat folder takes an id once'))
            else:
                brat.write_document(folder, document.id, extract(document.text, published_on=document.published_on))
