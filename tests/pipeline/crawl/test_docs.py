"""docs/crawl.md and prefect.yaml are held to what there is."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule

from pipeline.crawl.alarms import AlarmName
from pipeline.crawl.serving import TIMEZONE
from tests.pipeline.commands import environment

PROJECT = Path(__file__).parents[3]
PAGE = (PROJECT / "docs" / "crawl.md").read_text("utf-8")
DEPLOYED = yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]


def test_every_alarm_is_explained_and_none_that_is_not_there() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE.partition("| alarm |")[2], re.MULTILINE) == list(get_args(AlarmName))


@pytest.mark.parametrize("deployment", DEPLOYED, ids=lambda each: each["entrypoint"])
def test_what_is_deployed_is_there(deployment: dict[str, Any]) -> None:
    file, _, name = deployment["entrypoint"].partition(":")
    assert (PROJECT / file).is_file()
    flow = getattr(import_module(file.removesuffix(".py").replace("/", ".")), name)
    assert deployment["parameters"].keys() <= flow.parameters.properties.keys()
    for schedule in deployment.get("schedules", ()):
        assert CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"]).timezone == TIMEZONE


def test_as_many_faults_are_survived_as_is_said_and_each_file_of_them_is_named() -> None:
    below = PROJECT / "tests" / "pipeline"
    marked = sorted(file for file in below.rglob("test_*.py") if "@pytest.mark.fault\n" in file.read_text("utf-8"))
    collect = [sys.executable, "-m", "pytest", "-q", "-n0", "--collect-only", "-m", "fault", *map(str, marked)]
    ended = subprocess.run(collect, cwd=PROJECT, env=environment(), capture_output=True, text=True)
    count = sum(int(line.rpartition(": ")[2]) for line in ended.stdout.splitlines() if line.startswith("tests/"))
    assert f"survives {count} faults" in " ".join((PROJECT / "README.md").read_text("utf-8").split()), ended.stdout
    assert f"crawl survives, {count} of them" in " ".join(PAGE.split())
    table = PAGE.partition("| faults of |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`([\w/]+\.py)`", table)) == [str(file.relative_to(below)) for file in marked]
