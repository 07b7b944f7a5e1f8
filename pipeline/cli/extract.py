"""`trichluc extract`: the library on the command line."""

import sys
from typing import Annotated

import typer

from pipeline.errors import TrichlucError


def extract(
    source: Annotated[
        str, typer.Argument(metavar="IN.jsonl", help="JSON lines, plain, gzip or zstd; - is stdin.", show_default=False)
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="OUT", help="The file to write (brat: the folder); - is stdout.")
    ] = "-",
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="jsonl, brat, conll or w3c (Web Annotation).")
    ] = "jsonl",
) -> None:
    """Find the mentions of every document of a JSON lines file, with no store: offsets into the text as given.

    Each line in holds "id", "text" and, where known, "published_on" (an ISO date). The lines out are in the same
    order. A line that cannot be read is told on stderr and left out, the others go on, and the exit code is 1.
    """
    from pipeline.exports import Form
    from pipeline.extracting import extract_file
    from pipeline.jsonl import BadLine

    if form not in list(Form):
        raise typer.BadParameter(f"{form} is none of {', '.join(Form)}", param_hint="--format")
    bad = 0

    def tell(line: BadLine) -> None:
        nonlocal bad
        bad += 1
        print(f"trichluc: {'stdin' if source == '-' else source}:{line.number}: {line.reason}", file=sys.stderr)

    extract_file(source, output, Form(form), tell)
    if bad:
        raise TrichlucError(f"{bad} bad {'line' if bad == 1 else 'lines'} left out; the others were extracted from")
