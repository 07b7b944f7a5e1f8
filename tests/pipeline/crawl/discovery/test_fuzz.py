"""Whatever comes from outside is read without raising, soon, and gives addresses of the site alone."""

import gzip
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.crawl.discovery import feed_entries, request_url, section_links, sitemap_entries, why_not
from pipeline.crawl.discovery.addresses import address_of
from pipeline.crawl.discovery.found import Found
from pipeline.crawl.discovery.times import read_time
from pipeline.crawl.judging import judge
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT
from tests.pipeline.crawl.discovery.test_feeds import _ATOM, _RDF, _RSS
from tests.pipeline.crawl.discovery.test_sections import _LIST
from tests.pipeline.crawl.discovery.test_sitemaps import _NEWS, _PLAIN, _laughs, _url, _urlset
from tests.pipeline.sites.reading import fixtures


def _gzip(body: bytes, level: int = 9) -> bytes:
    """The same bytes whenever it is called: they are part of the names of tests."""
    return gzip.compress(body, level, mtime=0)


_SITEMAPS = (
    _PLAIN,
    _urlset(_url(400001, _NEWS), _url(400002, "<lastmod>2026-07-09</lastmod>")),
    b"<sitemapindex><sitemap><loc>https://congthuong.vn/a.xml</loc></sitemap></sitemapindex>",
    _laughs("&lol11;"),
    _gzip(_PLAIN),
    _PLAIN.decode().encode("utf-16"),
)
_FEEDS = tuple(feed.encode() for feed in (_RSS, _ATOM, _RDF))
_PAGES = tuple(f.raw for f in fixtures() if f.name in ("congthuong-2025", "moit-2021", "congthuong-new-layout"))
_READERS = {"sitemap": sitemap_entries, "feed": feed_entries, "section": section_links}
_VALID = {"sitemap": _SITEMAPS, "feed": _FEEDS, "section": (_LIST.encode(), *_PAGES)}
#: Seconds of computing for a small document.
_SOON = 5


@st.composite
def _damaged(draw, valid: tuple[bytes, ...]) -> bytes:
    """A valid document cut, with bytes changed, or with a piece of another put in."""
    body = bytearray(draw(st.sampled_from(valid)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(body) - 1)))
        match draw(st.sampled_from(("cut", "flip", "insert", "drop", "repeat"))):
            case "cut":
                del body[at:]
            case "flip" if body:
                body[at] ^= 1 << draw(st.integers(0, 7))
            case "insert":
                body[at:at] = draw(st.one_of(st.binary(max_size=20), st.sampled_from(_PIECES)))
            case "drop":
                del body[at : at + draw(st.integers(1, 200))]
            case "repeat":
                body[at:at] = body[at : at + 200] * draw(st.integers(1, 20))
    return bytes(body)


_PIECES = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"<?xml encoding='utf-7'?>", b"<?", b"xmlns:a=''"),
    *(
        b"<url>",
        b"</url>",
        b"<loc>",
        b"<item>",
        b"<html>",
        b"<a href=",
        b"<base href='http://['>",
        b"<link href='//['/>",
    ),
    *(b"&#0;", b"&#x110000;", b"&#55296;", b"http://[::1]:x/", b"\x1f\x8b\x08", b"\xff\xfe", b"\x00", b"\xed\xa0\x80"),
    "\u202e\U0001f600".encode(),
)


def _sound(found: Found, site) -> None:
    keys = [entry.key for entry in found.entries]
    assert len(set(keys)) == len(keys)
    for entry in found.entries:
        assert why_not(site, entry.url) is None or site.article_id(entry.url) is not None
        assert site.address_key(entry.url) == entry.key
        assert request_url(request_url(entry.url)) == request_url(entry.url)
        assert entry.lastmod is None or entry.lastmod.tzinfo is not None
    assert all(site.owns(url) for url in found.nested)
    assert found.problem is None or (found.problem.isprintable() and len(found.problem) < 500)


@pytest.mark.parametrize("kind", _READERS)
@pytest.mark.parametrize("site", [CONGTHUONG, MOIT], ids=["congthuong", "moit"])
@settings(max_examples=60, deadline=None)
@given(draw=st.data())
def test_damaged_documents(kind, site, draw):
    body = draw.draw(st.one_of(st.binary(max_size=300), _damaged(_VALID[kind]), _damaged(_SITEMAPS + _FEEDS)))
    begin = time.process_time()
    found = _READERS[kind](body, f"{site.origins[0][1]}/x", site)
    assert time.process_time() - begin < _SOON
    _sound(found, site)


@pytest.mark.parametrize("kind", _READERS)
def test_every_truncation(kind):
    body = _VALID[kind][1 if kind == "sitemap" else 0]
    whole = {entry.key for entry in _READERS[kind](body, "https://congthuong.vn/x", CONGTHUONG).entries}
    for end in range(0, len(body), 7):
        found = _READERS[kind](body[:end], "https://congthuong.vn/x", CONGTHUONG)
        assert {entry.key for entry in found.entries} <= whole


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.from_regex(r"[0-9T:+./ -]{1,30}"), st.from_regex(r"\w{3}, \d+ Jul \d+ [\d:+ -]*")
    )
)
def test_any_time(written):
    time_read = read_time(written)
    assert time_read is None or (time_read.tzinfo is not None and 1989 < time_read.year < 2102)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("htps:/[]@?#&=%.cogvn-0123\\", max_size=40)))
def test_any_address(written):
    url = address_of(written, "https://congthuong.vn/thoi-su")
    if url is not None:
        assert why_not(CONGTHUONG, url) in (None, "off_site", "denied", "not_article")
        if why_not(CONGTHUONG, url) is None:
            assert request_url(CONGTHUONG.canonical_url(url)).isascii()


@settings(max_examples=60, deadline=None)
@given(
    body=st.one_of(st.binary(max_size=300), _damaged(_PAGES)),
    status=st.one_of(st.just(200), st.integers(100, 599)),
    content_type=st.one_of(st.sampled_from(("text/html", "text/html; charset=utf-16", "")), st.text(max_size=20)),
    encoding=st.sampled_from(("", "gzip", "deflate", "br")),
    final_url=st.one_of(st.just("https://congthuong.vn/khuyen-cong-431207.html"), st.text(max_size=30)),
    truncated=st.booleans(),
)
def test_any_answer(body, status, content_type, encoding, final_url, truncated):
    begin = time.process_time()
    judged = judge(
        CONGTHUONG,
        "https://congthuong.vn/khuyen-cong-431207.html",
        final_url=final_url,
        status=status,
        headers={"Content-Type": content_type, "Content-Encoding": encoding, "Location": final_url},
        body=body,
        crawled_on=date(2025, 9, 5),
        truncated=truncated,
    )
    assert time.process_time() - begin < _SOON
    assert judged.key == "congthuong.vn/431207"
    assert (judged.reason is None) == (judged.verdict in ("article", "not_modified"))
    assert (judged.body_hash is not None) == (judged.verdict == "article")
