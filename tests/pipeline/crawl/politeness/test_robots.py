import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.politeness.robots import LARGEST, is_page, read_rules
from pipeline.crawl.politeness.traffic import RobotsSeen, Traffic

SITE = "https://congthuong.vn"


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        (b"", "/a", True),
        (b"User-agent: *\nDisallow: /a", "/a", False),
        (b"User-agent: *\nDisallow:", "/a", True),
        (b"USER-AGENT: TRICHLUC\nDISALLOW: /a", "/a", False),
        (b"User-agent: trichluc/0.1\nDisallow: /a", "/a", True),
        (b"User-agent: lucky\nDisallow: /", "/a", True),
        (b"User-agent: *\nDisallow: /\nAllow: /a", "/a", True),
        (b"User-agent: *\nDisallow: /*.html$", "/x-1.html", False),
        (b"User-agent: *\nDisallow: /*BRSR=", "/thoi-su&s_cond=&BRSR=20", False),
        (b"User-agent: *\nDisallow: /thoi-su&s_cond=", "/thoi-su&s_cond=&BRSR=20", False),
        ("User-agent: *\nDisallow: /tìm".encode(), "/t%C3%ACm", False),
        ("User-agent: *\nDisallow: /tìm".encode("utf-16"), "/t%C3%ACm", False),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "/a", True),
        (b"User-agent: *\nDisallow: /a" + b"\n" * LARGEST, "/a", False),
        # a line that the limit cuts in two is not read: `Disallow: /` of it would forbid all
        (b"User-agent: *\n" + b"#" * (LARGEST - 26) + b"\nDisallow: /abc", "/x", True),
    ],
)
def test_rules(body: bytes, path: str, allowed: bool) -> None:
    assert read_rules(body).allow(SITE + path) is allowed


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        (b"User-agent: *\nCrawl-delay: 1.5", 1.5),
        (b"User-agent: *\nCrawl-delay: soon", None),
        (b"User-agent: *\nCrawl-delay: -1", None),
        (b"User-agent: trichluc\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9", 3.0),
        (b"User-agent: *\nCrawl-delay: 1\nRequest-rate: 1/5", 5.0),
        (b"User-agent: *\nDisallow: /", None),
    ],
)
def test_crawl_delay(body: bytes, delay: float | None) -> None:
    assert read_rules(body).crawl_delay == delay


@given(st.binary(max_size=200))
def test_any_bytes_are_rules_or_none(body: bytes) -> None:
    read_rules(body).allow(f"{SITE}/a")
    assert isinstance(is_page(body), bool)


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (b"<html>", True),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html>", True),
        ("<html>".encode("utf-16"), True),
        (b"User-agent: *", False),
        (b"", False),
    ],
)
def test_a_page_is_no_robots_txt(body: bytes, page: bool) -> None:
    assert is_page(body) is page


@pytest.mark.parametrize(
    ("seen", "before", "state"),
    [
        (RobotsSeen(origin=SITE, status=200, sha256="1"), None, "first"),
        (RobotsSeen(origin=SITE, status=200, sha256="1"), "1", "same"),
        (RobotsSeen(origin=SITE, status=200, sha256="1"), "2", "changed"),
        (RobotsSeen(origin=SITE, status=404), "1", "missing"),
        (RobotsSeen(origin=SITE, status=503, trouble="http_503"), "1", "unreachable"),
    ],
)
def test_what_is_said_of_it(seen: RobotsSeen, before: str | None, state: str) -> None:
    assert seen.state(before) == state


def test_a_night_ends_by_the_robots_txt_of_the_site_not_of_a_smaller_host() -> None:
    own, other = (
        RobotsSeen(origin=SITE, status=200, sha256="1"),
        RobotsSeen(origin="https://media.congthuong.vn", status=503, trouble="http_503"),
    )
    assert Traffic(requests=9, robots={own.origin: own, other.origin: other}).ending() == "finished"
    assert Traffic(requests=9, robots={other.origin: other, own.origin: own}).ending() == "robots"
    assert Traffic(requests=1, robots={own.origin: own}, disallowed=1).ending() == "robots"
    assert Traffic(requests=2, robots={own.origin: own}, disallowed=1).ending() == "finished"
    assert Traffic(robots={other.origin: other}, budget="minutes").ending() == "budget"
