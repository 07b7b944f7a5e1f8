"""One store and one server for all tests in a browser, one browser a module, a window a test.

Every window is held to it at its end that nothing was asked of another host and that nothing went wrong in it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.web.database import build
from tests.pipeline.ingesting import ARTICLES as CORPUS
from tests.pipeline.ingesting import ingest_here, json_lines
from tests.pipeline.web.browser import chromium
from tests.pipeline.web.browser.desk import DESK_ARTICLES
from tests.pipeline.web.serving import served

TOKEN = "mã-thử-nghiệm-dài"


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    if chromium.found() is None:
        missing = f"no {', '.join(chromium.NAMES)}: install Debian's package chromium"
        if os.environ.get("TRICHLUC_NEEDS_CHROMIUM"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def browser_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's articles, a copy, one that was edited, a hostile one, and those with doubts."""
    folder = tmp_path_factory.mktemp("browser")
    lines = folder / "in" / "bai.jsonl"
    before = [each | {"text": f"Bản đầu. {each['text']}"} for each in DESK_ARTICLES if each["id"] == "bai/003"]
    ingest_here([CORPUS, json_lines(lines, before)], folder / "out")
    ingest_here([json_lines(lines, DESK_ARTICLES)], folder / "out")
    build(folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def address(browser_output: Path) -> Iterator[str]:
    with served(browser_output, "--review-token", TOKEN) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[chromium.Browser]:
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def window(browser: chromium.Browser, address: str) -> Iterator[chromium.Window]:
    with chromium.window(browser, address) as opened:
        yield opened
        assert opened.escaped == []
        assert opened.complaints == []
