"""Surveys: where an input can be cut, and how many records stand before each cut.

A stretch of a file is looked at by itself, by whoever has time (a worker of a cluster): the numbers of lines and
records, which begin at 1 in each file, come from adding up. Nothing is extracted, and nothing of it is held.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.inputs import InputFile
from pipeline.places import open_read
from pipeline.streams import Damaged, chunks, chunks_between

_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
#: Bytes of a packed record that are unpacked to see whether it is one.
_BEGIN = 512


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a file that can be read by itself.

    `start` and `end` (None: the file's end) are bytes of decompressed lines, bytes of a web archive as it is, or
    numbers of row groups; `first` is the number of its first line, record or row, `size` its bytes.
    """

    start: int
    end: int | None
    first: int
    size: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file that is to be looked at, in bytes; None for `end` is the whole file, to be cut every `step`."""

    file: InputFile
    start: int
    end: int | None
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What was found in a stretch: `cuts` where it is a whole file, else what the next one needs to know.

    `begins` is where the first record begins that begins in the stretch (None: none does), `records` how many do,
    `beyond` where the first one after it begins (None: none does, or that is not looked at). `whole` says that the file
    is not to be cut; `shows` that something in the stretch is sure to be read as a document or a reject.
    """

    cuts: tuple[Cut, ...] | None = None
    begins: int | None = None
    records: int = 0
    beyond: int | None = None
    whole: bool = False
    shows: bool = False
    unreadable: str | None = None


def stretches(file: InputFile, step: int) -> list[Stretch]:
    """What is to be looked at of a file; nothing where it is not cut anyway."""
    if file.format == "lines" and file.compression != "none":
        return [Stretch(file, 0, None, step)]
    if file.size <= step:
        return []
    if file.format == "parquet" and file.compression == "none":
        return [Stretch(file, 0, None, step)]
    if file.format == "lines" or (file.format == "warc" and file.compression in ("none", "gzip")):
        return [Stretch(file, at, min(at + step, file.size), step) for at in range(0, file.size, step)]
    return []


def survey(stretch: Stretch) -> Surveyed:
    """Look at a stretch. Raises nothing for what it reads: whoever reads the file says what is wrong with it."""
    try:
        if stretch.file.format == "parquet":
            return _survey_rows(stretch)
        if stretch.file.format == "warc":
            return _survey_records(stretch)
        if stretch.end is None:
            return Surveyed(cuts=tuple(_cuts_of_lines(stretch)))
        return _survey_lines(stretch, stretch.end)
    except OSError as error:
        return Surveyed(unreadable=f"cannot be read: {error.strerror or error}")


def cuts_of(file: InputFile, found: Sequence[Surveyed], step: int) -> list[Cut]:
    """The cuts of a file from what was found in its stretches, in order."""
    whole = [Cut(0, None, 1, file.size)]
    if not found or any(each.whole for each in found):
        return whole
    if found[0].cuts is not None:
        return list(found[0].cuts)
    if file.format == "warc" and not _fit(found, step):
        return whole
    cuts: list[Cut] = []
    first = 1
    for each in found:
        if each.begins is not None:
            if cuts:
                cuts[-1] = replace(cuts[-1], end=each.begins, size=each.begins - cuts[-1].start)
            cuts.append(Cut(each.begins, file.size, first, file.size - each.begins))
            first += each.records
    return cuts if len(cuts) > 1 else whole


def _fit(found: Sequence[Surveyed], step: int) -> bool:
    """Whether each stretch of an archive goes on where the one before ended: what looks like a record may be none.

    And whether something of it is sure to be read: of an archive that holds no page, that is told once.
    """
    expected: int | None = 0
    for number, each in enumerate(found):
        end = (number + 1) * step
        if each.begins is None:
            if expected is not None and expected < end:
                return False
            continue
        if each.begins != expected:
            return False
        expected = each.beyond
    return any(each.shows for each in found)


def _survey_lines(stretch: Stretch, end: int) -> Surveyed:
    """A line begins at the beginning of the file, and after each line end but one that ends the file."""
    begins = 0 if stretch.start == 0 else None
    lines = 1 if stretch.start == 0 else 0
    at = max(stretch.start - 1, 0)
    for chunk in chunks_between(stretch.file, at, end - 1):
        if begins is None and (found := chunk.find(b"\n")) >= 0:
            begins = at + found + 1
        lines += chunk.count(b"\n")
        at += len(chunk)
    return Surveyed(begins=begins, records=lines)


def _cuts_of_lines(stretch: Stretch) -> Iterator[Cut]:
    """Compressed lines are gone through once."""
    cuts = 0
    start = offset = 0
    first_line = line = 1
    whole = True
    try:
        for chunk in chunks(stretch.file):
            counted = 0
            while (cut := chunk.find(b"\n", max(counted, start + stretch.step - offset))) >= 0:
                line += chunk.count(b"\n", counted, cut + 1)
                counted = cut + 1
                yield Cut(start, offset + counted, first_line, offset + counted - start)
                cuts += 1
                start, first_line = offset + counted, line
            line += chunk.count(b"\n", counted)
            offset += len(chunk)
    except Damaged:
        # whoever reads the last part comes to the break again, and says where it is
        whole = False
    if start < offset or not cuts or not whole:
        yield Cut(start, offset if whole and cuts else None, first_line, offset - start)


def _survey_rows(stretch: Stretch) -> Surveyed:
    """A Parquet file says itself how many rows each of its row groups has."""
    from pipeline.readers.parquet_table import check_groups
    from pipeline.readers.records import check_columns
    from pipeline.readers.source import Unfit

    try:
        with open_read(stretch.file.path, most=1 << 16) as opened, pq.ParquetFile(opened) as file:
            check_columns(file.schema_arrow.names, stretch.file.columns)
            check_groups(file)
            groups = [file.metadata.row_group(at) for at in range(file.num_row_groups)]
            sizes = [(group.num_rows, group.total_byte_size) for group in groups]
    except (pa.ArrowException, OSError, Unfit):
        return Surveyed(whole=True)
    cuts: list[Cut] = []
    first = 1
    for at, (rows, size) in enumerate(sizes):
        if cuts and cuts[-1].size + size <= stretch.step:
            cuts[-1] = replace(cuts[-1], end=at + 1, size=cuts[-1].size + size)
        else:
            cuts.append(Cut(at, at + 1, first, size))
        first += rows
    return Surveyed(cuts=tuple(cuts)) if first > 1 and len(cuts) > 1 else Surveyed(whole=True)


def _survey_records(stretch: Stretch) -> Surveyed:
    """Every record of a stretch is gone through; where one is damaged the file is left whole."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    end = stretch.end if stretch.end is not None else stretch.file.size
    with open_read(stretch.file.path, most=end - stretch.start) as opened:
        begins = _first_record(opened, stretch) if stretch.start else 0
        if begins is None:
            return Surveyed()
        opened.seek(begins)
        records, shows = 0, False
        try:
            for record in ArchiveIterator(opened, record_types=WarcRecordType.any_type, auto_decode="none"):
                if record.stream_pos >= end:
                    return Surveyed(begins=begins, records=records, beyond=record.stream_pos, shows=shows)
                records += 1
                if record.record_type == WarcRecordType.revisit:
                    shows = True
                elif record.record_type == WarcRecordType.response and (http := record.http_headers) is not None:
                    # a page is read as a document, or told as a reject
                    shows |= http.status_code == 200 and (record.http_content_type or "").lower() == "text/html"
        # as fastwarc says that bytes are no WARC or do not unpack; TrichlucError of an address goes on
        except (OSError, ValueError):
            return Surveyed(whole=True)
        return Surveyed(begins=begins, records=records, shows=shows)


def _first_record(opened: io.BufferedReader, stretch: Stretch) -> int | None:
    """Where something begins in a stretch that looks like a record; what follows shows whether it is one."""
    mark = _GZIP if stretch.file.compression == "gzip" else _PLAIN
    end = stretch.end if stretch.end is not None else stretch.file.size
    opened.seek(stretch.start)
    # a record that begins at the stretch's end is of the next one
    held = opened.read(end - stretch.start + _BEGIN)
    at = held.find(mark)
    while 0 <= at < end - stretch.start:
        if mark == _PLAIN or _unpacks_to_record(held[at : at + _BEGIN]):
            return stretch.start + at
        at = held.find(mark, at + 1)
    return None


def _unpacks_to_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed).startswith(_PLAIN)
    except zlib.error:
        return False
