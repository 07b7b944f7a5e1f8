"""moit.gov.vn: addresses without numbers, pages counted by `?page=`, another CMS; two nights by its module alone."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.sites.moit import MOIT
from tests.pipeline.crawl.nights import FIRST, Crawled
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Reply, Request, Server
from tests.pipeline.crawl.stories import Story
from tests.pipeline.ingesting import ingest_here, rows
from tests.pipeline.sites.pages.build import markup_of
from tests.pipeline.sites.pages.parts import P
from tests.pipeline.sites.pages.spec import PageSpec
from tests.pipeline.sites.pages.styles import VHV

ORIGIN = "https://moit.gov.vn"
_STEP = 10
_discovery = MOIT.discovery
assert _discovery is not None
SECTIONS = _discovery.sections
_PAGED = re.compile(r"(?P<section>/tin-tuc(?:/[a-z-]+)*)(?:\?page=(?P<page>\d+))?")


def path_of(story: Story) -> str:
    return f"/tin-tuc/hoat-dong/{story.slug}.html"


class Ministry(Paper):
    """The same stories as a paper's, as the ministry's portal has them."""

    def answer(self, request: Request) -> Reply:
        """The answer to a request."""
        path = request.path
        if path == "/robots.txt":
            return Reply(body=b"User-agent: *\nDisallow: /tim-kiem\n", headers={"Content-Type": "text/plain"})
        for story in self.live:
            if path == path_of(story):
                return Reply(body=self._written(story), headers={"ETag": story.etag})
        if path == "/rss":
            items = "".join(f"<item><link>{ORIGIN}{path_of(story)}</link></item>" for story in self.live[:5])
            return Reply(body=f"<rss><channel>{items}</channel></rss>".encode(), headers={"Content-Type": "text/xml"})
        match = _PAGED.fullmatch(path)
        if match is None or match["section"] not in SECTIONS:
            return Reply(status=404, body=b"<html><body>404</body></html>")
        at = (int(match["page"] or 1) - 1) * _STEP
        here = self.live[at : at + _STEP] if match["section"] == "/tin-tuc" else []
        links = "".join(f'<a href="{path_of(story)}">bài</a>' for story in here)
        menu = '<a href="/van-ban/quyet-dinh-1.html">Văn bản</a><a href="/upload/bao-cao.pdf">PDF</a>'
        return Reply(body=f"<html><body>{menu}{links}</body></html>".encode())

    def _written(self, story: Story) -> bytes:
        written = story.published_at.strftime("%d/%m/%Y %H:%M")
        return markup_of(
            PageSpec(
                name=story.slug,
                site="moit.gov.vn",
                layout="2021",
                template="moit-2021",
                style=VHV,
                url=f"{ORIGIN}{path_of(story)}",
                crawled_on=story.published_at.date(),
                title=story.title,
                sapo=story.sapo,
                parts=tuple(map(P, story.paragraphs)),
                time=written,
                published_at=story.published_at.isoformat(),
                author=story.author,
                printed_author=story.author,
                section="Hoạt động",
                canonical_url=f"{ORIGIN}{path_of(story)}",
            )
        )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    ministry = Ministry(25, FIRST)
    # ids are of addresses here, so titles must differ
    for story in ministry.live:
        title = f"{story.title} tại kỳ họp {story.number}"
        ministry.put(replace(story, title=title, slug=f"{story.slug}-ky-hop-{story.number % 1000}"))
    with Server(ministry.answer) as server:
        crawled = Crawled(ministry, server, tmp_path_factory.mktemp("moit"), site="moit.gov.vn", hosts=MOIT.hosts)
        crawled.tonight()
        crawled.next_night()
        ministry.publish(2)
        ministry.edit(ministry.live[4])
        crawled.tonight()
        yield crawled


def test_each_night_finds_what_is_new(nights: Crawled) -> None:
    first, second = nights.nights
    assert (first.ended, dict(first.verdicts)) == ("finished", {"new": 25})
    assert (second.ended, second.verdicts["new"], second.verdicts["changed"]) == ("finished", 2, 1)
    assert first.layouts == {"2021": 25}


def test_pages_of_sections_are_asked_for_as_its_module_says(nights: Crawled) -> None:
    paths = Counter(line.path for line in nights.logs[0])
    assert paths["/tin-tuc?page=2"] == paths["/tin-tuc?page=3"] == 1
    assert not [path for path in paths if "/van-ban" in path or path.endswith(".pdf") or "tim-kiem" in path]
    assert {line.host for log in nights.logs for line in log} == {"moit.gov.vn"}


def test_every_article_is_a_document(nights: Crawled) -> None:
    stories = nights.paper.stories.values()
    assert nights.state() == {f"{ORIGIN}{path_of(story)}": "article" for story in stories}
    output = nights.output / "again"
    ingest_here([nights.settings().warc_folder], output, batch=8)
    documents = {row["title"]: row for row in rows(output, "documents")}
    assert set(documents) == {story.title for story in stories}
    assert {row["published_at"] for row in documents.values()} == {
        story.published_at.replace(second=0, microsecond=0) for story in stories
    }
    assert len(rows(output, "revisions")) == 1
