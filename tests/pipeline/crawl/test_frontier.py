"""The frontier: what is due and in what order, what is kept, what two addresses of one article become."""

import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.crawl.frontier import Address, Due, Frontier, FrontierError
from pipeline.crawl.night import PageOutcome, SourceSeen, Verdict
from pipeline.sites.congthuong import CONGTHUONG
from pipeline.sites.moit import MOIT

#: 02:00 in Vietnam.
FIRST = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


class Days:
    """A clock that tests move on."""

    def __init__(self) -> None:
        self.time = FIRST

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    def pass_nights(self, nights: int) -> None:
        self.time += timedelta(days=nights)


def url(number: int, slug: str = "bai") -> str:
    return f"https://congthuong.vn/{slug}-{number}.html"


@pytest.fixture
def clock() -> Days:
    return Days()


@pytest.fixture
def frontier(tmp_path: Path, clock: Days) -> Frontier:
    opened = Frontier.open(tmp_path / "crawl" / "congthuong.vn.sqlite", CONGTHUONG, clock)
    opened.begin()
    return opened


def note(frontier: Frontier, *addresses: str | Address, source: str = "sitemap") -> int:
    """Note addresses; how many were new."""
    return frontier.note([a if isinstance(a, Address) else Address(url=a) for a in addresses], source).new


def answer(frontier: Frontier, clock: Days, due: Due, verdict: Verdict, **more: Any) -> PageOutcome:
    fields = {"key": due.key, "url": due.url, "status": 200, "fetched_at": clock.now()} | more
    if verdict in ("new", "changed"):
        fields.setdefault("body_hash", verdict)
    outcome = PageOutcome(verdict=verdict, **fields)
    frontier.record(due, outcome)
    return outcome


def fetch_all(frontier: Frontier, clock: Days, verdict: Verdict = "new", **more: Any) -> list[str]:
    """Answer whatever is due alike; the addresses in order."""
    asked = []
    for due in frontier.due():
        answer(frontier, clock, due, verdict, **more)
        asked.append(due.url)
    return asked


def next_night(frontier: Frontier, clock: Days, nights: int = 1) -> None:
    frontier.finish("finished")
    clock.pass_nights(nights)
    frontier.begin()


def whys(frontier: Frontier) -> list[tuple[str, str]]:
    return [(due.why, due.url) for due in frontier.due()]


def test_one_article_is_one_address_on_any_host_with_any_slug(frontier: Frontier, clock: Days) -> None:
    assert note(frontier, url(400000), "https://m.congthuong.vn/ten-cu-400000.html", url(400000) + "?utm_source=x") == 1
    assert fetch_all(frontier, clock) == [url(400000)]
    assert note(frontier, "http://www.congthuong.vn/ten-moi-400000.html") == 0
    assert whys(frontier) == []


def test_news_come_newest_first_and_what_is_long_known_to_be_old_comes_last(frontier: Frontier, clock: Days) -> None:
    long_ago = clock.time - timedelta(days=30)
    note(
        frontier, url(100001), Address(url=url(400009), lastmod=long_ago), url(99999), url(400000),
        Address(url=url(400001), lastmod=clock.time),
    )  # fmt: skip
    assert [due.url for due in frontier.due()] == [url(n) for n in (400001, 400000, 100001, 99999, 400009)]


def test_since_leaves_out_what_is_known_to_be_older(frontier: Frontier, clock: Days) -> None:
    lastmods = {
        1: FIRST - timedelta(days=2),
        2: FIRST - timedelta(days=40),
        3: None,
        4: datetime(2026, 11, 18, 17, tzinfo=UTC),
    }
    note(frontier, *(Address(url=url(400000 + n), lastmod=lastmod) for n, lastmod in lastmods.items()))
    since = date(2026, 11, 19)
    assert [due.url for due in frontier.due(since=since)] == [url(n) for n in (400004, 400003, 400001)]
    assert frontier.waiting(since=since) == 3
    assert frontier.waiting() == 4


def test_a_young_article_is_looked_at_each_night_then_each_fourth_then_each_sixtieth(
    frontier: Frontier, clock: Days
) -> None:
    note(frontier, url(400000))
    fetch_all(frontier, clock, published_at=FIRST, etag='"1"')
    asked = []
    for night in range(1, 80):
        next_night(frontier, clock)
        if fetch_all(frontier, clock, "not_modified"):
            asked.append(night)
    assert asked == [1, 2, 3, 7, 11, 15, 75]


def test_each_tenth_look_asks_for_the_whole_page(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    whole = []
    for look in range(1, 31):
        for due in frontier.due():
            if due.etag is None:
                whole.append(look)
            answer(frontier, clock, due, "new" if look == 1 else "not_modified", etag='"1"', published_at=clock.time)
        next_night(frontier, clock)
    assert whole == [1, 10, 20, 30]


def test_old_articles_are_looked_at_again_in_bounded_number_the_longest_due_first(
    frontier: Frontier, clock: Days
) -> None:
    old = FIRST - timedelta(days=400)
    for first in (0, 5):
        note(frontier, *(url(400000 + first + n) for n in range(5)))
        fetch_all(frontier, clock, published_at=old)
        next_night(frontier, clock)
    next_night(frontier, clock, 60)
    first = [due.url for due in frontier.due(old_rechecks=6)]
    assert len(first) == 6
    assert set(first[:5]) == {url(400000 + n) for n in range(5)}
    assert frontier.waiting(old_rechecks=6) == 6
    assert frontier.waiting(old_rechecks=200) == 10


def test_what_a_source_says_was_edited_is_due_once(frontier: Frontier, clock: Days) -> None:
    note(frontier, Address(url=url(400000), lastmod=FIRST - timedelta(days=100)))
    fetch_all(frontier, clock, published_at=FIRST - timedelta(days=100))
    next_night(frontier, clock)
    note(frontier, Address(url=url(400000), lastmod=FIRST - timedelta(days=50)))
    assert whys(frontier) == []  # older than our answer
    note(frontier, Address(url=url(400000), lastmod=clock.time - timedelta(hours=1)))
    assert whys(frontier) == [("edited", url(400000))]
    fetch_all(frontier, clock, "changed")
    note(frontier, Address(url=url(400000), lastmod=clock.time - timedelta(hours=1)))
    assert whys(frontier) == []


def test_a_day_alone_holds_until_its_end(frontier: Frontier, clock: Days) -> None:
    day = datetime(2026, 11, 22, tzinfo=UTC) - timedelta(hours=7)  # midnight in Vietnam; we ask at two
    note(frontier, Address(url=url(400000), lastmod=day.astimezone(UTC)))
    fetch_all(frontier, clock, published_at=FIRST - timedelta(days=100))
    next_night(frontier, clock)
    midnight = datetime.fromisoformat("2026-11-22T00:00:00+07:00")
    note(frontier, Address(url=url(400000), lastmod=midnight))
    assert whys(frontier) == [("edited", url(400000))]


def test_a_source_that_always_says_edited_is_not_believed_for_long(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    fetch_all(frontier, clock, published_at=FIRST - timedelta(days=100))
    asked = 0
    for _ in range(10):
        next_night(frontier, clock)
        note(frontier, Address(url=url(400000), lastmod=clock.time + timedelta(days=365)))
        asked += len(fetch_all(frontier, clock, "unchanged"))
    assert asked == 3


def test_a_failure_is_tried_again_after_twice_as_many_nights_each_time(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    asked = []
    for night in range(1, 70):
        if fetch_all(frontier, clock, "failed", status=None, reason="timeout"):
            asked.append(night)
        next_night(frontier, clock)
    assert asked == [1, 2, 4, 8, 16, 32, 64]


def test_a_page_that_is_gone_is_looked_at_twice_more(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    asked = []
    for night in range(1, 100):
        if fetch_all(frontier, clock, "gone", status=404):
            asked.append(night)
        next_night(frontier, clock)
    assert asked == [1, 4, 18]
    assert [len(night.gone_urls) for night in frontier.nights(99) if night.pages] == [1, 0, 0], "news once"
    note(frontier, Address(url=url(400000), lastmod=clock.time))  # it is back, says the sitemap
    assert whys(frontier) == [("edited", url(400000))]


def test_a_page_that_is_gone_is_news_once_whatever_is_missed_and_again_where_it_was_back(
    frontier: Frontier, clock: Days
) -> None:
    note(frontier, url(400000))
    for verdict, nights in (("gone", 100), ("failed", 100), ("gone", 100), ("unchanged", 100), ("gone", 100)):
        assert fetch_all(frontier, clock, verdict) == [url(400000)]
        next_night(frontier, clock, nights)
    assert [len(night.gone_urls) for night in frontier.nights(99) if night.pages] == [1, 0, 0, 0, 1]


def test_an_article_that_is_not_at_its_address_is_looked_for_at_the_others_that_sources_name(
    frontier: Frontier, clock: Days
) -> None:
    note(frontier, "https://congthuong.vn/hong-400000.html?a=1", url(400000), url(400000, "khac"))
    asked = []
    for _ in range(3):
        asked += fetch_all(frontier, clock, "gone", status=404)
        next_night(frontier, clock)
    assert asked == ["https://congthuong.vn/hong-400000.html?a=1", url(400000), url(400000, "khac")]
    assert whys(frontier) == [], "the third is looked at again as any that is gone"


def test_hosts_that_were_given_up_are_passed_over_and_stay_due(tmp_path: Path, clock: Days) -> None:
    with Frontier.open(tmp_path / "x.sqlite", CONGTHUONG, clock) as frontier:
        frontier.begin()
        note(frontier, url(400000), "https://kinhte.congthuong.vn/chuyen-trang")
        given_up: set[str] = set()
        asked = []
        for due in frontier.due(skip_hosts=given_up):
            asked.append(due.url)
            given_up.add("kinhte.congthuong.vn")
        assert asked == [url(400000)]
        assert frontier.waiting() == 2


def test_a_renamed_article_is_asked_by_its_new_name(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000, "ten-cu"))
    fetch_all(frontier, clock, final_url=url(400000, "ten-moi"))
    next_night(frontier, clock)
    assert whys(frontier) == [("recheck", url(400000, "ten-moi"))]
    assert note(frontier, url(400000, "ten-cu")) == 0


def test_an_answer_without_an_article_does_not_change_the_address(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    fetch_all(frontier, clock, "gone", status=200, reason="redirected_home", final_url="https://congthuong.vn/")
    next_night(frontier, clock, 3)
    assert whys(frontier) == [("recheck", url(400000))]


@pytest.mark.parametrize("target_known", [False, True])
def test_an_address_that_led_to_another_article_becomes_its_name(clock: Days, target_known: bool) -> None:
    old, new = "https://moit.gov.vn/tin-tuc/x-ten-cu.html", "https://moit.gov.vn/tin-tuc/ten-moi.html"
    with Frontier.open(None, MOIT, clock) as frontier:
        frontier.begin()
        note(frontier, old, *([new] if target_known else []))
        asked = []
        for due in frontier.due():
            asked.append(due.url)
            answer(frontier, clock, due, "new", key=new, final_url=new)
        assert asked == [old]  # the other one was answered with it
        assert frontier.counts() == {"article": 1}
        assert note(frontier, old, new) == 0
        assert frontier.body_hash(new) == "new"
        next_night(frontier, clock)
        assert whys(frontier) == [("recheck", new)]


def test_a_source_is_known_as_far_as_it_was_read_to_its_end(frontier: Frontier, clock: Days) -> None:
    seen = SourceSeen(name="section:/thoi-su", kind="section", url="https://congthuong.vn/thoi-su", status=200)
    note(frontier, url(400001), source=seen.name)
    frontier.note_source(seen, complete=False)  # page 2 was not reached
    assert not frontier.known_to(seen.name)(CONGTHUONG.address_key(url(400001)))
    note(frontier, url(400000), source=seen.name)
    frontier.note_source(seen, complete=True)
    note(frontier, url(400002), source="news sitemap")
    known = frontier.known_to(seen.name)
    assert [known(CONGTHUONG.address_key(url(400000 + n))) for n in (0, 1, 2)] == [True, True, False]


def test_robots_are_remembered_by_origin(frontier: Frontier) -> None:
    assert frontier.robots_hash("https://congthuong.vn") is None
    frontier.note_robots("first", {"https://congthuong.vn": "abc"})
    frontier.note_robots("changed", {"https://congthuong.vn": "abd"})
    assert frontier.robots_hash("https://congthuong.vn") == "abd"
    assert frontier.finish("finished").robots == "changed"


def test_a_night_sums_up_what_became_of_its_pages(frontier: Frontier, clock: Days) -> None:
    note(frontier, *(url(400000 + n) for n in range(5)))
    verdicts: list[tuple[Verdict, dict[str, Any]]] = [
        ("new", {"layout": "2025", "body_length": 100, "empty_fields": ("author", "sapo"), "warc_file": "w"}),
        ("new", {"layout": "2025", "body_length": 301, "empty_fields": ("author",), "warc_file": "w"}),
        ("gone", {"reason": "http_404", "status": 404}),
        ("rejected", {"reason": "no_layout"}),
        ("failed", {"reason": "timeout", "status": None}),
    ]
    for due, (verdict, more) in zip(list(frontier.due()), verdicts, strict=True):
        answer(frontier, clock, due, verdict, **more)
    frontier.set_counts(requests=9, size=1234, by_status={"200": 4, "404": 1})
    frontier.note_source(SourceSeen(name="rss:x", kind="feed", url="u", status=200, entries=5, new=5))
    night = frontier.finish("budget", waiting=7, notes=["a", "b"])
    assert (night.pages, night.waiting, night.requests, night.bytes) == (5, 7, 9, 1234)
    assert night.verdicts == {"failed": 1, "gone": 1, "new": 2, "rejected": 1}
    assert night.reasons == {"http_404": 1, "no_layout": 1, "timeout": 1}
    assert night.layouts == {"2025": 2}
    assert night.empty_fields == {"author": 2, "sapo": 1}
    assert night.median_body_length == 200
    assert night.warc_files == ("w",)
    assert night.new_urls == (url(400004), url(400003))
    assert night.gone_urls == (url(400002),)
    assert [seen.name for seen in night.sources] == ["rss:x"]
    assert (night.ended, night.notes, night.night, night.run_id) == (
        "budget",
        ("a", "b"),
        date(2026, 11, 22),
        "2026-11-22.1",
    )
    assert frontier.nights() == (night,)


def test_a_killed_run_is_completed_by_the_next_and_both_add_up(tmp_path: Path, clock: Days) -> None:
    path = tmp_path / "x.sqlite"
    killed = Frontier.open(path, CONGTHUONG, clock)
    killed.begin()
    note(killed, *(url(400000 + n) for n in range(10)))
    for due, _ in zip(killed.due(), range(4), strict=False):
        answer(killed, clock, due, "new")
    with Frontier.open(path, CONGTHUONG, clock) as frontier:  # no goodbye from the first
        assert frontier.nights() == ()
        assert frontier.begin() == "2026-11-22.2"
        [first] = frontier.nights()
        assert (first.ended, first.pages, first.error) == ("interrupted", 4, "the crawl was killed")
        assert len(fetch_all(frontier, clock)) == 6
        second = frontier.finish("finished")
        assert sorted(first.new_urls + second.new_urls) == [url(400000 + n) for n in range(10)]
        assert frontier.nights() == (first, second)


def test_an_answer_that_kills_its_reader_is_asked_for_last_and_then_given_up(tmp_path: Path, clock: Days) -> None:
    path = tmp_path / "x.sqlite"
    asked: list[list[int]] = []
    for run in range(5):
        with Frontier.open(path, CONGTHUONG, clock) as frontier:
            frontier.begin()
            note(frontier, *(url(400000 + n) for n in range(3 + run)))
            asked.append([])
            for due in frontier.due():
                asked[-1].append(int(due.key[-1]))
                frontier.try_once(due)
                if due.url == url(400002):
                    break  # a crash
                answer(frontier, clock, due, "new")
    assert asked == [[2], [3, 1, 0, 2], [4, 2], [5], [6]]
    with Frontier.open(path, CONGTHUONG, clock) as frontier:
        frontier.begin()
        assert frontier.counts() == {"article": 6, "rejected": 1}
        assert [night.reasons for night in frontier.nights()][2:4] == [{}, {"not_judged": 1}]


def test_a_rehearsal_leaves_nothing_behind(tmp_path: Path, clock: Days) -> None:
    path = tmp_path / "x.sqlite"
    with Frontier.open(path, CONGTHUONG, clock) as frontier:
        frontier.begin()
        note(frontier, url(400000))
        frontier.finish("finished")
        with frontier.rehearsal():
            frontier.begin()
            note(frontier, url(400001))
            assert len(whys(frontier)) == 2
            frontier.finish("finished")
        with pytest.raises(ValueError, match="not in the frontier"), frontier.rehearsal():
            answer(frontier, clock, Due(key="congthuong.vn/1", url=url(1), why="new"), "new")
        assert whys(frontier) == [("new", url(400000))]
        assert len(frontier.nights()) == 1


def test_what_is_in_a_transaction_that_fails_is_not_kept(frontier: Frontier, clock: Days) -> None:
    note(frontier, url(400000))
    [due] = frontier.due()
    with pytest.raises(ValueError, match="not in the frontier"):
        answer(frontier, clock, Due(key="congthuong.vn/1", url=url(1), why="new"), "new")
    assert whys(frontier) == [("new", url(400000))]
    assert frontier.finish("finished").pages == 0
    assert due.key == "congthuong.vn/400000"


def test_a_full_disk_is_told_and_nothing_committed_is_lost(frontier: Frontier, clock: Days) -> None:
    note(frontier, *(url(400000 + n) for n in range(3)))
    pages = frontier._db.execute("PRAGMA page_count").fetchone()[0]
    frontier._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(FrontierError, match=r"congthuong\.vn\.sqlite: database or disk is full: make room on the disk"):
        note(frontier, *(url(500000 + n) for n in range(5000)))
    assert len(whys(frontier)) == 3
    frontier._db.execute("PRAGMA max_page_count = 1000000")
    assert note(frontier, *(url(500000 + n) for n in range(5000))) == 5000


def test_a_newer_frontier_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(
        FrontierError, match=r"x\.sqlite: .*newer version \(schema 99; this one reads up to 1\): install"
    ):
        Frontier.open(path, CONGTHUONG)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(FrontierError, match=r"x\.sqlite: file is not a database: the file is damaged: restore it"):
        Frontier.open(path, CONGTHUONG)
    assert path.read_bytes().startswith(b"no database")


def hasty(path: Path, clock: Days) -> Frontier:
    """A frontier that does not wait for the disk."""
    frontier = Frontier.open(path, CONGTHUONG, clock)
    frontier._db.execute("PRAGMA synchronous = OFF")
    frontier.begin()
    return frontier


VERDICTS: tuple[Verdict, ...] = ("new", "changed", "unchanged", "not_modified", "gone", "rejected", "failed")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("note"), st.lists(st.integers(400000, 400030), max_size=8)),
            st.tuples(st.just("answer"), st.lists(st.sampled_from(VERDICTS), max_size=8)),
            st.tuples(st.just("night"), st.integers(1, 20)),
            st.tuples(st.just("kill"), st.just(0)),
        ),
        max_size=25,
    )
)
def test_whatever_happens_every_address_is_counted_once_and_asked_once_a_night(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("frontier") / "x.sqlite"
    clock = Days()
    frontier = hasty(path, clock)
    found: set[int] = set()
    asked_tonight: set[str] = set()
    verdicts: Counter[str] = Counter()
    for kind, value in steps:
        if kind == "note":
            assert note(frontier, *map(url, value)) == len(set(value) - found)
            found |= set(value)
        elif kind == "answer":
            for due, verdict in zip(frontier.due(), value, strict=False):
                assert due.key not in asked_tonight
                asked_tonight.add(due.key)
                verdicts[verdict] += 1
                answer(frontier, clock, due, verdict)
        elif kind == "night":
            next_night(frontier, clock, value)
            asked_tonight = set()
        else:
            frontier.close()
            frontier = hasty(path, clock)
        assert sum(frontier.counts().values()) == len(found)
        assert frontier.waiting() == len(list(frontier.due()))
    frontier.finish("finished")
    summed: Counter[str] = Counter()
    for night in frontier.nights(1000):
        assert night.pages == sum(night.verdicts.values())
        summed.update(night.verdicts)
    assert summed == verdicts
    frontier.close()


def test_it_is_one_file_that_is_written_ahead_and_read_meanwhile(tmp_path: Path, clock: Days) -> None:
    path = tmp_path / "crawl" / "congthuong.vn.sqlite"
    with Frontier.open(path, CONGTHUONG, clock) as frontier, sqlite3.connect(path) as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        frontier.begin()
        note(frontier, url(400001))
        assert reader.execute("SELECT key FROM addresses").fetchall() == [("congthuong.vn/400001",)]
    reader.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
