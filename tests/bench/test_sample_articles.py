"""The invented articles could have been written on their days: no document is younger than who cites it."""

from datetime import date
from typing import Any

import pytest

from bench.sample_articles import sample_articles
from extractors import extract
from extractors.decree_refs.laws import version_of_year
from extractors.provinces.units import MERGER, unit_at

#: The days of issue that no article says beside the symbol.
_ISSUED_ON = {
    "45/2012/NĐ-CP": "2012-05-21",
    "46/2012/TT-BCT": "2012-12-28",
    "28/2018/TT-BTC": "2018-03-28",
    "235/2025/NĐ-CP": "2025-08-27",
}
_ARTICLES = sample_articles()


@pytest.mark.parametrize("article", _ARTICLES, ids=lambda article: str(article["id"]))
def test_nothing_is_younger_than_the_article(article: dict[str, Any]) -> None:
    written_on = date.fromisoformat(article["published_on"])
    found = extract(article["text"], published_on=written_on)
    for cited in found.decree_refs:
        issued_on = cited.issued_on or _ISSUED_ON.get(cited.symbol or "")
        if cited.kind == "named" and cited.title is not None and cited.year is not None:
            law = version_of_year(cited.title, cited.year)
            issued_on = law.issued_on.isoformat() if law is not None and law.issued_on is not None else None
        # `Theo Nghị định 46` is there to be doubted
        assert (issued_on is None) == (cited.kind == "short")
        assert issued_on is None or issued_on <= article["published_on"]
    for province in found.provinces:
        unit = unit_at(province.name, written_on)
        assert province.code == unit.code
        assert (unit.unit_set == "34") == (written_on >= MERGER)


def test_documents_come_again_and_amend_each_other() -> None:
    cited = [ref for article in _ARTICLES for ref in extract(article["text"]).decree_refs]
    assert sum(ref.symbol == "45/2012/NĐ-CP" for ref in cited) > 10
    assert {ref.symbol for ref in cited if ref.relation == "amends"} == {"45/2012/NĐ-CP"}
    assert sample_articles() == _ARTICLES
