"""One small store for all tests of the desk that only read."""

from pathlib import Path

import pytest

from pipeline.web.database import build
from tests.pipeline.web.desk import desk_store


@pytest.fixture(scope="session")
def desk_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with its SQLite file."""
    output = desk_store(tmp_path_factory.mktemp("desk"))
    build(output)
    return output
