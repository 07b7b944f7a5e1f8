"""Datasette's templates as ours: nothing of an update is passed over, no English in Vietnamese pages."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.web.addresses import query_at, table_at
from pipeline.web.as_ours import CHANGED, WORDS, AsOurs
from pipeline.web.language import language
from tests.pipeline.web.asking import ask

_ENGLISH = [(name, english) for name, words in WORDS.items() for english, _ in words]
PAGES = [
    "/tables",
    table_at("decree_refs"),
    table_at("decree_refs", kind__exact="full", _sort="doc_id"),
    table_at("amounts", _facet="currency", _size="1"),
    table_at("documents", _search="khuyến công"),
    table_at("documents", doc_id__exact="nowhere"),
    "/tables/decrees/45~2F2012~2FN~C4~90-CP",
    query_at("select 1 as một"),
    query_at("select :x as y") + "&x=1",
]


def source(name: str) -> str:
    text = files("datasette").joinpath(f"templates/{name}").read_text()
    for pattern, put in CHANGED:
        text = pattern.sub(put, text)
    return text


@pytest.mark.parametrize(("name", "english"), _ENGLISH)
def test_what_is_said_otherwise_is_there(name: str, english: str) -> None:
    text = source(name)
    for before, ours in WORDS[name]:
        if before == english:
            break
        text = text.replace(before, ours)
    assert english in text


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in CHANGED], ids=lambda pattern: pattern.pattern)
def test_every_change_is_of_something(pattern: re.Pattern[str]) -> None:
    folder = Path(str(files("datasette").joinpath("templates")))
    assert any(pattern.search(file.read_text()) for file in folder.glob("*.html"))


def test_cells_of_tables_are_written_in_one_piece() -> None:
    text = source("_table.html")
    assert text.count("{{ display_rows|table_rows }}") == 1
    assert "<td" not in text, "no cell is written another way"


def test_templates_of_ours_stay_as_they_are() -> None:
    text = "Next page <h3>"
    assert AsOurs.preprocess(None, text, "table.html", "/pipeline/templates/web/table.html") == text  # type: ignore[arg-type]
    assert AsOurs.preprocess(None, text, "table.html", None) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("address", PAGES)
def test_pages_speak_the_chosen_language(desk_output: Path, address: str) -> None:
    said = {}
    for code in ("vi", "en"):
        answer = ask(desk_output, address, cookies={"trichluc_lang": code})
        assert answer.status_code == 200
        said[code] = _visible(answer.text)
    vi, en = language("vi"), language("en")
    only_english = {en.words[key] for key in en.words if key.startswith(("datasette.", "lookup.", "show_hide."))}
    only_english -= {vi.words[key] for key in vi.words}
    for words in only_english:
        if "{" not in words and len(words) > 4:
            assert f" {words} " not in said["vi"], words
    assert not re.search(r"\b(?:rows?|where|Next page|This data as|Advanced export|Apply|Sort by)\b", said["vi"])
    assert len(said["vi"]) > 100
    assert said["vi"] != said["en"]


def _visible(page: str) -> str:
    """What can be read of a page, without the contents of tables and SQL."""
    kept = re.sub(r"<(tbody|thead|pre|textarea|code|title|em)\b.*?</\1>", " ", page, flags=re.DOTALL)
    kept = re.sub(r'<input type="submit" value="([^"]*)"', r" \1 <", kept)
    return " ".join(re.sub(r"<[^>]*>", " ", kept).split())
