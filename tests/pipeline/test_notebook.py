"""`docs/notebook.ipynb` runs clean over the user's articles, without a network, and its figures are those committed."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from tests.pipeline.notebook import committed, executed


@pytest.fixture(scope="module")
def run(articles_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[NotebookNode, Path]:
    """The notebook as it runs now, and the file in which attempts to leave this machine would stand."""
    home = tmp_path_factory.mktemp("notebook")
    blocked = os.pathsep.join([str(Path(__file__).parent / "blocked"), str(Path(__file__).parents[2])])
    escapes = home / "escapes"
    return executed(articles_store, home, PYTHONPATH=blocked, TRICHLUC_TEST_ESCAPES=str(escapes)), escapes


def _figures(notebook: NotebookNode) -> dict[str, list[dict[str, Any]]]:
    """What each cell shows."""
    return {
        cell.id: [
            {kind: _shown(kind, str(shown)) for kind, shown in output.get("data", {}).items()} or dict(output)
            for output in cell.get("outputs", [])
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def _shown(kind: str, shown: str) -> str:
    """What a reader would call another result: no style sheets, and no images, whose bytes depend on fonts."""
    return re.sub(r"<style.*?</style>", "", shown, flags=re.DOTALL) if kind.startswith("text/") else "…"


def test_its_figures_are_those_committed(run: tuple[NotebookNode, Path]) -> None:
    assert _figures(run[0]) == _figures(committed())


def test_it_stays_on_this_machine(run: tuple[NotebookNode, Path]) -> None:
    assert not run[1].exists(), run[1].read_text()


def test_it_runs_clean_in_order_and_names_no_machine() -> None:
    notebook = committed()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type in ("error", "stream")]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
    text = "".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert str(Path.home()) not in text
    assert "/tmp" not in text
