"""One run of the program for all tests that look at what it leaves: it takes seconds."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.commands import environment, trichluc
from tests.pipeline.ingesting import ARTICLES


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
