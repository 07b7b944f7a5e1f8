"""`trichluc serve`: a night by schedule, end to end, with a real Prefect server, scheduler and runner."""

import json
import os
import signal
import socket
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from pipeline.crawl.clock import VIETNAM
from pipeline.errors import TrichlucError
from pipeline.lock import held
from tests.pipeline.commands import end, environment, start, trichluc
from tests.pipeline.crawl.paper import HOSTS, Paper
from tests.pipeline.crawl.server import Server
from tests.pipeline.ingesting import ARTICLES, rows

STORIES = 5
#: Far more than it takes on a busy machine.
_PATIENCE = 240.0
_ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass
class Serving:
    """A `trichluc serve` that runs, what it prints, and its API."""

    process: "subprocess.Popen[str]"
    output: Path
    escapes: Path
    out: "deque[str]" = field(default_factory=deque)
    err: "deque[str]" = field(default_factory=deque)

    def __post_init__(self) -> None:
        for stream, kept in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            threading.Thread(target=kept.extend, args=(stream,), daemon=True).start()

    @property
    def url(self) -> str:
        """The address that it printed."""
        found = [line for line in list(self.out) if line.startswith("Prefect's UI: ")]
        return found[0].split(": ")[1].strip() if found else ""

    def api(self, path: str, **body: Any) -> Any:
        """What the API answers."""
        deadline = monotonic() + _PATIENCE
        # under a schedule of seconds its database is locked now and then: it says 503, and means later
        while (answer := httpx.post(f"{self.url}/api/{path}", json=body, timeout=60)).status_code == 503:
            assert monotonic() < deadline, answer.text
            sleep(0.5)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """The runs of a deployment that have ended."""
        found = self.api("flow_runs/filter", deployments={"id": {"any_": [deployment]}}, sort="START_TIME_ASC")
        return [run for run in found if run["state_type"] in _ENDED]

    def until(self, what: Callable[[], Any]) -> Any:
        """Wait until something is there."""
        deadline = monotonic() + _PATIENCE
        while not (found := what()):
            assert self.process.poll() is None, "".join((*self.out, *self.err))
            assert monotonic() < deadline, "".join((*self.out, *self.err))
            sleep(0.2)
        return found


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """It serves a simulated paper four times a minute, in a network that ends at this machine."""
    folder = tmp_path_factory.mktemp("serving")
    paper = Paper(STORIES, datetime.now(VIETNAM))
    with Server(paper.answer) as server:
        settings = {"origins": dict.fromkeys(HOSTS, f"http://127.0.0.1:{server.port}"), "delay": 0.01}
        (folder / "settings.json").write_text(json.dumps(settings), "utf-8")
        env = environment(folder / "escapes", PREFECT_HOME=str(folder / "home"), PREFECT_RUNNER_POLL_FREQUENCY="1")
        arguments = ("--settings", folder / "settings.json", "--contact", "crawler@example.vn", "--port", "0")
        watch = ("--watch", "tổng kinh phí", "--on-alarm", f"touch {folder}/alarmed")
        process = start("serve", "-o", folder / "out", "--cron", "* * * * * */15", *arguments, *watch, env=env)
        served = Serving(process, folder / "out", folder / "escapes")
        try:
            yield served
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_a_night_runs_by_schedule_then_a_run_on_demand_and_it_ends_when_told(serving: Serving) -> None:
    serving.until(lambda: serving.url)
    deployments = serving.until(lambda: (found := serving.api("deployments/filter")) and found[1:] and found)
    nightly, on_demand = sorted(deployments, key=lambda each: each["entrypoint"])
    assert nightly["entrypoint"] == "pipeline.crawl.flows.nightly_crawl"
    assert on_demand["entrypoint"] == "pipeline.flows.ingest"
    assert nightly["schedules"][0]["schedule"]["timezone"] == "Asia/Ho_Chi_Minh"

    run = serving.until(lambda: serving.runs(nightly["id"]))[0]
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Completed"), "".join(serving.err)
    assert run["auto_scheduled"]
    assert len(rows(serving.output, "documents")) == STORIES
    (report,) = (serving.output / "reports").glob("*.md")
    text = report.read_text("utf-8")
    assert f"**{STORIES} new articles, 0 changed, 0 gone. No alarm.**" in text
    assert f"**tổng kinh phí**: {STORIES} articles" in text
    assert not (serving.output.parent / "alarmed").exists()

    artifacts = serving.api("artifacts/filter", artifacts={"key": {"any_": ["report-congthuong-vn"]}})
    assert artifacts[-1]["data"].startswith("# congthuong.vn, night of")

    def logged() -> bool:
        found = serving.api("logs/filter", logs={"flow_run_id": {"any_": [run["id"]]}})
        return any("the report is at" in line["message"] for line in found)

    # Prefect hands logs over in batches: the last of a run come after its state
    serving.until(logged)
    tasks = serving.api("task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}})
    assert {task["name"].rpartition("-")[0] for task in tasks} >= {"fetch", "extract", "report"}
    page = httpx.get(serving.url, headers={"Accept": "text/html"}, timeout=30, follow_redirects=True)
    assert "<title>Prefect" in page.text
    assert httpx.get(f"{serving.url}/ui-settings", timeout=30).json()["api_url"] == f"{serving.url}/api"

    # on demand: what is waiting goes first, so the nights are stopped
    serving.api(f"deployments/{nightly['id']}/pause_deployment")
    given = {"paths": [str(ARTICLES)], "output": str(serving.output)}
    once = {"idempotency_key": "on demand", "state": {"type": "SCHEDULED"}}
    serving.api(f"deployments/{on_demand['id']}/create_flow_run", parameters=given, **once)
    (ingested,) = serving.until(lambda: serving.runs(on_demand["id"]))
    assert ingested["state_type"] == "COMPLETED", "".join(serving.err)
    assert len(rows(serving.output, "documents")) == STORIES + 5

    _another_serve_uses_the_server_that_there_is(serving)

    port = httpx.URL(serving.url).port
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(60) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port or 0), timeout=5)
    # Prefect's own server may complain of its database under so fast a schedule; a traceback of ours names its file
    assert "/pipeline/" not in "".join(serving.err)
    assert not serving.escapes.exists(), serving.escapes.read_text()


def _another_serve_uses_the_server_that_there_is(serving: Serving) -> None:
    """Where a server is named, none is started; without `--at` the nights are at two in Vietnam."""
    env = environment(serving.escapes, PREFECT_API_URL=f"{serving.url}/api", PREFECT_RUNNER_POLL_FREQUENCY="1")
    output = serving.output.parent / "other"
    process = start("serve", "-o", output, "--site", "moit.gov.vn", "--contact", "crawler@example.vn", env=env)
    other = Serving(process, output, serving.escapes)
    try:
        assert other.until(lambda: other.url) == serving.url
        named = {"name": {"any_": ["moit.gov.vn"]}}
        deployed = other.until(lambda: (found := serving.api("deployments/filter", deployments=named))[1:] and found)
        (nightly,) = [each for each in deployed if each["entrypoint"] == "pipeline.crawl.flows.nightly_crawl"]
        assert nightly["schedules"][0]["schedule"]["cron"] == "0 2 * * *"
        of_it = {"id": {"any_": [nightly["id"]]}}
        planned = other.until(lambda: serving.api("flow_runs/filter", deployments=of_it))
        times = {datetime.fromisoformat(run["expected_start_time"]).astimezone(VIETNAM) for run in planned}
        assert {(time.hour, time.minute) for time in times} == {(2, 0)}
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert not (output / "prefect").exists()
    assert serving.api("deployments/filter"), "the server that there was goes on"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--at", "2 o'clock"), "--at 2 o'clock: give a time as HH:MM, such as 02:00"),
        (("--at", "24:00"), "--at 24:00: give a time as HH:MM"),
        (("--cron", ""), "--cron '': give five fields"),
        (("--port", "65536"), "--port 65536: give a number from 1 to 65535, or 0"),
        (("--cron", "at night"), "--cron 'at night': give five fields, such as '0 2 * * *'"),
        (("--settings", "{tmp}/none.json"), "none.json: cannot be read"),
        (("--settings", "{tmp}/list.json"), "list.json: it is one JSON object"),
        (("--settings", "{tmp}/unknown.json"), "speed: no such setting of a crawl; there are backoff,"),
        (("--settings", "{tmp}/wrong.json"), "settings of a crawl: delay is '2': give a number from 0 on"),
        (("--watch", "?"), "--watch '?': give a symbol"),
        (("--delay", "0.1"), "--delay 0.1: give 0.5 seconds or more"),
        (("--site", "vneconomy.vn"), "vneconomy.vn: its module does not say where its articles are found"),
        (("--host", "192.0.2.1"), "192.0.2.1:4200: "),
    ],
)
def test_misuse_is_refused_before_anything_is_started(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "unknown.json").write_text('{"speed": 1}')
    (tmp_path / "wrong.json").write_text('{"delay": "2"}')
    given = [each.format(tmp=tmp_path) for each in arguments]
    ended = trichluc("serve", "-o", tmp_path / "out", "--contact", "a@example.vn", *given, env=environment())
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert message in ended.err
    assert ended.err.count("\n") == 1


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = trichluc("serve", "-o", tmp_path, "--contact", "a@example.vn", "--port", port, env=environment())
    assert ended.code == 2
    assert ended.err == f"trichluc: 127.0.0.1:{port}: Address already in use; give another --host or --port\n"


def test_a_folder_that_is_served_is_not_served_twice(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    with held(tmp_path / "crawl" / "serve.lock", TrichlucError):
        ended = trichluc("serve", "-o", tmp_path, "--contact", "a@example.vn", "--port", "0", env=environment())
    assert ended.code == 1
    assert "another `trichluc serve` serves it (pid" in ended.err


def test_a_server_that_is_configured_and_not_there_is_named(tmp_path: Path) -> None:
    env = environment(PREFECT_API_URL="http://127.0.0.1:9/api")
    ended = end(start("serve", "-o", tmp_path, "--contact", "a@example.vn", env=env))
    assert ended.code == 1
    assert "Prefect's API at http://127.0.0.1:9/api does not answer" in ended.err
