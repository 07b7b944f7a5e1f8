from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sites.flow import Caption, Cell, Credit, Flow, Grid, Mark, Paragraph, tidy
from pipeline.sites.lexbor import LexborPage
from pipeline.sites.soup import SoupPage

_MARKS = {".x": Mark.REMOVED, ".cap": Mark.CAPTION, ".cred": Mark.CREDIT, ".data": Mark.TABLE, ".apart": Mark.APART}


def _lexbor(markup: str) -> LexborPage:
    return LexborPage(markup.encode())


def _walk(page: Any, selector: str) -> list[Any]:
    flow = Flow()
    marks = {page.key(node): mark for chosen, mark in _MARKS.items() for node in page.select(chosen)}
    page.feed(page.first(selector), flow, marks)
    return flow.parts()


def _p(*texts: str) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


CASES = [
    ("<p>Một</p><p>Hai</p>", _p("Một", "Hai")),
    ("Một<p>Hai</p>Ba", _p("Một", "Hai", "Ba")),
    ("<p>Nghị định\n  số <a class=k>45/2012</a>/NĐ-CP</p>", _p("Nghị định số 45/2012/NĐ-CP")),
    ("<p>m<sup>2</sup> và H<sub>2</sub>O</p>", _p("m2 và H2O")),
    ("<p>một<br>hai<br/>ba</p>", _p("một\nhai\nba")),
    ("<p>một<br><br>hai<br>\n&nbsp;<br>ba</p>", _p("một", "hai", "ba")),
    ("<p>&nbsp;</p><p> </p><p>\u200b</p><p>có</p>", _p("có")),
    ("<p>&nbsp;&nbsp; thụt&nbsp;đầu dòng &nbsp;</p>", _p("thụt\u00a0đầu dòng")),
    ("<p>A &amp;amp; B &amp;#272;ồng &amp;nbsp;x</p>", _p("A & B Đồng \u00a0x")),
    ("<p>R&amp;D, A&amp;B; 5 &lt; 6</p>", _p("R&D, A&B; 5 < 6")),
    ("<p>nguồn lực &#150; cơ hội</p>", _p("nguồn lực – cơ hội")),
    ("<div><div><p>sâu</p></div>đuôi</div>", _p("sâu", "đuôi")),
    ("<ul><li>một</li><li>hai</li></ul><h2>đề</h2><blockquote>lời</blockquote>", _p("một", "hai", "đề", "lời")),
    ("<p>a<script>var x='<p>không</p>'</script>b</p><style>p{}</style><noscript>c</noscript>", _p("ab")),
    ("<p>a<!-- không -->b</p>", _p("ab")),
    ("<p>trước <span class=x>bỏ</span>sau</p>", _p("trước sau")),
    ("trước<div class=x>bỏ</div>sau", _p("trước", "sau")),
    ("<p><span class=apart>Hà Nội</span>Thủ tướng</p>", _p("Hà Nội", "Thủ tướng")),
    ("<p>a<o:p></o:p>b<st1:place>c</st1:place></p>", _p("abc")),
    ("<p>chưa đóng<p>thẻ <b>đậm<div>khối</div>", _p("chưa đóng", "thẻ đậm", "khối")),
    ("<form>ẩn</form><select><option>ẩn</select><textarea>ẩn</textarea><button>ẩn</button><p>hiện</p>", _p("hiện")),
    ("<figure><img src=a><figcaption class=cap><p>Ảnh:</p><p>VGP</p></figcaption></figure>", [Caption("Ảnh: VGP")]),
    ("<p>x</p><p class=cred><strong>Hải<br>Linh</strong></p>", [*_p("x"), Credit("Hải Linh")]),
    (
        "<table class=cap><tr><td><img src=a></td></tr><tr><td>Chú thích <i>ảnh</i></td></tr></table><p>x</p>",
        [Caption("Chú thích ảnh"), *_p("x")],
    ),
    ("<table><tr><td><img src=a></td></tr><tr><td>Chú thích</td></tr></table>", [Caption("Chú thích")]),
    (
        "<table class=cap><tr><td><img></td></tr><tr><td>Một</td></tr><tr><td><img></td></tr><tr><td>Hai</table>",
        [Caption("Một"), Caption("Hai")],
    ),
    ("<table><tr><td><p>khung</p><p>bài</p></td></tr></table>", _p("khung", "bài")),
    (
        "<table><tr><td><p>Cột trái</p></td></tr><tr><td><table><tr><td>a</td><td>b</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table></td></tr></table>",
        [*_p("Cột trái"), Grid(((Cell("a"), Cell("b")), (Cell("c"), Cell("d"))))],
    ),
    (
        "<table><caption>Bảng 1</caption><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1<td>2</table>",
        [*_p("Bảng 1"), Grid(((Cell("a"), Cell("b")), (Cell("1"), Cell("2"))))],
    ),
    (
        "<table class=data><tr><td colspan=2 rowspan=3>a</td></tr><tr></tr><tr><td colspan=x rowspan=-1>b</table>",
        [Grid(((Cell("a", 2, 3),), (Cell("b"),)))],
    ),
    (
        "<table class=data><tr><td>Tổng<br>cộng</td><td><p>1</p><p>2</p></td></tr></table>",
        [Grid(((Cell("Tổng cộng"), Cell("1 2")),))],
    ),
    (
        "<table class=data><tr><td><table><tr><td>x<td>y</tr><tr><td>z<td>t</tr></table></td></tr></table>",
        [Grid(((Cell("x y z t"),),))],
    ),
    ("<table class=data></table><table></table><p>x</p>", _p("x")),
]


@pytest.mark.parametrize(("markup", "expected"), CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("engine", [SoupPage, _lexbor])
def test_what_a_reader_sees(engine, markup, expected):
    assert _walk(engine(f"<html><body><div id=b>{markup}</div><p>sau bài</p></body></html>"), "#b") == expected


def test_text_is_never_glued_over_a_block():
    markup = "".join(
        f"<{tag}>a</{tag}>" for tag in ("p", "div", "section", "h3", "li", "dd", "address", "center", "x-y")
    )
    for engine in (SoupPage, _lexbor):
        assert _walk(engine(f"<div id=b>{markup}</div>"), "#b") == _p(*"aaaaaaaaa")


@given(st.text(st.sampled_from("aĐ .&;#1mpd\t\u00a0\u2007\u200b\x85\x96\ufeff"), max_size=30) | st.text(max_size=30))
def test_a_line_that_looks_tidy_is(text):
    # a line end is no printable character, and goes again at the end
    assert tidy(text) == tidy(f"{text}\n")


@pytest.mark.parametrize("page", [_lexbor, SoupPage], ids=["selectolax", "beautifulsoup"])
@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("Một &amp; hai", "Một & hai"),
        ("", None),
        ("<b>Một</b>", None),
        ("Một<br>hai", None),
        ("Một<!-- -->", None),
        ("<!-- -->", None),
    ],
)
def test_text_that_stands_alone_is_told(page, inside, text):
    parsed = page(f"<p id=a>{inside}</p>")
    assert parsed.only_text(parsed.first("#a")) == text
