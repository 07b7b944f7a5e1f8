"""`trichluc render`: a page that shows documents with their mentions."""

import sys
from typing import Annotated

import typer

from pipeline.errors import TrichlucError


def render(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="A .txt file, or JSON lines as for extract; - is stdin (JSON lines).")
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PAGE.html", help="The page to write; - is stdout.")
    ] = "-",
) -> None:
    """Write one self-contained HTML page with the mentions of each document highlighted, and their values."""
    from pipeline.jsonl import BadLine
    from pipeline.lines import STANDARD, written_aside
    from pipeline.render import page, shown_documents

    bad = 0

    def tell(line: BadLine) -> None:
        nonlocal bad
        bad += 1
        print(f"trichluc: {'stdin' if source == STANDARD else source}:{line.number}: {line.reason}", file=sys.stderr)

    with written_aside(output) as opened:
        for piece in page("Trích Lục" if source == STANDARD else source, shown_documents(source, tell)):
            opened.write(piece.encode())
    if bad:
        raise TrichlucError(f"{bad} bad {'line' if bad == 1 else 'lines'} left out; the others are on the page")
