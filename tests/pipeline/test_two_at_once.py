"""Two commands in one store at once, as real processes: both land or one is refused with a word, never a mix."""

import os
import signal
from pathlib import Path

from pipeline.checks import check_store
from tests.pipeline.commands import end, start, trichluc
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents, published
from tests.pipeline.test_killed_run import wait_for


def test_while_a_run_writes(tmp_path: Path) -> None:
    output = tmp_path / "out"
    ingest_here([json_lines(tmp_path / "a.jsonl", numbered_documents(4))], output)
    more = json_lines(tmp_path / "b.jsonl", numbered_documents(40, paragraphs=6)[4:])
    process = start("run", more, "--output", output)
    try:
        wait_for(lambda: (output / ".staging" / "seen.sqlite").exists(), process)
        # it holds its lock and goes no further, however fast the machine is
        os.kill(process.pid, signal.SIGSTOP)
        for command in (("run", tmp_path / "a.jsonl", "--output", output), ("compact", output)):
            refused = trichluc(*command)
            assert (refused.code, refused.out) == (1, "")
            assert f"another run is writing to it (pid {process.pid} on " in refused.err
            assert refused.err.count("\n") == 1
        listed = trichluc("history", output)
        assert (listed.code, listed.err) == (0, "")
        assert "finished" in listed.out
        checked = trichluc("check", output)
        assert (checked.code, checked.err) == (0, ""), checked.out
        assert process.poll() is None, "all this was while it ran"
    finally:
        os.kill(process.pid, signal.SIGCONT)
        ended = end(process)
    assert (ended.code, ended.err) == (0, "")
    assert check_store(output).findings == []
    assert trichluc("compact", output, "--keep-days", "0").code == 0
    assert check_store(output).findings == []


def test_two_runs_that_start_together(tmp_path: Path) -> None:
    output = tmp_path / "out"
    sources = [
        json_lines(tmp_path / name, numbered_documents(number)) for name, number in (("a.jsonl", 5), ("b.jsonl", 7))
    ]
    processes = [start("run", source, "--output", output) for source in sources]
    ended = [end(process) for process in processes]
    assert 0 in [each.code for each in ended]
    for each in ended:
        assert each.code == 0 or "another run is writing to it" in each.err
        assert each.err.count("\n") == (each.code != 0)
    assert check_store(output).findings == []
    landed = [source for source, each in zip(sources, ended, strict=True) if each.code == 0]
    ingest_here([sources[-1] if len(landed) == 2 else landed[0]], tmp_path / "alone")
    found, alone = published(output), published(tmp_path / "alone")
    # of two that both landed the first one's file may be named in `documents`, with the same rows else
    assert {name for name in alone if found[name] != alone[name]} <= (
        {"documents.parquet"} if len(landed) == 2 else set()
    )
