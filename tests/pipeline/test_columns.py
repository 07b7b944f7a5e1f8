"""The names of columns, from a mapping file and an option."""

from pathlib import Path

import pytest

from pipeline.columns import Columns, read_columns
from pipeline.errors import Misuse


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.toml", 'text = "noi_dung"\ntitle = "tiêu đề"\n'),
        ("map.toml", '\ufefftext = "noi_dung"\r\ntitle = "tiêu đề"\r\n'),
        ("map.json", '{"text": "noi_dung", "title": "tiêu đề"}'),
    ],
)
def test_a_mapping(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    assert read_columns(tmp_path / name, None) == Columns(text="noi_dung", title="tiêu đề")
    assert read_columns(tmp_path / name, "body") == Columns(text="body", title="tiêu đề")


def test_without_a_mapping() -> None:
    assert read_columns(None, None) == Columns()
    assert read_columns(None, "body") == Columns(text="body")
    with pytest.raises(Misuse, match="--text-column"):
        read_columns(None, " ")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("map.toml", b"text: body", "is not TOML"),
        ("map.toml", b"\xff", "is not TOML"),
        ("map.json", b"{", "is not JSON"),
        ("map.json", b"[]", "no table of names"),
        ("map.toml", b'texts = "a"', '"texts" is none of text, id, title'),
        ("map.toml", b"text = 7", '"text" must be the name of a column'),
        ("map.toml", b'text = ""', '"text" must be the name of a column'),
    ],
)
def test_a_mapping_that_is_none(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Misuse, match=message):
        read_columns(tmp_path / name, None)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot be read"):
        read_columns(tmp_path / "none.toml", None)
