import gzip
import time
import tracemalloc
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.crawl.discovery import Entry, sitemap_entries
from pipeline.crawl.discovery import markup as markup_module
from pipeline.crawl.discovery.markup import MAX_BYTES
from pipeline.sites.congthuong import CONGTHUONG


def _gzip(body: bytes, level: int = 9) -> bytes:
    """The same bytes whenever it is called: they are part of the names of tests."""
    return gzip.compress(body, level, mtime=0)


_URL = "https://congthuong.vn/sitemap.xml"
_VN = ZoneInfo("Asia/Ho_Chi_Minh")
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _url(number: int, more: str = "", slug: str = "gia-dien") -> str:
    return f"<url><loc>https://congthuong.vn/{slug}-{number}.html</loc>{more}</url>"


def _urlset(*urls: str, head: str = _HEAD, attributes: str = _NS) -> bytes:
    return f"{head}<urlset {attributes}>{''.join(urls)}</urlset>".encode()


def _read(body: bytes):
    return sitemap_entries(body, _URL, CONGTHUONG)


def _keys(found) -> list[str]:
    return [entry.key.removeprefix("congthuong.vn/") for entry in found.entries]


_PLAIN = _urlset(_url(400001), _url(400002))


def test_a_sitemap():
    found = _read(
        _urlset(
            _url(400001, "<lastmod>2026-07-09T08:05:00+07:00</lastmod><changefreq>daily</changefreq>"),
            "<url><loc> http://m.congthuong.vn/xuat-khau-400002.html?utm_source=sitemap </loc></url>",
            "<url><loc>https://congthuong.vn/thoi-su</loc></url>",
            "<url><loc>https://congthuong.vn/tag/khuyen-cong-11234.tag</loc></url>",
            "<url><loc>https://congthuong.vn/apicenter@/print_article&amp;i=400009</loc></url>",
            "<url><loc>https://beta.congthuong.vn/gia-dien-400003.html</loc></url>",
            "<url><loc>https://vnexpress.net/gia-dien-400003.html</loc></url>",
            "<url><lastmod>2026-07-09</lastmod></url>",
        )
    )
    assert found.entries == (
        Entry(
            "https://congthuong.vn/gia-dien-400001.html",
            "congthuong.vn/400001",
            datetime(2026, 7, 9, 8, 5, tzinfo=_VN),
        ),
        Entry("https://congthuong.vn/xuat-khau-400002.html", "congthuong.vn/400002"),
    )
    assert (found.nested, found.problem) == ((), None)
    assert found.skipped == {"not_article": 1, "denied": 2, "off_site": 2, "no_address": 1}


def test_an_index_names_what_to_ask_next():
    found = _read(
        f"""{_HEAD}<sitemapindex {_NS}><sitemap><loc>https://congthuong.vn/sitemap-2026-07.xml.gz</loc>
        <lastmod>2026-07-09</lastmod></sitemap><sitemap><loc>/sitemap-2026-06.xml</loc></sitemap>
        <sitemap><loc>{_URL}</loc></sitemap><sitemap><loc>{_URL}</loc></sitemap>
        <sitemap><loc>https://cdn.example/s.xml</loc></sitemap><sitemap/></sitemapindex>""".encode()
    )
    assert found.nested == (
        "https://congthuong.vn/sitemap-2026-07.xml.gz",
        "https://congthuong.vn/sitemap-2026-06.xml",
        _URL,  # a loop is the caller's to see
    )
    assert (found.entries, found.problem) == ((), None)
    assert found.skipped == {"off_site": 1, "no_address": 1}


_NEWS = """<news:news><news:publication><news:name>Báo Công Thương</news:name><news:language>vi</news:language>
</news:publication><news:publication_date>2026-07-09T08:05:00+07:00</news:publication_date>
<news:title><![CDATA[Giá điện & lộ trình]]></news:title></news:news>"""


@pytest.mark.parametrize(
    "attributes",
    [
        f'{_NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"',
        'xmlns="http://example.org/wrong" xmlns:news="http://example.org/also"',
        _NS,  # the prefix is used and not declared
        "",
    ],
)
def test_a_news_sitemap_under_any_namespace(attributes):
    found = _read(_urlset(_url(400001, _NEWS), attributes=attributes))
    [entry] = found.entries
    assert (entry.lastmod, entry.title) == (datetime(2026, 7, 9, 8, 5, tzinfo=_VN), "Giá điện & lộ trình")
    assert found.problem is None


def test_lastmod_comes_before_the_date_of_publication():
    [entry] = _read(_urlset(_url(400001, f"<lastmod>2026-07-10</lastmod>{_NEWS}"))).entries
    assert entry.lastmod == datetime(2026, 7, 10, tzinfo=_VN)


def test_an_article_named_twice_is_one_entry_with_the_later_time():
    found = _read(
        _urlset(
            _url(400001, "<lastmod>2026-07-09</lastmod>"),
            _url(400002),
            _url(400001, "<lastmod>2026-07-10</lastmod>", slug="tieu-de-moi"),
        )
    )
    assert _keys(found) == ["400001", "400002"]
    assert found.entries[0].lastmod == datetime(2026, 7, 10, tzinfo=_VN)


@pytest.mark.parametrize(
    "body",
    [
        _PLAIN,
        _gzip(_PLAIN),
        _gzip(_gzip(_PLAIN)),
        _gzip(_PLAIN[:50]) + _gzip(_PLAIN[50:]),
        b"\xef\xbb\xbf" + _PLAIN,
        b"\n\n  " + _PLAIN,
        _PLAIN.replace(b"UTF-8", b"utf-16"),  # it lies
        _PLAIN.replace(b"UTF-8", b"no-such-encoding"),
        _PLAIN.decode().encode("utf-16"),
        _PLAIN.decode().encode("utf-16-be"),
        "\ufeff".encode("utf-32-le") + _PLAIN.decode().encode("utf-32-le"),
        _PLAIN.removeprefix(_HEAD.encode()),
        _PLAIN.replace(b"<url>", b"<!-- <url><loc>https://congthuong.vn/a-400009.html</loc></url> --><url>"),
        _PLAIN.replace(b"<urlset", b'<?xml-stylesheet href="/s.xsl"?><!DOCTYPE urlset SYSTEM "s.dtd"><urlset'),
        _PLAIN.replace(b"https://congthuong.vn/gia-dien-400001.html", b"/gia-dien-400001.html"),
        _PLAIN.replace(b"https:", b"http:"),
        _PLAIN.replace(b"<loc>https", b"<loc>\n  <![CDATA[https").replace(b"</loc>", b"]]></loc>"),
        _PLAIN.replace(b"<url>", b"<URL>").replace(b"</url>", b"</URL>"),
        _PLAIN.replace(b".html", b".html?b=1&copy=2&amp;c=3"),
        b"https://congthuong.vn/gia-dien-400001.html\r\n\r\nhttps://congthuong.vn/gia-dien-400002.html\r\n",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_odd_and_no_problem(body):
    found = _read(body)
    assert _keys(found) == ["400001", "400002"]
    assert found.problem is None


def test_an_ampersand_that_nobody_escaped_stays_in_the_address():
    [entry] = _read(
        _urlset("<url><loc>https://congthuong.vn/a-400001.html?x=1&s_cond=&copy=2&amp;d=3</loc></url>")
    ).entries
    assert entry.url == "https://congthuong.vn/a-400001.html?x=1&s_cond=&copy=2&d=3"


@pytest.mark.parametrize("reference", ["&#55296;", "&#xD800;", "&#0;", "&#1114112;", "&#xFFFE;", "&nbsp;", "&"])
def test_references_to_no_character(reference):
    news = _NEWS.replace("<![CDATA[Giá điện & lộ trình]]>", f"Giá {reference} điện")
    found = _read(_urlset(_url(400001, news)).replace(b"<urlset ", f'<urlset x="{reference}" '.encode()))
    assert _keys(found) == ["400001"]
    assert "Giá" in (found.entries[0].title or "")


def test_what_a_document_says_cannot_spoil_a_report():
    found = _read("<urlset><‮url></urlset>".encode())
    assert found.problem is not None
    assert found.problem.isprintable()


def test_a_feed_in_the_place_of_a_sitemap_is_read():
    feed = b"<rss version='2.0'><channel><item><link>https://congthuong.vn/a-400001.html</link></item></channel></rss>"
    assert _keys(_read(feed)) == ["400001"]


@pytest.mark.parametrize(
    ("body", "keys", "problem"),
    [
        (b"", [], "empty"),
        (b"   \n", [], "empty"),
        (b"\x00\x00\x00", [], "empty"),
        (b"Not found", [], "no XML"),
        (b"{}", [], "no XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", [], "no XML"),
        (b"<!DOCTYPE html><html><body><a href='/a-400001.html'>x</a></body></html>", [], "HTML came"),
        (b"  <html lang=vi><url><loc>https://congthuong.vn/a-400001.html</loc></url></html>", [], "HTML came"),
        (b"<sitemap><loc>x</loc>", [], "malformed"),
        (b"<catalog><book/></catalog>", [], "<catalog>"),
        (_PLAIN[:-12], ["400001", "400002"], "malformed"),
        (_PLAIN[:-18], ["400001", "400002"], "malformed"),
        (_PLAIN[:-30], ["400001"], "malformed"),
        (_PLAIN.replace(b"</url>", b"", 1), ["400001", "400002"], "malformed"),
        (_PLAIN.replace(b"</loc></url>", b"</lco></url>", 1), ["400001", "400002"], "malformed"),
        (b"<br />\n<b>Warning</b>: date() in /x.php<br />" + _PLAIN, ["400001", "400002"], "before its XML"),
        (_gzip(_PLAIN)[:-8], ["400001", "400002"], "gzip ends early"),
        (_gzip(_PLAIN)[:-2] + b"xx", ["400001", "400002"], "gzip is broken"),
        (b"\x1f\x8b\x08 no gzip at all", [], "gzip is broken"),
        (_PLAIN + _PLAIN, ["400001", "400002"], "malformed"),
        (b"<urlset/>", [], None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_wrong_is_said_and_what_is_there_is_kept(body, keys, problem):
    found = _read(body)
    assert _keys(found) == keys
    assert found.problem is None if problem is None else problem in (found.problem or "")


def _laughs(reference: str) -> bytes:
    lols = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'{_HEAD}<!DOCTYPE urlset [<!ENTITY lol0 "https://congthuong.vn/lol-400009.html">{lols}'
        '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:9/x">'
        '<!ENTITY % ext SYSTEM "http://127.0.0.1:9/x.dtd">%ext;]>'
        f"<urlset>{_url(400001)}<url><loc>{reference}</loc></url>"
        f'<url a="{reference}"><loc>https://congthuong.vn/gia-dien-400002.html</loc></url></urlset>'
    ).encode()


@pytest.mark.parametrize("reference", ["&lol0;", "&lol11;", "&file;", "&net;"])
@pytest.mark.parametrize("hide", [lambda body: body, lambda body: body.decode().encode("utf-16")])
def test_no_entity_is_ever_expanded(reference, hide):
    begin = time.perf_counter()
    found = _read(hide(_laughs(reference)))
    assert time.perf_counter() - begin < 2
    assert _keys(found) == ["400001", "400002"]
    assert "root:" not in repr(found)


def test_entities_behind_a_document_type_that_is_no_prolog_are_not_expanded_either():
    body = _laughs("&lol11;").replace(b"<!DOCTYPE", b"<!-- " + b"x" * 20_000 + b" --><!DOCTYPE")
    assert "lol-400009" not in repr(_read(body))


@pytest.mark.parametrize("wrap", [_gzip, lambda body: _gzip(_gzip(body))])
def test_a_bomb_ends_at_the_limit(monkeypatch, wrap):
    limit = 1024 * 1024
    monkeypatch.setattr(markup_module.text_of, "__defaults__", (limit,))
    size = 128 * limit
    packed = wrap(_PLAIN[:-9] + b" " * size)
    assert len(packed) * 500 < size
    tracemalloc.start()
    try:
        begin = time.perf_counter()
        found = _read(packed)
        elapsed, (_, peak) = time.perf_counter() - begin, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert f"larger than {limit:,} bytes" in (found.problem or "")
    assert _keys(found) == ["400001", "400002"]
    assert peak < 16 * limit
    assert elapsed < 10


def test_the_limit_is_that_of_the_standard():
    assert MAX_BYTES == 50 * 1024 * 1024
    assert markup_module.text_of.__defaults__ == (MAX_BYTES,)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset><url>" + b"<a/>" * 500_000,
        b"<urlset>" + b"<a>" * 100_000,
        b"<![CDATA[" * 200_000,
        b"<urlset>" + b"<!DOCTYPE [" * 200_000,
        b"<urlset>" + b"&" * 1_000_000,
        b"<urlset>" + b"<url><loc>" * 100_000,
        b"<" * 1_000_000,
        b"<!--" * 300_000,
        b"<urlset " + b'a="1" ' * 100_000 + b"/>",
        b"<?xml" * 300_000,
    ],
    ids=lambda body: repr(body[8:24]),
)
def test_hostile_markup_ends_soon(body):
    begin = time.perf_counter()
    found = _read(body)
    assert time.perf_counter() - begin < 5
    assert found.problem is not None
    assert found.entries == ()


def test_fifty_thousand_addresses():
    modified = "<lastmod>2026-07-09T08:05:00+07:00</lastmod>"
    packed = _gzip(_urlset(*(_url(number, modified) for number in range(300_000, 350_000))), 1)
    begin = time.process_time()
    found = _read(packed)
    assert time.process_time() - begin < 30
    assert (len(found.entries), found.problem) == (50_000, None)


def test_more_addresses_than_a_list_has_are_not_read(monkeypatch):
    monkeypatch.setattr("pipeline.crawl.discovery.collecting.MAX_ENTRIES", 5)
    found = _read(_urlset(*map(_url, range(400_000, 400_009))))
    assert len(found.entries) == 5
    assert "more than 5 addresses" in (found.problem or "")
