from datetime import date

import pytest

from pipeline.sites import Article, read_page
from tests.pipeline.sites.reading import fixtures

BY_SITE = [f for f in fixtures() if f.expected["layout"] != "generic"]


@pytest.mark.parametrize("fixture", BY_SITE, ids=lambda f: f.name)
def test_a_page_crawled_years_later_is_read_by_the_layout_that_fits(fixture):
    later = read_page(fixture.raw, url=fixture.expected["url"], crawled_on=date(2031, 1, 1))
    undated = read_page(fixture.raw, url=fixture.expected["url"])
    right = fixture.read()
    assert isinstance(right, Article)
    for article in (later, undated):
        assert isinstance(article, Article)
        assert article.layout != "generic"
        assert article.body == right.body
        assert (article.sapo, article.published_at) == (right.sapo, right.published_at)
        assert article.tried == tuple(dict.fromkeys(article.tried))
        assert article.layout not in article.tried


def test_a_page_of_a_known_site_without_its_layout_says_what_was_tried():
    [fixture] = [f for f in fixtures() if f.name == "congthuong-new-layout"]
    article = fixture.read()
    assert isinstance(article, Article)
    assert (article.site, article.layout, article.engine) == ("congthuong.vn", "generic", "trafilatura")
    assert sorted(article.tried) == ["2017", "2018-05", "2018-11", "2020", "2021", "2022", "2025", "2025-content"]


def test_an_address_of_another_site_is_not_read_by_a_site_module():
    [fixture] = [f for f in fixtures() if f.name == "congthuong-2025"]
    article = read_page(fixture.raw, url="https://example.org/a-431207.html")
    assert isinstance(article, Article)
    assert (article.site, article.article_id, article.layout) == (None, None, "generic")
