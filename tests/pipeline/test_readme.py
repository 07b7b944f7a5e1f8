"""README.md's lines of Python answer as it says, on the articles that `make run` reads."""

import doctest
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def test_the_lines_of_python_answer_as_they_say(
    articles_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outputs").symlink_to(articles_store)
    monkeypatch.chdir(tmp_path)
    found = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted) == (0, 8)
