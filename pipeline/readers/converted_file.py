"""DOC and RTF files, read by a converter of the system: LibreOffice, else antiword or catdoc (DOC), unrtf (RTF).

The first that is installed is taken. It runs in a folder of its own, with a time limit, and only its text is taken.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.documents import SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.readers.source import Source, Unfit
from pipeline.readers.text_file import decoded_text, text_document

MAX_FILE_BYTES = 128_000_000
_MAX_SECONDS = 180
_OLE = b"\xd0\xcf\x11\xe0"
#: The stream in which an OLE file keeps a Word document; workbooks and slides have others.
_WORD = "WordDocument".encode("utf-16-le")
#: What unrtf writes above the text.
_UNRTF_HEAD = re.compile(r"\A(?:###[^\n]*\n)*(?:-{5,}\n)?")


@dataclass(frozen=True, slots=True)
class Converter:
    """A program that makes text of a document: `{file}` and `{folder}` stand for its input and where it may write."""

    program: str
    arguments: tuple[str, ...]
    #: Where the text is: printed, or in `FILE.txt` in the folder.
    result: Literal["printed", "file"] = "printed"


_OFFICE = ("--headless", "--norestore", "-env:UserInstallation=file://{folder}/profile", "--convert-to")
_OFFICE_TEXT = (*_OFFICE, "txt:Text (encoded):UTF8", "--outdir", "{folder}", "{file}")
CONVERTERS: dict[str, tuple[Converter, ...]] = {
    "doc": (
        Converter("soffice", _OFFICE_TEXT, "file"),
        Converter("libreoffice", _OFFICE_TEXT, "file"),
        Converter("antiword", ("-m", "UTF-8.txt", "-w", "0", "{file}")),
        Converter("catdoc", ("-d", "utf-8", "-w", "{file}")),
    ),
    "rtf": (
        Converter("soffice", _OFFICE_TEXT, "file"),
        Converter("libreoffice", _OFFICE_TEXT, "file"),
        Converter("unrtf", ("--text", "--nopict", "{file}")),
    ),
}


def read_converted_file(source: Source) -> Iterator[SourceDocument]:
    """Read a DOC or RTF file as one document. Raises Unfit, and as `Source.content` does."""
    format_: Literal["doc", "rtf"] = "rtf" if source.format == "rtf" else "doc"
    content = source.content(MAX_FILE_BYTES)
    if not content:
        raise Unfit("empty", "the file is empty")
    if format_ == "doc" and not (content.startswith(_OLE) and _WORD in content):
        raise Unfit("unsupported_format", "no Word document is in it: save it as DOCX, PDF or CSV")
    converter = next((known for known in CONVERTERS[format_] if shutil.which(known.program)), None)
    if converter is None:
        programs = "LibreOffice, antiword or catdoc" if format_ == "doc" else "LibreOffice or unrtf"
        raise Unfit("no_converter", f"reading {format_.upper()} needs {programs}: install one, or save it as DOCX")
    decoded = decoded_text(_converted(content, format_, converter))
    text = _UNRTF_HEAD.sub("", decoded.text) if converter.program == "unrtf" else decoded.text
    converted = convert_legacy(text)
    yield text_document(
        source,
        converted.text,
        format=format_,
        encoding="+".join(filter(None, (converter.program, converted.encoding))),
        confidence=min(decoded.confidence, converted.confidence),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _converted(content: bytes, format_: str, converter: Converter) -> bytes:
    with tempfile.TemporaryDirectory(prefix="trichluc-") as folder:
        file = Path(folder) / f"document.{format_}"
        file.write_bytes(content)
        arguments = [argument.format(file=file, folder=folder) for argument in converter.arguments]
        try:
            done = subprocess.run(
                [converter.program, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_MAX_SECONDS,
                check=True,
            )
            return done.stdout if converter.result == "printed" else file.with_suffix(".txt").read_bytes()
        except subprocess.TimeoutExpired:
            reason = f"{converter.program} was not done after {_MAX_SECONDS} seconds"
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = f"{converter.program} failed with {error.returncode}" + (f" ({said[-1][:200]})" if said else "")
        except OSError as error:
            reason = f"{converter.program} gave no text ({error.strerror})"
    raise Unfit("conversion_failed", f"{reason}: save the file as DOCX")
