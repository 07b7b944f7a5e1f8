"""Pages a second on one core, metadata included: the fast engine against BeautifulSoup, in one run.

`python -m bench.sites [--rounds N]`. The pages are the fixtures of tests/pipeline/sites that a site module reads, as
bytes, each filled up to 94 KB with what stands around an article. No page of these sites could be recorded, so the
filler is composed: lists of links in the form of a page of MASTERCMS (four elements and some 390 bytes a link), menus,
and a third of the bytes in few long scripts, styles and JSON, as pages have them. The elements are counted and printed.
`--elements` fills the pages with many small elements and 400 short scripts instead, which is as hard for a parser as
94 KB get.

The engines take turns in rounds, so that a busy machine slows both; the best round is the one that other work disturbed
least. A share of the time that no selector can save is the parsing alone (`lexbor parse`, with the engine's options).
`from WARC` is the same pages out of a .warc.gz up to the documents that a run would extract from.
"""

import argparse
import gc
import gzip
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from pipeline.documents import SourceDocument
from pipeline.sites import Article, Engine, read_page
from tests.pipeline.readers import making
from tests.pipeline.sites.reading import Fixture, fixtures

_SIZE = 94_000
_MENU = (
    '<li class="item dropdown" data-id="{n}"><a href="/chuyen-muc/muc-{n}" title="Chuyên mục {n}"><span class="title">'
    "Chuyên mục số {n}</span></a></li>\n"
)
_LISTED = (
    '<li><a href="https://toa-soan.example/cong-nghiep-che-bien-cua-tinh-{n}-tang-truong-hai-con-so-{n}.html" class="'
    'box-img"></a><div class="box-title"><a class="title" href="https://toa-soan.example/cong-nghiep-che-bien-cua-tinh-'
    '{n}-tang-truong-hai-con-so-{n}.html" title="Công nghiệp chế biến của tỉnh số {n} tăng trưởng hai con số">Công '
    "nghiệp chế biến của tỉnh số {n} tăng trưởng hai con số</a></div></li>\n"
)
_STORY = (
    '<article class="story"><a class="thumb" href="/bai-{n}.htm"><img class="lazy" alt="" src="/bg.png" data-original='
    '"/thumbs/{n}.jpg"></a><h3 class="story-title"><a href="/bai-{n}.htm">Bài viết số {n} của mục kinh tế</a></h3>'
    '<p class="story-lead">Tóm tắt ngắn của bài viết số {n}, như mọi trang báo vẫn in ở cột bên.</p></article>\n'
)
_CALL = "$('#menu').on('click','.item',function(){{if(window.width>{n}){{x.slideToggle();}}}});"
_RULE = ".story-{n} .title>a:hover{{color:#0a5;margin:0 {n}px;background:url(/bg-{n}.png) no-repeat}}\n"
_RECORD = '{{"id":{n},"url":"https:\\/\\/toa-soan.example\\/bai-{n}.htm","name":"Bài số {n}","zone":[1,2,{n}]}},'
_SHORT_SCRIPT = f"<script>{_CALL}</script>\n" * 4
_LONG = (
    "<script>" + _CALL * 16 + "</script>\n",
    "<style>" + _RULE * 14 + "</style>\n",
    '<script type="application/json">[' + _RECORD * 16 + "0]</script>\n",
)


def page_of(raw: bytes, *, many_elements: bool = False) -> bytes:
    """A fixture with the furniture of a page around its article, filled up to 94 KB."""
    text = raw.decode("utf-8")
    pieces = (
        (_MENU, _STORY, _SHORT_SCRIPT)
        if many_elements
        else (_MENU, _STORY, _LISTED, _LONG, *(_MENU, _STORY, _LISTED) * 2)
    )
    filler: list[str] = []
    length = len(text)
    n = 0
    while length < _SIZE:
        for piece in pieces:
            filler.append((piece if isinstance(piece, str) else piece[n // len(pieces) % len(piece)]).format(n=n))
            length += len(filler[-1])
            n += 1
    half = len(filler) // 2
    head, body, rest = text.partition("<body")
    opening, bracket, inside = rest.partition(">")
    text = head + body + opening + bracket + f'<div class="menus">{"".join(filler[:half])}</div>' + inside
    at = text.rfind("</body>")
    return (text[:at] + f'<div class="column">{"".join(filler[half:])}</div>' + text[at:]).encode()


def archive_of(pages: Sequence[tuple[Fixture, bytes]], times: int) -> bytes:
    """The pages as a .warc.gz, over and over, each under the address and the day of its fixture."""
    records = []
    for fixture, page in pages:
        (record,) = making.warc_records([making.Response(fixture.expected["url"], page)])
        day = f"{fixture.expected['crawled_on']}T05:00:00Z"
        records.append(gzip.compress(record.replace(b"2021-03-04T20:00:00Z", day.encode(), 1), mtime=0))
    return b"".join(records) * times


class _Clock:
    """CPU seconds a page of one kind of work, round by round."""

    def __init__(self) -> None:
        self._rounds: list[float] = []

    def time(self, work: Callable[[], object], pages: int) -> None:
        started = time.process_time()
        work()
        self._rounds.append((time.process_time() - started) / pages)

    @property
    def best(self) -> float:
        return 1 / min(self._rounds)

    @property
    def mean(self) -> float:
        return len(self._rounds) / sum(self._rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="how often all pages are read by the fast engine")
    parser.add_argument("--elements", action="store_true", help="pages of many small elements")
    wanted = parser.parse_args()
    chosen = [fixture for fixture in fixtures() if fixture.expected["layout"] != "generic"]
    pages = [(fixture, page_of(fixture.raw, many_elements=wanted.elements)) for fixture in chosen]

    def read(engine: Engine, some: Sequence[tuple[Fixture, bytes]]) -> None:
        for fixture, page in some:
            expected = fixture.expected
            day = date.fromisoformat(expected["crawled_on"])
            article = read_page(page, url=expected["url"], crawled_on=day, engine=engine)
            assert isinstance(article, Article)
            assert article.layout == expected["layout"], (article.layout, expected["layout"])

    def parse() -> None:
        for _, page in pages:
            LexborHTMLParser(page, options=LexborDocumentOptions.WO_EVENTS)

    read("selectolax", pages)
    clocks = {name: _Clock() for name in ("selectolax", "lexbor parse", "from WARC", "beautifulsoup")}
    with tempfile.TemporaryDirectory() as folder:
        archive = making.written(Path(folder), "pages.warc.gz", archive_of(pages, 1))
        for turn in range(wanted.rounds):
            clocks["selectolax"].time(lambda: read("selectolax", pages), len(pages))
            clocks["lexbor parse"].time(parse, len(pages))
            clocks["from WARC"].time(lambda: making.read(archive), len(pages))
            if turn % 10 == 0:
                some = pages[turn // 10 % 9 :: 9]
                clocks["beautifulsoup"].time(lambda some=some: read("beautifulsoup", some), len(some))
                gc.collect()  # its trees are not for the others to clear away
        records = making.read(archive)
        assert all(isinstance(record, SourceDocument) for record in records), records
    trees = [LexborHTMLParser(page) for _, page in pages]
    elements = sum(len(tree.css("*")) for tree in trees) / len(trees)
    scripts = sum(len(tree.css("script, style")) for tree in trees) / len(trees)
    size = sum(len(page) for _, page in pages) / len(pages) / 1000
    print(
        f"{len(pages)} pages of {size:.0f} KB, {elements:.0f} elements, {scripts:.0f} of them scripts and styles;"
        f" one core, CPU time, {wanted.rounds} rounds"
    )
    print(f"{'pages/s':<16} {'mean':>6} {'best':>6}")
    for name, clock in clocks.items():
        print(f"{name:<16} {clock.mean:6.0f} {clock.best:6.0f}")
    print(f"selectolax : beautifulsoup = {clocks['selectolax'].mean / clocks['beautifulsoup'].mean:.1f} : 1")


if __name__ == "__main__":
    main()
