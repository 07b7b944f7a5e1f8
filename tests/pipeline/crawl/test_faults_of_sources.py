"""Sources of addresses that loop, lie, burst, break off or fall silent: what they named before counts, and no more."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from pipeline.crawl.night import SourceSeen
from tests.pipeline.crawl.nights import FIRST, Crawled
from tests.pipeline.crawl.paper import HOME, STRANGER, Paper
from tests.pipeline.crawl.server import Reply, Request, Server
from tests.pipeline.crawl.stories import Story, compose

_XML = {"Content-Type": "text/xml"}
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _index(*urls: str) -> Reply:
    maps = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Reply(body=f'<sitemapindex xmlns="{_NAMESPACE}">{maps}</sitemapindex>'.encode(), headers=_XML)


def _urls(*stories: Story, lastmod: str = "") -> bytes:
    written = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    urls = "".join(f"<url><loc>{story.url}</loc>{written}</url>" for story in stories)
    return f'<urlset xmlns="{_NAMESPACE}">{urls}</urlset>'.encode()


@dataclass
class Nights:
    crawled: Crawled
    #: Stories that one source alone names, by what is wrong with it.
    alone: dict[str, Story]
    stale: Story

    def source(self, night: int, name: str) -> SourceSeen:
        [found] = [seen for seen in self.crawled.nights[night].sources if seen.name == name]
        return found

    def asked(self, night: int, path: str) -> int:
        return sum(line.path == path for line in self.crawled.logs[night])


#: What is wrong with the source that alone names a story.
ALONE = (
    "news sitemap cut off",
    "nested sitemap cut off",
    "sitemap beside a loop",
    "sitemap after a bomb",
    "sitemap in a document type",
    "sitemap with bare ampersands",
    "sitemap of lines",
    "sitemap in UTF-16",
    "feed alone",
    "feed in windows-1258",
    "section alone",
    "section, second page",
    "published while a section was read",
)


def break_sources(paper: Paper, alone: dict[str, Story]) -> None:
    """Every source of the first night is wrong in another way."""
    cut = _urls(alone["news sitemap cut off"], *paper.live[:3])
    paper.faults["/news-sitemap.xml"] = [Reply(body=cut[: cut.rindex(b"<url>") + 30], headers=_XML)]
    broken = _urls(alone["nested sitemap cut off"])
    typed = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        f'<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset xmlns="{_NAMESPACE}"><url><loc>'
        f"{alone['sitemap in a document type'].url}</loc><lastmod>&b;&f;</lastmod></url></urlset>"
    )
    bare = f"<urlset><url><loc>{alone['sitemap with bare ampersands'].url}?a=1&b=2</loc></url></urlset>"
    maps = {
        "loop": _index(f"{HOME}/sitemap.xml", f"{HOME}/s/loop.xml", f"{HOME}/s/turn.xml", f"{HOME}/s/beside.xml"),
        "turn": _index(f"{HOME}/s/loop.xml"),
        "beside": Reply(body=_urls(alone["sitemap beside a loop"]), headers=_XML),
        "bomb": Reply(body=gzip.compress(b"<urlset>" + b" " * 80_000_000, mtime=0)),
        "after": Reply(body=_urls(alone["sitemap after a bomb"]), headers=_XML),
        "cut": Reply(body=gzip.compress(broken, mtime=0)[:-4]),
        "typed": Reply(body=typed.encode(), headers=_XML),
        "bare": Reply(body=bare.encode(), headers=_XML),
        "lines": Reply(body=f"{alone['sitemap of lines'].url}\n".encode(), headers={"Content-Type": "text/plain"}),
        "wide": Reply(body=_urls(alone["sitemap in UTF-16"]).decode().encode("utf-16")),
        "page": Reply(body=b"<!DOCTYPE html><html><body>404</body></html>"),
        "gone": Reply(status=404),
        "error": Reply(status=500),
        "off": Reply(status=301, headers={"Location": f"https://{STRANGER}/sitemap.xml"}),
    }
    for name, reply in maps.items():
        paper.faults[f"/s/{name}.xml"] = [reply]
    paper.named["/sitemap.xml"] = [
        f"{HOME}/s/loop.xml",
        *(f"{HOME}/s/{name}.xml" for name in maps if name not in ("turn", "beside", "loop")),
        f"https://{STRANGER}/sitemap.xml",
    ]
    feed = alone["feed in windows-1258"]
    encoded = (
        f'<?xml version="1.0" encoding="windows-1258"?><rss><channel><item><title>Ngh\u00ea thu\u00e2t</title>'
        f"<link>{feed.url}</link></item></channel></rss>"
    ).encode("cp1258")
    paper.faults |= {
        "/rss/tai-chinh.rss": [Reply(body=b"<rss><channel><title>RSS</title></channel></rss>", headers=_XML)],
        "/rss/thi-truong.rss": [Reply(body=b"", headers=_XML)],
        "/rss/nang-luong.rss": [Reply(body=b"<html><body>Bao tri</body></html>")],
        "/rss/dia-phuong.rss": [Reply(status=404)],
        "/rss/cong-thuong-24h.rss": [Reply(body=encoded, headers=_XML)],
        "/ban-doc": [Reply(body=b"")],
        "/xa-hoi": [Reply(status=500)],
        # past the end, the list begins anew
        "/tai-chinh&s_cond=&BRSR=20": [Reply(status=302, headers={"Location": "/tai-chinh"})],
    }


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    paper = Paper(60, FIRST)
    for story in list(paper.stories.values()):
        paper.put(replace(story, section="/thoi-su" if story.number % 2 else "/thuong-mai"))
    alone = {}
    for place, name in enumerate(ALONE):
        # known to the paper, and on none of its own lists
        story = compose(470_001 + 2 * place, FIRST, "/nowhere")
        alone[name] = paper.put(replace(story, only="sitemap" if "section" not in name else "section"))
        if "section" not in name:
            paper.put(replace(alone[name], only="feed" if name == "feed alone" else "section"))
    paper.put(replace(alone["section alone"], section="/dia-phuong"))
    late = alone["published while a section was read"]
    paper.stories.pop(late.number)
    second = alone["section, second page"]
    oldest = paper.live[-1].published_at
    paper.put(replace(second, section="/thoi-su", published_at=oldest, modified_at=oldest))
    stale = paper.live[-5]
    break_sources(paper, alone)

    def publish_late(request: Request) -> None:
        """When the second page of the section is asked for, the list has moved on."""
        if late.number not in paper.stories and request.path.startswith("/thoi-su&s_cond=&BRSR=20"):
            paper.put(replace(late, section="/thoi-su", only="section"))

    with Server(paper.answer) as server:
        server.before = publish_late
        crawled = Crawled(paper, server, tmp_path_factory.mktemp("sources"))
        crawled.tonight()
        server.before = lambda _: None
        for _ in range(5):
            crawled.next_night()
            paper.faults = {
                "/news-sitemap.xml": [Reply(body=_urls(stale, lastmod=paper.now.isoformat()), headers=_XML)]
            }
            paper.named.clear()
            crawled.tonight()
        yield Nights(crawled, alone, stale)


@pytest.mark.fault
@pytest.mark.parametrize("name", [name for name in ALONE if name != "published while a section was read"])
def test_what_a_broken_source_named_is_fetched(nights: Nights, name: str) -> None:
    outcomes = nights.crawled.outcomes(nights.crawled.nights[0])
    query = "?a=1&b=2" if name == "sitemap with bare ampersands" else ""
    assert outcomes[f"{nights.alone[name].url}{query}"] == ("new", None)


@pytest.mark.fault
def test_what_was_published_while_a_section_was_read_comes_with_the_next_night(nights: Nights) -> None:
    late = nights.alone["published while a section was read"]
    assert late.url not in nights.crawled.outcomes(nights.crawled.nights[0])
    assert nights.crawled.outcomes(nights.crawled.nights[1])[late.url] == ("new", None)


@pytest.mark.fault
@pytest.mark.parametrize(
    ("source", "status", "entries", "error"),
    [
        ("news sitemap:/news-sitemap.xml", 200, 3, "malformed"),
        ("rss:trang-chu", 200, 30, None),
        ("rss:tai-chinh", 200, 0, None),
        ("rss:thi-truong", 200, 0, "empty"),
        ("rss:nang-luong", 200, 0, "HTML came in place of a feed"),
        ("rss:dia-phuong", 404, 0, "http_404"),
        ("rss:cong-thuong-24h", 200, 1, None),
        ("section:/ban-doc", 200, 0, "empty"),
        ("section:/xa-hoi", 500, 0, "http_500"),
    ],
)
def test_a_source_says_what_is_wrong_with_it(
    nights: Nights, source: str, status: int, entries: int, error: str | None
) -> None:
    seen = nights.source(0, source)
    assert (seen.status, seen.entries) == (status, entries)
    assert (seen.error is None) == (error is None)
    assert error is None or error in str(seen.error)


@pytest.mark.fault
def test_sitemaps_that_name_each_other_are_asked_once(nights: Nights) -> None:
    for path in ("/sitemap.xml", "/s/loop.xml", "/s/turn.xml", "/s/beside.xml"):
        assert nights.asked(0, path) == 1
    assert not [line for line in nights.crawled.logs[0] if line.host == STRANGER]
    assert nights.source(0, "sitemap:/sitemap.xml").error is not None


@pytest.mark.fault
def test_paging_ends(nights: Nights) -> None:
    paths = Counter(line.path for line in nights.crawled.logs[0])
    pages = sorted(int(match[1]) for path in paths if (match := re.fullmatch(r"/thoi-su&s_cond=&BRSR=(\d+)", path)))
    assert pages == [20, 40]  # 32 articles: the third page names none
    assert all(count == 1 for path, count in paths.items() if "BRSR" in path)
    # its second page leads back to its first
    assert paths["/tai-chinh"] == 2


@pytest.mark.fault
def test_a_lastmod_that_is_always_new_is_believed_three_times(nights: Nights) -> None:
    assert [nights.asked(night, nights.stale.path) for night in range(6)] == [1, 1, 1, 1, 0, 0]


def test_sources_are_well_again(nights: Nights) -> None:
    assert [seen.name for seen in nights.crawled.nights[-1].sources if seen.error is not None] == []
    assert nights.source(-1, "rss:tai-chinh").entries > 0


def test_every_address_is_accounted_for(nights: Nights) -> None:
    assert nights.crawled.state() == {story.key: "article" for story in nights.crawled.paper.stories.values()} | {
        "congthuong.vn/499001": "rejected"
    }
    assert all(night.ended == "finished" for night in nights.crawled.nights)
