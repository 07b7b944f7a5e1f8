"""What no page of the press is: empty, huge, deep, cut off, bit-flipped. Never an exception, never without bound."""

import gzip
import random
import time
import tracemalloc
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.sites import MAX_CHARACTERS, Article, Unreadable, read_page
from pipeline.sites.nesting import too_deep
from tests.pipeline.sites.reading import ENGINES, FIXTURES, fixtures

_URL = "https://congthuong.vn/a-431207.html"
_BY_NAME = {fixture.name: fixture for fixture in fixtures()}
_SMALL = [name for name in _BY_NAME if len(_BY_NAME[name].raw) < 9000]


def _sound(result: Article | Unreadable) -> None:
    if isinstance(result, Unreadable):
        assert result.message
        return
    assert 0 <= result.body_start <= result.body_end <= len(result.text)
    end = 0
    for segment in result.segments:
        assert end <= segment.start < segment.end <= len(result.text)
        assert result.text[segment.start : segment.end].strip()
        end = segment.end


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "empty"),
        (b"", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x00", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("<html></html>", "no_article"),
        ("<html><body><img src=a></body></html>", "no_article"),
        ("<", "no_article"),
        ("<h1 class=article-detail-title>x</h1><div id=articleBody itemprop=articleBody></div>", "no_article"),
        (b"%PDF-1.7\x00\x01", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        ("x" * (MAX_CHARACTERS + 1), "too_large"),
    ],
)
def test_a_page_without_an_article_says_why(engine, markup, reason):
    result = read_page(markup, url=_URL, engine=engine)
    assert isinstance(result, Unreadable)
    assert (result.reason, result.site) == (reason, "congthuong.vn")
    _sound(result)


def test_the_message_names_the_layouts_that_did_not_fit():
    result = read_page("<html><body></body></html>", url=_URL, crawled_on=date(2026, 1, 1))
    assert isinstance(result, Unreadable)
    assert result.tried[0] == "2025"
    assert "2025, 2025-content" in result.message


def test_a_photograph_alone_is_no_article():
    page = '<h1 class="article-detail-title">Ảnh</h1><div id="articleBody" itemprop="articleBody">{}</div>'
    photo = '<table class="MASTERCMS_TPL_TABLE"><tr><td><img></td></tr><tr><td>Chú thích</td></tr></table>'
    assert isinstance(read_page(page.format(photo), url=_URL), Unreadable)
    assert isinstance(read_page(page.format(photo + "<p>Lời</p>"), url=_URL), Article)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "<p>x</p>",
        "<div>" * 100_000 + "<p>x</p>" + "</div>" * 100_000,
        "<DIV><SPAN>" * 50_000,
        "<p><b x=1>" * 50_000,
        "<b>" * 500 + "<p>x</p>" * 50_000,
        "<table><tr><td>" * 50_000,
        "<ul><li>" * 50_000,
        "<script></SCRIPT>" + "<div>" * 100_000,
    ],
    ids=["open", "closed", "capitals", "bold", "reopened", "tables", "lists", "after a script"],
)
def test_deep_nesting_is_refused_before_it_costs(engine, markup):
    started = time.process_time()
    result = read_page(markup, url=_URL, engine=engine)
    assert isinstance(result, Unreadable)
    assert result.reason == "too_deep"
    assert time.process_time() - started < 5


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote", "table><tr><td"])
def test_as_deep_as_is_allowed_is_read(engine, tag):
    page = '<h1 class="article-detail-title">T</h1><div id="articleBody" itemprop="articleBody">{}<p>lời</p></div>'
    article = read_page(page.format(f"<{tag}>" * 100), url=_URL, engine=engine)
    assert isinstance(article, Article)
    assert article.body == "lời"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>x</p>" * 20_000,
        "<br>" * 50_000,
        "<p>unclosed" * 30_000,
        "<li>a<li>b" * 20_000,
        "<div><p>a</p></div>" * 20_000,
        "<script>" + "<div>" * 100_000 + "</script>",
        "<script>" + "<div>" * 100_000,
        "<div>" * 400 + "</div>" * 400,
        "</div>" * 50_000,
    ],
)
def test_long_is_not_deep(markup):
    assert not too_deep(markup.encode())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("marks", [["<b x={n}>", "<p>x"], ["<div>", "<div>"]], ids=["reopened", "deep"])
def test_a_page_of_few_marks_costs_little_however_broken(engine, marks):
    opened, rest = ("".join(mark.format(n=n) for n in range(1390)) for mark in marks)
    page = f'<h1 class="article-detail-title">T</h1><div id="articleBody" itemprop="articleBody">{opened}{rest}<p>lời'
    assert page.count("<") < 2800
    started = time.process_time()
    article = read_page(page, url=_URL, engine=engine)
    assert time.process_time() - started < 5
    assert isinstance(article, Article)
    assert article.body.endswith("lời")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_article_is_read_whole(engine):
    paragraphs = "".join(f"<p>Đoạn {n} của báo cáo.</p>" for n in range(5000))
    page = f'<h1 class="article-detail-title">T</h1><div id="articleBody" itemprop="articleBody">{paragraphs}</div>'
    article = read_page(page, url=_URL, engine=engine)
    assert isinstance(article, Article)
    assert sum(segment.kind == "body" for segment in article.segments) == 5000


def test_a_picture_inside_the_markup_takes_bounded_memory():
    picture = '<img src="data:image/png;base64,' + "A" * 4_000_000 + '">'
    page = (
        f'<h1 class="article-detail-title">T</h1><div id="articleBody" itemprop="articleBody">{picture}<p>lời</p></div>'
    )
    tracemalloc.start()
    article = read_page(page, url=_URL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(article, Article)
    assert article.body == "lời"
    assert peak < 40_000_000


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", _SMALL)
def test_a_page_cut_off_anywhere(engine, name):
    raw = _BY_NAME[name].raw
    choose = random.Random(name)
    for cut in sorted(choose.sample(range(len(raw)), 12)):
        _sound(_BY_NAME[name].read(engine, raw=raw[:cut]))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", _SMALL)
def test_a_page_with_flipped_bits(engine, name):
    choose = random.Random(name)
    for _ in range(12):
        raw = bytearray(_BY_NAME[name].raw)
        for at in choose.sample(range(len(raw)), 40):
            raw[at] ^= 1 << choose.randrange(8)
        _sound(_BY_NAME[name].read(engine, raw=bytes(raw)))


_PIECES = """<p> </p> <div> </div> <table> <tr> <td> </td> </tr> </table> <b> </b> <br> <img> <a> </a> <li> <ul> </ul>
    <figure> <figcaption> </figure> <script> </script> <!-- --> &amp;nbsp; &#0; &#150; Nghị định 45 Đơn vị: đồng | <td
    class=MASTERCMS_TPL_TABLE> <table class=__MASTERCMS_TABLE_DATA> <form> </form> <svg> </svg> <p class=author>"""
_SOUP = st.lists(st.sampled_from(_PIECES.split()), max_size=40)


@given(_SOUP)
@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_heap_of_tags_is_read_by_both_engines(pieces):
    body = " ".join(pieces)
    page = f'<h1 class="article-detail-title">T</h1><div id="articleBody" itemprop="articleBody">{body}</div>'
    for engine in ENGINES:
        _sound(read_page(page, url=_URL, engine=engine))


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_bytes(raw):
    _sound(read_page(raw, url=_URL))


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_text(text):
    _sound(read_page(text + "\ud800", url=_URL))


def test_the_same_page_gives_the_same_article_twice():
    for fixture in _BY_NAME.values():
        assert fixture.read() == fixture.read()


def test_the_fixtures_bytes_carry_no_time():
    for name in _BY_NAME:
        raw = (FIXTURES / f"{name}.html.gz").read_bytes()
        assert raw[4:8] == b"\x00\x00\x00\x00"
        assert gzip.decompress(raw) == _BY_NAME[name].raw
