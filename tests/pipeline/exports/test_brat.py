"""brat: read back by pybrat, a reader that is not ours."""

from pathlib import Path
from urllib.parse import unquote

import orjson
import pytest
from pybrat.parser import BratParser

from extractors import Extraction
from pipeline.exports import brat
from tests.pipeline.exports.mentions import DOC_ID, EXTRACTION, MENTIONS, TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    brat.write_document(tmp_path, DOC_ID, EXTRACTION)
    return tmp_path


def test_another_reader_finds_every_mention_where_it_is(folder: Path) -> None:
    (example,) = BratParser(error="raise").parse(folder)
    assert example.text == TEXT
    assert len(example.entities) == len(MENTIONS)
    for entity, mention in zip(example.entities, MENTIONS, strict=True):
        assert entity.type == type(mention).__name__
        assert (entity.spans[0].start, entity.spans[-1].end) == (mention.start, mention.end)
        assert " ".join(TEXT[span.start : span.end] for span in entity.spans) == entity.mention
    (relation,) = example.relations
    assert (relation.type, relation.arg1.mention, relation.arg2.mention) == (
        "Equivalent_to",
        "1,5 triệu USD",
        "38 tỷ đồng",
    )


def test_notes_hold_the_values(folder: Path) -> None:
    (path,) = folder.glob("*.ann")
    notes = [line.split("\t", 2) for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    assert len(notes) == len(MENTIONS)
    values = orjson.loads(notes[0][2])
    assert values["symbol"] == "45/2012/NĐ-CP"
    assert values["title"].startswith("về\u2028khuyến công\t")
    assert values["pinpoint"] == {"dieu": "5", "khoan": "2", "diem": "a"}


def test_the_configuration_names_every_type_and_relation() -> None:
    parts = [part.split("]", 1) for part in brat.configuration().split("[")[1:]]
    sections = {name: lines.split() for name, lines in parts}
    assert set(sections["entities"]) == {type(mention).__name__ for mention in MENTIONS}
    assert sections["relations"][0] == "Equivalent_to"


@pytest.mark.parametrize("doc_id", ["a", "a/b", "..", ".", "", "báo", "a?b:c*", "x y", "\n", "á" * 300])
def test_names_of_files(tmp_path: Path, doc_id: str) -> None:
    brat.write_document(tmp_path, doc_id, Extraction("Huế", lists=dict.fromkeys(EXTRACTION.lists, ())))
    (text_file,) = tmp_path.glob("*.txt")
    assert text_file.read_text("utf-8") == "Huế"
    if len(doc_id) < 100:
        assert unquote(text_file.name.removesuffix(".txt")) == (doc_id or "%")
    assert len(list(tmp_path.iterdir())) == 2


def test_long_ids_keep_apart() -> None:
    names = {brat.file_name("x" * 300 + end) for end in "abc"}
    assert len(names) == 3
    assert max(map(len, names)) < 250
