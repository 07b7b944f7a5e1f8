"""Readers: one module a format, from the bytes of an input to documents, and to rejects where there is none.

What a reader cannot read it raises as `Unfit`, `Damaged` or `OSError`, and here, at the border, that becomes the reject
of the file or of the member of an archive. Parsers are imported by the reader that needs them, when it is needed.
"""

from collections.abc import Iterator

from pipeline.documents import Reject, SourceDocument
from pipeline.partitions import Piece
from pipeline.places import open_read
from pipeline.readers.json_lines import read_json_lines, read_json_lines_source
from pipeline.readers.source import Budget, Source, Spent, Unfit
from pipeline.streams import Bomb, Damaged

__all__ = ["read_piece"]

#: Bytes that are asked of a file at once; a format's beginning is told by the caller.
_BUFFER = 1 << 20


def read_piece(piece: Piece) -> Iterator[SourceDocument | Reject]:
    """Read each record of a piece as a document or a reject, in the file's order. Raises nothing for what it reads."""
    file = piece.file
    if file.format == "lines":
        yield from read_json_lines(piece)
        return
    try:
        with open_read(file.path, _BUFFER) as opened:
            source = Source(
                origin=file.origin,
                name=file.path,
                format=file.format,
                compression=file.compression,
                opened=opened,
                columns=file.columns,
                budget=Budget(file.size),
                start=piece.start,
                end=piece.end,
                first=piece.first_line,
            )
            yield from read_source(source)
    except OSError as error:
        yield Reject(file.origin, "unreadable_file", f"cannot be read: {error.strerror}")


def read_source(source: Source) -> Iterator[SourceDocument | Reject]:
    """Read a file or a member of an archive by the reader of its format; what it breaks with becomes a reject.

    Raises Spent within an archive, for the archive as a whole.
    """
    try:
        yield from _read(source)
    except Unfit as unfit:
        yield Reject(source.origin, unfit.code, unfit.reason)
    except Spent as spent:
        if source.depth:
            raise
        yield Reject(source.origin, "bomb", f"{spent}; what came before was read")
    except Bomb as bomb:
        yield Reject(source.origin, "bomb", str(bomb))
    except Damaged as damaged:
        yield Reject(source.origin, "damaged_archive", f"{damaged}: fetch or make it again")
    except OSError as error:
        yield Reject(source.origin, "unreadable_file", f"cannot be read: {error.strerror or error}")


def _read(source: Source) -> Iterator[SourceDocument | Reject]:
    if not source.opened.peek(1):
        raise Unfit("empty", "the file is empty")
    match source.format:
        case "text":
            from pipeline.readers.text_file import read_text_file

            yield from read_text_file(source)
        case "html":
            from pipeline.readers.html_page import read_html_page

            yield from read_html_page(source)
        case "lines":
            yield from read_json_lines_source(source)
        case "csv" | "tsv":
            from pipeline.readers.csv_table import read_csv_table

            yield from read_csv_table(source)
        case "parquet":
            from pipeline.readers.parquet_table import read_parquet_table

            yield from read_parquet_table(source)
        case "warc":
            from pipeline.readers.warc_archive import read_warc_archive

            yield from read_warc_archive(source, read_source)
        case "pdf":
            from pipeline.readers.pdf_file import read_pdf_file

            yield from read_pdf_file(source)
        case "docx":
            from pipeline.readers.docx_file import read_docx_file

            yield from read_docx_file(source)
        case "rtf":
            from pipeline.readers.rtf_file import read_rtf_file

            yield from read_rtf_file(source)
        case "doc":
            from pipeline.readers.converted_file import read_converted_file

            yield from read_converted_file(source)
        case "zip":
            from pipeline.readers.archives import read_zip_archive

            yield from read_zip_archive(source, read_source)
        case "tar":
            from pipeline.readers.archives import read_tar_archive

            yield from read_tar_archive(source, read_source)
