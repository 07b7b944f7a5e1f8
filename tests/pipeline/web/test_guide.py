"""The guide's words for the pages are the pages', and its pictures are there and small."""

import re
from pathlib import Path

import pytest

from pipeline.web.language import language

_PROJECT = Path(__file__).parents[3]
_GUIDE = (_PROJECT / "docs" / "guide.md").read_text("utf-8")
_HALVES = dict(zip(("vi", "en"), _GUIDE.split("\n---\n"), strict=True))
_IMAGES = _PROJECT / "docs" / "images"
#: Names of forms, and the link to the other half.
_OTHER = ("CSV", "JSON", "English below")


@pytest.mark.parametrize("code", _HALVES)
def test_what_it_tells_to_look_for_is_on_a_page(code: str) -> None:
    said = re.sub(r"\{\w+\} ", "", " | ".join(language(code).words.values()).lower())
    named = re.findall(r"(?<!\*)\*{1,2}([^*\n]+)\*{1,2}", _HALVES[code].replace("\n", " "))
    assert len(named) >= 10
    for words in named:
        if not any(other in words for other in _OTHER):
            assert all(part.strip().lower() in said for part in words.split(", ")), words


def test_pictures_are_there_and_small() -> None:
    sizes = {file.name: file.stat().st_size for file in _IMAGES.glob("*.png")}
    linked = set(re.findall(r"\]\(images/([^)]+)\)", _GUIDE))
    linked |= set(re.findall(r"\]\(docs/images/([^)]+)\)", (_PROJECT / "README.md").read_text("utf-8")))
    assert linked <= set(sizes)
    assert max(sizes.values()) < 200_000
    assert sum(sizes.values()) < 1_000_000
