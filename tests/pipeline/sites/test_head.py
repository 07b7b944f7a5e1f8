from typing import Any

import pytest

from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.head import Head, author_of, canonical_of, read_head
from pipeline.sites.lexbor import LexborPage
from pipeline.sites.soup import SoupPage


def _head(markup: str) -> Head:
    heads = [read_head(page) for page in (SoupPage(markup), LexborPage(markup.encode()))]  # type: ignore[arg-type]
    assert heads[0] == heads[1]
    return heads[0]


def _json_ld(content: str) -> str:
    return f'<html><head><script type="application/ld+json">{content}</script></head><body><p>a</p></body></html>'


def test_meta_elements_by_property_name_and_itemprop():
    head = _head(
        '<meta property="OG:Title" content=" A &amp;amp; B "><meta name="Keywords" content="a, b;c"><meta itemprop='
        '"datePublished" content="2024-11-20T09:15:00+07:00"><meta name="empty" content=""><meta charset="utf-8">'
    )
    assert head.title == "A & B"
    assert head.tags == ("a", "b", "c")
    assert head.published_at is not None
    assert head.published_at.isoformat() == "2024-11-20T09:15:00+07:00"
    assert head.first("empty", "nothing") is None


@pytest.mark.parametrize(
    "content",
    [
        '{"@type":"NewsArticle","datePublished":"2024-11-20T02:15:00Z","author":{"name":"Hải Linh"},'
        '"articleSection":"X"}',
        '[{"@type":"BreadcrumbList"},{"@type":["NewsArticle","Article"],"datePublished":"2024-11-20 09:15",'
        '"author":[{"@type":"Person","name":"Hải Linh"}],"articleSection":["X","Y"]}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":"Article","datePublished":"2024-11-20T09:15:00+07:00",'
        '"author":"Hải Linh","articleSection":"X"}]}',
    ],
)
def test_json_ld(content):
    head = _head(_json_ld(content))
    assert head.published_at is not None
    assert head.published_at.isoformat() == "2024-11-20T09:15:00+07:00"
    assert (head.author, head.section) == ("Hải Linh", "X")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "5",
        '"x"',
        '{"@type":"NewsArticle",}',
        "[" * 5000,
        '{"@graph":5}',
        '{"@type":{"a":1}}',
        "{}",
    ],
)
def test_json_ld_that_says_nothing(content):
    assert _head(_json_ld(content)).json_ld == {}


def test_values_of_the_wrong_type_are_passed_over():
    head = _head(
        _json_ld('{"@type":"NewsArticle","datePublished":5,"author":[{"name":7},3],"keywords":[1],"headline":{}}')
    )
    assert (head.published_at, head.author, head.tags, head.title) == (None, None, (), None)


def _said(**names: Any) -> Head:
    return Head({name.replace("__", ":"): [value] for name, value in names.items()})


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (_said(author="Hải Linh"), "Hải Linh"),
        (_said(author="BÁO CÔNG THƯƠNG"), None),
        (_said(author="congthuong.vn"), None),
        (_said(author="Cổng tin", og__site_name="Cổng tin"), None),
        (_said(), None),
    ],
)
def test_the_paper_is_no_author(head, author):
    assert author_of(head, CONGTHUONG) == author


_URL = "http://m.congthuong.vn/a-463119.html?utm_source=x"


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        (Head(canonical="/slug-moi-463119.html"), _URL, "https://congthuong.vn/slug-moi-463119.html"),
        (Head(canonical="https://congthuong.vn/"), _URL, "https://congthuong.vn/a-463119.html"),
        (Head(canonical="https://baodautu.vn/goc.html"), _URL, "https://baodautu.vn/goc.html"),
        (Head(canonical="http://["), _URL, "https://congthuong.vn/a-463119.html"),
        (_said(og__url="https://congthuong.vn/b-463119.html"), _URL, "https://congthuong.vn/b-463119.html"),
        (Head(), _URL, "https://congthuong.vn/a-463119.html"),
        (Head(canonical="/a.html"), None, None),
        (Head(), None, None),
    ],
)
def test_the_canonical_address(head, url, canonical):
    assert canonical_of(head, url, CONGTHUONG) == canonical
