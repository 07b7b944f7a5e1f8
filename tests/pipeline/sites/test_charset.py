import pytest

from pipeline.sites import Article, Unreadable, read_page
from tests.pipeline.sites.reading import ENGINES, fixtures, found_in

_TOP = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>'
_URL = "http://baocongthuong.com.vn/khuyen-cong-dia-phuong.html"
_BODY = (
    "<div id=content><header><h1>{title}</h1><time>10/03/2016</time></header><article><p>{first}</p><p>{second}</p>"
    "</article></div></body></html>"
)
_WORDS = {
    "title": "Khuyến công địa phương",
    "first": "Nghị định số 45/2012/NĐ-CP của Chính phủ hỗ trợ các cơ sở công nghiệp nông thôn phát triển sản xuất.",
    "second": "Kinh phí năm 2015 là 12,5 tỷ đồng, tăng 8% so với năm trước, phần lớn dành cho miền núi phía Bắc.",
}


def _read(raw: bytes | str, **options):
    article = read_page(raw, url=_URL, **options)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("codec", "said", "header", "encoding"),
    [
        ("utf-8", "utf-8", None, "utf-8"),
        ("utf-8", "iso-8859-1", None, "utf-8"),
        ("utf-8", "windows-1258", "iso-8859-1", "utf-8"),
        ("utf-8-sig", "utf-8", None, "utf-8-sig"),
        ("utf-16", "utf-8", None, "utf-16-le"),
    ],
)
def test_a_page_is_decoded_by_what_it_is(engine, codec, said, header, encoding):
    raw = (_TOP.format(said) + _BODY.format(**_WORDS)).encode(codec)
    article = _read(raw, declared=header, engine=engine)
    assert article.title == _WORDS["title"]
    assert article.body == f"{_WORDS['first']}\n\n{_WORDS['second']}"
    assert (article.encoding, article.encoding_confidence > 0.9) == (encoding, True)


def test_a_page_in_windows_1258_is_composed():
    # windows-1258 has the letters with their tones apart
    raw = (_TOP.format("windows-1258") + _BODY.format(**_WORDS)).encode("utf-8").decode("utf-8")
    decomposed = "".join(_to_1258(letter) for letter in raw)
    article = _read(decomposed.encode("cp1258"))
    assert article.body == f"{_WORDS['first']}\n\n{_WORDS['second']}"
    assert article.encoding == "windows-1258"


def _to_1258(letter: str) -> str:
    import unicodedata

    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        decomposed = unicodedata.normalize("NFD", letter)
        for cut in range(len(decomposed) - 1, 0, -1):
            base = unicodedata.normalize("NFC", decomposed[:cut])
            tone = decomposed[cut:]
            try:
                (base + tone).encode("cp1258")
            except UnicodeEncodeError:
                continue
            return base + tone
        marks = [mark for mark in decomposed[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(m for m in decomposed if m not in marks))
        return rest + "".join(marks)
    return letter


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_typed_in_vntime_is_made_unicode_with_true_offsets(engine):
    words = {
        "title": "KhuyÕn c«ng ®Þa ph­¬ng",
        "first": "NghÞ ®Þnh sè 45/2012/N§-CP cña ChÝnh phñ hç trî c¸c c¬ së c«ng nghiÖp n«ng th«n ph¸t triÓn s¶n xuÊt.",
        "second": "Kinh phÝ n¨m 2015 lµ 12,5 tû ®ång, t¨ng 8% so víi n¨m tr­íc, phÇn lín dµnh cho miÒn nói phÝa B¾c.",
    }
    article = _read(_TOP.format("utf-8") + _BODY.format(**words), engine=engine)
    assert article.title == _WORDS["title"]
    assert article.body == f"{_WORDS['first']}\n\n{_WORDS['second']}"
    assert article.encoding == "tcvn3"
    texts = [article.text[s.start : s.end] for s in article.segments]
    assert texts == [_WORDS["title"], _WORDS["first"], _WORDS["second"]]


def test_unicode_pages_are_left_as_they_are():
    for fixture in fixtures():
        article = fixture.read()
        assert isinstance(article, Article)
        assert article.encoding == "utf-8"
        as_text = fixture.read(raw=fixture.raw.decode("utf-8"))
        assert isinstance(as_text, Article)
        assert as_text.encoding is None
        assert found_in(as_text) == found_in(article)


def test_what_is_no_text_is_said():
    result = read_page(b"\x00\x01\x02" * 100, url=_URL)
    assert isinstance(result, Unreadable)
    assert result.reason in ("binary", "undecodable")
