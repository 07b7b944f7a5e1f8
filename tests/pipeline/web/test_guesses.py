"""Wrong tokens: a few a minute from one address, then a wait that ends whatever is asked meanwhile."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.database import web_file
from pipeline.web.guesses import MOST, SECONDS, Guesses
from pipeline.web.server import Desk, DeskSettings
from tests.pipeline.web.serving import served

TOKEN = "mã-thử-nghiệm-dài"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_wait_ends_when_the_first_wrong_token_is_a_minute_old() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for number in range(MOST):
        assert guesses.wait("10.0.0.1") == 0
        guesses.wrong("10.0.0.1")
        clock.now += 2 if number < MOST - 1 else 0
    for waited, left in ((0, 52), (0.5, 52), (51, 1), (0.4, 1), (0.1, 0)):
        clock.now += waited
        assert guesses.wait("10.0.0.1") == left
    guesses.wrong("10.0.0.1")
    assert guesses.wait("10.0.0.1") == 2
    guesses.right("10.0.0.1")
    assert guesses.wait("10.0.0.1") == 0


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("10.0.0.1", True),
        ("::ffff:10.0.0.1", True),
        ("10.0.0.2", False),
        ("2001:db8::1", False),
        ("", False),
        ("a socket's name", False),
    ],
)
def test_other_addresses_notice_nothing(other: str, same: bool) -> None:
    guesses = Guesses(Clock())
    for _ in range(MOST):
        guesses.wrong("10.0.0.1")
    assert (guesses.wait(other) > 0) == same


def test_the_addresses_of_one_subscriber_are_one() -> None:
    guesses = Guesses(Clock())
    for number in range(MOST):
        guesses.wrong(f"2001:db8::{number}")
    assert guesses.wait("2001:db8::ffff") > 0
    assert guesses.wait("2001:db8:0:1::1") == 0


def test_few_addresses_are_remembered() -> None:
    guesses = Guesses(Clock())
    for number in range(20_000):
        guesses.wrong(f"10.0.{number >> 8}.{number & 255}")
    assert len(guesses._wrong) == 10_000


@given(st.lists(st.floats(0, 90), max_size=60))
def test_no_minute_has_more_and_nobody_waits_longer_than_one(pauses: list[float]) -> None:
    clock = Clock()
    guesses = Guesses(clock)
    looked_at = []
    for pause in pauses:
        clock.now += pause
        wait = guesses.wait("10.0.0.1")
        assert 0 <= wait <= SECONDS
        if wait == 0:
            looked_at.append(clock.now)
            guesses.wrong("10.0.0.1")
    assert all(later - first >= SECONDS for first, later in zip(looked_at, looked_at[MOST:], strict=False))


def _form(page: httpx.Response, token: str) -> dict[str, str]:
    found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
    assert found is not None
    return {"csrftoken": found[1], "token": token}


def test_over_http_the_sixth_is_not_looked_at_and_who_is_in_stays_in(desk_output: Path) -> None:
    with (
        served(desk_output, "--review-token", TOKEN, "--lang", "en") as (address, _),
        httpx.Client(base_url=address) as guessing,
        httpx.Client(base_url=address) as reviewing,
    ):
        form = _form(reviewing.get("/checks/login"), TOKEN)
        assert reviewing.post("/checks/login", data=form).status_code == 303
        page = guessing.get("/checks/login")
        answers = [guessing.post("/checks/login", data=_form(page, f"wrong {number}")) for number in range(MOST + 1)]
        assert [answer.status_code for answer in answers] == [*[403] * MOST, 429]
        right = guessing.post("/checks/login", data=_form(page, TOKEN))
        assert right.status_code == 429
        assert "set-cookie" not in right.headers
        assert 1 <= int(right.headers["retry-after"]) <= SECONDS
        assert f"Too many wrong tokens: wait {right.headers['retry-after']} second" in right.text
        assert guessing.get("/checks/login").status_code == 200
        assert "/checks/logout" in reviewing.get("/checks").text


def test_the_holder_of_the_token_gets_in_after_the_wait_however_often_it_was_asked(desk_output: Path) -> None:
    clock = Clock()

    async def statuses() -> list[int]:
        desk = Desk(DeskSettings(desk_output, review_token=TOKEN), web_file(desk_output), clock)
        page = await desk.client.get("/checks/login")
        cookies = dict(page.cookies)
        found = []
        for pause, token in [*[(0.0, "wrong")] * 7, *[(9.0, TOKEN)] * 7, (0.0, "wrong")]:
            clock.now += pause
            answer = await desk.client.post("/checks/login", data=_form(page, token), cookies=cookies)
            found.append(answer.status_code)
        return found

    assert asyncio.run(statuses()) == [*[403] * 5, *[429] * 2, *[429] * 6, 303, 403]
