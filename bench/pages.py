"""The pages that measurements are written to: docs/benchmarks.md in sections, and a block of README.md."""

import re
from pathlib import Path

_ROOT = Path(__file__).parents[1]
PAGE = _ROOT / "docs/benchmarks.md"
IMAGE = _ROOT / "docs/images/throughput.png"
README = _ROOT / "README.md"
_BLOCK = re.compile(r"(?<=<!-- written by make bench -->\n).*?(?=\n<!-- to here -->)", re.DOTALL)


def put_section(page: str, title: str, section: str) -> str:
    """A page with a section in the place of the one with its title, else at the end."""
    there = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if there.search(page):
        return there.sub(lambda _: section.rstrip("\n") + "\n\n", page, count=1).rstrip("\n") + "\n"
    return f"{page.rstrip()}\n\n{section.rstrip()}\n"


def put_block(page: str, block: str) -> str:
    """README.md with another block of figures. Raises ValueError where it has no place for one."""
    if not _BLOCK.search(page):
        raise ValueError("README.md has no block that is written by make bench")
    return _BLOCK.sub(lambda _: block, page, count=1)
