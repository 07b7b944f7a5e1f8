"""Partitions: every record of the input in exactly one, in order, wherever the cuts fall."""

import bz2
import gzip
import lzma
from itertools import islice
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import partitions
from pipeline.inputs import InputFile, find_inputs
from pipeline.partitions import Plan, plan_partitions
from pipeline.streams import Line, chunks_between, lines

PACK = {
    "": lambda content: content,
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor().compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def planned(*paths: Path, workers: int = 2) -> Plan:
    return plan_partitions(find_inputs([str(path) for path in paths], paths[0].parent / "out"), workers)


def lines_of(plan: Plan) -> list[Line]:
    return [
        line
        for partition in plan.partitions
        for piece in partition.pieces
        for line in lines(chunks_between(piece.file, piece.start, piece.end), piece.first_line)
    ]


@given(
    content=st.lists(st.integers(0, 60), max_size=60),
    last_line_ends=st.booleans(),
    smallest=st.integers(1, 80),
    workers=st.integers(1, 40),
    packing=st.sampled_from(sorted(PACK)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
def test_every_line_is_in_one_piece_with_its_number(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: list[int],
    last_line_ends: bool,
    smallest: int,
    workers: int,
    packing: str,
) -> None:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", smallest)
    raw = b"\n".join(b"{" + b"x" * length for length in content) + (b"\n" if last_line_ends else b"")
    place = tmp_path / f"a.jsonl{packing}"
    place.write_bytes(PACK[packing](raw))
    plan = planned(place, workers=workers)
    expected = [Line(number, line) for number, line in enumerate(raw.split(b"\n"), 1)]
    if not expected[-1].content:
        expected.pop()
    assert lines_of(plan) == expected
    assert [partition.number for partition in plan.partitions] == list(range(len(plan.partitions)))


@given(
    raw=st.binary(max_size=400),
    stretches=st.lists(
        st.tuples(st.integers(0, 420), st.none() | st.integers(0, 420), st.none() | st.integers(0, 3)), max_size=8
    ),
    packing=st.sampled_from(sorted(PACK)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_stretches_are_the_same_in_any_order(
    tmp_path: Path, raw: bytes, stretches: list[tuple[int, int | None, int | None]], packing: str
) -> None:
    # what a file is packed with is told from how it begins
    raw = b"{" + raw
    place = tmp_path / f"a.jsonl{packing}"
    place.write_bytes(PACK[packing](raw))
    (file,) = find_inputs([str(place)], tmp_path / "out")
    assert isinstance(file, InputFile)
    for start, end, most in stretches:
        # a reader may stop before the end
        pieces = islice(chunks_between(file, start, end if end is None else max(start, end)), most)
        found = b"".join(pieces)
        wanted = raw[start : end if end is None else max(start, end)]
        assert found == wanted if most is None else wanted.startswith(found)


def test_a_file_that_changed_is_read_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "a.jsonl.gz"
    for letter in (b"a", b"b"):
        place.unlink(missing_ok=True)
        place.write_bytes(gzip.compress(letter * 100))
        (file,) = find_inputs([str(place)], tmp_path / "out")
        assert isinstance(file, InputFile)
        assert b"".join(chunks_between(file, 50, 60)) == letter * 10
        assert b"".join(chunks_between(file, 60, 70)) == letter * 10


def test_the_work_is_spread_and_small_work_is_not(tmp_path: Path) -> None:
    line = b'{"text": "' + b"x" * 1_000 + b'"}\n'
    (tmp_path / "small.jsonl").write_bytes(line * 20)
    assert len(planned(tmp_path / "small.jsonl").partitions) == 1
    (tmp_path / "large.jsonl").write_bytes(line * 4_000)
    plan = planned(tmp_path / "large.jsonl", workers=2)
    sizes = [partition.size for partition in plan.partitions]
    assert sum(sizes) == plan.size == len(line) * 4_000
    assert len(sizes) >= 6
    assert max(sizes) <= 1.25 * partitions.LARGEST_PARTITION + partitions.SMALLEST_PIECE


def test_small_files_share_a_partition(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03d}.txt").write_text("Tăng 5%.")
    plan = planned(tmp_path)
    assert len(plan.partitions) <= 3
    names = [piece.file.path for partition in plan.partitions for piece in partition.pieces]
    assert names == sorted(names)
    assert len(names) == 300


def test_a_compressed_file_is_not_gone_through_too_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "SMALLEST_PIECE", 10)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "xxxxxxx"}\n' * 5_000))
    assert len(planned(tmp_path / "a.jsonl.gz", workers=1_000).partitions) <= 65


def test_a_long_line_is_never_held(tmp_path: Path) -> None:
    found = list(lines(iter([b"a\n", b"x" * 60, b"x" * 60, b"\nb"]), limit=100))
    assert found == [Line(1, b"a"), Line(2, None), Line(3, b"b")]
