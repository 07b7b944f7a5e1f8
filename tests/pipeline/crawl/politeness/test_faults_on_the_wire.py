"""Servers that are slow, busy, broken or wrong: what is asked again and when, and that no half page is taken."""

import gzip
from collections.abc import Mapping

import brotli  # type: ignore[import-untyped]
import pytest

from tests.pipeline.crawl.politeness.faulty import Reply, answer
from tests.pipeline.crawl.politeness.rows import PAGE, Ran, Row, run_rows

GOOD = answer(200, PAGE)
ZIPPED = gzip.compress(PAGE * 50, mtime=0)
NOON, A_SECOND_LATER = "Sun, 06 Nov 1994 12:00:00 GMT", "Sun Nov  6 12:00:01 1994"
CUT: Reply = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n" + PAGE, "close"]


def _a(*replies: Reply, **settings: float) -> Row:
    return Row(routes={"/a": replies}, settings=settings)


#: An answer comes in the end; how often the address was asked, and the pause before the last time at least.
RECOVERED = {
    "429, seconds": (_a(answer(429, b"", "Retry-After: 1"), GOOD), 2, 1.0),
    "429, date": (_a(answer(429, b"", f"Date: {NOON}", f"Retry-After: {A_SECOND_LATER}"), GOOD), 2, 1.0),
    "503, seconds": (_a(answer(503, b"", "Retry-After: 1"), GOOD), 2, 1.0),
    "429, date in the past": (
        _a(answer(429, b"", f"Date: {NOON}", "Retry-After: Sat, 05 Nov 1994 08:49:37 GMT"), GOOD, backoff=60),
        2,
        0.02,
    ),
    "503, no word of when": (_a(answer(503), answer(503), GOOD), 3, 0.02),
    "429, not a time": (_a(answer(429, b"", "Retry-After: soon"), GOOD), 2, 0.02),
    "500": (_a(answer(500), GOOD), 2, 0.02),
    "502": (_a(answer(502), answer(502), GOOD), 3, 0.02),
    "504": (_a(answer(504), GOOD), 2, 0.02),
    "reset before headers": (_a(["reset"], GOOD), 2, 0.02),
    "reset in the body": (_a([CUT[0], "reset"], GOOD), 2, 0.02),
    "closed without a word": (_a(["close"], GOOD), 2, 0.02),
    "truncated gzip": (_a(answer(200, ZIPPED[:-30], "Content-Encoding: gzip"), GOOD), 2, 0.02),
    "slow headers": (_a(["hold"], GOOD, headers_timeout=1.0), 2, 0.0),
}

#: No answer ever; the reason, and how often the address was asked. Nothing of it is taken.
FAILED = {
    "slow headers": (_a(["hold"], headers_timeout=1.0, retries=1), "timeout", 2),
    "half a header": (_a([b"HTTP/1.1 200 OK\r\nContent-Ty", "hold"], headers_timeout=1.0, retries=1), "timeout", 2),
    "slow body": (_a([CUT[0], "drip"], timeout=1.0, retries=1), "timeout", 2),
    "stopped body": (_a([CUT[0], "hold"], timeout=1.0, retries=1), "timeout", 2),
    "reset before headers": (_a(["reset"], retries=2), "reset", 3),
    "no HTTP": (_a([b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "close"], retries=1), "reset", 2),
    "Content-Length too large": (_a(CUT), "truncated", 3),
    "Content-Length too small": (_a(answer(200, PAGE, length=20)), "truncated", 3),
    "truncated gzip": (_a(answer(200, ZIPPED[:-30], "Content-Encoding: gzip")), "truncated", 3),
    "gzip without its end": (_a(answer(200, ZIPPED[:-4], "Content-Encoding: gzip")), "truncated", 3),
    "gzip, Content-Length too small": (
        _a(answer(200, ZIPPED, "Content-Encoding: gzip", length=len(ZIPPED) - 9)),
        "truncated",
        3,
    ),
    "truncated br": (_a(answer(200, brotli.compress(PAGE * 50)[:-5], "Content-Encoding: br")), "truncated", 3),
    "no gzip at all": (_a(answer(200, PAGE, "Content-Encoding: gzip")), "bad_encoding", 3),
    "damaged gzip": (
        _a(answer(200, ZIPPED[:-8] + b"\x00\x00\x00\x00" + ZIPPED[-4:], "Content-Encoding: gzip")),
        "bad_encoding",
        3,
    ),
    "an encoding not asked for": (_a(answer(200, PAGE, "Content-Encoding: deflate")), "bad_encoding", 3),
    "chunks that end early": (
        _a([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n", "close"]),
        "truncated",
        3,
    ),
    "larger than allowed": (_a(answer(200, b"x" * 3000), max_response_bytes=2000), "too_large", 1),
    "endless": (
        _a([b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000, "drip"], max_response_bytes=2000),
        "too_large",
        1,
    ),
    "a bomb": (
        _a(answer(200, gzip.compress(b"x" * 3000), "Content-Encoding: gzip"), max_response_bytes=2000),
        "too_large",
        1,
    ),
}

#: The answer is the spider's, as it is; how often it was asked for.
PASSED_ON = {
    "500": (_a(answer(500)), 500, 3),
    "502": (_a(answer(502)), 502, 3),
    "503": (_a(answer(503), retries=1), 503, 2),
    "404": (_a(answer(404)), 404, 1),
    "410": (_a(answer(410)), 410, 1),
    "403": (_a(answer(403)), 403, 1),
    "empty": (_a(answer(200)), 200, 1),
    "no Content-Length": (_a([b"HTTP/1.0 200 OK\r\n\r\n" + PAGE, "close"]), 200, 1),
}

MORE = ("/a", "/b", "/c", "/d", "/e", "/f")
_BUSY = {page: [answer(503)] for page in MORE}
#: The host is given up; how many requests that took, robots.txt aside.
GIVEN_UP = {
    "503 throughout": (Row(pages=MORE, routes=_BUSY, settings={"host_failures": 5}), 5),
    "500 throughout": (
        Row(pages=MORE, routes={page: [answer(500)] for page in MORE}, settings={"host_failures": 2, "retries": 0}),
        2,
    ),
    "resets throughout": (
        Row(pages=MORE, routes={page: [["reset"]] for page in MORE}, settings={"host_failures": 4}),
        4,
    ),
    "429, for a day": (Row(pages=MORE, routes={"/a": [answer(429, b"", "Retry-After: 86400")]}), 1),
    "429, beyond the crawl": (
        Row(pages=MORE, routes={"/a": [answer(429, b"", "Retry-After: 60")]}, settings={"max_minutes": 0.5}),
        1,
    ),
}

OTHERS = {
    "gzip": _a(answer(200, ZIPPED, "Content-Encoding: gzip", "ETag: \"5-a\"", "Set-Cookie: a=1", "Set-Cookie: b=2")),
    "gzip in two members": _a(answer(200, gzip.compress(PAGE) + gzip.compress(PAGE), "Content-Encoding: x-gzip")),
    "br": _a(answer(200, brotli.compress(PAGE), "Content-Encoding: br")),
    "chunked": _a([
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    ]),
    "a slow server": Row(
        pages=MORE,
        routes={page: [answer(200, PAGE * 2000, "Set-Cookie: a=1")] for page in MORE},
        settings={"delay": 0.1},
    ),
    "failures that stop": Row(
        pages=MORE,
        routes={page: [answer(503), GOOD] for page in MORE},
        settings={"host_failures": 7},
    ),
    "304": Row(
        routes={"/a": [answer(304, b"", 'ETag: "5-a"')]},
        headers={"If-None-Match": '"5-a"', "If-Modified-Since": NOON},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    rows = {
        **{f"recovered {name}": row for name, (row, *_) in RECOVERED.items()},
        **{f"failed {name}": row for name, (row, *_) in FAILED.items()},
        **{f"passed on {name}": row for name, (row, *_) in PASSED_ON.items()},
        **{f"given up {name}": row for name, (row, *_) in GIVEN_UP.items()},
        **OTHERS,
    }
    return run_rows(rows, tmp_path_factory.mktemp("faults"))


@pytest.mark.fault
@pytest.mark.parametrize(("name", "asked", "pause"), [(name, *told[1:]) for name, told in RECOVERED.items()])
def test_what_fails_for_a_while_is_fetched(ran: Mapping[str, Ran], name: str, asked: int, pause: float) -> None:
    run = ran[f"recovered {name}"]
    assert run.paths == ["/robots.txt", *["/a"] * asked]
    assert run.fate()["body"] == PAGE.decode()
    assert run.fate()["retries"] == asked - 1
    assert run.gaps[-1] >= pause
    assert run.sums["retries"] == asked - 1
    assert run.sums["pages"] == 1
    assert not run.sums["given_up"]


def test_a_date_that_is_past_asks_for_no_pause(ran: Mapping[str, Ran]) -> None:
    # the back-off of this crawl is up to a minute
    pauses = ran["recovered 429, date in the past"].sums["pauses"]
    assert pauses == [{"host": "congthuong.vn", "seconds": 0.0, "reason": "http_429", "asked": True}]


@pytest.mark.fault
@pytest.mark.parametrize(("name", "reason", "asked"), [(name, *told[1:]) for name, told in FAILED.items()])
def test_nothing_is_taken_of_a_broken_answer(ran: Mapping[str, Ran], name: str, reason: str, asked: int) -> None:
    run = ran[f"failed {name}"]
    assert run.fate() == {"reason": reason, "left": False, "wire": False}
    assert run.paths == ["/robots.txt", *["/a"] * asked]
    assert run.sums["by_status"] == {"404": 1, reason: asked}


@pytest.mark.fault
@pytest.mark.parametrize(("name", "status", "asked"), [(name, *told[1:]) for name, told in PASSED_ON.items()])
def test_the_last_answer_is_passed_on(ran: Mapping[str, Ran], name: str, status: int, asked: int) -> None:
    run = ran[f"passed on {name}"]
    assert run.fate()["status"] == status
    assert run.paths == ["/robots.txt", *["/a"] * asked]


@pytest.mark.fault
@pytest.mark.parametrize(("name", "asked"), [(name, told[1]) for name, told in GIVEN_UP.items()])
def test_a_host_that_goes_on_failing_is_given_up(ran: Mapping[str, Ran], name: str, asked: int) -> None:
    run = ran[f"given up {name}"]
    assert len(run.log) == asked + 1
    left = [fate for fate in run.fates.values() if fate.get("reason") == "host_given_up"]
    assert len(left) >= len(MORE) - asked
    assert all(fate["left"] for fate in left)
    assert list(run.sums["given_up"]) == ["congthuong.vn"]
    assert any("given up" in note for note in run.sums["notes"])
    assert set(run.fates) == {f"https://congthuong.vn{page}" for page in MORE}


def test_an_answer_starts_the_count_again(ran: Mapping[str, Ran]) -> None:
    run = ran["failures that stop"]
    assert {fate["status"] for fate in run.fates.values()} == {200}
    assert len(run.log) == 1 + 2 * len(MORE)


@pytest.mark.parametrize("name", ["a slow server", "given up 503 throughout", "failures that stop"])
def test_one_request_at_a_time_and_a_delay_after_each(ran: Mapping[str, Ran], name: str) -> None:
    run = ran[name]
    assert run.busiest == 1
    assert min(run.gaps) >= (0.1 if name == "a slow server" else 0.02)


def test_the_answer_as_it_came_is_kept_beside_its_text(ran: Mapping[str, Ran]) -> None:
    fate = ran["gzip"].fate()
    assert fate["body"] == (PAGE * 50).decode()
    assert fate["raw"].encode("latin-1") == ZIPPED
    assert ["content-encoding", "gzip"] in fate["raw_headers"]
    assert ["content-length", str(len(ZIPPED))] in fate["raw_headers"]
    assert [value for name, value in fate["raw_headers"] if name == "set-cookie"] == ["a=1", "b=2"]
    assert fate["ip"] == "127.0.0.1"
    assert ran["gzip"].sums["bytes"] == len(ZIPPED)


@pytest.mark.parametrize(("name", "body"), [("br", PAGE), ("gzip in two members", PAGE * 2), ("chunked", PAGE)])
def test_encodings_are_undone(ran: Mapping[str, Ran], name: str, body: bytes) -> None:
    assert ran[name].fate()["body"] == body.decode()


def test_the_headers_are_these_and_no_others(ran: Mapping[str, Ran]) -> None:
    run = ran["a slow server"]
    for asked in run.log:
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-language", "accept-encoding"}
        assert asked.headers["user-agent"].startswith("trichluc/")
        assert asked.headers["user-agent"].endswith(" (+crawler@example.vn)")
        assert asked.headers["accept-encoding"] == "gzip, br"


def test_conditional_headers_are_sent_as_they_are(ran: Mapping[str, Ran]) -> None:
    run = ran["304"]
    assert run.fate()["status"] == 304
    assert run.log[-1].headers["if-none-match"] == '"5-a"'
    assert run.log[-1].headers["if-modified-since"] == NOON


def test_no_port_is_opened_and_nothing_goes_wrong(ran: Mapping[str, Ran]) -> None:
    output = ran["gzip"].output
    assert "Traceback" not in output
    for name in ("telnet", "RemoteControl", "CookiesMiddleware", "RefererMiddleware"):
        assert name not in output
