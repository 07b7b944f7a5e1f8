"""The store that all tests of exports read."""

from pathlib import Path

import pytest

from tests.pipeline.table_exports.hostile import hostile_store


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_store(tmp_path_factory.mktemp("hostile"))
