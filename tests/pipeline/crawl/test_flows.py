"""The flow `nightly_crawl` in Prefect: what is tried again, and in which state a night ends."""

import json
import subprocess
import sys
from pathlib import Path

from tests.pipeline.commands import environment

_PROGRAM = """
import json, sys
from pipeline.prefect_settings import prefect_api

with prefect_api():
    from pipeline.crawl import flows
    from pipeline.crawl.fetching import FetchingDied
    from pipeline.errors import TrichlucError
    from tests.pipeline.crawl.observing import night
    from prefect import get_client

    flows.fetch.retry_delay_seconds = 0
    nights = iter([
        FetchingDied("killed"), night(new_urls=()),           # tried again
        night(new_urls=(), verdicts={"not_modified": 40}),    # an alarm
        TrichlucError("disk full"),                           # not tried again
        night(new_urls=(), ended="interrupted"),
    ])

    def fetch_night(settings):
        told = next(nights)
        if isinstance(told, Exception):
            raise told
        return told

    flows.fetch_night = fetch_night
    states = []
    for place in range(4):
        output = f"{sys.argv[1]}/{place}"
        state = flows.nightly_crawl("congthuong.vn", output, contact="a@example.vn", return_state=True)
        states.append([state.type.value, state.name, state.message])
    with get_client(sync_client=True) as client:
        artifacts = client._client.post("/artifacts/filter", json={}).json()
    print(json.dumps({"states": states, "left": len(list(nights)), "artifacts": [each["key"] for each in artifacts]}))
"""


def test_what_is_tried_again_and_how_nights_end(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], env=environment(), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    assert [state[:2] for state in found["states"]] == [
        ["COMPLETED", "Completed"],
        ["COMPLETED", "Alarm"],
        ["FAILED", "Failed"],
        ["COMPLETED", "Interrupted"],
    ]
    assert found["states"][1][2] == "no_new_article"
    assert "disk full" in found["states"][2][2]
    assert found["left"] == 0
    assert {key for key in found["artifacts"] if key is not None} == {"report-congthuong-vn"}  # the others are results
    assert len(list(tmp_path.glob("*/reports/2026-07-20.md"))) == 3, "the failed one's is of today"
