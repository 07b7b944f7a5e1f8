"""The archive: whole records, whatever kills the writer; readable by a reader of another make."""

import errno
import io
import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.crawl.archive import Archive, ArchiveError, Placed, Response, end_of_records, repair

NIGHT = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
SITE = "congthuong.vn"


def response(number: int, *, status: int = 200, body: bytes | None = None) -> Response:
    return Response(
        url=f"https://congthuong.vn/thoi-su&s_cond=&BRSR=20-{number}.html",
        status=status,
        reason="OK",
        headers=[("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
        body=f"<html>bài số {number}</html>".encode() if body is None else body,
        fetched_at=NOW,
        ip_address="127.0.0.1",
    )


def written(folder: Path, *responses: Response) -> list[Placed]:
    with Archive(folder, SITE, NIGHT) as archive:
        return [archive.write(each) for each in responses]


def records(path: Path) -> list[tuple[str | None, int, str | None, bytes]]:
    """Type, offset, address and body of each record, as fastwarc reads them."""
    with open(path, "rb") as opened:
        return [
            (r.headers.get("WARC-Type"), r.stream_pos, r.headers.get("WARC-Target-URI"), r.reader.read())
            for r in ArchiveIterator(opened, record_types=WarcRecordType.any_type)
        ]


def test_records_stand_where_they_are_said_to_and_hold_what_came(tmp_path: Path) -> None:
    raw = os.urandom(5000)
    placed = written(tmp_path, response(1), response(2, body=raw), response(3, status=404))
    assert {place.file for place in placed} == {"congthuong.vn-2026-11-22.warc.gz"}
    found = records(tmp_path / placed[0].file)
    assert [kind for kind, *_ in found] == ["warcinfo", "response", "response", "response"]
    assert [offset for _, offset, _, _ in found[1:]] == [place.offset for place in placed]
    assert found[2][2:] == (response(2).url, raw)


def test_repeated_headers_and_the_time_of_the_crawl_are_kept(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1))
    with open(tmp_path / place.file, "rb") as opened:
        # what does not fit its digest is left out
        [record] = list(ArchiveIterator(opened, record_types=WarcRecordType.response, verify_digests=True))
        assert record.record_date == NOW
        assert [value for name, value in record.http_headers if name == "Set-Cookie"] == ["a=1", "b=2"]
        assert record.headers.get("WARC-IP-Address") == "127.0.0.1"
        assert record.headers.get("WARC-Block-Digest")


def test_a_page_that_was_not_modified_is_a_revisit(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1, status=304, body=b""))
    assert [kind for kind, *_ in records(tmp_path / place.file)] == ["warcinfo", "revisit"]


def test_a_later_run_of_the_night_appends(tmp_path: Path) -> None:
    first, second = written(tmp_path, response(1)), written(tmp_path, response(2))
    assert first[0].file == second[0].file
    assert [kind for kind, *_ in records(tmp_path / first[0].file)] == ["warcinfo", "response", "response"]


def test_nothing_is_made_where_nothing_is_written(tmp_path: Path) -> None:
    written(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert repair(tmp_path, SITE) == 0


def test_killed_at_any_byte_of_a_record_the_whole_ones_remain(tmp_path: Path) -> None:
    *_, last = written(tmp_path, response(1), response(2, body=os.urandom(300)), response(3))
    path = tmp_path / last.file
    whole = path.read_bytes()
    for length in range(last.offset, len(whole)):
        path.write_bytes(whole[:length])
        assert repair(tmp_path, SITE) == length - last.offset
        assert path.read_bytes() == whole[: last.offset]
    path.write_bytes(whole)
    assert repair(tmp_path, SITE) == 0
    assert path.read_bytes() == whole


def test_a_file_killed_in_its_first_record_is_begun_anew(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1))
    path = tmp_path / place.file
    path.write_bytes(path.read_bytes()[:20])
    assert repair(tmp_path, SITE) == 20
    assert written(tmp_path, response(1))[0].file == place.file
    assert [kind for kind, *_ in records(path)] == ["warcinfo", "response"]


def test_what_follows_damage_in_the_middle_is_kept(tmp_path: Path) -> None:
    one, two, three = written(tmp_path, *(response(n, body=os.urandom(400)) for n in range(3)))
    path = tmp_path / one.file
    content = bytearray(path.read_bytes())
    content[two.offset + 60 : two.offset + 90] = bytes(30)
    path.write_bytes(content + content[three.offset : three.offset + 50])
    assert repair(tmp_path, SITE) == 50
    assert path.read_bytes() == content


def test_zeros_that_a_power_cut_leaves_are_cut_off(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1))
    path = tmp_path / place.file
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(4096))
    assert repair(tmp_path, SITE) == 4096
    assert path.read_bytes() == whole


def test_a_record_that_unpacks_to_very_much_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1, body=bytes(40_000_000)))
    content = (tmp_path / place.file).read_bytes()
    assert end_of_records(io.BytesIO(content)) == len(content)


def test_records_longer_than_a_block_end_where_they_end(tmp_path: Path) -> None:
    body = random.Random(5).randbytes(200_000)
    *_, last = written(tmp_path, response(1, body=body), response(2, body=body))
    content = (tmp_path / last.file).read_bytes()
    assert end_of_records(io.BytesIO(content)) == len(content)
    assert end_of_records(io.BytesIO(content[:-1])) == last.offset


def test_only_the_newest_archive_of_the_site_is_repaired(tmp_path: Path) -> None:
    [place] = written(tmp_path, response(1))
    others = [tmp_path / "congthuong.vn-2026-11-21.warc.gz", tmp_path / "moit.gov.vn-2026-11-23.warc.gz"]
    for other in others:
        other.write_bytes(b"torn")
    assert repair(tmp_path, SITE) == 0
    assert [other.read_bytes() for other in others] == [b"torn", b"torn"]
    assert records(tmp_path / place.file)


def test_a_full_disk_leaves_whole_records_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [place] = written(tmp_path, response(1))
    path = tmp_path / place.file
    whole = path.read_bytes()
    write = os.write
    room = [100]

    def little_room(descriptor: int, content: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, content[: room.pop()])

    monkeypatch.setattr(os, "write", little_room)
    with pytest.raises(ArchiveError, match=r"congthuong\.vn-2026-11-22\.warc\.gz: No space left on device: make room"):
        written(tmp_path, response(2))
    monkeypatch.undo()
    assert path.read_bytes() == whole
    written(tmp_path, response(2))
    assert len(records(path)) == 3
