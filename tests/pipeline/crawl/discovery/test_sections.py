import pytest

from pipeline.crawl.discovery import Entry, Found, SectionWalk, next_page, section_links
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT

_URL = "https://congthuong.vn/thoi-su&s_cond=&BRSR=20"
_LIST = """<!DOCTYPE html><title>Thời sự</title><nav><a href="/">Trang chủ</a><a href="/thoi-su">Thời sự</a></nav>
<ul><li><a href="/gia-dien-400003.html"><img src="a.jpg"></a><h3><a href="https://congthuong.vn/gia-dien-400003.html"
 title="Giá điện &amp; lộ trình">Giá điện…</a></h3></li>
<li><h3><a class="x" href=" http://m.congthuong.vn/xuat-khau-400002.html?utm_source=a#c ">Xuất <b>khẩu</b></a></h3></li>
<li><a href='https://kinhte.congthuong.vn/o-to-400001.html'>Ô tô</a></li></ul>
<a href="/apicenter@/print_article&amp;i=400003">In</a><a href="/tag/a-12345.tag">a</a><a href="#top">Lên</a>
<a href="javascript:void(0)">Xem</a><a href="mailto:toasoan@congthuong.vn">Thư</a><a href="">x</a>
<a href="https://beta.congthuong.vn/thu-400009.html">Thử</a><a name="x">không</a>
<div class="paging"><a href="/thoi-su&s_cond=&BRSR=40">Trang sau</a></div>
<aside><a href="/doc-nhieu-390000.html">Đọc nhiều</a></aside>"""


def test_the_articles_of_a_section_in_order():
    found = section_links(_LIST.encode(), _URL, CONGTHUONG)
    assert found.entries == (
        Entry("https://congthuong.vn/gia-dien-400003.html", "congthuong.vn/400003", None, "Giá điện & lộ trình"),
        Entry("https://congthuong.vn/xuat-khau-400002.html", "congthuong.vn/400002", None, "Xuất khẩu"),
        Entry("https://congthuong.vn/o-to-400001.html", "congthuong.vn/400001", None, "Ô tô"),
        Entry("https://congthuong.vn/doc-nhieu-390000.html", "congthuong.vn/390000", None, "Đọc nhiều"),
    )
    assert found.problem is None
    assert found.skipped == {"not_article": 3, "denied": 2, "no_address": 1, "off_site": 1}


def test_addresses_without_numbers_are_known_by_the_sites_patterns():
    page = b"""<a href="/tin-tuc/hoat-dong">x</a><a href="/tin-tuc/hoat-dong/hop-bao-quy-ii.html">a</a>
    <a href="dieu-hanh-gia.html">b</a><a href="/van-ban/quyet-dinh-1.html">c</a><a href="/gioi-thieu.html">d</a>"""
    found = section_links(page, "https://moit.gov.vn/tin-tuc/", MOIT)
    assert [entry.key for entry in found.entries] == [
        "https://moit.gov.vn/tin-tuc/hoat-dong/hop-bao-quy-ii.html",
        "https://moit.gov.vn/tin-tuc/dieu-hanh-gia.html",
    ]
    assert found.skipped == {"not_article": 2, "denied": 1}


@pytest.mark.parametrize(
    "base",
    ["<base href='https://congthuong.vn/'>", "<base href='/'>", "<base target='_blank'>", "<base href='http://['>"],
)
def test_relative_links(base):
    page = f"<head>{base}</head><a href='gia-dien-400003.html'>x</a>".encode()
    found = section_links(page, "https://congthuong.vn/thoi-su", CONGTHUONG)
    assert [entry.url for entry in found.entries] == ["https://congthuong.vn/gia-dien-400003.html"]


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (b"", "empty"),
        (b"\x00\x00 ", "empty"),
        (b"<p>Kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y</p>", "links to nothing"),
        (b"<div>" * 100_000, "too deep"),
        (b"x" * 16_000_001, "larger"),
    ],
    ids=["empty", "nul", "no links", "deep", "large"],
)
def test_what_is_no_section_is_said(page, problem):
    found = section_links(page, _URL, CONGTHUONG)
    assert found.entries == ()
    assert problem in (found.problem or "")


def _page(*numbers: int) -> Found:
    return Found(entries=tuple(Entry(f"https://congthuong.vn/a-{n}.html", f"congthuong.vn/{n}") for n in numbers))


def _asked(pages: list[Found], known: set[int]) -> list[str]:
    """The addresses of a section that are asked after the first, where `pages` are what they give."""
    walk, asked = SectionWalk("/thoi-su"), []
    for found in pages:
        walk, url = next_page(CONGTHUONG, walk, found, {f"congthuong.vn/{n}" for n in known}.__contains__)
        if url is None:
            return asked
        asked.append(url)
    raise AssertionError("it asked for more pages than there are")


def _next(*offsets: int) -> list[str]:
    return [f"https://congthuong.vn/thoi-su&s_cond=&BRSR={offset}" for offset in offsets]


_OLD = set(range(300_000, 300_200))


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        ([[*range(300_100, 300_080, -1)]], []),  # nothing new
        ([[400_002, 400_001, *range(300_100, 300_082, -1)], [*range(300_082, 300_062, -1)]], [20]),
        # a side column of old articles is no sign that the list has reached them
        (
            [
                [*range(400_040, 400_020, -1), *range(300_100, 300_130)],
                [*range(400_020, 400_010, -1), *range(300_010, 300_000, -1), *range(300_100, 300_130)],
                [*range(300_099, 300_079, -1), *range(300_100, 300_130)],
            ],
            [20, 40],
        ),
        # past the end the side column still stands, and nothing else
        ([[400_002, 400_001, 300_001, 300_002], [300_001, 300_002]], [20]),
        ([[]], []),
        # two articles were published meanwhile: the next page repeats two of this one
        (
            [
                [*range(400_020, 400_000, -1)],
                [400_002, 400_001, 399_999, *range(300_100, 300_083, -1)],
                [*range(300_083, 300_063, -1)],
            ],
            [20, 40],
        ),
        # few known ones a page: they are counted over pages
        ([[300_001, 300_002] + [300_003 + n for n in range(8)], [*range(300_020, 300_030)]], [20]),
    ],
    ids=["known", "some new", "side column", "past the end", "empty", "shifted", "few a page"],
)
def test_paging_goes_on_until_all_is_known(pages, asked):
    assert _asked([_page(*numbers) for numbers in pages], _OLD) == _next(*asked)


def test_paging_ends_somewhere():
    pages = [_page(*range(500_000 + 20 * n, 500_020 + 20 * n)) for n in range(60)]
    asked = _asked(pages, set())
    assert len(asked) == CONGTHUONG.discovery.max_pages - 1
    assert asked[-1] == "https://congthuong.vn/thoi-su&s_cond=&BRSR=980"


def test_pages_by_number():
    entries = Found(entries=(Entry("https://moit.gov.vn/tin-tuc/a.html", "https://moit.gov.vn/tin-tuc/a.html"),))
    walk, url = next_page(MOIT, SectionWalk("/tin-tuc"), entries, lambda key: False)
    assert url == "https://moit.gov.vn/tin-tuc?page=2"
    assert walk == SectionWalk("/tin-tuc", 1, frozenset({"https://moit.gov.vn/tin-tuc/a.html"}), 0)
