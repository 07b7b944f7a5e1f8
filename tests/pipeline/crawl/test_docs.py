"""docs/crawl.md and prefect.yaml are held to what there is."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule

from pipeline.crawl.alarms import AlarmName
from pipeline.crawl.serving import TIMEZONE

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
