"""Prefect as it is installed: resolvers allow neighbours with which it breaks without a word at install time."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.pipeline.commands import environment

#: With newer FastAPI every flow crashes or listing runs fails; with SQLAlchemy 2.1 scheduled runs are never scheduled.
_PROGRAM = """
import json
from datetime import timedelta
from pipeline.prefect_settings import prefect_api

with prefect_api():
    from prefect import flow, get_client, task
    from prefect.client.schemas.schedules import IntervalSchedule
    from prefect.client.schemas.actions import DeploymentScheduleCreate

    @task
    def one() -> int:
        return 1

    @flow
    def two() -> int:
        return one() + one.submit().result()

    result = two()
    with get_client(sync_client=True) as client:
        runs = [run.state.type.value for run in client.read_flow_runs()]
        flow_id = client.create_flow(two)
        daily = DeploymentScheduleCreate(schedule=IntervalSchedule(interval=timedelta(days=1)))
        deployment = client.create_deployment(flow_id, "nightly", schedules=[daily])
        client._client.post(f"/deployments/{deployment}/schedule", json={"min_runs": 3}).raise_for_status()
        scheduled = [run for run in client.read_flow_runs() if run.state.type.value == "SCHEDULED"]
    print(json.dumps({"result": result, "runs": runs, "scheduled": len(scheduled)}))
"""


@pytest.mark.parametrize(("package", "below"), [("fastapi", (0, 151)), ("sqlalchemy", (2, 1))])
def test_what_prefect_breaks_with_is_not_installed(package: str, below: tuple[int, int]) -> None:
    major, minor, *_ = version(package).split(".")
    assert (int(major), int(minor)) < below


def test_flows_run_are_listed_and_are_scheduled() -> None:
    ended = subprocess.run([sys.executable, "-c", _PROGRAM], env=environment(), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["result"] == 2
    assert found["runs"] == ["COMPLETED"]
    assert found["scheduled"] >= 3
    assert ended.stderr == ""
