from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.crawl.discovery import Entry, feed_entries
from pipeline.sites.congthuong import CONGTHUONG

_URL = "https://congthuong.vn/rss/tai-chinh.rss"
_WHEN = datetime(2026, 7, 9, 8, 5, 6, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
_ENTRY = Entry("https://congthuong.vn/gia-dien-400001.html", "congthuong.vn/400001", _WHEN, "Giá điện & lộ trình")


def _read(feed: str | bytes):
    return feed_entries(feed.encode() if isinstance(feed, str) else feed, _URL, CONGTHUONG)


_ITEM = """<item><title>Giá điện &amp; lộ trình</title><link>https://congthuong.vn/gia-dien-400001.html</link>
<description>&lt;a href="https://congthuong.vn/khac-400077.html"&gt;…&lt;/a&gt;</description>
<pubDate>Thu, 09 Jul 2026 08:05:06 +0700</pubDate><guid isPermaLink="false">400001</guid></item>"""
_RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Tài chính</title><link>https://congthuong.vn/tai-chinh</link><atom:link href="{_URL}" rel="self"/>
<image><url>https://congthuong.vn/logo.png</url><link>https://congthuong.vn</link></image>{_ITEM}</channel></rss>"""
_ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><link href="{_URL}" rel="self"/><entry>
<title type="html">Giá điện &amp;amp; lộ trình</title><link rel="edit" href="/apicenter@/edit-400001.html"/>
<link rel="enclosure" href="https://cdn.example/a.jpg"/><link rel="alternate" href="/gia-dien-400001.html"/>
<id>tag:congthuong.vn,2026:400001</id><published>2026-07-01T00:00:00Z</published>
<updated>2026-07-09T01:05:06Z</updated></entry></feed>"""
_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x">
<items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items></channel>
<item rdf:about="https://congthuong.vn/gia-dien-400001.html"><title>Giá điện &amp; lộ trình</title>
<link>https://congthuong.vn/gia-dien-400001.html</link><dc:date>2026-07-09T08:05:06+07:00</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    "feed",
    [
        _RSS,
        _ATOM,
        _RDF,
        _ATOM.replace(' rel="alternate"', ""),
        _RSS.replace("<link>https://congthuong.vn/gia", "<link>\n<![CDATA[ https://congthuong.vn/gia").replace(
            ".html</link>\n<desc", ".html ]]>\n</link>\n<desc"
        ),
        _RSS.replace("<title>Giá điện &amp; lộ trình<", "<title><![CDATA[Giá điện & lộ trình]]><"),
        _RSS.replace("<title>Giá điện &amp; lộ trình<", "<title>Gi&aacute; điện & lộ tr&igrave;nh<"),
        _RSS.replace("<link>https://congthuong.vn/gia", "<link>/gia"),
        _RSS.replace("<link>https://congthuong.vn/gia", "<link>http://m.congthuong.vn/gia"),
        _RSS.replace("<link>https://congthuong.vn/gia-dien-400001.html</link>", "").replace(
            'isPermaLink="false">400001', ">https://congthuong.vn/gia-dien-400001.html"
        ),
        _RSS.replace(
            "<link>https://congthuong.vn/gia-dien-400001.html</link>", "<link>https://feed.example/1</link>"
        ).replace(">400001<", ">https://congthuong.vn/gia-dien-400001.html<"),
        _RSS.replace("</link>\n<desc", "?utm_source=rss&amp;utm_medium=feed</link>\n<desc"),
        _RSS.replace("Thu, 09 Jul 2026 08:05:06 +0700", "2026-07-09 08:05:06"),
        _RSS.replace("Thu, 09 Jul 2026 08:05:06 +0700", "Thu, 09 Jul 2026 08:05:06 GMT+7"),
        "\ufeff" + _RSS,
        "\n" + _RSS,
        _RSS.encode("utf-16"),
    ],
    ids=range(17),
)
def test_an_article_of_a_feed(feed):
    found = _read(feed)
    assert found.entries == (_ENTRY,)
    assert found.problem is None


@pytest.mark.parametrize(
    ("feed", "keys", "problem"),
    [
        (_RSS.replace(_ITEM, ""), [], None),
        (_RSS.replace(_ITEM, _ITEM + _ITEM), ["400001"], None),
        (_RSS.replace(_ITEM, _ITEM + _ITEM.replace("400001", "400002")), ["400001", "400002"], None),
        (_RSS[:-40], ["400001"], "malformed"),
        (_RSS.replace("<description>", "<description>a<br>b & c"), ["400001"], "malformed"),
        ("", [], "empty"),
        ("<html><body>Không tìm thấy</body></html>", [], "HTML came"),
        ("Internal Server Error", [], "no XML"),
        ("<urlset><url><loc>https://congthuong.vn/a-400001.html</loc></url></urlset>", [], "<urlset>"),
    ],
    ids=range(9),
)
def test_what_is_wrong_is_said(feed, keys, problem):
    found = _read(feed)
    assert [entry.key for entry in found.entries] == [f"congthuong.vn/{key}" for key in keys]
    assert found.problem is None if problem is None else problem in (found.problem or "")


@pytest.mark.parametrize(
    ("link", "skipped"),
    [
        ("https://vnexpress.net/a-400001.html", {"off_site": 1}),
        ("https://congthuong.vn/thoi-su", {"not_article": 1}),
        ("https://congthuong.vn/apicenter@/print_article&amp;i=400001", {"denied": 1}),
        ("", {"no_address": 1}),
        ("http://[", {"no_address": 1}),
        ("javascript:void(0)", {"no_address": 1}),
    ],
)
def test_what_is_no_article_is_counted(link, skipped):
    found = _read(f"<rss><channel><item><link>{link}</link></item></channel></rss>")
    assert (found.entries, found.skipped) == ((), skipped)
