"""The same bytes from another process with another hash seed, locale, time zone and number of partitions."""

import subprocess
import sys
from pathlib import Path

from tests.pipeline.commands import environment
from tests.pipeline.ingesting import ARTICLES, ingest_here, published

_WORLDS = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "America/New_York"},
    {"PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"},
)


def test_processes_hash_seeds_locales_and_time_zones(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.pipeline.killing",
                str(tmp_path / str(number)),
                str(ARTICLES),
                str(number + 1),
            ],
            env=environment(**world),
        )
        for number, world in enumerate(_WORLDS)
    ]
    assert [child.wait() for child in children] == [0, 0]
    ingest_here([ARTICLES], tmp_path / "here")
    assert published(tmp_path / "0") == published(tmp_path / "1") == published(tmp_path / "here")
