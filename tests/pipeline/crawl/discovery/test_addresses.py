import re

import pytest
import scrapy
from scrapy.utils.request import fingerprint
from twisted.web.client import URI

from pipeline.crawl.discovery import is_article, request_url, sources_of, why_not
from pipeline.crawl.discovery.addresses import MAX_LENGTH, address_of
from pipeline.sites import SITES
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT
from pipeline.sites.vnexpress import VNEXPRESS

_SECTION = "https://congthuong.vn/thoi-su&s_cond=&BRSR=20"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (_SECTION, b"/thoi-su&s_cond=&BRSR=20"),
        ("https://congthuong.vn/thoi-su?s_cond=&BRSR=20", b"/thoi-su?s_cond=&BRSR=20"),
        ("https://congthuong.vn/apicenter@/print_article&i=463119", b"/apicenter@/print_article&i=463119"),
        ("https://congthuong.vn/gia-điện-463119.html", b"/gia-%C4%91i%E1%BB%87n-463119.html"),
        ("https://congthuong.vn/a%2Db%20c-463119.html", b"/a%2Db%20c-463119.html"),
        ("https://congthuong.vn/a b-463119.html", b"/a%20b-463119.html"),
        ("https://congthuong.vn/100%-noi-dia-463119.html", b"/100%-noi-dia-463119.html"),
        ("https://congthuong.vn", b"/"),
    ],
)
def test_what_reaches_the_server(url, sent):
    request = scrapy.Request(request_url(url))
    assert request.url == request_url(url)
    assert request_url(request.url) == request.url
    assert URI.fromBytes(request.url.encode("ascii")).originForm == sent


def test_pages_of_a_section_are_different_requests():
    section, paging = "https://congthuong.vn/thoi-su", CONGTHUONG.discovery.paging
    pages = [scrapy.Request(request_url(paging.page_url(section, page))) for page in (1, 2, 3)]
    assert len({fingerprint(page) for page in pages}) == 3
    assert pages[1].url == _SECTION


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/a-463119.html", "https://congthuong.vn/a-463119.html"),
        ("a-463119.html", "https://congthuong.vn/x/a-463119.html"),
        ("//m.congthuong.vn/a-463119.html", "https://m.congthuong.vn/a-463119.html"),
        (" \n https://congthuong.vn/a-463119.html\ufeff\u00a0", "https://congthuong.vn/a-463119.html"),
        ("https://congthuong.vn/a-\n463119.html", "https://congthuong.vn/a-463119.html"),
        ("https://congthuong.vn/a b.html", "https://congthuong.vn/a%20b.html"),
        ("", None),
        ("mailto:a@congthuong.vn", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("https://", None),
        ("http://[", None),
        ("https://congthuong.vn:99999/a", None),
        ("https://congthuong.vn:x/a", None),
        ("https://congthuong.vn/\x00", None),
        ("https://congthuong.vn/\ud800", None),
        ("https://congthuong.vn/" + "a" * MAX_LENGTH, None),
    ],
)
def test_an_address_out_of_what_was_written(written, address):
    assert address_of(written, "https://congthuong.vn/x/y") == address


@pytest.mark.parametrize(
    ("site", "url", "why"),
    [
        (CONGTHUONG, "https://congthuong.vn/gia-dien-463119.html", None),
        (CONGTHUONG, "http://m.congthuong.vn/gia-dien-463119.html", None),
        (CONGTHUONG, "https://kinhte.congthuong.vn/gia-dien-463119.html", None),
        (CONGTHUONG, "https://congthuong.vn/apicenter@/print_article&i=463119", "denied"),
        (CONGTHUONG, "https://congthuong.vn/apicenter@/user_comments&tpl_gui=x-463119.html", "denied"),
        (CONGTHUONG, "https://congthuong.vn/widgets@/article_statistic&aid=MTEy", "denied"),
        (CONGTHUONG, "https://congthuong.vn/search_enginer.html?p=search&q=a-463119.html", "denied"),
        (CONGTHUONG, "https://congthuong.vn/tag/khuyen-cong-11234.tag", "denied"),
        (CONGTHUONG, "https://congthuong.vn/tags/khuyen-cong-112345.html", "denied"),
        (CONGTHUONG, "http://baocongthuong.com.vn/nong-san-463119.html", "denied"),
        (CONGTHUONG, "https://beta.congthuong.vn/gia-dien-463119.html", "off_site"),
        (CONGTHUONG, "https://betagiaothuong1.congthuong.vn/gia-dien-463119.html", "off_site"),
        (CONGTHUONG, "https://congthuong.vn.example.org/gia-dien-463119.html", "off_site"),
        (CONGTHUONG, "https://congthuong.vn@example.org/gia-dien-463119.html", "off_site"),
        (CONGTHUONG, _SECTION, "not_article"),
        (CONGTHUONG, "https://congthuong.vn/chu-de/khuyen-cong.topic", "not_article"),
        (MOIT, "https://moit.gov.vn/tin-tuc/thi-truong-trong-nuoc/gia-xang-dau.html", None),
        (MOIT, "https://www.moit.gov.vn/tin-tuc/gia-xang-dau.html", None),
        (MOIT, "https://moit.gov.vn/tin-tuc/thi-truong-trong-nuoc", "not_article"),
        (MOIT, "https://moit.gov.vn/van-ban/thong-tu-29.html", "denied"),
        (MOIT, "https://congthuong.vn/gia-dien-463119.html", "off_site"),
        (VNEXPRESS, "https://vnexpress.net/gia-dien-4925871.html", None),
    ],
)
def test_which_addresses_are_asked(site, url, why):
    assert why_not(site, url) == why
    assert is_article(site, url) or why is not None


def test_the_sources_of_a_site():
    sources = sources_of(CONGTHUONG)
    assert [source.name for source in sources][:3] == [
        "news sitemap:/news-sitemap.xml",
        "rss:trang-chu",
        "rss:tai-chinh",
    ]
    assert [source.kind for source in sources] == ["news_sitemap", *["feed"] * 6, *["section"] * 21, "sitemap"]
    assert sources[7].url == "https://congthuong.vn/thoi-su"
    assert sources_of(VNEXPRESS) == ()


@pytest.mark.parametrize("site", [site for site in SITES if site.discovery is not None], ids=lambda site: site.name)
def test_what_a_site_declares_for_the_crawl(site):
    discovery = site.discovery
    sources = sources_of(site)
    assert discovery.evidence
    assert len({source.name for source in sources}) == len(sources)
    assert all(site.owns(source.url) and request_url(source.url) == source.url for source in sources)
    assert all(why_not(site, source.url) == "not_article" for source in sources if source.kind == "section")
    assert set(discovery.denied_hosts) <= set(site.hosts)
    for pattern in (*discovery.articles, *discovery.denied_paths):
        re.compile(pattern)
    if discovery.sections:
        pages = [discovery.paging.page_url("https://x.vn/a", page) for page in (1, 2, 3)]
        assert pages[0] == "https://x.vn/a"
        assert len(set(pages)) == 3


def test_two_sites_can_be_crawled():
    assert [site.name for site in SITES if site.discovery is not None] == ["congthuong.vn", "moit.gov.vn"]
