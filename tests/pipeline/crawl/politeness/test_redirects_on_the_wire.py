"""Redirects and budgets over HTTP: what is followed, what is not, and where a crawl ends."""

from collections.abc import Mapping

import pytest

from tests.pipeline.crawl.politeness.faulty import Reply, answer
from tests.pipeline.crawl.politeness.rows import PAGE, SITE, Ran, Row, run_rows

GOOD = answer(200, PAGE)
MORE = ("/a", "/b", "/c", "/d", "/e", "/f")
_ALL_GOOD = {page: [GOOD] for page in MORE}


def _to(target: str, status: int = 302) -> Reply:
    return answer(status, b"", f"Location: {target}")


#: Followed, to this address.
FOLLOWED = {
    "another path": (Row(routes={"/a": [_to("/b", 301)], "/b": [GOOD]}), "/b"),
    "home": (Row(routes={"/a": [_to("https://congthuong.vn/")], "/": [GOOD]}), "/"),
    "five": (
        Row(routes={**{f"/{n}": [_to(f"/{n + 1}", 307)] for n in range(1, 5)}, "/a": [_to("/1", 308)], "/5": [GOOD]}),
        "/5",
    ),
    "relative, with a fragment": (Row(routes={"/a": [_to("tin-1.html?x=1#top", 303)], "/tin-1.html?x=1": [GOOD]}),
                                  "/tin-1.html?x=1"),
    "a section": (Row(routes={"/a": [_to("/thoi-su&s_cond=&BRSR=20")], "/thoi-su&s_cond=&BRSR=20": [GOOD]}),
                  "/thoi-su&s_cond=&BRSR=20"),
    "letters": (Row(routes={"/a": [_to("/tin-mới")], "/tin-m%E1%BB%9Bi": [GOOD]}), "/tin-m%E1%BB%9Bi"),
    "a host of the site": (
        Row(
            routes={"/a": [_to("https://kinhte.congthuong.vn/b")], "/b": [GOOD]},
            hosts=("congthuong.vn", "kinhte.congthuong.vn"),
        ),
        "https://kinhte.congthuong.vn/b",
    ),
}  # fmt: skip

#: Not followed: the reason, and the paths that were asked for.
STOPPED = {
    "a loop": (Row(routes={"/a": [_to("/b")], "/b": [_to("/a")]}), "redirect_loop", ["/a", "/b"]),
    "to itself": (Row(routes={"/a": [_to("/a")]}), "redirect_loop", ["/a"]),
    "six": (
        Row(routes={"/a": [_to("/1")], **{f"/{n}": [_to(f"/{n + 1}")] for n in range(1, 9)}}),
        "too_many_redirects",
        ["/a", "/1", "/2", "/3", "/4", "/5"],
    ),
    "off the site": (Row(routes={"/a": [_to("https://example.org/a")]}), "off_site", ["/a"]),
    "a host that is not to be crawled": (
        Row(routes={"/a": [_to("http://baocongthuong.com.vn/a")]}),
        "off_site",
        ["/a"],
    ),
    "a name that looks like the site's": (
        Row(routes={"/a": [_to("https://congthuong.vn.example.org/")]}),
        "off_site",
        ["/a"],
    ),
    "another scheme": (Row(routes={"/a": [_to("ftp://congthuong.vn/a")]}), "bad_redirect", ["/a"]),
    "no address": (Row(routes={"/a": [_to("http://[")]}), "bad_redirect", ["/a"]),
    "nowhere": (Row(routes={"/a": [answer(301)]}), "bad_redirect", ["/a"]),
}

OTHERS = {
    "to what robots.txt forbids": Row(
        routes={"/a": [_to("/b")], "/b": [GOOD]}, robots=[answer(200, b"User-agent: *\nDisallow: /b")]
    ),
    "with conditions": Row(
        routes={"/a": [_to("/b")], "/b": [GOOD]},
        headers={"If-None-Match": '"5"', "If-Modified-Since": "Sun, 06 Nov 1994 12:00:00 GMT"},
    ),
    "and then 503": Row(routes={"/a": [_to("/b")], "/b": [answer(503), GOOD]}),
    "off the site at once": Row(pages=("https://example.org/a", "http://congthuong.vn.example.org/")),
    "pages": Row(pages=MORE, routes={page: [answer(500), GOOD] for page in MORE}, settings={"max_pages": 2}),
    "bytes": Row(pages=MORE, routes=_ALL_GOOD, settings={"max_bytes": 2 * len(PAGE)}),
    "minutes": Row(pages=MORE, routes=_ALL_GOOD, settings={"max_minutes": 0.005, "delay": 0.2}),
    "minutes, before robots.txt": Row(
        pages=MORE, robots=[answer(500)], settings={"max_minutes": 0.005, "delay": 0.6, "backoff": 0.0}
    ),
    "enough": Row(
        pages=MORE, routes=_ALL_GOOD, settings={"max_pages": 6, "max_bytes": 10_000, "max_minutes": 1.0}
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    rows = {
        **{f"followed {name}": row for name, (row, _) in FOLLOWED.items()},
        **{f"stopped {name}": row for name, (row, *_) in STOPPED.items()},
        **OTHERS,
    }
    return run_rows(rows, tmp_path_factory.mktemp("redirects"))


@pytest.mark.parametrize(("name", "target"), [(name, target) for name, (_, target) in FOLLOWED.items()])
def test_redirects_within_the_site_are_followed(ran: Mapping[str, Ran], name: str, target: str) -> None:
    run = ran[f"followed {name}"]
    fate = run.fate()
    assert fate["status"] == 200
    assert fate["url"] == (target if "//" in target else SITE + target)
    assert fate["chain"][0] == f"{SITE}/a"
    assert len(fate["chain"]) == run.sums["redirects"]
    assert fate["stopped"] is None
    assert min(run.gaps) >= 0.02 or "host" in name  # another host has a delay of its own
    assert run.sums["pages"] == 1


def test_another_host_is_asked_for_its_robots_txt_first(ran: Mapping[str, Ran]) -> None:
    run = ran["followed a host of the site"]
    assert [(asked.headers["host"].partition(":")[0], asked.path) for asked in run.log] == [
        ("congthuong.vn", "/robots.txt"),
        ("congthuong.vn", "/a"),
        ("kinhte.congthuong.vn", "/robots.txt"),
        ("kinhte.congthuong.vn", "/b"),
    ]


@pytest.mark.fault
@pytest.mark.parametrize(("name", "reason", "paths"), [(name, *told[1:]) for name, told in STOPPED.items()])
def test_other_redirects_are_passed_on(ran: Mapping[str, Ran], name: str, reason: str, paths: list[str]) -> None:
    run = ran[f"stopped {name}"]
    fate = run.fate()
    assert fate["stopped"] == reason
    assert fate["status"] in (301, 302)
    assert run.paths == ["/robots.txt", *paths]
    assert fate["chain"] == [SITE + path for path in paths[:-1]]
    assert set(run.resolved) <= {"congthuong.vn", "kinhte.congthuong.vn"}


def test_a_redirect_to_what_is_forbidden_is_not_followed(ran: Mapping[str, Ran]) -> None:
    run = ran["to what robots.txt forbids"]
    assert run.paths == ["/robots.txt", "/a"]
    assert run.fate()["reason"] == "robots_disallowed"


def test_conditions_hold_for_the_first_address_only(ran: Mapping[str, Ran]) -> None:
    _, first, second = ran["with conditions"].log
    assert {"if-none-match", "if-modified-since"} <= set(first.headers)
    assert not {"if-none-match", "if-modified-since"} & set(second.headers)


def test_a_target_that_fails_is_asked_again_itself(ran: Mapping[str, Ran]) -> None:
    run = ran["and then 503"]
    assert run.paths == ["/robots.txt", "/a", "/b", "/b"]
    assert run.fate()["status"] == 200
    assert run.fate()["chain"] == [f"{SITE}/a"]


def test_nothing_leaves_the_site(ran: Mapping[str, Ran]) -> None:
    run = ran["off the site at once"]
    assert not run.log
    assert [fate["reason"] for fate in run.fates.values()] == ["off_site", "off_site"]
    assert set(run.resolved) == {"congthuong.vn", "kinhte.congthuong.vn"}


def test_the_budget_of_pages(ran: Mapping[str, Ran]) -> None:
    run = ran["pages"]
    assert run.sums["pages"] == 2
    assert run.sums["budget"] == "pages"
    assert run.sums["ending"] == "budget"
    # a page that was begun is asked again
    assert len(run.paths) == 5
    assert len(set(run.paths)) == 3
    assert sorted(fate.get("reason", "") for fate in run.fates.values()) == ["", "", *["budget"] * 4]
    assert all(fate["left"] for fate in run.fates.values() if "left" in fate)


def test_the_budget_of_bytes(ran: Mapping[str, Ran]) -> None:
    run = ran["bytes"]
    assert len(run.log) == 3
    assert run.sums["bytes"] == 2 * len(PAGE)
    assert run.sums["budget"] == "bytes"
    assert run.sums["ending"] == "budget"
    fates = [fate.get("status", fate.get("reason")) for fate in run.fates.values()]
    assert fates.count(200) == 2
    assert set(fates) == {200, "budget"}


def test_the_budget_of_minutes(ran: Mapping[str, Ran]) -> None:
    run = ran["minutes"]
    assert run.sums["closed"] == "finished"
    assert run.sums["ending"] == "budget"
    assert run.sums["budget"] == "minutes"
    assert run.paths[0] == "/robots.txt"
    assert len(run.log) <= 3
    assert sum(fate.get("reason") == "budget" for fate in run.fates.values()) >= len(MORE) - 2
    assert all(fate["left"] for fate in run.fates.values() if "left" in fate)


def test_whoever_waits_for_robots_txt_is_told_of_the_end(ran: Mapping[str, Ran]) -> None:
    run = ran["minutes, before robots.txt"]
    assert len(run.log) <= 1
    assert [fate["reason"] for fate in run.fates.values()] == ["budget"] * len(MORE)
    assert run.sums["ending"] == "budget"


def test_budgets_that_are_enough(ran: Mapping[str, Ran]) -> None:
    run = ran["enough"]
    assert len(run.log) == 7
    assert run.sums["ending"] == "finished"
    assert run.sums["closed"] == "finished"
