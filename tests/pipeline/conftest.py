"""One run of the program for all tests that look at what it leaves: it takes seconds."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.commands import environment, trichluc
from tests.pipeline.ingesting import ARTICLES, ingest_here


@dataclass(frozen=True)
class ProgramRun:
    """A finished `trichluc run` over the user's articles: its folder, summary, stderr, and what it tried to reach."""

    output: Path
    summary: dict[str, Any]
    err: str
    escapes: Path


@pytest.fixture(scope="session")
def program_run(tmp_path_factory: pytest.TempPathFactory) -> ProgramRun:
    """`trichluc run corpus/articles --csv --json` with sockets that reach this machine only."""
    folder = tmp_path_factory.mktemp("program")
    escapes = folder / "escapes"
    ended = trichluc("run", ARTICLES, "--output", folder / "out", "--csv", "--json", env=environment(escapes))
    assert ended.code == 0, ended.err
    return ProgramRun(folder / "out", json.loads(ended.out), ended.err, escapes)


@pytest.fixture(scope="session")
def articles_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's articles in an output folder, whose name is what a shell and SQL have trouble with; only to read."""
    output = tmp_path_factory.mktemp("read") / "kết quả 'của tôi'; \"x\""
    ingest_here([ARTICLES], output)
    return output


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with all tables and no document in them; only to read."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "in").mkdir()
    (folder / "in" / "broken.html").write_bytes(b"")
    ingest_here([folder / "in"], folder / "out")
    return folder / "out"
