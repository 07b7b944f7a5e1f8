"""Every fault that one page can have, all on one site in one night; what the next night makes of each.

The faulty addresses stand between sound ones, and only the sources name them: whatever happens to one of them must
leave the others as they are.
"""

import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from tests.pipeline.crawl.nights import FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import HOME, STRANGER, Paper
from tests.pipeline.crawl.server import Reply, Server, shortest_gap
from tests.pipeline.crawl.stories import Story, page_of
from tests.pipeline.ingesting import ingest_here, rows

#: What a page is known by on a night: verdict, reason, and how often it was asked for.
Fate = tuple[str, str | None, int]
NEW: Fate = ("new", None, 1)
SAME: Fate = ("unchanged", None, 1)


@dataclass(frozen=True)
class Fault:
    """A story's fault: what is done to the paper, and its fate on that night and on the next, when all is well."""

    cause: Callable[[Paper, Story], None]
    tonight: Fate
    tomorrow: Fate | None


def _sends(*replies: Callable[[Reply, Story], Reply]) -> Callable[[Paper, Story], None]:
    def cause(paper: Paper, story: Story) -> None:
        whole = Reply(body=page_of(story, 0))
        paper.faults[story.path] = [reply(whole, story) for reply in replies]

    return cause


def _whole(whole: Reply, story: Story) -> Reply:
    return whole


def _status(status: int, **headers: str) -> Callable[[Reply, Story], Reply]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda whole, story: Reply(status=status, body=b"<html><body>loi</body></html>", headers=named)


def _moved(target: Callable[[Story], str]) -> Callable[[Paper, Story], None]:
    def cause(paper: Paper, story: Story) -> None:
        paper.moved[story.path] = target(story)

    return cause


def _loops(paper: Paper, story: Story) -> None:
    other = story.path.replace(f"-{story.number}", f"-vong-{story.number}")
    paper.moved |= {story.path: other, other: story.path}


def _page(words: str) -> Callable[[Reply, Story], Reply]:
    return lambda whole, story: Reply(
        body=f"<!DOCTYPE html><html><head><title>{words}</title></head><body>"
        f"<h1>{words}</h1><p>Mời bạn trở về trang chủ.</p></body></html>".encode()
    )


def _front_page(whole: Reply, story: Story) -> Reply:
    words = "".join(f"<p>Tin ngắn số {number}: giá nông sản trong nước giữ ổn định.</p>" for number in range(9))
    return Reply(
        body=f'<!DOCTYPE html><html><head><title>Báo Công Thương điện tử</title><link rel="canonical" href="{HOME}/">'
        f"</head><body><h1>Tin mới nhất</h1><article>{words}</article></body></html>".encode()
    )


def _cut(whole: Reply, story: Story) -> Reply:
    packed = gzip.compress(whole.body, mtime=0)[:-40]
    return Reply(body=packed, headers={"Content-Encoding": "gzip"})


def _in_gzip(whole: Reply, story: Story) -> Reply:
    return Reply(body=gzip.compress(whole.body, mtime=0), headers={"Content-Encoding": "gzip"})


def _too_long(whole: Reply, story: Story) -> Reply:
    return replace(whole, length=len(whole.body) + 900, then="close")


def _too_short(whole: Reply, story: Story) -> Reply:
    return replace(whole, length=len(whole.body) // 2, then="close")


def _says_nothing(whole: Reply, story: Story) -> Reply:
    return Reply(raw=b"", then="hold")


def _drips(whole: Reply, story: Story) -> Reply:
    return replace(whole, raw=replace(whole, length=100_000).wire(), then="drip")


def _resets(whole: Reply, story: Story) -> Reply:
    return Reply(raw=b"", then="reset")


def _resets_later(whole: Reply, story: Story) -> Reply:
    return Reply(raw=whole.wire()[:-900], then="reset")


def _wrong_charset(whole: Reply, story: Story) -> Reply:
    """UTF-8, and both the header and the page say that it is something else."""
    body = whole.body.replace(b'charset="utf-8"', b'charset="iso-8859-1"')
    assert body != whole.body
    return Reply(body=body, headers={"Content-Type": "text/html; charset=windows-1252"})


def _utf_16(whole: Reply, story: Story) -> Reply:
    return Reply(body=whole.body.decode().encode("utf-16"), headers={"Content-Type": "text/html"})


def _photographs(whole: Reply, story: Story) -> Reply:
    body = whole.body
    for paragraph in story.paragraphs:
        body = body.replace(paragraph.encode(), b"")
    start, end = body.index(b"<p style"), body.rindex(b'<div style="clear: both;">')
    picture = b'<p><img class="__img_mastercms" src="/stores/a.jpg"></p>' * 3
    return Reply(body=body[:start] + picture + b"</div>" + body[end:])


def _unknown_layout(whole: Reply, story: Story) -> Reply:
    words = "".join(f"<p>{line}</p>" for line in story.paragraphs)
    return Reply(
        body=f"<!DOCTYPE html><html><head><title>{story.title}</title></head><body><main><h1 class='moi-2027'>"
        f"{story.title}</h1><div class='noi-dung-2027'><p>{story.sapo}</p>{words}</div></main></body></html>".encode()
    )


def _another_story(whole: Reply, story: Story) -> Reply:
    """The body of another article at this one's address, with nothing that says whose it is."""
    other = replace(
        story,
        title="Vận động viên trẻ giành huy chương tại giải bơi mùa thu",
        sapo="Đoàn thể thao về nước trong đêm.",
        paragraphs=("Giải đấu kéo dài năm ngày ở hồ bơi mới.",) * 2,
    )
    page = page_of(other, 0)
    return Reply(body=page.replace(story.url.encode(), b""))


def _syndicated(paper: Paper, story: Story) -> None:
    paper.put(replace(story, paragraphs=(*story.paragraphs, "Theo TTXVN")))


def _on_two_hosts(paper: Paper, story: Story) -> None:
    for host in ("kinhte", "m"):
        paper.named.setdefault("/news-sitemap.xml", [])
        paper.named["/news-sitemap.xml"] = [
            *paper.named["/news-sitemap.xml"],
            f"https://{host}.congthuong.vn{story.path}",
        ]
    paper.named["/rss/tai-chinh.rss"] = [
        f"https://www.congthuong.vn/mot-slug-khac-han-{story.number}.html?utm_source=zalo"
    ]


def _led_to_sister_host(paper: Paper, story: Story) -> None:
    paper.moved[story.path] = f"https://kinhte.congthuong.vn{story.path}"


FAULTS = {
    "500, then 200": Fault(_sends(_status(500), _whole), ("new", None, 2), SAME),
    "500 throughout": Fault(_sends(_status(500)), ("failed", "http_500", 2), NEW),
    "503, then 200": Fault(_sends(_status(503), _whole), ("new", None, 2), SAME),
    "429, seconds": Fault(_sends(_status(429, Retry_After="1"), _whole), ("new", None, 2), SAME),
    "429, a date": Fault(
        _sends(
            _status(429, Date="Mon, 06 Jul 2026 02:00:00 GMT", Retry_After="Mon, 06 Jul 2026 02:00:01 GMT"), _whole
        ),
        ("new", None, 2),
        SAME,
    ),
    "slow headers": Fault(_sends(_says_nothing), ("failed", "timeout", 2), NEW),
    "slow headers, then well": Fault(_sends(_says_nothing, _whole), ("new", None, 2), SAME),
    "slow body": Fault(_sends(_drips), ("failed", "timeout", 2), NEW),
    "reset": Fault(_sends(_resets), ("failed", "reset", 2), NEW),
    "reset in the body": Fault(_sends(_resets_later), ("failed", "truncated", 2), NEW),
    "reset, then well": Fault(_sends(_resets, _whole), ("new", None, 2), SAME),
    "truncated gzip": Fault(_sends(_cut), ("failed", "truncated", 2), NEW),
    "Content-Length too long": Fault(_sends(_too_long), ("failed", "truncated", 2), NEW),
    "Content-Length too short": Fault(_sends(_too_short), ("failed", "truncated", 2), NEW),
    "gzip": Fault(_sends(_in_gzip), NEW, SAME),
    "empty": Fault(_sends(lambda whole, story: Reply()), ("failed", "empty", 1), NEW),
    "403": Fault(_sends(_status(403)), ("failed", "http_403", 1), NEW),
    "404": Fault(_sends(_status(404)), ("gone", "http_404", 1), None),
    "410": Fault(_sends(_status(410)), ("gone", "http_410", 1), None),
    "200 that says not found": Fault(_sends(_page("Không tìm thấy trang")), ("gone", "not_found_page", 1), None),
    "redirect to home": Fault(_moved(lambda story: "/"), ("gone", "redirected_home", 1), None),
    "redirect to a section": Fault(_moved(lambda story: "/thoi-su"), ("gone", "redirected_section", 1), None),
    "redirect loop": Fault(_loops, ("failed", "redirect_loop", 1), NEW),
    "redirect to a stranger": Fault(
        _moved(lambda story: f"https://{STRANGER}{story.path}"), ("rejected", "off_site", 1), NEW
    ),
    "redirect to a sister host": Fault(_led_to_sister_host, NEW, SAME),
    "wrong charset": Fault(_sends(_wrong_charset), NEW, SAME),
    "UTF-16": Fault(_sends(_utf_16), NEW, SAME),
    "photographs alone": Fault(_sends(_photographs), ("rejected", "no_text", 1), NEW),
    "an unknown layout": Fault(_sends(_unknown_layout), NEW, ("changed", None, 1)),
    "a front page in its place": Fault(
        _sends(_front_page), ("rejected", "no_layout", 1), NEW
    ),
    "another story in its place": Fault(_sends(_another_story), ("rejected", "wrong_article", 1), NEW),
    "no page at all": Fault(
        _sends(lambda whole, story: Reply(body=b"%PDF-1.4 ...", headers={"Content-Type": "application/pdf"})),
        ("rejected", "not_html", 1),
        NEW,
    ),
    "larger than allowed": Fault(
        _sends(lambda whole, story: replace(whole, body=whole.body + b" " * 400_000)), ("rejected", "too_large", 1), NEW
    ),
    "a bomb": Fault(
        _sends(lambda whole, story: _in_gzip(replace(whole, body=whole.body + b" " * 30_000_000), story)),
        ("rejected", "too_large", 1),
        NEW,
    ),
    "syndicated": Fault(_syndicated, NEW, SAME),
    "one id on two hosts": Fault(_on_two_hosts, NEW, SAME),
}  # fmt: skip


@dataclass
class Nights:
    crawled: Crawled
    stories: dict[str, Story]
    sound: Sequence[Story]

    def fate(self, name: str, night: int) -> Fate | None:
        story = self.stories[name]
        found = self.crawled.outcomes(self.crawled.nights[night]).get(story.url)
        asked = sum(line.path == story.path and line.host == "congthuong.vn" for line in self.crawled.logs[night])
        return (*found, asked) if found is not None else None


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    paper = Paper(len(FAULTS) * 2 + 2, FIRST)
    # each younger than three days, so that the next night looks at it again; the newest layout alone
    for place, story in enumerate(paper.live):
        hours = FIRST.replace(hour=0) - story.published_at.__class__.resolution * (place + 1) * 10**6 * 600
        paper.put(replace(story, published_at=hours, modified_at=hours, layout="2025", validators=False))
    sound, faulty = paper.live[::2], paper.live[1::2]
    stories = dict(zip(FAULTS, faulty, strict=False))
    with Server(paper.answer) as server:
        crawled = Crawled(paper, server, tmp_path_factory.mktemp("faults"))
        for name, story in stories.items():
            FAULTS[name].cause(paper, story)
        crawled.tonight(max_response_bytes=300_000, host_failures=6)
        crawled.next_night()
        paper.faults.clear()
        paper.moved.clear()
        crawled.tonight(max_response_bytes=300_000)
        yield Nights(crawled, stories, [*sound, *faulty[len(FAULTS) :]])


@pytest.mark.fault
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(nights: Nights, name: str) -> None:
    assert nights.fate(name, 0) == FAULTS[name].tonight
    assert nights.fate(name, 1) == FAULTS[name].tomorrow


def test_the_others_are_as_ever(nights: Nights) -> None:
    outcomes = nights.crawled.outcomes(nights.crawled.nights[0])
    assert {outcomes[story.url] for story in nights.sound} == {("new", None)}
    assert [night.ended for night in nights.crawled.nights] == ["finished", "finished"]


def test_the_sums_are_those_of_the_pages(nights: Nights) -> None:
    night = nights.crawled.nights[0]
    outcomes = nights.crawled.outcomes(night)
    assert dict(night.verdicts) == dict(Counter(verdict for verdict, _ in outcomes.values()))
    assert dict(night.reasons) == dict(Counter(reason for _, reason in outcomes.values() if reason is not None))
    assert night.requests == len(nights.crawled.logs[0])
    unknown = nights.stories["an unknown layout"].url
    [row] = nights.crawled.rows(f"SELECT layout FROM outcomes WHERE run_id = '{night.run_id}' AND url = '{unknown}'")
    assert row["layout"] == "generic"


def test_every_address_is_accounted_for(nights: Nights) -> None:
    assert set(nights.crawled.state()) == {story.key for story in nights.crawled.paper.stories.values()} | {
        "congthuong.vn/499001"
    }
    final = nights.crawled.state()
    gone = {nights.stories[name].key for name, fault in FAULTS.items() if fault.tonight[0] == "gone"}
    assert {key for key, state in final.items() if state == "gone"} == gone
    assert {key for key, state in final.items() if state != "article"} == gone | {"congthuong.vn/499001"}


def test_each_answer_is_in_the_archive_and_broken_ones_are_not(nights: Nights) -> None:
    archived = Counter(url for url, _, _ in nights.crawled.archived())
    for name, fault in FAULTS.items():
        story = nights.stories[name]
        unanswered = fault.tonight[1] in ("timeout", "reset", "truncated", "too_large")
        led_away = name.startswith("redirect") and "stranger" not in name
        expected = int(not unanswered and not led_away) + int(fault.tomorrow is not None)
        assert archived[story.url] == expected, name


def test_what_the_archive_gives_is_what_the_crawl_took(nights: Nights) -> None:
    """Read = stored + rejected, no article lost, none twice, and nothing stored that the crawl refused."""
    output = nights.crawled.output / "again"
    done = ingest_here([nights.crawled.settings().warc_folder], output, batch=8).counts
    assert done.read == done.extracted + done.rejected + done.duplicate
    titles = {row["doc_id"]: row["title"] for row in rows(output, "documents")}
    taken = {key for key, state in nights.crawled.state().items() if state == "article"}
    assert titles == {story.key: story.title for story in nights.crawled.paper.stories.values() if story.key in taken}
    reasons = " ".join(row["reason"] for row in rows(output, "rejects"))
    for name, words in {
        "200 that says not found": "says that there is no such article",
        "redirect to home": "leads to the front page",
        "redirect to a section": "leads to a list of articles",
        "a front page in its place": "holds a front page or a list",
        "another story in its place": "holds another article",
        "404": "was answered with status 404",
    }.items():
        assert f"{nights.stories[name].url} {words}" in reasons


def test_the_stranger_is_never_asked_and_the_delay_is_kept(nights: Nights) -> None:
    for log in nights.crawled.logs:
        assert {line.host for line in log} <= {"congthuong.vn", "kinhte.congthuong.vn"}
        for host in ("congthuong.vn", "kinhte.congthuong.vn"):
            assert shortest_gap(log, host) >= nights.crawled.settings().delay
    sister = [line.path for line in nights.crawled.logs[0] if line.host == "kinhte.congthuong.vn"]
    assert sister == ["/robots.txt", nights.stories["redirect to a sister host"].path]


@pytest.mark.parametrize("name", ["429, seconds", "429, a date"])
def test_retry_after_is_waited_for(nights: Nights, name: str) -> None:
    log, path = nights.crawled.logs[0], nights.stories[name].path
    place = next(place for place, line in enumerate(log) if line.path == path)
    assert log[place + 1].path == path
    assert log[place + 1].began - log[place].ended >= 1.0


def test_only_what_failed_is_asked_for_again(nights: Nights) -> None:
    log = [line for line in nights.crawled.logs[0] if line.host == "congthuong.vn"]
    repeated = {path for path, count in Counter(pages_asked(log)).items() if count > 1}
    assert repeated == {nights.stories[name].path for name, fault in FAULTS.items() if fault.tonight[2] > 1}
