"""Answers that are remembered: asked once by however many, anew after a failure, and for another file."""

import asyncio
import os
from pathlib import Path

import pytest

from pipeline.web.addresses import DATABASE
from pipeline.web.database import web_file
from pipeline.web.reopening import WebDatabase
from pipeline.web.server import Desk, DeskSettings


def asked_of(output: Path) -> WebDatabase:
    database = Desk(DeskSettings(output), web_file(output)).get_database(DATABASE)
    assert isinstance(database, WebDatabase)
    return database


def test_those_who_ask_meanwhile_wait_for_the_first(desk_output: Path) -> None:
    asked: list[int] = []

    async def ask() -> int:
        asked.append(len(asked))
        await asyncio.sleep(0)
        return len(asked)

    async def all_of_them() -> None:
        database = asked_of(desk_output)
        first, *others = [asyncio.create_task(database.remembered("key", ask)) for _ in range(5)]
        await asyncio.sleep(0)
        # who asked first is gone: the others have their answer all the same
        first.cancel()
        assert await asyncio.gather(*others) == [1, 1, 1, 1]
        assert await database.remembered("key", ask) == 1
        assert await database.remembered("another key", ask) == 2
        place = web_file(desk_output)
        os.utime(place, ns=(place.stat().st_atime_ns, place.stat().st_mtime_ns + 1))
        assert await database.remembered("key", ask) == 3

    asyncio.run(all_of_them())


def test_a_failure_is_not_remembered(desk_output: Path) -> None:
    async def fail() -> int:
        raise LookupError("no answer")

    async def answer() -> int:
        return 1

    async def both() -> None:
        database = asked_of(desk_output)
        with pytest.raises(LookupError, match="no answer"):
            await database.remembered("key", fail)
        assert await database.remembered("key", answer) == 1

    asyncio.run(both())


def test_few_are_remembered(desk_output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.web import reopening

    monkeypatch.setattr(reopening, "_MOST_REMEMBERED", 2)
    asked: list[str] = []

    async def ask(key: str) -> str:
        asked.append(key)
        return key

    async def some() -> None:
        database = asked_of(desk_output)
        for key in "abacab":
            assert await database.remembered(key, lambda key=key: ask(key)) == key  # type: ignore[misc]

    asyncio.run(some())
    assert asked == ["a", "b", "c", "b"]
