"""Pages a second on one core, metadata included: the fast engine against BeautifulSoup, in one run.

`python -m bench.sites [--pages N]`. The pages are the fixtures of tests/pipeline/sites that a site module reads, each
filled up to the size of a real page (94 KB: menus, lists of links, scripts) outside its article. A share of the
time that no selector can save is the parsing alone, which is printed beside it. The engines take turns, so that a busy
machine slows both.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from pipeline.sites import Article, Engine, read_page
from tests.pipeline.sites.reading import fixtures

_SIZE = 94_000
_MENU = (
    '<li class="item dropdown" data-id="{n}"><a href="/chuyen-muc/muc-{n}" title="Chuyên mục {n}"><span class="title">'
    "Chuyên mục số {n}</span></a></li>\n"
)
_LISTED = (
    '<article class="story"><a class="thumb" href="/bai-{n}.htm"><img class="lazy" alt="" src="/bg.png" data-original='
    '"/thumbs/{n}.jpg"></a><h3 class="story-title"><a href="/bai-{n}.htm">Bài viết số {n} của mục kinh tế</a></h3>'
    '<p class="story-lead">Tóm tắt ngắn của bài viết số {n}, như mọi trang báo vẫn in ở cột bên.</p></article>\n'
)
_SCRIPT = "<script>$('#menu').on('click','.item',function(){{if(window.width>{n}){{x.slideToggle();}}}});</script>\n"


def page_of(raw: bytes) -> str:
    """A fixture with the furniture of a real page around its article: half scripts and styles, half lists of links."""
    text = raw.decode("utf-8")
    filler: list[str] = []
    length = len(text)
    n = 0
    while length < _SIZE:
        for piece in (_MENU, _LISTED, _SCRIPT * 4):
            filler.append(piece.format(n=n))
            length += len(filler[-1])
            n += 1
    half = len(filler) // 2
    head, body, rest = text.partition("<body")
    opening, bracket, inside = rest.partition(">")
    text = head + body + opening + bracket + f'<div class="menus">{"".join(filler[:half])}</div>' + inside
    at = text.rfind("</body>")
    return text[:at] + f'<div class="column">{"".join(filler[half:])}</div>' + text[at:]


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages read by the fast engine (a tenth by the other)")
    wanted = parser.parse_args().pages
    chosen = [fixture for fixture in fixtures() if fixture.expected["layout"] != "generic"]
    pages = [page_of(fixture.raw) for fixture in chosen]

    def read(at: int, engine: Engine) -> None:
        expected = chosen[at].expected
        day = date.fromisoformat(expected["crawled_on"])
        article = read_page(pages[at], url=expected["url"], crawled_on=day, engine=engine)
        assert isinstance(article, Article)
        assert article.layout == expected["layout"], (article.layout, expected["layout"])

    for at in range(len(pages)):
        read(at, "selectolax")
    spent = {"selectolax": 0.0, "beautifulsoup": 0.0, "lexbor parse": 0.0, "beautifulsoup parse": 0.0}
    count = dict.fromkeys(spent, 0)
    for turn in range(wanted):
        at = turn % len(pages)
        spent["selectolax"] += _seconds(lambda at=at: read(at, "selectolax"))
        spent["lexbor parse"] += _seconds(lambda at=at: LexborHTMLParser(pages[at]))
        count["selectolax"] += 1
        count["lexbor parse"] += 1
        if turn % 10 == 0:
            spent["beautifulsoup"] += _seconds(lambda at=at: read(at, "beautifulsoup"))
            spent["beautifulsoup parse"] += _seconds(lambda at=at: BeautifulSoup(pages[at], "lxml"))
            count["beautifulsoup"] += 1
            count["beautifulsoup parse"] += 1
    mean = sum(map(len, pages)) / len(pages) / 1000
    tags = sum(page.count("<") for page in pages) / len(pages)
    print(f"{len(pages)} fixtures filled up to {mean:.0f} KB and {tags:.0f} marks a page; one core, CPU time")
    rates = {name: count[name] / spent[name] for name in spent}
    for name, rate in rates.items():
        print(f"{name:<20} {rate:8.0f} pages/s   ({count[name]} pages)")
    print(f"selectolax : beautifulsoup = {rates['selectolax'] / rates['beautifulsoup']:.1f} : 1")


if __name__ == "__main__":
    main()
