"""robots.txt over HTTP: what the server was asked, whatever its robots.txt is."""

import hashlib
from collections.abc import Mapping

import pytest

from tests.pipeline.crawl.politeness.faulty import answer
from tests.pipeline.crawl.politeness.rows import PAGE, Ran, Row, run_rows

ALL_PAGES = {"/a": [answer(200, PAGE)], "/b": [answer(200, PAGE)], "/c": [answer(200, PAGE)]}
FORBIDS_A = "User-agent: *\r\nDisallow: /a\r\n"


def _text(body: bytes, kind: str = "text/plain") -> Row:
    return Row(pages=("/a", "/b"), routes=ALL_PAGES, robots=[answer(200, body, kind=kind)])


#: No rule is in force: everything is asked for.
ALLOWED = {
    "404": Row(routes=ALL_PAGES, robots=[answer(404)]),
    "410": Row(routes=ALL_PAGES, robots=[answer(410)]),
    "empty": Row(routes=ALL_PAGES, robots=[answer(200)]),
    "a page instead": Row(routes=ALL_PAGES, robots=[answer(200, b"\n<!DOCTYPE html><html>Disallow: /</html>")]),
    "500 once": Row(routes=ALL_PAGES, robots=[answer(500), answer(404)]),
    "reset once": Row(routes=ALL_PAGES, robots=[["reset"], answer(404)]),
    "redirect": Row(
        routes={**ALL_PAGES, "/other.txt": [answer(200, b"User-agent: *\nDisallow: /b\n")]},
        robots=[answer(301, b"", "Location: /other.txt")],
    ),
    "own group": _text(b"User-agent: *\nDisallow: /\n\nUser-agent: Trichluc\nDisallow: /b\n"),
    "beyond 500 KiB": _text(b"User-agent: *\nDisallow: /b\n" + b"# padding\n" * 60_000 + b"Disallow: /a\n"),
}

#: `/a` is forbidden, `/b` is not.
FORBIDDEN = {
    "plain": _text(FORBIDS_A.encode()),
    "UTF-8 mark": _text(b"\xef\xbb\xbf" + FORBIDS_A.encode()),
    "UTF-16": _text(FORBIDS_A.encode("utf-16")),
    "UTF-16, big-endian": _text(b"\xfe\xff" + FORBIDS_A.encode("utf-16-be")),
    "windows-1258": _text(
        "# Báo Công Thương: các công cụ tìm kiếm\n".encode("cp1258", "ignore") + FORBIDS_A.encode(),
        "text/plain; charset=windows-1258",
    ),
    "no encoding": _text(b"# \x81\x8d\xff\xfe\x00\x9d\n" + FORBIDS_A.encode()),
    "carriage returns": _text(FORBIDS_A.replace("\r\n", "\r").encode()),
    "a mark in the middle": _text("User-agent: other\nDisallow: /b\n\n\ufeff".encode() + FORBIDS_A.encode()),
    "below 500 KiB": _text(FORBIDS_A.encode() + b"# padding\n" * 60_000),
}

#: robots.txt cannot be had, and why.
STOPPED = {
    "401": (Row(robots=[answer(401)]), "http_401"),
    "403": (Row(robots=[answer(403)]), "http_403"),
    "500": (Row(robots=[answer(500)]), "http_500"),
    "503": (Row(robots=[answer(503)]), "http_503"),
    "429, for a day": (Row(robots=[answer(429, b"", "Retry-After: 86400")]), "http_429"),
    "slow": (Row(robots=[["hold"]], settings={"headers_timeout": 1.0, "retries": 1}), "timeout"),
    "slow body": (
        Row(robots=[[b"HTTP/1.1 200 OK\r\n\r\n", "drip"]], settings={"timeout": 1.0, "retries": 1}),
        "timeout",
    ),
    "reset": (Row(robots=[["reset"]]), "reset"),
    "truncated": (
        Row(robots=[[b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n", "close"]]),
        "truncated",
    ),
    "refused": (Row(settings={"origins": {"congthuong.vn": "http://congthuong.vn:1"}}), "refused"),
    "a certificate that nobody vouches for": (Row(tls=True), "tls"),
    "loop": (Row(robots=[answer(302, b"", "Location: /robots.txt")]), "redirect_loop"),
    "off the site": (Row(robots=[answer(302, b"", "Location: https://example.org/robots.txt")]), "off_site"),
    "no target": (Row(robots=[answer(302)]), "bad_redirect"),
}

DELAYED = {
    "longer": (
        Row(pages=("/a", "/b"), routes=ALL_PAGES, robots=[answer(200, b"User-agent: *\nCrawl-delay: 0.2")]),
        0.2,
    ),
    "shorter": (
        Row(pages=("/a", "/b"), routes=ALL_PAGES, robots=[answer(200, b"User-agent: *\nCrawl-delay: 0.001")]),
        0.02,
    ),
    "absurd": (
        Row(
            pages=("/a", "/b"),
            routes=ALL_PAGES,
            robots=[answer(200, b"User-agent: *\nCrawl-delay: 86400")],
            settings={"max_crawl_delay": 0.15},
        ),
        0.15,
    ),
    "request rate": (
        Row(pages=("/a", "/b"), routes=ALL_PAGES, robots=[answer(200, b"User-agent: *\nRequest-rate: 10/1")]),
        0.1,
    ),
}

OTHERS = {
    "all forbidden": Row(pages=("/a", "/b"), routes=ALL_PAGES, robots=[answer(200, b"User-agent: *\nDisallow: /")]),
    "the agent's address is no name": Row(
        routes=ALL_PAGES, robots=[answer(200, b"User-agent: crawler\nUser-agent: example\nDisallow: /")]
    ),
    "two hosts": Row(
        pages=("/a", "https://kinhte.congthuong.vn/b"),
        routes=ALL_PAGES,
        hosts=("congthuong.vn", "kinhte.congthuong.vn"),
    ),
    "sections": Row(
        pages=("/thoi-su&s_cond=&BRSR=20", "/thoi-su&s_cond=&BRSR=40"),
        routes={"/thoi-su&s_cond=&BRSR=40": [answer(200, PAGE)]},
        robots=[answer(200, b"User-agent: *\nDisallow: /*BRSR=20")],
    ),
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    rows = {
        **{f"allowed {name}": row for name, row in ALLOWED.items()},
        **{f"forbidden {name}": row for name, row in FORBIDDEN.items()},
        **{f"stopped {name}": row for name, (row, _) in STOPPED.items()},
        **{f"delayed {name}": row for name, (row, _) in DELAYED.items()},
        **OTHERS,
    }
    return run_rows(rows, tmp_path_factory.mktemp("robots"))


@pytest.mark.fault
@pytest.mark.parametrize("name", ALLOWED)
def test_everything_is_asked_where_no_rule_forbids_it(ran: Mapping[str, Ran], name: str) -> None:
    run = ran[f"allowed {name}"]
    assert run.paths[0] == "/robots.txt"
    assert run.paths[-1] in ("/a", "/b")
    assert run.fate()["status"] == 200
    assert run.sums["ending"] == "finished"


@pytest.mark.fault
@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_forbidden_is_never_asked(ran: Mapping[str, Ran], name: str) -> None:
    run = ran[f"forbidden {name}"]
    assert run.paths == ["/robots.txt", "/b"]
    assert run.fate("/a") == {"reason": "robots_disallowed", "left": False, "wire": False}
    assert run.fate("/b")["status"] == 200
    assert run.sums["disallowed"] == 1
    assert run.sums["ending"] == "finished"


@pytest.mark.fault
@pytest.mark.parametrize(("name", "trouble"), [(name, trouble) for name, (_, trouble) in STOPPED.items()])
def test_nothing_is_asked_where_robots_txt_cannot_be_had(ran: Mapping[str, Ran], name: str, trouble: str) -> None:
    run = ran[f"stopped {name}"]
    assert set(run.paths) <= {"/robots.txt"}
    assert run.fate() == {"reason": "robots", "left": True, "wire": False}
    assert run.sums["robots"]["https://congthuong.vn"]["trouble"] == trouble
    assert run.sums["ending"] == "robots"
    assert any(trouble in note for note in run.sums["notes"])


@pytest.mark.fault
@pytest.mark.parametrize(("name", "delay"), [(name, delay) for name, (_, delay) in DELAYED.items()])
def test_the_longer_delay_holds(ran: Mapping[str, Ran], name: str, delay: float) -> None:
    run = ran[f"delayed {name}"]
    assert run.paths == ["/robots.txt", "/a", "/b"]
    assert min(run.gaps) >= delay
    assert any("asks for 86400 s" in note for note in run.sums["notes"]) == (name == "absurd")


def test_a_site_that_forbids_all_ends_the_night_as_robots(ran: Mapping[str, Ran]) -> None:
    run = ran["all forbidden"]
    assert run.paths == ["/robots.txt"]
    assert run.sums["ending"] == "robots"


def test_words_of_the_contact_are_not_the_product(ran: Mapping[str, Ran]) -> None:
    assert ran["the agent's address is no name"].fate()["status"] == 200


def test_each_host_has_its_robots_txt(ran: Mapping[str, Ran]) -> None:
    run = ran["two hosts"]
    asked = {(asked.headers["host"].partition(":")[0], asked.path) for asked in run.log}
    assert asked == {
        ("congthuong.vn", "/robots.txt"),
        ("congthuong.vn", "/a"),
        ("kinhte.congthuong.vn", "/robots.txt"),
        ("kinhte.congthuong.vn", "/b"),
    }
    assert set(run.sums["robots"]) == {"https://congthuong.vn", "https://kinhte.congthuong.vn"}


def test_section_addresses_reach_the_server_as_they_are(ran: Mapping[str, Ran]) -> None:
    run = ran["sections"]
    assert [asked.line for asked in run.log] == [
        "GET /robots.txt HTTP/1.1",
        "GET /thoi-su&s_cond=&BRSR=40 HTTP/1.1",
    ]
    assert run.fate("/thoi-su&s_cond=&BRSR=20")["reason"] == "robots_disallowed"


def test_robots_txt_is_known_again_by_its_hash(ran: Mapping[str, Ran]) -> None:
    seen = ran["forbidden plain"].sums["robots"]["https://congthuong.vn"]
    assert seen["sha256"] == hashlib.sha256(FORBIDS_A.encode()).hexdigest()
    assert ran["allowed a page instead"].sums["robots"]["https://congthuong.vn"]["sha256"] is None


def test_only_hosts_of_the_site_are_looked_up(ran: Mapping[str, Ran]) -> None:
    assert set(ran["two hosts"].resolved) == {"congthuong.vn", "kinhte.congthuong.vn"}
