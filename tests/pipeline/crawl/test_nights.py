"""A week of nights at a paper of 300 articles, told by the server's own log, the frontier and the archives."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType

from pipeline.crawl.night import Night
from pipeline.crawl.politeness.agent import user_agent
from pipeline.sites.congthuong import CONGTHUONG
from tests.pipeline.crawl.nights import CONTACT, DELAY, FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import FORBIDDEN, HOME, Paper, forbidden
from tests.pipeline.crawl.server import Server, shortest_gap
from tests.pipeline.crawl.stories import Story
from tests.pipeline.ingesting import ingest_here, rows

NIGHTS = 7
REFUSED = f"{HOME}{FORBIDDEN}"


@dataclass
class Happened:
    """What a night's editors did."""

    new: list[Story] = field(default_factory=list)
    edited: list[Story] = field(default_factory=list)
    renamed: list[Story] = field(default_factory=list)
    removed: list[Story] = field(default_factory=list)


@dataclass
class Week:
    crawled: Crawled
    happened: list[Happened]

    @property
    def paper(self) -> Paper:
        return self.crawled.paper


def second_night(paper: Paper) -> Happened:
    """12 new, some of which one source alone names; 3 edited, one of which nobody says; 1 renamed; 1 removed."""
    young = paper.live[:20]
    with_validators = [story for story in young if story.validators]
    return Happened(
        new=[
            *paper.publish(9),
            *paper.publish(1, only="feed"),
            *paper.publish(1, only="section"),
            *paper.publish(1, only="sitemap"),
        ],
        edited=[paper.edit(young[0]), paper.edit(with_validators[3], silently=True), paper.edit(paper.live[-20])],
        renamed=[paper.rename(young[8], "Thái Nguyên đổi tên chương trình khuyến công, thêm 7 tỷ đồng")],
        removed=[young[10]],
    )


def further_night(paper: Paper, chance: random.Random) -> Happened:
    edited = chance.sample([story for story in paper.live if story.published_at.year >= 2025], chance.randint(1, 3))
    return Happened(new=paper.publish(chance.randint(3, 9)), edited=[paper.edit(story) for story in edited], removed=[])


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    chance = random.Random(5)
    paper = Paper(300, FIRST)
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, tmp_path_factory.mktemp("week"))
        happened = [Happened(new=paper.live)]
        crawled.tonight()
        for night in range(1, NIGHTS):
            crawled.next_night()
            happened.append(second_night(paper) if night == 1 else further_night(paper, chance))
            for story in happened[-1].removed:
                paper.remove(story)
            crawled.tonight()
        yield Week(crawled, happened)


def test_each_night_finds_what_its_editors_did(week: Week) -> None:
    for place, (night, happened) in enumerate(zip(week.crawled.nights, week.happened, strict=True)):
        assert night.ended == "finished"
        assert night.error is None
        assert set(night.new_urls) == {story.url for story in happened.new}
        assert set(night.changed_urls) == {story.url for story in [*happened.edited, *happened.renamed]}
        assert set(night.gone_urls) == {story.url for story in happened.removed}
        # what is gone is looked at once more three nights later, and is no news then
        gone = [*happened.removed, *(week.happened[place - 3].removed if place >= 3 else ())]
        # an address that robots.txt forbids is looked at again like an article, on some nights
        reasons = {reason: count for reason, count in night.reasons.items() if reason != "robots_disallowed"}
        assert reasons == ({"http_404": len(gone)} if gone else {})
        assert night.waiting == 0
    assert [night.robots for night in week.crawled.nights] == ["first"] + ["same"] * (NIGHTS - 1)
    assert len(week.crawled.nights[0].new_urls) == 300


def test_every_layout_is_read(week: Week) -> None:
    # 300 articles in the DOM of each layout that the site ever had
    assert set(week.crawled.nights[0].layouts) == {layout.name for layout in CONGTHUONG.layouts}
    assert week.crawled.nights[0].layouts == dict(Counter(story.layout for story in week.happened[0].new))
    assert week.crawled.nights[0].empty_fields == {}


def test_every_address_is_accounted_for(week: Week) -> None:
    state = week.crawled.state()
    removed = {story.key for story in week.happened[1].removed}
    expected = {story.key: "gone" if story.key in removed else "article" for story in week.paper.stories.values()}
    assert state == expected | {"congthuong.vn/499001": "rejected"}


def test_what_was_asked_is_stored_or_rejected(week: Week) -> None:
    for night, log in zip(week.crawled.nights, week.crawled.logs, strict=True):
        outcomes = week.crawled.outcomes(night)
        assert night.pages == len(outcomes) == sum(night.verdicts.values())
        assert night.requests == len(log)
        assert night.by_status == {str(status): count for status, count in Counter(a.status for a in log).items()}
        redirects = sum(line.status == 301 for line in log)
        assert len(pages_asked(log)) == answered(night) + redirects
    assert len(week.crawled.archived()) == sum(answered(night) for night in week.crawled.nights)


def answered(night: Night) -> int:
    """The addresses of a night that were asked for: all but those that robots.txt forbids."""
    return night.pages - night.reasons.get("robots_disallowed", 0)


def test_nothing_is_fetched_twice(week: Week) -> None:
    for log in week.crawled.logs:
        assert max(Counter(pages_asked(log)).values()) == 1
    edited = {story.number for night in week.happened for story in [*night.edited, *night.renamed, *night.removed]}
    times = Counter(path for log in week.crawled.logs for path in pages_asked(log))
    old = [story for story in week.happened[0].new if story.published_at.year < 2026 and story.number not in edited]
    assert {times[story.path] for story in old} == {1}
    assert len(old) > 200


def test_known_pages_are_asked_for_on_condition(week: Week) -> None:
    seen: set[str] = set()
    conditional = 0
    for log in week.crawled.logs:
        for line in log:
            headers = line.request.headers
            if line.status == 301:
                continue
            if line.path in seen:
                number = int(line.path.rpartition("-")[2].removesuffix(".html"))
                assert ("if-none-match" in headers) == week.paper.stories[number].validators, line.path
                conditional += "if-none-match" in headers
            elif line.path.endswith(".html"):
                assert "if-none-match" not in headers
        seen.update(line.path for line in log if line.path.endswith(".html") and line.status == 200)
    assert conditional > 100


def test_the_site_is_treated_politely(week: Week) -> None:
    for log in week.crawled.logs:
        assert {line.host for line in log} == {"congthuong.vn"}
        assert log[0].path == "/robots.txt"
        assert shortest_gap(log, "congthuong.vn") >= DELAY
        assert forbidden(line.path for line in log) == []
        for line in log:
            assert line.request.headers["user-agent"] == user_agent(CONTACT)
            extra = set(line.request.headers) - {"host", "user-agent", "accept", "accept-language", "accept-encoding"}
            assert extra <= {"if-none-match", "if-modified-since"}
    assert dict(week.crawled.server.busiest) == {"congthuong.vn": 1}


def test_addresses_of_sections_reach_the_server_unharmed(week: Week) -> None:
    lines = {line.request.line for log in week.crawled.logs for line in log}
    assert "GET /thoi-su&s_cond=&BRSR=20 HTTP/1.1" in lines
    assert "GET /thoi-su&s_cond=&BRSR=80 HTTP/1.1" in lines


def test_known_sections_are_not_read_to_their_end_again(week: Week) -> None:
    first, *later = ([line.path for line in log if "BRSR" in line.path] for log in week.crawled.logs)
    assert len(first) >= 8
    assert all(len(paths) < len(first) for paths in later[1:])


@pytest.fixture(scope="module")
def tables(week: Week) -> Path:
    """What a run makes of the week's archives, without the network."""
    output = week.crawled.output / "again"
    ingest_here([week.crawled.settings().warc_folder], output, batch=8)
    return output


def test_every_stored_article_is_a_document_with_its_text_and_date(week: Week, tables: Path) -> None:
    documents = {row["doc_id"]: row for row in rows(tables, "documents")}
    # what was removed keeps the text that it had
    assert set(documents) == {story.key for story in week.paper.stories.values()}
    for story in week.paper.stories.values():
        row = documents[story.key]
        assert row["title"] == story.title
        assert row["published_at"] == story.published_at.replace(second=0, microsecond=0)
        assert row["author"] == story.author
        body = row["text"].split("\n\n")
        assert [line for line in body if line in story.lines] == list(story.lines)
        assert "Giá vàng" not in row["text"]


def test_edited_and_renamed_articles_are_revisions(week: Week, tables: Path) -> None:
    edited = Counter(story.key for night in week.happened for story in [*night.edited, *night.renamed])
    assert Counter(row["doc_id"] for row in rows(tables, "revisions")) == edited
    for row in rows(tables, "documents"):
        assert row["revision"] == 1 + edited[row["doc_id"]]
    first = {story.key: story for story in week.happened[0].new}
    for row in rows(tables, "revisions"):
        if row["revision"] == 1 and row["doc_id"] in first:
            for line in first[row["doc_id"]].lines:
                assert line in row["text"]


def test_what_a_run_reads_is_stored_or_rejected(week: Week, tables: Path) -> None:
    [run] = rows(tables, "runs")
    pages = [url for url, status, _ in week.crawled.archived() if status == 200]
    errors = [url for url, status, _ in week.crawled.archived() if status >= 400]
    assert run["read"] == len(pages) + len(errors)
    assert run["rejected"] == len(errors) == len(rows(tables, "rejects"))
    assert run["read"] == run["new"] + run["changed"] + run["duplicate"] + run["unchanged"] + run["rejected"]


def test_an_independent_reader_finds_the_same_records(week: Week) -> None:
    found = []
    for path in sorted(week.crawled.settings().warc_folder.iterdir()):
        with path.open("rb") as opened:
            for record in FastIterator(opened, record_types=WarcRecordType.any_type, parse_http=False):
                assert record.verify_block_digest()
                if record.record_type != WarcRecordType.warcinfo:
                    record.parse_http()
                    found.append((record.headers["WARC-Target-URI"], record.http_headers.status_code))
    assert found == [(url, status) for url, status, _ in week.crawled.archived()]


def test_the_frontier_says_where_each_page_stands(week: Week) -> None:
    for row in week.crawled.rows("SELECT * FROM addresses WHERE warc_file IS NOT NULL ORDER BY key"):
        with (week.crawled.settings().warc_folder / row["warc_file"]).open("rb") as opened:
            opened.seek(row["warc_offset"])
            record = next(iter(FastIterator(opened)))
            assert CONGTHUONG.address_key(record.headers["WARC-Target-URI"]) == row["key"]
