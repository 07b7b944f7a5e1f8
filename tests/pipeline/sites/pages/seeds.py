"""The user's own five articles, line by line: their texts may stand in tests."""

from pathlib import Path

_ARTICLES = Path(__file__).resolve().parents[4] / "corpus" / "articles"


def seed_lines(name: str) -> list[str]:
    """The lines of one article, by the name of its file."""
    return [line.strip() for line in (_ARTICLES / f"{name}.txt").read_text(encoding="utf-8").split("\n")]
