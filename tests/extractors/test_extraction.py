"""The invariants of the whole library, over hostile strings and over the user's articles."""

import json
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import Extraction, extract, versions
from extractors.mentions import Mention
from extractors.records import extraction_records

ARTICLES = sorted((Path(__file__).parents[2] / "corpus" / "articles").glob("*.txt"))

#: Pieces of which Vietnamese reports are made, and what damages them on the way.
PIECES = st.sampled_from(
    [
        "Nghị định", "nghị định số ", " 45/2012/NĐ-CP", "16 /2011/TTLT-BCT-BNV", "Luật Đất đai", " năm 2013",
        " này",
        "các Nghị định số 1, 2 và ", "Điều 5 khoản 2 ", "điểm a ", "ngày 21/5/2012", "ngày 21 tháng 5 năm 2012", "Số: ",
        "62,584", " tỷ", " tỷ đồng", "hai tỷ rưỡi", "nửa tỷ", "1.5 triệu USD", "$10k", "từ 5 đến 7 ", "5-7",
        " đồng/kWh",
        "tăng 27,97%", " phần trăm", "0,5 điểm %", " so với năm 2011", "-0,24 %", "10% đến 12%", "từ 30% lên 45%",
        "tỉnh ", "Bắc Ninh", "TP.HCM", "Hòa Bình", "Hoà Bình", ", ", " và ", "27 địa phương: ", "Đắk Lắk",
        "BR-VT", "...",
        "Thừa Thiên Huế", " cũ", "sửa đổi, bổ sung ", "căn cứ ", "\n", "\n\n", ". ", " ", "(", ")", "“", "”", ";", ":",
        "\u00a0", "\u200b", "\u00ad", "\u2013", "\u2044", "\u0301", "\u0323", "ð", "İ", "\ufeff", "🙂",
        "\x00", "0" * 40,
    ]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)
DATES = st.none() | st.dates(date(1976, 1, 1), date(2030, 1, 1))


def mentions_of(extraction: Extraction) -> list[Mention]:
    return [mention for mentions in extraction.lists.values() for mention in mentions]


def assert_sound(extraction: Extraction) -> None:
    for mentions in extraction.lists.values():
        previous = -1
        for mention in mentions:
            assert 0 <= mention.start < mention.end <= len(extraction.text)
            assert extraction.text[mention.start : mention.end] == mention.text
            assert mention.rule
            assert mention.start >= previous, "mentions come in reading order"
            previous = mention.start


@given(HOSTILE, DATES)
@settings(max_examples=400, deadline=None)
def test_every_mention_is_where_it_says(text: str, published_on: date | None) -> None:
    assert_sound(extract(text, published_on=published_on))


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_the_form_of_the_letters_changes_nothing(text: str) -> None:
    """NFC and NFD are the same text: the same mentions, by kind, rule and values."""
    composed = extraction_records("d", extract(unicodedata.normalize("NFC", text)))
    decomposed = extraction_records("d", extract(unicodedata.normalize("NFD", text)))
    for name in composed:
        assert len(composed[name]) == len(decomposed[name])
        for one, other in zip(composed[name], decomposed[name], strict=True):
            for place in ("start", "end", "text", "mention_id", "equivalent_to"):
                one.pop(place, None)
                other.pop(place, None)
            assert one == other


@given(HOSTILE, DATES)
@settings(max_examples=100, deadline=None)
def test_extracting_twice_gives_the_same(text: str, published_on: date | None) -> None:
    assert extract(text, published_on=published_on) == extract(text, published_on=published_on)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_users_articles(path: Path, form: str) -> None:
    text = unicodedata.normalize(form, path.read_text(encoding="utf-8"))  # type: ignore[arg-type]
    extraction = extract(text)
    assert mentions_of(extraction)
    assert_sound(extraction)


PRINT_RECORDS = """
import json, sys
from extractors import extract
from extractors.records import extraction_records
for path in sys.argv[1:]:
    print(json.dumps(extraction_records(path, extract(open(path, encoding="utf-8").read()))))
"""


def test_every_process_gives_the_same_bytes() -> None:
    """No output depends on hash order: three processes with three hash seeds print one thing."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_RECORDS, *map(str, ARTICLES)],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1


def test_mention_ids_tell_mentions_apart() -> None:
    for path in ARTICLES:
        records = extraction_records(path.stem, extract(path.read_text(encoding="utf-8")))
        ids = [record["mention_id"] for mentions in records.values() for record in mentions]
        assert len(ids) == len(set(ids))


def test_records_are_json_and_carry_their_provenance() -> None:
    for path in ARTICLES:
        records = extraction_records(path.stem, extract(path.read_text(encoding="utf-8")))
        assert json.loads(json.dumps(records)) is not None
        for name, mentions in records.items():
            for record in mentions:
                assert record["extractor"] == name
                assert record["extractor_version"] == versions()[name]
                assert record["rule"]
