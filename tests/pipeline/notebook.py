"""`docs/notebook.ipynb` executed: `python -m tests.pipeline.notebook` writes its outputs anew."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.pipeline.ingesting import ARTICLES, ingest_here

_PROJECT = Path(__file__).parents[2]
NOTEBOOK = _PROJECT / "docs" / "notebook.ipynb"
_PATIENCE = 300


def committed() -> NotebookNode:
    """The notebook as it is in the project."""
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


def executed(output: Path, home: Path, **environment: str) -> NotebookNode:
    """The notebook run over an output folder, in a kernel of its own that writes to `home` alone."""
    notebook = committed()
    given = {
        "TRICHLUC_OUTPUT": str(output),
        "PYTHONPATH": str(_PROJECT),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        **environment,
    }
    with _environment(given):
        client = NotebookClient(
            notebook, timeout=_PATIENCE, record_timing=False, resources={"metadata": {"path": str(NOTEBOOK.parent)}}
        )
        client.execute()
    return notebook


@contextmanager
def _environment(given: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main() -> None:
    """Write the outputs anew."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "outputs"
        ingest_here([ARTICLES], output)
        notebook = executed(output, Path(folder))
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(notebook, NOTEBOOK)  # type: ignore[no-untyped-call]
    print(f"{NOTEBOOK}: written", file=sys.stderr)


if __name__ == "__main__":
    main()
