"""Regions: their names, and their members at a date; never provinces themselves."""

from datetime import date

import pytest

from extractors.lexicons import table
from extractors.provinces.units import unit_sets
from extractors.regions import members_at
from tests.extractors.places import AFTER, BEFORE, provinces_in, regions_in

NAMES = list(dict.fromkeys(row["name"] for row in table("regions.csv")))


@pytest.mark.parametrize(
    ("text", "surface", "name", "members"),
    [
        ("vùng Đồng bằng sông Cửu Long", "Đồng bằng sông Cửu Long", "Đồng bằng sông Cửu Long", 13),
        ("các tỉnh miền Tây Nam Bộ", "miền Tây Nam Bộ", "Đồng bằng sông Cửu Long", 13),
        ("vùng ĐBSCL", "ĐBSCL", "Đồng bằng sông Cửu Long", 13),
        ("vùng đồng bằng Sông Hồng", "đồng bằng Sông Hồng", "Đồng bằng sông Hồng", 11),
        ("trung du và miền núi Bắc bộ", "trung du và miền núi Bắc bộ", "Trung du và miền núi phía Bắc", 14),
        ("khu vực Tây Nguyên", "Tây Nguyên", "Tây Nguyên", 5),
        ("Bắc Trung Bộ và Duyên hải miền Trung", None, "Bắc Trung Bộ và Duyên hải miền Trung", 14),
        ("Bắc Trung Bộ, mưa to", "Bắc Trung Bộ", "Bắc Trung Bộ", 6),
        ("duyên hải Nam Trung\nBộ", None, "Duyên hải Nam Trung Bộ", 8),
        ("miền núi phía Bắc Việt Nam", "miền núi phía Bắc", "Trung du và miền núi phía Bắc", 14),
        ("Đông Nam bộ", None, "Đông Nam Bộ", 6),
        ("khu vực Tây Bắc", "Tây Bắc", "Tây Bắc", 4),
        ("vùng kinh tế trọng điểm phía Nam", None, "Vùng kinh tế trọng điểm phía Nam", 8),
        ("5 thành phố trực thuộc Trung ương", None, "Thành phố trực thuộc Trung ương", 5),
        ("6 thành phố trực thuộc trung ương", None, "Thành phố trực thuộc Trung ương", 6),
        (
            "các thành phố trực thuộc Trung ương",
            "thành phố trực thuộc Trung ương",
            "Thành phố trực thuộc Trung ương",
            5,
        ),
    ],
)
def test_region(text: str, surface: str | None, name: str, members: int) -> None:
    (found,) = regions_in(text, BEFORE)
    assert (found.text, found.name, len(found.members)) == (surface or text, name, members)
    assert provinces_in(text, BEFORE) == []


@pytest.mark.parametrize(
    "text",
    [
        "các tỉnh, thành phố trực thuộc Trung ương",
        "trở thành thành phố trực thuộc Trung ương",
        "hai thành phố trực thuộc Trung ương",
        "phía Tây Bắc",
        "khu vực Đông Bắc Á",
        "khu vực Tây Bắc thành phố",
        "phía Đông Nam Bộ",
        "tây nguyên",
        "miền núi phía Bắc Thái Lan",
        "Vùng thủ đô Seoul",
        "Đông Nam Á",
    ],
)
def test_no_region(text: str) -> None:
    assert regions_in(text, BEFORE) == []


def test_members_at_a_date() -> None:
    name = "Đồng bằng sông Cửu Long"
    assert members_at(name, None) == members_at(name, BEFORE)
    assert members_at(name, AFTER) == ("Vĩnh Long", "Đồng Tháp", "An Giang", "Cần Thơ", "Cà Mau")
    cities = "Thành phố trực thuộc Trung ương"
    assert "Huế" not in members_at(cities, date(2024, 12, 31))
    assert "Huế" in members_at(cities, date(2025, 1, 1))
    assert "Đồng Nai" in members_at(cities, date(2026, 4, 30))
    assert "Hà Tây" in members_at("Đồng bằng sông Hồng", date(2008, 7, 31))


def test_a_region_without_an_official_division_of_the_new_units() -> None:
    """The units that took over the old members, each once."""
    assert members_at("Tây Nguyên", AFTER) == ("Quảng Ngãi", "Gia Lai", "Đắk Lắk", "Lâm Đồng")


def test_a_region_before_it_was_one_is_two() -> None:
    text = "Duyên hải Nam Trung Bộ và Tây Nguyên"
    assert [each.name for each in regions_in(text, BEFORE)] == ["Duyên hải Nam Trung Bộ", "Tây Nguyên"]
    assert [each.name for each in regions_in(text, AFTER)] == [text]


@pytest.mark.parametrize("name", NAMES)
def test_members_are_units_of_their_time(name: str) -> None:
    sets = unit_sets()
    assert set(members_at(name, BEFORE)) <= set(sets["63"])
    assert set(members_at(name, AFTER)) <= set(sets["34"])
    assert members_at(name, AFTER)


@pytest.mark.parametrize("row", table("region_spellings.csv"), ids=lambda row: row["spelling"])
def test_every_spelling(row: dict[str, str]) -> None:
    before = {"count": "5 ", "region word": "vùng "}.get(row["needs"], "ở ")
    text = before + row["spelling"]
    expected = [row["name"]]
    if row["name"] == "Duyên hải Nam Trung Bộ và Tây Nguyên":
        assert [each.name for each in regions_in(text, AFTER)] == expected
        return
    assert [each.name for each in regions_in(text, BEFORE)] == expected
