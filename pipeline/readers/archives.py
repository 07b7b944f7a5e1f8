"""Archives, ZIP and tar: each member is read as a file of its own, as `archive.zip!member`, and nothing is unpacked to
a place that a member names.

What an archive may become is bounded (`Budget`), and so is how deep archives may stand in archives. A damaged member is
a reject, and the others are read.
"""

import lzma
import posixpath
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import IO, BinaryIO

from pipeline.documents import Reject, SourceDocument
from pipeline.inputs import unsupported
from pipeline.readers.source import Source, Unfit, metered, source_of
from pipeline.streams import Damaged, readable

#: How deep an archive may stand in others.
MAX_DEPTH = 3
_CHUNK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCRYPTED = 0x1
_NAMED_IN_UTF_8 = 0x800
#: What zipfile raises where a member's bytes are not what the archive says, or in a form that it does not know.
_BROKEN_MEMBER = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError, OSError)
#: Documents that are ZIP archives by their form, and none to look into.
_OTHER_DOCUMENTS = {
    "xl/workbook.xml": "an XLSX workbook: save its sheets as CSV",
    "ppt/presentation.xml": "a PPTX presentation: save it as PDF",
    "META-INF/container.xml": "an EPUB book: convert it to HTML",
    "content.xml": "an OpenDocument file: save it as DOCX",
}

#: The part of a DOCX file that holds its text; some programs number it.
_DOCX_TEXT = re.compile(r"word/document\d*\.xml")

ReadSource = Callable[[Source], Iterator[SourceDocument | Reject]]


def read_zip_archive(source: Source, read: ReadSource) -> Iterator[SourceDocument | Reject]:
    """Read each member by `read`; a DOCX file is read as one. Raises Unfit, and as `Source.seekable` does."""
    with source.seekable() as opened:
        try:
            archive = zipfile.ZipFile(opened)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            reason = f"the ZIP archive is damaged or cut off ({error}): fetch or make it again"
            raise Unfit("damaged_archive", reason) from None
        with archive:
            names = {member.filename for member in archive.infolist()}
            if any(map(_DOCX_TEXT.fullmatch, names)):
                opened.seek(0)
                yield from read(_again(source, opened))
                return
            for name, kind in _OTHER_DOCUMENTS.items():
                if name in names and (name != "content.xml" or "mimetype" in names):
                    raise Unfit("unsupported_format", f"this is {kind}")
            _check_depth(source)
            found = False
            for member in archive.infolist():
                if member.is_dir() or _is_hidden(member.filename):
                    continue
                found = True
                source.budget.enter()
                yield from _zip_member(archive, member, source, read)
            if not found:
                raise Unfit("empty", "the archive holds no files")


def _again(source: Source, opened: BinaryIO) -> Source:
    def pieces() -> Iterator[bytes]:
        while piece := opened.read(_CHUNK):
            yield piece

    return replace(source, format="docx", compression="none", opened=readable(pieces()))


def _zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, read: ReadSource
) -> Iterator[SourceDocument | Reject]:
    name = _name(member)
    origin = source.origin.member(_shown(name))
    if member.flag_bits & _ENCRYPTED:
        yield Reject(origin, "encrypted", "the member asks for a password: unpack the archive")
        return

    def pieces() -> Iterator[bytes]:
        try:
            with archive.open(member) as opened:
                while piece := opened.read(_CHUNK):
                    yield piece
        except _BROKEN_MEMBER as error:
            raise Damaged(f"the member is damaged ({error})") from None

    yield from _member(pieces(), name, replace(source, origin=origin), read)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so, and zipfile takes it for code page 437."""
    if not member.flag_bits & _NAMED_IN_UTF_8:
        with suppress(UnicodeError):
            return member.filename.encode("cp437").decode("utf-8")
    return member.filename


def read_tar_archive(source: Source, read: ReadSource) -> Iterator[SourceDocument | Reject]:
    """Read each member by `read`. Raises Unfit, and as `Source.pieces` does."""
    _check_depth(source)
    damage = _Damage()
    found = False
    last = broken = None
    try:
        with tarfile.open(
            fileobj=readable(source.pieces()), mode="r|", tarinfo=_headers(damage), ignore_zeros=True
        ) as archive:
            for member in archive:
                if damage.take():
                    yield _tar_reject(source, "a member's header is damaged", last)
                # a link is another name of a member that is read
                if not member.isreg() or _is_hidden(member.name):
                    continue
                found = True
                last = _shown(member.name)
                source.budget.enter()
                opened = archive.extractfile(member)
                if opened is not None:
                    origin = source.origin.member(last)
                    pieces = _tar_pieces(opened)
                    yield from _member(pieces, member.name, replace(source, origin=origin), read)
                # tarfile keeps every header that it has seen
                archive.members.clear()  # type: ignore[attr-defined]
    except _Ended:
        pass
    # ReadError and the like where the archive breaks off; Damaged where what compressed it is
    except (tarfile.TarError, EOFError, Damaged) as error:
        broken = str(error)
    if broken is None and (damage.take() or (found and not damage.ended)):
        broken = "it breaks off, or a member's header is damaged"
    if broken is not None:
        yield _tar_reject(source, broken, last)
    elif not found:
        raise Unfit("empty", "the archive holds no files")


def _tar_pieces(opened: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := opened.read(_CHUNK):
            yield piece
    except tarfile.TarError as error:
        raise Damaged(f"the member is damaged ({error})") from None


def _tar_reject(source: Source, what: str, last: str | None) -> Reject:
    place = "at its beginning" if last is None else f"after the member {last}"
    return Reject(source.origin, "damaged_archive", f"the tar archive is damaged {place} ({what}): make it again")


class _Ended(Exception):
    """Nothing but zeros: the archive has ended, and what it is padded with need not be looked through."""


class _Damage:
    """What tarfile passes over in silence: headers that are none, and the end of the archive."""

    #: A tar archive ends with two blocks of zeros and is filled up to 20; those that were joined go on after them.
    MAX_ZEROS = 2048

    def __init__(self) -> None:
        self.blocks = 0
        self.zeros = 0

    @property
    def ended(self) -> bool:
        """Whether the last thing seen is the end of an archive."""
        return self.zeros > 0

    def take(self) -> bool:
        """Whether there were damaged headers since it was last asked."""
        blocks, self.blocks = self.blocks, 0
        return blocks > 0


def _headers(damage: _Damage) -> type[tarfile.TarInfo]:
    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
            try:
                found = super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError:
                if bytes(buf) == bytes(tarfile.BLOCKSIZE):
                    damage.zeros += 1
                    if damage.zeros > damage.MAX_ZEROS:
                        raise _Ended from None
                elif buf:
                    damage.blocks += 1
                raise
            damage.zeros = 0
            return found

    return Header


def _member(pieces: Iterator[bytes], name: str, source: Source, read: ReadSource) -> Iterator[SourceDocument | Reject]:
    """Read one member; what its bytes break with is its reject alone. Raises Spent."""
    origin = source.origin
    try:
        member = source_of(
            metered(pieces, source.budget),
            posixpath.basename(name),
            origin,
            columns=source.columns,
            budget=source.budget,
            depth=source.depth + 1,
        )
    except Damaged as damaged:
        yield Reject(origin, "damaged_archive", str(damaged))
        return
    if member is None:
        yield unsupported(origin, name)
        return
    yield from read(member)


def _check_depth(source: Source) -> None:
    if source.depth >= MAX_DEPTH:
        raise Unfit("bomb", f"archives stand more than {MAX_DEPTH} deep in one another: unpack the outer one")


def _is_hidden(name: str) -> bool:
    """Whether a member is what programs leave for themselves, as files in folders are by the same name."""
    parts = name.replace("\\", "/").split("/")
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)


def _shown(name: str) -> str:
    """A member's name without what leads out of the archive, and without what is no letter."""
    clean = _CONTROL.sub("�", name.replace("\\", "/")).encode("utf-8", "backslashreplace").decode()
    return posixpath.normpath(f"/{clean}").lstrip("/")
