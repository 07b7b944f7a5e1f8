import gzip
import zlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.crawl.judging import body_hash, judge
from pipeline.sites import Article, read_page, site_of
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT
from tests.pipeline.sites.reading import fixtures


def _gzip(body: bytes, level: int = 9) -> bytes:
    """The same bytes whenever it is called: they are part of the names of tests."""
    return gzip.compress(body, level, mtime=0)


_FIXTURES = {fixture.name: fixture for fixture in fixtures()}
_PAGE = _FIXTURES["congthuong-2025"].raw.decode("utf-8")
_URL = "https://congthuong.vn/khuyen-cong-vung-cao-go-kho-cho-co-so-nho-431207.html"
_DAY = date(2025, 9, 5)
#: An address whose words say nothing.
_TERSE = "https://congthuong.vn/tin-431207.html"
_OTHER = "https://congthuong.vn/gia-dien-hai-thanh-phan-doanh-nghiep-cho-lo-trinh-400001.html"
_CANONICAL = f'<link rel="canonical" href="{_URL}" />'
_PRINT = f'<input type="hidden" name="__printURL" value="{_URL}">'
_MOIT_URL = "https://moit.gov.vn/tin-tuc/dieu-hanh-gia-xang-dau-ngay-16-10-2025.html"


def _judge(body: str | bytes = _PAGE, asked: str = _URL, *, site=CONGTHUONG, final_url=None, status=200, **more):
    headers = more.pop("headers", {"Content-Type": "text/html; charset=utf-8"})
    raw = body.encode("utf-8") if isinstance(body, str) else body
    return judge(
        site, asked, final_url=final_url or asked, status=status, headers=headers, body=raw, crawled_on=_DAY, **more
    )


def _said(judged) -> str:
    return judged.verdict if judged.reason is None else f"{judged.verdict} {judged.reason}"


def _replaced(*pairs: tuple[str, str]) -> str:
    page = _PAGE
    for old, new in pairs:
        assert old in page
        page = page.replace(old, new)
    return page


def _written(title: str, sapo: str, body: str, time: str = "") -> str:
    return (
        f'<html><h1 class="article-detail-title">{title}</h1><span class="format_time">{time}</span>'
        f'<div class="article-detail-desc">{sapo}</div>'
        f'<div id="articleBody" itemprop="articleBody"><p>{body}</p></div></html>'
    )


def test_an_article():
    judged = _judge()
    assert judged.verdict == "article"
    assert judged.key == "congthuong.vn/431207"
    assert judged.url == judged.canonical_url == _URL
    assert judged.title == "Khuyến công vùng cao gỡ khó cho cơ sở nhỏ"
    assert judged.published_at == datetime(2025, 9, 4, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert judged.modified_at == datetime(2025, 9, 4, 14, 2, 11, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (judged.layout, judged.empty_fields) == ("2025", ())
    assert judged.tags == ("khuyến công", "trung du miền núi")
    assert judged.body_length > 500
    assert len(judged.body_hash) == 32


@pytest.mark.parametrize(
    "name", [name for name, fixture in _FIXTURES.items() if site_of(fixture.expected["url"]) and "new" not in name]
)
def test_every_layout_gives_an_article(name):
    fixture = _FIXTURES[name]
    url = fixture.expected["url"]
    judged = judge(
        site_of(url),
        url,
        final_url=url,
        status=200,
        headers={"content-type": "text/html"},
        body=fixture.raw,
        crawled_on=date.fromisoformat(fixture.expected["crawled_on"]),
    )
    assert (judged.verdict, judged.layout) == ("article", fixture.expected["layout"])
    missing = [field for field in ("title", "published_at", "author", "sapo") if not fixture.expected[field]]
    assert list(judged.empty_fields) == missing


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (304, "not_modified"),
        (404, "gone http_404"),
        (410, "gone http_410"),
        (400, "failed http_400"),
        (401, "failed http_401"),
        (403, "failed http_403"),
        (429, "failed http_429"),
        (500, "failed http_500"),
        (503, "failed http_503"),
        (204, "failed http_204"),
        (206, "failed truncated"),
        (999, "failed http_999"),
    ],
)
def test_what_a_status_says_alone(status, said):
    judged = _judge(status=status)
    assert _said(judged) == said
    assert (judged.key, judged.body_hash) == ("congthuong.vn/431207", None)


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("https://vnexpress.net/a", "rejected off_site"),
        ("//beta.congthuong.vn/a-431207.html", "rejected off_site"),
        ("https://congthuong.vn/a", "failed redirect"),
        ("/a", "failed redirect"),
        ("", "failed redirect"),
        ("http://[", "failed redirect"),
    ],
)
def test_a_redirect_that_was_not_followed(location, said):
    assert _said(_judge("", status=302, headers={"location": location})) == said
    assert _said(_judge("", status=301, headers={})) == "failed redirect"


@pytest.mark.parametrize(
    ("final_url", "said"),
    [
        ("https://congthuong.vn/", "gone redirected_home"),
        ("https://m.congthuong.vn", "gone redirected_home"),
        ("https://congthuong.vn/index.html", "gone redirected_home"),
        ("https://congthuong.vn/thoi-su", "gone redirected_section"),
        ("https://congthuong.vn/thoi-su&s_cond=&BRSR=20", "gone redirected_section"),
        ("https://congthuong.vn/404.html", "gone not_found_page"),
        ("https://congthuong.vn/error?aspxerrorpath=/a", "gone not_found_page"),
        (_OTHER, "rejected wrong_article"),
        ("https://vnexpress.net/a-431207.html", "rejected off_site"),
        ("https://beta.congthuong.vn/a-431207.html", "rejected off_site"),
        ("https://m.congthuong.vn/khuyen-cong-vung-cao-go-kho-cho-co-so-nho-431207.html", "article"),
        ("https://congthuong.vn/khuyen-cong-da-doi-ten-431207.html", "article"),
    ],
)
def test_where_redirects_led(final_url, said):
    assert _said(_judge(final_url=final_url)) == said


def test_an_article_without_number_may_move():
    page = _FIXTURES["moit-2021"].raw
    moved = "https://moit.gov.vn/tin-tuc/thi-truong-trong-nuoc/dieu-hanh-gia-xang-dau-ngay-16-10-2025.html"
    judged = _judge(page, "https://moit.gov.vn/tin-tuc/gia-cu.html", site=MOIT, final_url=moved)
    assert _said(judged) == "article"
    assert judged.key == "https://moit.gov.vn/tin-tuc/gia-cu.html"
    assert judged.canonical_url == _MOIT_URL  # the page's own word


_GONE = """<!doctype html><html><head><title>{title}</title></head><body><nav><a href="/thoi-su">Thời sự</a></nav>
<div class="{kind}">{text}</div><footer>Báo Công Thương. Giấy phép số 60/GP-BTTTT</footer></body></html>"""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Báo Công Thương", "<h1>Không tìm thấy</h1>"),
        ("Báo Công Thương", "<p>Không tìm thấy nội dung bạn yêu cầu</p>"),
        ("Báo Công Thương", "<p>Bài viết không tồn tại hoặc đã bị xóa.</p>"),
        ("Báo Công Thương", "<p>Trang bạn tìm kiếm không tồn tại!</p>"),
        ("Báo Công Thương", "<h1>BÀI VIẾT NÀY ĐÃ BỊ GỠ</h1>"),
        ("404 - Báo Công Thương", "<p>Xin lỗi bạn đọc.</p>"),
        ("404 Not Found", "<center><h1>404 Not Found</h1></center>"),
        ("Lỗi 404 | Báo Công Thương", ""),
        ("Không tìm thấy trang", "<p>Quay lại trang chủ</p>"),
        ("Page not found", ""),
    ],
)
def test_a_page_that_says_that_there_is_nothing(title, text):
    page = _GONE.format(title=title, text=text, kind="error")
    assert _said(_judge(page)) == "gone not_found_page"
    decomposed = page.replace("ì", "i\u0300").replace("ấ", "a\u0302\u0301")
    assert _said(_judge(decomposed)) == "gone not_found_page"


def test_nothing_found_in_the_sites_own_layout():
    page = """<html><title>Báo Công Thương</title><h1 class="article-detail-title">Thông báo</h1>
    <div id="articleBody" itemprop="articleBody"><p>Bài viết không tồn tại hoặc đã bị xóa.</p></div></html>"""
    assert _said(_judge(page)) == "gone not_found_page"


def test_an_article_may_speak_of_what_was_not_found():
    page = _replaced(
        ("Khuyến công vùng cao gỡ khó cho cơ sở nhỏ", "Không tìm thấy trang trại khuyến công vùng cao"),
        ("Chờ cơ chế mới", "Bài viết không tồn tại trên mạng đã bị gỡ"),
    )
    assert _said(_judge(page)) == "article"
    short = _written("Tìm kiếm nạn nhân", "", "Đến tối, đội cứu hộ chưa tìm thấy trang bị nào.", "04/09/2025 08:15")
    assert _said(_judge(short, _TERSE)) == "article"


def test_a_photograph_alone_is_no_text():
    begin, end = _PAGE.index('<p style="text-align: justify;">Theo'), _PAGE.index('<div style="clear: both;">')
    rows = "<tr><td><img src='/a.jpg'></td></tr><tr><td>Ảnh: Hà Vân</td></tr>"
    photograph = f'<table class="MASTERCMS_TPL_TABLE">{rows}</table>'
    judged = _judge(_PAGE[:begin] + photograph + "</div></div>" + _PAGE[end:])
    assert _said(judged) == "rejected no_text"
    assert judged.layout == "2025"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "failed empty"),
        ("   \n", "failed empty"),
        ("<html></html>", "rejected no_layout"),
        ("<html><body><script>document.cookie='D1N=1';location.reload()</script></body></html>", "rejected no_layout"),
        ("<html><body>" + "<div>" * 100_000, "rejected broken"),
        (b"<html>" + bytes(range(256)) * 50, "rejected broken"),
    ],
    ids=["empty", "blank", "nothing", "script", "deep", "binary"],
)
def test_a_page_without_article(body, said):
    assert _said(_judge(body)) == said


def test_a_layout_that_nobody_declared_is_read_and_named():
    fixture = _FIXTURES["congthuong-new-layout"]
    asked = "https://congthuong.vn/dien-mat-troi-431208.html"
    page = fixture.raw.decode("utf-8").replace(fixture.expected["canonical_url"], asked)
    judged = _judge(page, asked)
    assert (judged.verdict, judged.layout) == ("article", "generic")


@pytest.mark.parametrize("own", ["https://congthuong.vn/", "https://congthuong.vn/thoi-su"])
def test_a_front_page_in_the_articles_place_is_no_article(own):
    teasers = "".join(f"<p>Tin số {n}: sản lượng tăng {n},5% so với cùng kỳ năm trước.</p>" for n in range(30))
    head = f'<head><title>Báo</title><link rel="canonical" href="{own}"></head>'
    page = f"<html>{head}<body><main>{teasers}</main></body></html>"
    assert _said(_judge(page)) == "rejected no_layout"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "article"),
        ([(_CANONICAL, "")], "article"),
        ([(_CANONICAL, ""), (_PRINT, "")], "article"),
        # the address names another article
        ([(_URL, _OTHER)], "rejected wrong_article"),
        ([(_CANONICAL, ""), (_PRINT, _PRINT.replace(_URL, _OTHER))], "rejected wrong_article"),
        ([(_CANONICAL, f'<meta property="og:url" content="{_OTHER}">'), (_PRINT, "")], "rejected wrong_article"),
        # one of them is right
        ([(_CANONICAL, _CANONICAL.replace(_URL, _OTHER))], "article"),
        # templates that nobody filled in, and addresses of others
        ([(_CANONICAL, '<link rel="canonical" href="https://congthuong.vn/">'), (_PRINT, "")], "article"),
        ([(_CANONICAL, '<link rel="canonical" href="https://vnexpress.net/a-4925871.html">'), (_PRINT, "")], "article"),
        ([(_CANONICAL, '<link rel="canonical" href="http://[">'), (_PRINT, "")], "article"),
        # renamed: the same number under other words
        ([(_URL, "https://congthuong.vn/khuyen-cong-vung-cao-ten-moi-dat-lai-431207.html")], "article"),
    ],
)
def test_the_article_that_was_asked_for(pairs, said):
    assert _said(_judge(_replaced(*pairs))) == said


@pytest.mark.parametrize("named", [True, False])
def test_words_of_the_address_that_the_text_has_not(named):
    asked = "https://congthuong.vn/bong-da-nu-viet-nam-vo-dich-sea-games-431207.html"
    page = _replaced((_URL, asked if named else "https://congthuong.vn/"))
    assert _said(_judge(page, asked)) == "rejected wrong_article"
    renamed = _judge(_PAGE, asked)  # the page says which words are its own now
    assert (_said(renamed), renamed.key, renamed.canonical_url) == ("article", "congthuong.vn/431207", _URL)


@pytest.mark.parametrize(
    "slug",
    [
        "ten-cu-431207",
        "khuyen-cong-vung-cao-thao-go-kho-khan-431207",
        "ho-tro-may-say-che-tu-khuyen-cong-cho-vung-cao-431207",
    ],
)
def test_a_title_that_was_rewritten_is_the_same_article(slug):
    asked = f"https://congthuong.vn/{slug}.html"
    assert _said(_judge(_replaced((_URL, asked)), asked)) == "article"


def test_a_syndicated_article_is_an_article():
    page = _replaced(
        ('</div>\n<div style="clear: both;">', '<p>Nguồn: Báo Đầu tư</p></div>\n<div style="clear: both;">')
    )
    judged = _judge(page)
    assert (_said(judged), judged.source) == ("article", "Báo Đầu tư")


@pytest.mark.parametrize(
    ("content_type", "body", "said"),
    [
        ("text/html", _PAGE, "article"),
        ("TEXT/HTML;charset=UTF-8", _PAGE, "article"),
        ("application/xhtml+xml", _PAGE, "article"),
        ("", _PAGE, "article"),
        ("text/plain", _PAGE, "article"),
        ("application/octet-stream", _PAGE, "article"),
        ("text/plain", "chỉ có chữ", "rejected not_html"),
        ("application/pdf", b"%PDF-1.7", "rejected not_html"),
        ("application/json", '{"a": "<html>"}', "rejected not_html"),
        ("image/jpeg", b"\xff\xd8\xff", "rejected not_html"),
        ("", b"\xff\xd8\xff", "rejected not_html"),
    ],
)
def test_the_type_of_the_answer(content_type, body, said):
    assert _said(_judge(body, headers={"content-type": content_type} if content_type else {})) == said


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        ("gzip", _gzip(_PAGE.encode()), "article"),
        ("gzip", _PAGE, "article"),  # the fetcher unpacked it
        ("deflate", zlib.compress(_PAGE.encode()), "article"),
        ("deflate", zlib.compress(_PAGE.encode(), wbits=-15), "article"),
        ("deflate", _PAGE, "article"),
        ("gzip", _gzip(_PAGE.encode())[:-2000], "failed truncated"),
        ("gzip", _gzip(_PAGE.encode())[:12], "failed truncated"),
        ("gzip", b"\x1f\x8b\x08" + b"\xff" * 100, "failed truncated"),
        ("gzip", _gzip(b"\0" * 33_000_000), "rejected too_large"),
    ],
    ids=range(9),
)
def test_an_answer_that_is_still_packed(encoding, body, said):
    assert _said(_judge(body, headers={"Content-Type": "text/html", "Content-Encoding": encoding})) == said


def test_the_fetchers_word_that_bytes_are_missing():
    assert _said(_judge(truncated=True)) == "failed truncated"


@pytest.mark.parametrize(
    ("encode", "declared"),
    [("utf-8", "iso-8859-1"), ("utf-16", ""), ("utf-8-sig", "utf-8"), ("utf-8", "no-such-charset")],
)
def test_a_wrong_charset_changes_nothing(encode, declared):
    judged = _judge(_PAGE.encode(encode), headers={"content-type": f"text/html; charset={declared}"})
    assert (judged.verdict, judged.body_hash) == ("article", _judge().body_hash)


_WEATHER = "<span>Hà Nội 27°C</span>"


@pytest.mark.parametrize(
    ("pairs", "same"),
    [
        ([(_WEATHER, "<span>Hà Nội 31°C</span>")], True),
        ([("Giá vàng hôm nay: 148,5", "Giá vàng hôm nay: 151,2")], True),
        ([("Bài viết hay, kinh phí 5 tỷ đồng là ít", "Ý kiến khác")], True),
        ([("Giá điện hai thành phần", "Xuất khẩu")], True),
        ([("Cụm công nghiệp chờ nhà đầu tư hạ tầng", "Tin khác")], True),
        ([("khuyến công</a>, <a", "khuyến nông</a>, <a")], True),
        ([("Ảnh: Hà Vân", "Ảnh: TTXVN")], True),
        ([("14:02:11", "15:30:00")], True),
        ([("vùng cao, cho biết", "vùng  cao,\n cho biết")], True),
        ([("ấ", "a\u0302\u0301")], True),
        ([("tăng 35%", "tăng 36%")], False),
        ([("11.980", "11.981")], False),
        ([("hơn 80% kinh phí khuyến công năm 2025.</div>", "hơn 81% kinh phí khuyến công năm 2025.</div>")], False),
        ([("gỡ khó cho cơ sở nhỏ</h1>", "gỡ khó cho cơ sở vừa</h1>")], False),
    ],
)
def test_what_changes_an_article(pairs, same):
    changed = _judge(_replaced(*pairs))
    assert changed.verdict == "article"
    assert (changed.body_hash == _judge().body_hash) is same


def test_the_hash_is_the_same_on_every_machine():
    article = read_page(_PAGE, url=_URL, crawled_on=_DAY)
    assert isinstance(article, Article)
    assert body_hash(article) == _judge().body_hash == "74cfca611b1c57020a14e724f3fc2d2c"


def test_words_cannot_move_between_title_and_sapo_unseen():
    hashes = {
        _judge(_written(title, sapo, "Thân bài."), _TERSE).body_hash
        for title, sapo in (("Một hai", "ba"), ("Một", "hai ba"), ("Một hai ba", ""))
    }
    assert len(hashes) == 3
    assert None not in hashes


def test_fields_that_a_page_does_not_give():
    judged = _judge(_written("Tin", "", "Thân bài của tin."), _TERSE)
    assert (judged.verdict, judged.empty_fields) == ("article", ("published_at", "author", "sapo"))
