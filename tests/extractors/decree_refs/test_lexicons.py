"""The lexicons of laws and issuers: every row has what it needs, and the rows agree with each other."""

from datetime import date
from itertools import pairwise

import pytest

from extractors.decree_refs.issuers import body_at, issuers, name_of
from extractors.decree_refs.laws import law_by_symbol, version_of_year, version_on, versions
from extractors.decree_refs.letters import respell
from extractors.decree_refs.symbols import canonical
from extractors.lexicons import table

LAWS = table("laws.csv")


@pytest.mark.parametrize("name", ["laws.csv", "law_aliases.csv", "issuers.csv"])
def test_every_row_cites_its_source(name: str) -> None:
    assert all(row["source"] for row in table(name))


def test_symbols_are_canonical_and_belong_to_one_law() -> None:
    symbols = [row["symbol"] for row in LAWS if row["symbol"] and row["title"] != "Luật Ngân hàng Nhà nước"]
    assert [canonical(symbol) for symbol in symbols] == symbols
    assert len(set(symbols)) == len(symbols)


def test_a_law_is_passed_in_its_symbol_s_year() -> None:
    for row in LAWS:
        if row["symbol"]:
            assert row["symbol"].split("/")[1] == row["issued_on"][:4], row


def test_versions_of_a_title_follow_each_other() -> None:
    for title in {row["title"] for row in LAWS}:
        laws = versions(title)
        for before, behind in pairwise(laws):
            assert before.valid_to is not None, title
            assert behind.valid_from is not None, title
            assert before.valid_to < behind.valid_from, title


def test_aliases_stand_for_titles_of_the_lexicon() -> None:
    titles = {row["title"] for row in LAWS}
    assert {row["title"] for row in table("law_aliases.csv") if row["title"]} <= titles


def test_versions_by_year_and_day() -> None:
    law = version_of_year("Luật Đất đai", 2013)
    assert law is not None
    assert law.symbol == "45/2013/QH13"
    assert law_by_symbol("45/2013/QH13") == law
    assert version_on("Luật Đất đai", date(2020, 1, 1)) == law
    assert version_of_year("Luật Đất đai", 2012) is None
    assert version_on("Luật Không có", date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("BCN", 2005, "Bộ Công nghiệp"),
        ("BCT", 2012, "Bộ Công Thương"),
        ("BBCVT", 2004, "Bộ Bưu chính, Viễn thông"),
        ("BTM", None, "Bộ Thương mại"),
        ("CP", 2012, "Chính phủ"),
        ("ABC", 2012, None),
    ],
)
def test_name_of(code: str, year: int | None, name: str | None) -> None:
    assert name_of(code, year) == name


def test_every_body_is_found_by_its_names() -> None:
    for issuer in issuers():
        for name in (issuer.name, *issuer.aliases):
            text = f"của {name.lower()} về"
            found = body_at(text, 4, len(text))
            assert found is not None
            assert found[1] == 4 + len(name)
            assert name_of(found[0], None) == issuer.name


def test_a_name_over_two_lines() -> None:
    assert body_at("bộ \ntài  chính, về", 0, 30) == ("BTC", 14)
    assert body_at("bộ tài chínhx", 0, 30) is None


def test_validity_runs_forward() -> None:
    for issuer in issuers():
        assert not issuer.valid_from or not issuer.valid_to or issuer.valid_from < issuer.valid_to


@pytest.mark.parametrize(
    ("old", "new"), [("hoà bình", "hòa bình"), ("thuỷ sản", "thủy sản"), ("văn hoá", "văn hóa"), ("quý", "qúy")]
)
def test_respell(old: str, new: str) -> None:
    assert respell(old) == respell(new) == new
