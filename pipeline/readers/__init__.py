"""Readers: a piece of a file in, its documents and rejects out, one at a time, whatever the bytes are."""

from collections.abc import Iterator

from pipeline.documents import Reject, SourceDocument
from pipeline.partitions import Piece
from pipeline.readers.json_lines import read_json_lines
from pipeline.readers.text_file import read_text_file

__all__ = ["read_piece"]


def read_piece(piece: Piece) -> Iterator[SourceDocument | Reject]:
    """Read each record of a piece as a document or a reject, in the file's order. Raises nothing for what it reads."""
    match piece.file.format:
        case "text":
            yield read_text_file(piece.file)
        case "lines":
            yield from read_json_lines(piece)
