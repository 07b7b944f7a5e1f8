"""The identity of a document: of its address, else its id, else its content."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Origin, SourceDocument, canonical_address, document_id


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://congthuong.vn/a-b-329948.html", "congthuong.vn/a-b-329948.html"),
        ("http://www.congthuong.vn/a-b-329948.html/", "congthuong.vn/a-b-329948.html"),
        ("HTTPS://CongThuong.VN/A.html#top", "congthuong.vn/A.html"),
        ("https://x.vn/a?utm_source=zalo&id=7&fbclid=1", "x.vn/a?id=7"),
        ("https://x.vn/a?b=2&a=1", "x.vn/a?a=1&b=2"),
        ("https://x.vn:8080/a", "x.vn:8080/a"),
        ("https://x.vn:443/a", "x.vn/a"),
        ("https://x.vn/t%E1%BB%89nh", "x.vn/t%E1%BB%89nh"),
        ("https://x.vn/tỉnh", "x.vn/t%E1%BB%89nh"),
        ("https://x.vn:99999/a", "x.vn/a"),
    ],
)
def test_addresses_of_one_page_are_one(url: str, expected: str) -> None:
    assert canonical_address(url) == expected


def test_the_order_of_what_identifies() -> None:
    assert document_id(url="https://x.vn/a", given="7", text="b") == "x.vn/a"
    assert document_id(url=None, given="7", text="b") == "7"
    assert document_id(url="", given="", text="Đắk Lắk hôm nay").startswith("dak-lak-hom-nay-")


@pytest.mark.parametrize(
    "url",
    [
        "https://congthuong.vn/a-b-329948.html",
        "http://m.congthuong.vn/mot-ten-khac-329948.html?utm_source=zalo",
        "https://congthuong.vn/apicenter@/print_article&i=329948",
    ],
)
def test_a_numbered_article_is_one_document_under_all_its_addresses(url: str) -> None:
    assert document_id(url=url, given=None, text="b") == "congthuong.vn/329948"


def test_content_decides_where_nothing_else_does() -> None:
    assert document_id(url=None, given=None, text="a") == document_id(url=None, given=None, text="a")
    assert document_id(url=None, given=None, text="a") != document_id(url=None, given=None, text="a ")
    assert document_id(url=None, given=None, text="…").startswith("document-")


@given(st.text(min_size=1), st.text(min_size=1))
def test_ids_are_short_lines_and_do_not_collide(one: str, other: str) -> None:
    for text in (one, other):
        for found in (document_id(url=None, given=text, text="x"), document_id(url=None, given=None, text=text)):
            assert len(found) <= 200
            assert "\n" not in found
    if one != other:
        assert document_id(url=None, given=None, text=one) != document_id(url=None, given=None, text=other)


def test_long_ids_differ_by_what_was_cut() -> None:
    assert document_id(url=None, given="a" * 300, text="") != document_id(url=None, given="a" * 301, text="")


def test_content_hash_is_of_everything_but_the_place() -> None:
    document = SourceDocument(doc_id="1", text="a", origin=Origin("f", "f", 1))
    same = SourceDocument(doc_id="1", text="a", origin=Origin("g", "g", 9))
    assert document.content_hash == same.content_hash
    for change in ({"title": "t"}, {"published_on": date(2024, 1, 1)}, {"author": "t"}, {"url": "t"}, {"text": "t"}):
        other = SourceDocument(**({"doc_id": "1", "text": "a", "origin": document.origin} | change))  # type: ignore[arg-type]
        assert other.content_hash != document.content_hash
