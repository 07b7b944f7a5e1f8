"""A request to the desk in this process, through Datasette's own client."""

import asyncio
import threading
from functools import cache
from pathlib import Path

import httpx

from pipeline.web.database import web_file
from pipeline.web.server import Desk, DeskSettings


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop that all requests run in, as a server's do."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@cache
def desk_of(output: Path, lang: str = "vi", review_token: str | None = None) -> Desk:
    """A desk over an output folder that has its file."""

    async def made() -> Desk:
        return Desk(DeskSettings(output, lang, review_token), web_file(output))

    return asyncio.run_coroutine_threadsafe(made(), _loop()).result()


def ask(output: Path, address: str, *, cookies: dict[str, str] | None = None, lang: str = "vi") -> httpx.Response:
    """One GET, without following where it leads."""
    asked = desk_of(output, lang).client.get(address, cookies=cookies or {})
    answer: httpx.Response = asyncio.run_coroutine_threadsafe(asked, _loop()).result()
    return answer
