"""The two deployments that `trichluc serve` serves: `nightly_crawl` by a schedule, `ingest` on demand.

Import this inside `pipeline.prefect_settings.lasting_api`. Prefect starts each run in a process of its own; one runs at
a time, so that nights never overlap, and what is started by hand waits for its turn.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from pipeline.crawl.clock import VIETNAM
from pipeline.crawl.flows import nightly_crawl
from pipeline.flows import ingest

TIMEZONE = VIETNAM.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served: the flow's parameters, and when it runs (cron's five fields, in Vietnam's time)."""

    parameters: dict[str, Any]
    cron: str


def deployments(served: Served) -> tuple[RunnerDeployment, RunnerDeployment]:
    """Both deployments. They name the flows by module, so that they start from any folder and any installation."""
    site, output = served.parameters["site"], served.parameters["output"]
    nightly = nightly_crawl.to_deployment(
        name=site,
        schedule=Cron(served.cron, timezone=TIMEZONE),
        parameters=served.parameters,
        description=f"One night at {site}, into {output}.",
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    on_demand = ingest.to_deployment(
        name=site,
        parameters={"paths": [f"{output}/warc"], "output": output},
        description=f"Files and folders into the tables of {output}: `trichluc run`.",
        entrypoint_type=EntrypointType.MODULE_PATH,
        enforce_parameter_schema=False,
    )
    # Prefect gives them at once to who does not await them
    return cast(RunnerDeployment, nightly), cast(RunnerDeployment, on_demand)


def close_unended_runs() -> None:
    """Mark runs as crashed that a server of ours still takes for running: whatever ran them ended with it."""
    unended = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    states = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=unended)))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=states):
            client.set_flow_run_state(run.id, Crashed(message="the program ended before the run did"), force=True)


def serve_deployments(served: Served) -> None:
    """Serve until SIGTERM or SIGINT; a run that goes on then is told to end, and has half a minute for it."""
    logging.getLogger("prefect.runner").setLevel(logging.INFO)
    asyncio.run(_serve(served))


async def _serve(served: Served) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    runner = _EndingRunner(lambda: loop.call_soon_threadsafe(told.set))
    for deployment in await asyncio.to_thread(deployments, served):
        await runner.aadd_deployment(deployment)
    loop.add_signal_handler(signal.SIGINT, told.set)
    serving, ending = asyncio.create_task(runner.start(webserver=False)), asyncio.create_task(told.wait())
    await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
    if told.is_set():
        await runner.astop()
    else:
        ending.cancel()
    await serving


class _EndingRunner(Runner):
    """A runner that hands SIGTERM over: Prefect's own forgets to await the end of its runs."""

    def __init__(self, told: Callable[[], object]) -> None:
        super().__init__(name="trichluc", pause_on_shutdown=False, limit=1)
        self._told = told

    def handle_sigterm(self, *_: object, **__: object) -> None:
        self._told()
