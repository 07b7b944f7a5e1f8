"""The flow `nightly_crawl` in Prefect: what is tried again, and in which state a night ends."""

import json
import subprocess
import sys
from pathlib import Path

from tests.pipeline.commands import environment
from tests.pipeline.ingesting import rows

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


_WAITING = """
import json, os, sys
from pathlib import Path
from pipeline.prefect_settings import prefect_api

with prefect_api():
    from datetime import UTC, date, datetime, timedelta
    from types import SimpleNamespace
    from pipeline.crawl import flows
    from pipeline.crawl.archive import Archive, Response
    from pipeline.lock import exclusive
    from tests.pipeline.crawl.observing import night

    output = Path(sys.argv[1])
    page = Response(url="https://congthuong.vn/a-400001.html", status=404, reason="Not Found", headers=(), body=b"gone",
                    fetched_at=datetime(2026, 7, 20, tzinfo=UTC))
    asked, tried, states = [], [], []

    def fetch_night(settings):
        asked.append(settings)
        with Archive(settings.warc_folder, settings.site, date(2026, 7, 20)) as archive:
            archive.write(page)
        return night(new_urls=())

    def extract_into(archives, into, real=flows.extract_into):
        tried.append(archives)
        if len(tried) < 3:
            with exclusive(into):  # somebody else's run
                return real(archives, into)
        return real(archives, into)

    flows.fetch_night, flows.extract_into = fetch_night, extract_into
    flows.extract.retry_delay_seconds = 0

    def run(late):
        flows.flow_run = SimpleNamespace(scheduled_start_time=datetime.now(UTC) - late)
        state = flows.nightly_crawl("congthuong.vn", str(output), contact="a@example.vn", return_state=True)
        states.append([state.type.value, state.name, state.message])

    run(timedelta(hours=20, minutes=1))
    overtaken = len(asked), output.exists()
    run(timedelta(hours=19, minutes=59))
    print(json.dumps({"states": states, "overtaken": overtaken, "asked": len(asked), "tried": len(tried)}))
"""


def test_a_night_that_was_overtaken_asks_for_nothing_and_a_store_in_use_is_waited_for(tmp_path: Path) -> None:
    output = tmp_path / "out"
    ended = subprocess.run(
        [sys.executable, "-c", _WAITING, str(output)], env=environment(), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    overtaken, done = found["states"]
    assert overtaken[:2] == ["COMPLETED", "Overtaken"]
    assert overtaken[2].startswith("20:01:0")
    assert found["overtaken"] == [0, False]
    assert done[:2] == ["COMPLETED", "Completed"], ended.stderr
    assert (found["asked"], found["tried"]) == (1, 3)
    assert [row["reason"] for row in rows(output, "rejects")], "it was extracted in the end"
