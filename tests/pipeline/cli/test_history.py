"""`trichluc history` and `trichluc tables --at`, as programs."""

import json
from pathlib import Path

import pytest

from tests.pipeline.commands import trichluc
from tests.pipeline.histories import Past, hashes, three_runs


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return three_runs(tmp_path_factory.mktemp("past"))


def test_versions_are_listed_named_and_drawn(past: Past, tmp_path: Path) -> None:
    ended = trichluc("history", past.output, "--name", "bai-bao", "2")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("bai-bao is version 2, run ")
    ended = trichluc("history", past.output)
    assert (ended.code, ended.err) == (0, "")
    assert "version 2 “bai-bao”" in ended.out
    assert "documents: read 9, new 1, changed 1, revised 1" in ended.out
    said = json.loads(trichluc("history", past.output, "--json").out)
    assert [(each["version"], each["names"]) for each in said["versions"]] == [(1, []), (2, ["bai-bao"]), (3, [])]
    ended = trichluc("tables", past.output, "--at", "bai-bao", "--output", tmp_path / "then", "--json")
    assert (ended.code, json.loads(ended.out)["differ"]) == (0, [])
    assert hashes(tmp_path / "then") == past.published[1]
    ended = trichluc("tables", past.output, "--at", "bai-bao")
    assert ended.code == 0
    assert "version 2 “bai-bao”" in ended.out
    ended = trichluc("history", past.output, "--forget", "bai-bao")
    assert (ended.code, ended.out) == (0, "bai-bao is forgotten\n")


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("tables", "--output", "x"), "say which with --at VERSION"),
        (("tables", "--at", "99"), "99: there is no such version"),
        (("history", "--name", "a", "99"), "99: there is no such version"),
        (("history", "--forget", "a"), "a: no version has this name"),
    ],
)
def test_misuse_is_one_line(past: Past, command: tuple[str, ...], error: str) -> None:
    ended = trichluc(command[0], past.output, *command[1:])
    assert (ended.code, ended.out) == (2, "")
    assert error in ended.err
    assert ended.err.count("\n") == 1


def test_misuse_of_a_store_with_names_is_one_line_each_time(past: Past) -> None:
    assert trichluc("history", past.output, "--name", "first", "1").code == 0
    # a thread of Arrow's that outlived the reading of the names made half of these end with SIGABRT
    for _ in range(6):
        ended = trichluc("tables", past.output, "--at", "99")
        assert (ended.code, ended.err.count("\n")) == (2, 1), ended.err
    assert trichluc("history", past.output, "--forget", "first").code == 0
