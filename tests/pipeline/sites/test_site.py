from datetime import date

import pytest

from pipeline.sites import SITES, site_of
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.lexbor import LexborPage
from pipeline.sites.site import plain_url
from pipeline.sites.soup import SoupPage

_STORY = "https://congthuong.vn/gia-dien-hai-thanh-phan-ngay-234-463119.html"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (_STORY, "463119"),
        ("http://www.congthuong.vn/slug-khac-463119.html", "463119"),
        ("https://m.congthuong.vn/a-463119.html?utm_source=zalo#c", "463119"),
        ("HTTPS://CongThuong.VN:443/a-53277.html", "53277"),
        ("https://kinhte.congthuong.vn/a-463119.html", "463119"),
        ("https://congthuong.vn/apicenter@/print_article&i=463119", "463119"),
        ("http://baocongthuong.com.vn/xuat-khau-ngay-234.html", None),
        ("https://congthuong.vn/thoi-su&s_cond=&BRSR=20", None),
        ("https://congthuong.vn/chu-de/khuyen-cong.topic", None),
        ("https://congthuong.vn/tag/khuyen-cong-11234.tag", None),
        ("https://congthuong.vn/search_enginer.html?p=search&q=2024", None),
        ("https://beta.congthuong.vn/a-463119.html", None),
        ("https://vnexpress.net/a-463119.html", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_the_article_number_of_an_address(url, number):
    assert CONGTHUONG.article_id(url) == number


def test_one_article_has_one_key_whatever_its_host_and_slug():
    addresses = [
        _STORY,
        "http://congthuong.vn/gia-dien-463119.html",
        "https://www.congthuong.vn/gia-dien-463119.html?utm_medium=rss",
        "https://m.congthuong.vn/gia-dien-463119.html#binh-luan",
        "https://media.congthuong.vn/gia-dien-463119.html",
        "https://congthuong.vn/apicenter@/print_article&i=463119",
    ]
    assert {CONGTHUONG.address_key(url) for url in addresses} == {"congthuong.vn/463119"}


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://m.congthuong.vn/a-463119.html?utm_source=x&fbclid=1#top", "https://congthuong.vn/a-463119.html"),
        ("https://media.congthuong.vn/a-463119.html", "https://congthuong.vn/a-463119.html"),
        ("https://media.congthuong.vn/video", "https://media.congthuong.vn/video"),
        ("https://m.baocongthuong.com.vn/nong-san.html", "http://baocongthuong.com.vn/nong-san.html"),
        ("http://www.congthuong.vn/thoi-su&s_cond=&BRSR=20", "https://congthuong.vn/thoi-su&s_cond=&BRSR=20"),
        ("https://congthuong.vn/thoi-su?s_cond=&BRSR=20", "https://congthuong.vn/thoi-su?s_cond=&BRSR=20"),
        ("https://congthuong.vn", "https://congthuong.vn/"),
        ("https://congthuong.vn:443/a-463119.html", "https://congthuong.vn/a-463119.html"),
        ("https://other.vn/a?utm_source=x", "https://other.vn/a"),
        ("http://[", "http://["),
        ("mailto:x@congthuong.vn", "mailto:x@congthuong.vn"),
    ],
)
def test_an_address_as_the_site_writes_it(url, canonical):
    assert CONGTHUONG.canonical_url(url) == canonical
    assert CONGTHUONG.canonical_url(canonical) == canonical


def test_only_tracking_is_taken_from_a_query():
    assert plain_url("https://a.vn/x?b=2&utm_source=q&a=%C4%91&c=&fbclid=z") == "https://a.vn/x?b=2&a=%C4%91&c="
    assert plain_url("https://a.vn:8443/x?b=2&b=1") == "https://a.vn:8443/x?b=2&b=1"


def test_no_host_belongs_to_two_sites():
    hosts = [host for site in SITES for host in site.hosts]
    assert len(hosts) == len(set(hosts))
    assert all(site_of(f"https://{host}/x") is site for site in SITES for host in site.hosts)
    assert site_of("https://example.org/") is None


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_layouts_are_dated_and_say_where_they_are_from(site):
    assert len({layout.name for layout in site.layouts}) == len(site.layouts)
    for layout in site.layouts:
        assert layout.evidence
        assert layout.valid_until is None or layout.valid_from < layout.valid_until
    assert site.layouts[0].valid_until is None


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_both_engines_understand_every_selector(site):
    pages = SoupPage("<p>a</p>"), LexborPage(b"<p>a</p>")
    for layout in site.layouts:
        for field in ("title", "body", "sapo", "time", "author", "section", "tags", "source"):
            for selector in getattr(layout, field):
                assert [list(page.select(selector)) for page in pages] == [[], []]
        for field in ("remove", "captions", "tables", "apart"):
            if selectors := getattr(layout, field):
                assert [list(page.select(", ".join(selectors))) for page in pages] == [[], []]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2017, 9, 1), "2017"),
        (date(2018, 4, 30), "2017"),
        (date(2018, 5, 1), "2018-05"),
        (date(2018, 12, 1), "2018-11"),
        (date(2021, 3, 10), "2021"),
        (date(2023, 1, 1), "2022"),
        (date(2026, 7, 1), "2025"),
        (None, "2025"),
    ],
)
def test_the_layout_of_the_crawl_date_is_tried_first(day, first):
    order = [layout.name for layout in CONGTHUONG.by_fit(day)]
    assert order[0] == first
    assert sorted(order) == sorted(layout.name for layout in CONGTHUONG.layouts)


def test_the_nearest_layouts_come_next():
    assert [layout.name for layout in CONGTHUONG.by_fit(date(2018, 6, 1))][:3] == ["2018-05", "2017", "2018-11"]
