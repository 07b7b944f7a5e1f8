"""A simulated paper in the addresses and the DOM of congthuong.vn, as it is tonight: a test changes it between nights.

It has stories, the sources that name them, redirects for old slugs, validators, live widgets, and whatever faults a
test puts in the place of its answers.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from pipeline.sites.congthuong import CONGTHUONG
from tests.pipeline.crawl.server import Reply, Request
from tests.pipeline.crawl.stories import Only, Story, ages, compose, page_of, slug_of

HOME = "https://congthuong.vn"
#: Hosts that the server answers for: the site's, and a stranger's that must never be asked.
STRANGER = "www.nguoi-la.example"
HOSTS = (*CONGTHUONG.hosts, STRANGER)
ROBOTS = (
    b"User-agent: *\nDisallow: /quang-cao/\nDisallow: /search_enginer.html\n"
    b"Sitemap: https://congthuong.vn/sitemap.xml\n"
)
#: On every section page, and not to be asked for: what robots.txt forbids, and what the site module denies.
FORBIDDEN = "/quang-cao/tin-tai-tro-cua-mot-nhan-hang-499001.html"
DENIED = (
    "/apicenter@/print_article&i=463000",
    "/widgets@/article_statistic&aid=MTEy",
    "/search_enginer.html?q=a-463000.html",
    "/tag/khuyen-cong-12345.tag",
    "http://m.baocongthuong.com.vn/mot-bai-cu-99123.html",
    "https://beta.congthuong.vn/ban-thu-463001.html",
    f"https://{STRANGER}/bai-cua-nguoi-khac-463002.html",
    "mailto:toasoan@congthuong.vn",
)
_ARTICLE = re.compile(r"/(?P<slug>[^/]+)-(?P<number>\d{5,8})\.html")
_PAGED = re.compile(r"(?P<section>/[a-z0-9-]+)(?:&s_cond=&BRSR=(?P<offset>\d+))?")
_STEP = 20
_XML = {"Content-Type": "text/xml; charset=utf-8"}
_discovery = CONGTHUONG.discovery
assert _discovery is not None
SECTIONS = _discovery.sections
FEEDS = _discovery.feeds


class Paper:
    """The paper tonight. `faults` are answers by path, in turn each time that it is asked; the last one stays."""

    def __init__(self, count: int, now: datetime, *, seed: int = 0) -> None:
        self.now = now
        self.stories: dict[int, Story] = {}
        self.gone: set[int] = set()
        self.faults: dict[str, Sequence[Reply]] = {}
        #: Redirects of the first host by path: where a page has moved.
        self.moved: dict[str, str] = {}
        #: More that sources name: addresses by the source's path.
        self.named: dict[str, Sequence[str]] = {}
        self.robots = Reply(body=ROBOTS, headers={"Content-Type": "text/plain"})
        self._seed = seed
        self._asked: Counter[str] = Counter()
        for place, age in enumerate(ages(count)):
            self._add(463_000 - 997 * place, now - age, only="")

    # -- what becomes of it between nights

    def night(self, now: datetime) -> None:
        """Another night: faults begin anew."""
        self.now = now
        self._asked.clear()

    def publish(self, count: int, *, only: Only = "") -> list[Story]:
        """New stories since last night."""
        number = max(self.stories)
        return [
            self._add(number + 7 * (place + 1), self.now - timedelta(minutes=30 * (count - place)), only=only)
            for place in range(count)
        ]

    def edit(self, story: Story, *, silently: bool = False) -> Story:
        """Another text; silently: no source says so."""
        edited = replace(
            self.stories[story.number],
            paragraphs=(*story.paragraphs[:-1], f"Bổ sung lần {story.edition}: con số đã được đính chính."),
            edition=story.edition + 1,
            modified_at=story.modified_at if silently else self.now - timedelta(hours=1),
        )
        self.stories[story.number] = edited
        return edited

    def rename(self, story: Story, title: str) -> Story:
        """Another title and another slug; the old address redirects to the new one."""
        renamed = replace(
            self.stories[story.number],
            title=title,
            slug=slug_of(title),
            edition=story.edition + 1,
            modified_at=self.now - timedelta(hours=1),
        )
        self.stories[story.number] = renamed
        return renamed

    def remove(self, story: Story) -> None:
        """The page is gone, and no source names it."""
        self.gone.add(story.number)

    def put(self, story: Story) -> Story:
        """A story as the test has made it."""
        self.stories[story.number] = story
        return story

    @property
    def live(self) -> list[Story]:
        """The stories that there are, newest first."""
        there = (story for story in self.stories.values() if story.number not in self.gone)
        return sorted(there, key=lambda story: (story.published_at, story.number), reverse=True)

    # -- what it answers

    def answer(self, request: Request) -> Reply:
        """The answer to a request."""
        path = request.path
        count = self._asked[path]
        self._asked[path] += 1
        if path == "/robots.txt" and path not in self.faults:
            return self.robots
        if (replies := self.faults.get(path)) is not None:
            return replies[min(count, len(replies) - 1)]
        if request.host == "congthuong.vn" and (target := self.moved.get(path)) is not None:
            return Reply(status=301, headers={"Location": target})
        return self._page(request) or Reply(status=404, body=b"<html><body><h1>404</h1></body></html>")

    def _page(self, request: Request) -> Reply | None:
        path = request.path
        if path == "/":
            return Reply(body=self._list_page("Báo Công Thương", self.live[:_STEP]))
        if path == "/news-sitemap.xml":
            recent = [s for s in self._of("sitemap") if self.now - s.published_at < timedelta(days=2)]
            # it lacks some, as that of 2026 did
            return Reply(body=self._urlset(path, [s for s in recent if s.number % 5]), headers=_XML)
        if path == "/sitemap.xml":
            return Reply(body=self._sitemap_index(), headers=_XML)
        if (match := re.fullmatch(r"/sitemaps/(\d{4})\.xml\.gz", path)) is not None:
            of_year = [s for s in self._of("sitemap") if s.published_at.year == int(match[1])]
            packed = gzip.compress(self._urlset(path, of_year), mtime=0)
            return Reply(body=packed, headers={"Content-Type": "application/gzip"})
        if path in FEEDS:
            return Reply(body=self._feed(path), headers=_XML)
        if (match := _PAGED.fullmatch(path)) is not None and match["section"] in SECTIONS:
            listed = [s for s in self._of("section") if s.section == match["section"]]
            offset = int(match["offset"] or 0)
            page = listed[offset : offset + _STEP]
            return Reply(body=self._list_page(match["section"], page, self.named.get(path, ())))
        if (match := _ARTICLE.fullmatch(path.partition("?")[0])) is not None:
            return self._article(request, match)
        return None

    def page(self, story: Story) -> Reply:
        """A story's page, with its validators."""
        headers = {}
        if story.validators:
            headers["ETag"] = story.etag
            headers["Last-Modified"] = format_datetime(story.modified_at.astimezone(UTC), usegmt=True)
        return Reply(body=page_of(story, self._asked[story.path]), headers=headers)

    def _article(self, request: Request, match: re.Match[str]) -> Reply | None:
        story = self.stories.get(int(match["number"]))
        if story is None or story.number in self.gone:
            return None
        if match["slug"] != story.slug:
            return Reply(status=301, headers={"Location": story.path})
        if story.validators and request.headers.get("if-none-match") == story.etag:
            return Reply(status=304, headers={"ETag": story.etag})
        return self.page(story)

    def _of(self, source: Only) -> Iterator[Story]:
        return (story for story in self.live if story.only in ("", source))

    def _list_page(self, title: str, stories: Iterable[Story], named: Iterable[str] = ()) -> bytes:
        paths = [*(story.path for story in stories), *named, *DENIED, FORBIDDEN]
        links = "".join(f'<li><a href="{escape(path)}">bài</a></li>' for path in paths)
        read = [story for story in self.live if not story.only]
        most_read = "".join(f'<li><a href="{story.url}#binh-luan">bài</a></li>' for story in read[3:7])
        menu = "".join(f'<a href="{section}">{section}</a>' for section in SECTIONS)
        return (
            f"<!DOCTYPE html><html><head><title>{title}</title></head><body><nav>{menu}</nav><ul>{links}</ul>"
            f"<aside><ol>{most_read}</ol>Lượt xem: {self._asked.total()}</aside></body></html>"
        ).encode()

    def _urlset(self, path: str, stories: Iterable[Story]) -> bytes:
        urls = "".join(
            f"<url><loc>{escape(s.url)}</loc><lastmod>{s.modified_at.isoformat()}</lastmod></url>" for s in stories
        )
        urls += "".join(f"<url><loc>{escape(url)}</loc></url>" for url in self.named.get(path, ()))
        return f'<?xml version="1.0"?><urlset xmlns="{_SITEMAPS}">{urls}</urlset>'.encode()

    def _sitemap_index(self) -> bytes:
        years = sorted({story.published_at.year for story in self.stories.values()}, reverse=True)
        nested = [f"{HOME}/sitemaps/{year}.xml.gz" for year in years]
        nested += self.named.get("/sitemap.xml", ())
        maps = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in nested)
        return f'<?xml version="1.0"?><sitemapindex xmlns="{_SITEMAPS}">{maps}</sitemapindex>'.encode()

    def _feed(self, path: str) -> bytes:
        place = FEEDS.index(path)
        newest = [s for s in self._of("feed") if place == 0 or s.number % len(FEEDS) == place][:30]
        items = "".join(
            f"<item><title>{escape(s.title)}</title><link>{escape(s.url)}?utm_source=rss</link>"
            f"<pubDate>{format_datetime(s.published_at)}</pubDate></item>"
            for s in newest
        )
        items += "".join(f"<item><link>{escape(url)}</link></item>" for url in self.named.get(path, ()))
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>RSS</title>{items}</channel></rss>'.encode()

    def _add(self, number: int, published_at: datetime, *, only: Only) -> Story:
        # half of them in two sections, so that these have several pages
        section = SECTIONS[number % 4 // 2 if number % 2 else number // 2 % len(SECTIONS)]
        story = compose(number, published_at, section, self._seed)
        return self.put(replace(story, only=only))


_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def forbidden(paths: Mapping[str, str] | Iterable[str]) -> list[str]:
    """Of the targets that were asked for, those that must not have been."""
    wrong = re.compile(
        r"/quang-cao/|/apicenter@|/widgets@|/search_enginer|/tags?/|[?&]utm_|/(?:ban-thu|bai-cua-nguoi-khac)-|%26|%3D"
    )
    return [path for path in paths if wrong.search(path)]
