"""What becomes of known articles: edited, renamed, removed, back again; and servers whose validators are wrong."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.pipeline.crawl.nights import FIRST, Crawled
from tests.pipeline.crawl.paper import HOME, Paper
from tests.pipeline.crawl.server import Reply, Server
from tests.pipeline.crawl.stories import Story, page_of
from tests.pipeline.ingesting import ingest_here, rows


def _same_text_new_etag(paper: Paper, story: Story) -> None:
    paper.put(replace(story, edition=2))


def _caption(paper: Paper, story: Story) -> None:
    paper.put(replace(story, edition=2, caption="Ảnh khác, chụp lại vào buổi chiều"))


def _new_text_same_etag(paper: Paper, story: Story) -> None:
    edited = replace(story, paragraphs=("Toàn bộ đoạn này đã được viết lại từ đầu.", *story.paragraphs))
    paper.faults[story.path] = [Reply(body=page_of(edited, 7), headers={"ETag": story.etag})]


def _says_304_wrongly(paper: Paper, story: Story) -> None:
    paper.put(replace(story, paragraphs=(*story.paragraphs, "Một đoạn mà máy chủ không chịu nhận là mới.")))


def _renamed(paper: Paper, story: Story) -> None:
    paper.rename(story, "Lào Cai đặt lại tên cho chương trình khuyến công năm nay")


def _same_text_at_both_slugs(paper: Paper, story: Story) -> None:
    paper.put(replace(story, slug=f"ban-cap-nhat-{story.slug}"))
    paper.faults[story.path] = [paper.page(paper.stories[story.number])]


def _removed(status: int) -> Callable[[Paper, Story], None]:
    def remove(paper: Paper, story: Story) -> None:
        paper.remove(story)
        paper.faults[story.path] = [Reply(status=status, body=b"<html><body></body></html>")]

    return remove


def _led_home(paper: Paper, story: Story) -> None:
    paper.remove(story)
    paper.moved[story.path] = "/"


def _says_nothing_is_there(paper: Paper, story: Story) -> None:
    paper.remove(story)
    page = "<!DOCTYPE html><html><head><title>Không tìm thấy trang</title></head><body><h1>Không tìm thấy trang</h1>"
    paper.faults[story.path] = [Reply(body=f"{page}<p>Mời bạn trở về trang chủ.</p></body></html>".encode())]


def _edited(paper: Paper, story: Story) -> None:
    paper.edit(story)


def _edited_silently(paper: Paper, story: Story) -> None:
    paper.edit(story, silently=True)


def _redated(paper: Paper, story: Story) -> None:
    """A source says that it was edited, and it was not."""
    paper.put(replace(story, modified_at=paper.now))


@dataclass(frozen=True)
class Change:
    """`tonight` and `tomorrow`: verdict and reason on the night of the change and on the next; None: not asked for."""

    cause: Callable[[Paper, Story], None]
    tonight: tuple[str, str | None] | None
    tomorrow: tuple[str, str | None] | None
    #: Older than two weeks: looked at only where a source says that it was edited.
    old: bool = False
    validators: bool = True


_304, _SAME, _CHANGED = ("not_modified", None), ("unchanged", None), ("changed", None)
CHANGES = {
    "nothing, and 304": Change(lambda paper, story: None, _304, _304),
    "nothing but widgets": Change(lambda paper, story: None, _SAME, _SAME, validators=False),
    "nothing, and old": Change(lambda paper, story: None, None, None, old=True),
    "same text, new ETag": Change(_same_text_new_etag, _SAME, _304),
    "another caption": Change(_caption, _SAME, _304),
    "new text, same ETag": Change(_new_text_same_etag, _CHANGED, _SAME),
    "new text, and 304": Change(_says_304_wrongly, _304, _304),
    "edited": Change(_edited, _CHANGED, _304),
    "edited, without validators": Change(_edited, _CHANGED, _SAME, validators=False),
    "edited, and nobody says so": Change(_edited_silently, _CHANGED, _304),
    "old, edited": Change(_edited, _CHANGED, None, old=True),
    "old, edited, and nobody says so": Change(_edited_silently, None, None, old=True),
    "old, said to be edited": Change(_redated, _304, None, old=True),
    "renamed": Change(_renamed, _CHANGED, _304),
    "old, renamed": Change(_renamed, _CHANGED, None, old=True),
    "another slug beside the old one": Change(_same_text_at_both_slugs, _SAME, _304),
    "removed, 404": Change(_removed(404), ("gone", "http_404"), None),
    "removed, 410": Change(_removed(410), ("gone", "http_410"), None),
    "removed, led home": Change(_led_home, ("gone", "redirected_home"), None),
    "removed, and a page says so": Change(_says_nothing_is_there, ("gone", "not_found_page"), None),
}


@dataclass
class Nights:
    crawled: Crawled
    stories: dict[str, Story]

    def fate(self, name: str, night: int) -> tuple[str, str | None] | None:
        """What became of a story's address, whichever of its slugs was asked for."""
        outcomes = self.crawled.outcomes(self.crawled.nights[night])
        found = [fate for url, fate in outcomes.items() if f"-{self.stories[name].number}." in url]
        assert len(found) <= 1
        return found[0] if found else None


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    paper = Paper(40 + len(CHANGES), FIRST)
    young, old = paper.live[:20], paper.live[-20:]
    stories = {}
    for name, change in CHANGES.items():
        story = (old if change.old else young).pop()
        if not change.old:  # published after midnight: looked at each night that is told of here
            born = FIRST - timedelta(minutes=5 * (len(stories) + 1))
            story = replace(story, published_at=born, modified_at=born)
        stories[name] = paper.put(replace(story, layout="2025", validators=change.validators))
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, tmp_path_factory.mktemp("changes"))
        crawled.tonight()
        crawled.next_night()
        for name, story in stories.items():
            CHANGES[name].cause(paper, story)
        crawled.tonight()
        crawled.next_night()
        crawled.tonight()
        # two nights on: what was removed is back, and the tenth look at a page is without condition
        crawled.next_night(days=2)
        paper.gone.clear()
        paper.faults.clear()
        paper.moved.clear()
        with closing(sqlite3.connect(crawled.settings().frontier_path)) as db, db:
            key = stories["new text, and 304"].key
            db.execute("UPDATE addresses SET looks = 9, next_attempt = '2026-07-01' WHERE key = ?", (key,))
        crawled.tonight()
        yield Nights(crawled, stories)


@pytest.mark.fault
@pytest.mark.parametrize("name", CHANGES)
def test_a_change(nights: Nights, name: str) -> None:
    assert nights.fate(name, 0) == ("new", None)
    assert nights.fate(name, 1) == CHANGES[name].tonight
    assert nights.fate(name, 2) == CHANGES[name].tomorrow


def test_sums_and_addresses_are_those_of_the_changes(nights: Nights) -> None:
    night = nights.crawled.nights[1]
    changed = {name for name, change in CHANGES.items() if change.tonight == _CHANGED}
    assert {url.rpartition("-")[2] for url in night.changed_urls} == {
        f"{nights.stories[name].number}.html" for name in changed
    }
    assert night.verdicts["gone"] == 4
    assert night.new_urls == ()


def test_a_renamed_article_is_one(nights: Nights) -> None:
    for name in ("renamed", "old, renamed", "another slug beside the old one"):
        story = nights.stories[name]
        [row] = nights.crawled.rows(f"SELECT * FROM addresses WHERE article_id = '{story.number}'")
        now = nights.crawled.paper.stories[story.number]
        assert (row["key"], row["url"]) == (story.key, now.url)
        assert now.url != story.url


def test_a_new_etag_is_kept(nights: Nights) -> None:
    story = nights.stories["same text, new ETag"]
    [row] = nights.crawled.rows(f"SELECT etag FROM addresses WHERE key = '{story.key}'")
    assert row["etag"] == replace(story, edition=2).etag


def test_what_is_back_is_an_article_again(nights: Nights) -> None:
    back = {name: nights.fate(name, 3) for name in CHANGES if name.startswith("removed")}
    assert len(back) == 4
    assert set(back.values()) == {_SAME}
    assert {nights.crawled.state()[nights.stories[name].key] for name in back} == {"article"}


def test_the_tables_keep_the_text_of_what_was_removed_and_each_edition_of_what_was_edited(nights: Nights) -> None:
    output = nights.crawled.output / "again"
    ingest_here([nights.crawled.settings().warc_folder], output, batch=8)
    documents = {row["doc_id"]: row for row in rows(output, "documents")}
    assert set(documents) == {story.key for story in nights.crawled.paper.stories.values()}
    editions = {story.key: 1 for story in nights.crawled.paper.stories.values()}
    for night in range(4):
        for name, story in nights.stories.items():
            editions[story.key] += nights.fate(name, night) == _CHANGED
    # a caption is none of the body by which the crawl knows a change, and one of the text that is stored
    editions[nights.stories["another caption"].key] += 1
    assert {key: row["revision"] for key, row in documents.items()} == editions
    for name in CHANGES:
        if name.startswith("removed"):
            assert documents[nights.stories[name].key]["title"] == nights.stories[name].title


def test_the_tenth_look_sees_what_the_server_denies(nights: Nights) -> None:
    assert nights.fate("new text, and 304", 3) == _CHANGED


def test_every_address_is_accounted_for(nights: Nights) -> None:
    assert nights.crawled.state() == {story.key: "article" for story in nights.crawled.paper.stories.values()} | {
        "congthuong.vn/499001": "rejected"
    }
    assert {row["url"] for row in nights.crawled.rows()} >= {
        f"{HOME}{story.path}" for story in nights.crawled.paper.stories.values()
    }
