"""Lines in, plain or compressed; outputs that take their place whole or not at all."""

import gzip
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from pipeline.errors import Misuse, TrichlucError
from pipeline.lines import folder_written_aside, read_lines, written_aside

LINES = [b"m\xe1\xbb\x99t\n", b"\n", b"hai\x85\x0b\r\n", b"b\xff\x00a\n", b"x" * 3_000_000 + b"\n", b"no end"]
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda raw: raw,
    "gzip": gzip.compress,
    "two gzips": lambda raw: gzip.compress(raw[:9]) + gzip.compress(raw[9:]),
    "zstd": zstandard.ZstdCompressor().compress,
    "two zstds": lambda raw: zstandard.compress(raw[:9]) + zstandard.compress(raw[9:]),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines(tmp_path: Path, pack: Callable[[bytes], bytes], mark: bytes) -> None:
    path = tmp_path / "any.name"
    path.write_bytes(pack(mark + b"".join(LINES)))
    assert list(read_lines(str(path))) == LINES


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf"])
def test_empty(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "empty"
    path.write_bytes(raw)
    assert not b"".join(read_lines(str(path)))


@pytest.mark.parametrize(
    ("pack", "spoil"),
    [
        ("gzip", lambda raw: raw[: len(raw) // 2]),
        ("gzip", lambda raw: raw[:300] + b"?" * 99 + raw[399:]),
        ("zstd", lambda raw: raw[: len(raw) // 2]),
        ("zstd", lambda raw: raw + b"?" * 99),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, pack: str, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.gz"
    noise = random.Random(0).randbytes(100_000)
    path.write_bytes(spoil(PACKED[pack](noise)))
    with pytest.raises(TrichlucError, match=r"a\.gz: the compressed file is damaged"):
        list(read_lines(str(path)))


def test_what_cannot_be_read_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no such file"):
        list(read_lines(str(tmp_path / "none")))
    with pytest.raises(Misuse, match="is a folder"):
        list(read_lines(str(tmp_path)))


def test_an_output_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before")
    with written_aside(str(path)) as opened:
        opened.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert os.listdir(tmp_path) == ["out"]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before")

    def fail() -> None:
        with written_aside(str(path)) as opened:
            opened.write(b"after")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["out"]


def test_a_link_and_a_device_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with written_aside(str(tmp_path / "link")) as opened:
        opened.write(b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out").read_bytes() == b"x"
    with written_aside(os.devnull) as opened:
        opened.write(b"x")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("name", ["none/out", "folder"])
def test_where_nothing_can_be_written_is_misuse(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Misuse), written_aside(str(tmp_path / name)):
        pass


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out"
    for content in (b"1", b"2"):
        with folder_written_aside(str(path)) as folder:
            (folder / "a").write_bytes(content)
        assert (path / "a").read_bytes() == content

    def fail() -> None:
        with folder_written_aside(str(path)) as folder:
            (folder / "a").write_bytes(b"3")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (path / "a").read_bytes() == b"2"
    assert os.listdir(tmp_path) == ["out"]


def test_a_file_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Misuse, match="is a file"), folder_written_aside(str(tmp_path / "file")):
        pass
