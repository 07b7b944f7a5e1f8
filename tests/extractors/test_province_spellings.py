"""The lexicon of units and spellings: every name is found in every form, and leads to the right unit."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import extract
from extractors.lexicons import table
from extractors.provinces.lookup import unit_named
from extractors.provinces.spellings import Spelling, spellings
from extractors.provinces.units import names, new_unit, old_unit, unit_at, unit_sets
from tests.extractors.places import AFTER, BEFORE, provinces_in

LEVELS = {"city": "thành phố ", "district": "khu "}
DATES = st.sampled_from([None, BEFORE, AFTER])


def test_units() -> None:
    sets = unit_sets()
    assert (len(sets["63"]), len(sets["34"])) == (63, 34)
    assert len({unit.code for unit in sets["63"].values()}) == 63
    assert len({unit.code for unit in sets["34"].values()}) == 34
    assert {unit.name_2025 for unit in sets["63"].values()} == set(sets["34"])
    assert all(unit.name_2025 == unit.name for unit in sets["34"].values())
    assert not set(sets["dissolved"]) & (set(sets["63"]) | set(sets["34"]))
    assert {unit.name_2025 for unit in sets["dissolved"].values()} <= set(sets["34"]) | {None}


def test_seven_codes_name_different_provinces() -> None:
    old = {unit.code: unit for unit in unit_sets()["63"].values()}
    new = {unit.code: unit for unit in unit_sets()["34"].values()}
    differing = {code for code in new if old[code].name != new[code].name}
    assert differing == {"15", "24", "44", "52", "80", "82", "91"}


@pytest.mark.parametrize(
    "lexicon", ["provinces.csv", "province_spellings.csv", "not_provinces.csv", "regions.csv", "region_spellings.csv"]
)
def test_every_row_says_where_it_is_from(lexicon: str) -> None:
    rows = table(lexicon)
    assert rows
    assert all(row["source"].strip() for row in rows)


def test_dates_of_the_lexicon() -> None:
    for row in table("provinces.csv"):
        begin = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        assert begin <= end, row


@pytest.mark.parametrize("published_on", [None, BEFORE, AFTER])
def test_every_spelling_is_found_after_its_level(published_on: date | None) -> None:
    for written, spelling in spellings().items():
        text = "Ngày 3/5, " + LEVELS.get(spelling.needs, "tỉnh ") + written + " báo cáo."
        found = provinces_in(text, published_on)
        unit = unit_at(spelling.name, published_on)
        assert [(each.name, each.code, each.unit_set, each.name_2025) for each in found] == [
            (unit.name, unit.code, unit.unit_set, unit.name_2025)
        ], text


@pytest.mark.parametrize("name", [name for name in names() if spellings()[name].needs == ""])
def test_every_plain_name_is_found_anywhere(name: str) -> None:
    assert [each.name for each in provinces_in(f"mưa lớn ở {name} từ chiều")] == [name]


ANY_SPELLING = st.sampled_from([(written, each) for written, each in spellings().items() if each.needs == ""])
DAMAGE = st.sampled_from(["", "\u200b", "\u00ad", "\ufeff"])


@given(
    ANY_SPELLING, DATES, st.sampled_from(["NFC", "NFD"]), st.sampled_from([" ", "\u00a0", "\u202f"]), DAMAGE, st.data()
)
@settings(max_examples=300, deadline=None)
def test_offsets_lead_to_the_text_as_given(
    chosen: tuple[str, Spelling], published_on: date | None, form: str, space: str, damage: str, data: st.DataObject
) -> None:
    written, spelling = chosen
    at = data.draw(st.integers(1, len(written)))
    surface = unicodedata.normalize(form, (written[:at] + damage + written[at:]).replace(" ", space))  # type: ignore[arg-type]
    text = f"về tỉnh {surface}, sau đó"
    (found,) = extract(text, published_on=published_on).provinces
    assert found.text == text[found.start : found.end]
    assert (found.start, found.text.rstrip(damage)) == (8, surface.rstrip(damage))
    assert found.code == unit_at(spelling.name, published_on).code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tỉnh Đắk Lắk", "Đắk Lắk"),
        ("dak lak", "Đắk Lắk"),
        ("Ho Chi Minh City", "Hồ Chí Minh"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("sai gon", "Hồ Chí Minh"),
        ("HN", "Hà Nội"),
        ("Khanh Hoa Province", "Khánh Hòa"),
        ("ba ria-vung tau", "Bà Rịa - Vũng Tàu"),
        (" thành phố HUẾ ", "Huế"),
    ],
)
def test_look_up(written: str, name: str) -> None:
    assert unit_named(written) == old_unit(name)
    assert unit_named(written, AFTER) == new_unit(name)


@pytest.mark.parametrize("written", ["", "xyz", "Huyện Bình Thạnh", "tỉnh", "Định Công"])
def test_look_up_of_no_name(written: str) -> None:
    assert unit_named(written) is None
