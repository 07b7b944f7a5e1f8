"""docs/inputs.md names every format and every reject, and none that is not there."""

import re
from pathlib import Path
from typing import get_args

from pipeline.columns import NAMES
from pipeline.documents import RejectCode
from pipeline.formats import READABLE
from pipeline.readers.converted_file import CONVERTERS

PAGE = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text(encoding="utf-8")


def test_every_reject_is_described() -> None:
    table = PAGE.split("## What a reject says")[1]
    described = [
        code for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for code in re.findall(r"`(\w+)`", row)
    ]
    assert sorted(described) == sorted(get_args(RejectCode))


def test_every_suffix_is_named() -> None:
    for suffix in re.findall(r"\.\w+", READABLE):
        assert f"`{suffix}`" in PAGE


def test_every_column_and_converter_is_named() -> None:
    for name in NAMES:
        assert f"`{name}`" in PAGE or f"{name} =" in PAGE
    for converter in CONVERTERS:
        assert f"`{converter.program}`" in PAGE
