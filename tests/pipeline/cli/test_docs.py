"""docs/cli.md names every command, argument and option of the command line, and none that is not there."""

import re
from pathlib import Path

import pytest
import typer

from pipeline.cli import app

PAGE = (Path(__file__).parents[3] / "docs/cli.md").read_text("utf-8")
SECTIONS = {match["name"]: match["body"] for match in re.finditer(
    r"^## `trichluc (?P<name>[a-z-]+)(?P<body>.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL
)}  # fmt: skip
GROUP = typer.main.get_command(app)
COMMANDS = GROUP.commands  # type: ignore[attr-defined]


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_described(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "option":
            for spelled in (*parameter.opts, *parameter.secondary_opts):
                if spelled not in ("--help", "-h"):
                    assert re.search(rf"`{re.escape(spelled)}[ `]", SECTIONS[name]), f"{name} {spelled}"
        else:
            assert (parameter.metavar or parameter.name.upper()) in SECTIONS[name]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_option_is_described_that_is_not_there(name: str) -> None:
    known = {spelled for p in COMMANDS[name].params for spelled in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    described = set(re.findall(r"^`(--?[a-z-]+)", SECTIONS[name], re.MULTILINE))
    assert described <= known


def test_options_of_every_command_are_described() -> None:
    for parameter in GROUP.params:
        assert any(f"`{spelled}" in PAGE or f" {spelled}`" in PAGE for spelled in parameter.opts)
