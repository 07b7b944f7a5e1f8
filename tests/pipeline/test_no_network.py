"""Nothing at run time reaches beyond this machine: whole commands, in processes whose sockets refuse to."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.commands import environment, trichluc
from tests.pipeline.conftest import ProgramRun
from tests.pipeline.crawl.nights import FIRST
from tests.pipeline.crawl.paper import HOSTS, Paper
from tests.pipeline.crawl.server import Server
from tests.pipeline.ingesting import json_lines, numbered_documents, rows

#: `trichluc` with a paper on loopback in the place of congthuong.vn, asked without delay.
_CRAWL = """
import json, sys
from dataclasses import replace
from pipeline.cli import main
from pipeline.crawl import fetching

given = json.loads(sys.argv.pop(1))
called = fetching.fetch_night
fetching.fetch_night = lambda settings, **more: called(replace(settings, **given), **more)
main()
"""


def test_a_run_stays_here(program_run: ProgramRun) -> None:
    assert not program_run.escapes.exists(), program_run.escapes.read_text()
    assert program_run.summary["read"] == 5
    assert program_run.summary["tables"]["sentences"] > 0, "words were found, so the models were loaded"


def test_extract_stays_here(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "in.jsonl", numbered_documents(2))
    ended = trichluc("extract", source, "--output", tmp_path / "out.jsonl", env=environment(tmp_path / "escapes"))
    assert (ended.code, ended.err) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2
    assert not (tmp_path / "escapes").exists()


def test_a_crawl_asks_the_site_and_nobody_else(tmp_path: Path) -> None:
    escapes, output = tmp_path / "escapes", tmp_path / "out"
    arguments = ("crawl", "congthuong.vn", "-o", output, "--contact", "crawler@example.vn")
    with Server(Paper(2, FIRST).answer) as server:
        given = {"origins": dict.fromkeys(HOSTS, f"http://127.0.0.1:{server.port}"), "delay": 0.01}
        ended = subprocess.run(
            [sys.executable, "-c", _CRAWL, json.dumps(given), *map(str, arguments)],
            env=environment(escapes),
            capture_output=True,
            text=True,
        )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert len(rows(output, "documents")) == 2
    assert not escapes.exists(), escapes.read_text()


def test_a_crawl_of_a_site_that_is_not_here_tries_that_site_alone(tmp_path: Path) -> None:
    escapes = tmp_path / "escapes"
    arguments = ("crawl", "congthuong.vn", "-o", tmp_path / "out", "--contact", "crawler@example.vn")
    given = json.dumps({"delay": 0.01, "retries": 0, "backoff": 0.01})
    ended = subprocess.run(
        [sys.executable, "-c", _CRAWL, given, *map(str, arguments)],
        env=environment(escapes),
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "no article was asked for" in ended.stderr
    assert {line.split()[1] for line in escapes.read_text().splitlines()} == {"congthuong.vn"}


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.org', 80)",
        "socket.gethostbyname('example.org')",
        "socket.gethostbyname_ex('example.org')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "__import__('urllib.request').request.urlopen('http://example.org')",
    ],
)
def test_the_block_blocks(tmp_path: Path, attempt: str) -> None:
    escapes = tmp_path / "escapes"
    ended = subprocess.run(
        [sys.executable, "-c", f"import socket; {attempt}"], env=environment(escapes), capture_output=True, text=True
    )
    assert ended.returncode != 0
    assert "blocked by a test" in ended.stderr
    assert escapes.read_text()


def test_the_block_lets_this_machine_be_reached(tmp_path: Path) -> None:
    program = (
        "import socket, json; s = socket.create_server(('127.0.0.1', 0));"
        "c = socket.create_connection(s.getsockname()); print(json.dumps(c.getpeername()[0]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment(tmp_path / "escapes"), capture_output=True, text=True
    )
    assert json.loads(ended.stdout) == "127.0.0.1", ended.stderr
