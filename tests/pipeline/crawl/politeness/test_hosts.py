import asyncio
from itertools import pairwise
from time import monotonic

import pytest

from pipeline.crawl.politeness.hosts import Host, Hosts
from pipeline.crawl.politeness.not_fetched import NotFetched


def test_turns_are_taken_one_by_one_and_after_the_delay() -> None:
    spans: list[tuple[float, float]] = []

    async def ask(host: Host) -> None:
        holder = object()
        await host.take_turn(holder)
        began = monotonic()
        await asyncio.sleep(0.005)
        spans.append((began, monotonic()))
        host.end_turn(holder)

    async def run() -> None:
        host = Hosts(0.02)["congthuong.vn"]
        await asyncio.gather(*(ask(host) for _ in range(5)))

    asyncio.run(run())
    assert all(later[0] - earlier[1] >= 0.02 for earlier, later in pairwise(spans))
    assert len(spans) == 5


def test_a_pause_delays_those_who_wait_already() -> None:
    async def run() -> float:
        host = Host("congthuong.vn", 0.0)
        host.pause(0.02)
        waiting = asyncio.create_task(host.take_turn("second"))
        await asyncio.sleep(0)
        host.pause(0.1)
        host.pause(0.0)  # a shorter one changes nothing
        return await waiting

    assert asyncio.run(run()) >= 0.1


def test_whoever_waits_is_told_at_once_that_the_host_is_given_up() -> None:
    async def run() -> float:
        hosts = Hosts(0.0)
        host = hosts["congthuong.vn"]
        host.pause(60)
        began = monotonic()
        waiting = [asyncio.create_task(host.take_turn(number)) for number in range(3)]
        await asyncio.sleep(0)
        hosts.stop("budget")
        for ended in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(ended, NotFetched)
            assert ended.reason == "budget"
        # hosts that are met later are given up too
        with pytest.raises(NotFetched):
            await hosts["media.congthuong.vn"].take_turn(0)
        return monotonic() - began

    assert asyncio.run(run()) < 30


def test_the_first_reason_stays() -> None:
    host = Host("congthuong.vn", 0.0)
    host.give_up("host_given_up")
    host.give_up("budget")
    assert host.given_up == "host_given_up"


def test_a_turn_ends_for_its_holder_only() -> None:
    async def run() -> None:
        host = Host("congthuong.vn", 0.0)
        host.end_turn("nobody")
        await host.take_turn("first")
        second = asyncio.create_task(host.take_turn("second"))
        host.end_turn("second")
        await asyncio.sleep(0)
        assert not second.done()
        host.end_turn("first")
        host.end_turn("first")
        await second

    asyncio.run(run())
