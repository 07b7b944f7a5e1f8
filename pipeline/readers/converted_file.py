"""DOC files, read by a converter of the system: LibreOffice, else catdoc or antiword.

The first that is installed is taken. It runs in a folder of its own, with a time limit, and only what it makes of the
document is taken: from LibreOffice a DOCX file, for its tables and notes, from the others text.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.documents import SourceDocument
from pipeline.encodings import convert_legacy
from pipeline.readers.docx_file import read_docx
from pipeline.readers.source import Source, Unfit
from pipeline.readers.text_file import decoded_text, text_document

MAX_FILE_BYTES = 128_000_000
_MAX_SECONDS = 180
_OLE = b"\xd0\xcf\x11\xe0"
#: The stream in which an OLE file keeps a Word document; workbooks and slides have others.
_WORD = "WordDocument".encode("utf-16-le")
#: The stream in which an OLE file keeps a DOCX file, or a workbook, that asks for a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: How the header of a Word document begins, in a sector of its own, and where it says that the rest is encrypted.
_HEADER = b"\xec\xa5"
_SECTOR = 512
_ENCRYPTED_AT, _ENCRYPTED = 0x0B, 0x01
_CATDOC_FILES = {
    # the settings of the system would put other signs for letters: U+00AD, the letter ư of TCVN3 fonts, for nothing
    ".catdocrc": "map_path={folder}\n",
    "ascii.specchars": '001C "\\t"\n001E "\\n"\n',
    "ascii.replchars": "",
}


@dataclass(frozen=True, slots=True)
class Converter:
    """A program that makes text of a document: `{file}` and `{folder}` stand for its input and where it may write.

    `result` says where that is: printed, or as `document.docx` in the folder `made`. `settings` are files that are put
    into its home folder. `soft_hyphens` says whether it keeps U+00AD.
    """

    program: str
    arguments: tuple[str, ...]
    result: Literal["printed", "docx"] = "printed"
    settings: tuple[tuple[str, str], ...] = ()
    soft_hyphens: bool = True


# two that share a profile do not run at once
_OFFICE = (
    *("--headless", "--norestore", "-env:UserInstallation=file://{folder}/profile"),
    *("--convert-to", "docx:MS Word 2007 XML", "--outdir", "{folder}/made", "{file}"),
)
CONVERTERS: tuple[Converter, ...] = (
    Converter("soffice", _OFFICE, "docx"),
    Converter("libreoffice", _OFFICE, "docx"),
    Converter("catdoc", ("-d", "utf-8", "-w", "{file}"), settings=tuple(_CATDOC_FILES.items())),
    Converter("antiword", ("-m", "UTF-8.txt", "-w", "0", "{file}"), soft_hyphens=False),
)


def read_converted_file(source: Source) -> Iterator[SourceDocument]:
    """Read a DOC file as one document. Raises Unfit, and as `Source.content` does."""
    content = source.content(MAX_FILE_BYTES)
    if content.startswith(_OLE) and _LOCKED in content:
        raise Unfit("encrypted", "the file asks for a password: save it without one")
    if not (content.startswith(_OLE) and _WORD in content):
        raise Unfit("unsupported_format", "no Word document is in it: save it as DOCX, PDF or CSV")
    if _is_encrypted(content):
        raise Unfit("encrypted", "the DOC file asks for a password: save it without one")
    converter = next((known for known in CONVERTERS if shutil.which(known.program)), None)
    if converter is None:
        raise Unfit(
            "no_converter", "reading DOC needs LibreOffice, catdoc or antiword: install one, or save it as DOCX"
        )
    made = _converted(content, converter)
    document = _from_docx(source, made) if converter.result == "docx" else _from_text(source, made, converter)
    named = (document.encoding or "").split("+")[1:]
    yield replace(
        document,
        format="doc",
        encoding="+".join([converter.program, *named]),
        bytes_sha256=hashlib.sha256(content).hexdigest(),
    )


def _is_encrypted(content: bytes) -> bool:
    starts = (at for at in range(_SECTOR, len(content), _SECTOR) if content.startswith(_HEADER, at))
    header = next(starts, None)
    return header is not None and bool(content[header : header + 32].ljust(32)[_ENCRYPTED_AT] & _ENCRYPTED)


def _from_docx(source: Source, made: bytes) -> SourceDocument:
    try:
        return read_docx(source, made)
    except Unfit as unfit:
        if unfit.code in ("empty", "too_large"):
            raise
        raise Unfit("conversion_failed", f"LibreOffice made no DOCX of it ({unfit.reason})") from None


def _from_text(source: Source, made: bytes, converter: Converter) -> SourceDocument:
    decoded = decoded_text(made)
    # a text in an old font may be converted by either
    converted = convert_legacy(decoded.text)
    encodings = [*decoded.encoding.split("+")[1:], *filter(None, [converted.encoding])]
    if not converter.soft_hyphens and any("tcvn3" in encoding for encoding in encodings):
        reason = f"it is typed in a TCVN3 font, whose letter ư {converter.program} leaves out"
        raise Unfit("conversion_failed", f"{reason}: install LibreOffice or catdoc, or save it as DOCX")
    return text_document(
        source,
        converted.text,
        format="doc",
        encoding="+".join(["utf-8", *encodings]),
        confidence=min(decoded.confidence, converted.confidence),
        sha256="",
    )


def _converted(content: bytes, converter: Converter) -> bytes:
    with tempfile.TemporaryDirectory(prefix="trichluc-") as folder:
        file = Path(folder) / "document.doc"
        file.write_bytes(content)
        for name, setting in converter.settings:
            (Path(folder) / name).write_text(setting.format(folder=folder))
        arguments = [argument.format(file=file, folder=folder) for argument in converter.arguments]
        try:
            printed = _run([converter.program, *arguments], folder)
            return printed if converter.result == "printed" else (Path(folder) / "made" / "document.docx").read_bytes()
        except subprocess.TimeoutExpired:
            reason = f"{converter.program} was not done after {_MAX_SECONDS} seconds"
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = f"{converter.program} failed with {error.returncode}" + (f" ({said[-1][:200]})" if said else "")
        except OSError as error:
            reason = f"{converter.program} gave no text ({error.strerror})"
    raise Unfit("conversion_failed", f"{reason}: save the file as DOCX")


def _run(command: list[str], folder: str) -> bytes:
    """What a program prints. Raises TimeoutExpired, CalledProcessError and OSError."""
    # a session of its own: soffice is a script, and to end it alone would leave the program that it starts
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "HOME": folder},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        try:
            printed, said = running.communicate(timeout=_MAX_SECONDS)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            raise
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command, printed, said)
    return printed
