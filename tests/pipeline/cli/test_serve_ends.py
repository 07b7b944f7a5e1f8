"""`trichluc serve` that is ended in the middle of a night: by a power cut, and by SIGTERM."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.crawl.clock import VIETNAM
from tests.pipeline.cli.test_serve import Serving
from tests.pipeline.commands import environment, start
from tests.pipeline.crawl.nights import pages_asked
from tests.pipeline.crawl.paper import HOSTS, Paper
from tests.pipeline.crawl.server import Server

STORIES = 60


def _with_children(pid: int) -> list[int]:
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [pid, *(each for child in children.stdout.split() for each in _with_children(int(child)))]


@pytest.fixture
def paper() -> Iterator[tuple[Server, Callable[[], bool]]]:
    """A paper of which no night sees the end, and whether a few pages were asked for."""
    with Server(Paper(STORIES, datetime.now(VIETNAM)).answer) as server:
        yield server, lambda: len(pages_asked(server.log)) >= 3


@pytest.mark.fault
def test_a_power_cut_then_sigterm_in_the_middle_of_a_night(
    tmp_path: Path, paper: tuple[Server, Callable[[], bool]]
) -> None:
    server, in_a_night = paper
    settings = tmp_path / "settings.json"
    origins = dict.fromkeys(HOSTS, f"http://127.0.0.1:{server.port}")
    settings.write_text(json.dumps({"origins": origins, "delay": 0.2}), "utf-8")
    env = environment(PREFECT_HOME=str(tmp_path / "home"), PREFECT_RUNNER_POLL_FREQUENCY="1")
    arguments = ("--settings", settings, "--contact", "a@example.vn", "--port", "0", "--cron", "* * * * * */20")

    def serve() -> Serving:
        return Serving(start("serve", "-o", tmp_path / "out", *arguments, env=env), tmp_path / "out", tmp_path)

    served = serve()
    try:
        served.until(in_a_night)
    finally:
        cut = _with_children(served.process.pid)
        for pid in cut:
            os.kill(pid, signal.SIGKILL)
        served.process.wait()
    assert len(cut) >= 4, "the program, its server, the run and the fetching process"
    server.new_log()

    served = serve()
    try:
        served.until(lambda: served.url)
        (crashed,) = served.api("flow_runs/filter", flow_runs={"state": {"type": {"any_": ["CRASHED"]}}})
        assert crashed["state"]["message"] == "the program ended before the run did"
        served.until(in_a_night)  # nothing is stuck: the next night runs
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(120) == 0
    finally:
        for pid in _with_children(served.process.pid) if served.process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)
    said = "".join((*served.out, *served.err))
    assert "/pipeline/" not in said, f"a traceback of ours: {said}"
    reports = [json.loads(file.read_bytes())["sites"][0] for file in (tmp_path / "out" / "reports").glob("*.json")]
    assert reports[-1]["ended"] == "interrupted"
    assert sum(len(report["runs"]) for report in reports) == 2, "the night that was cut, and the one that was ended"
    assert sum(report["verdicts"]["new"] for report in reports) >= 4
