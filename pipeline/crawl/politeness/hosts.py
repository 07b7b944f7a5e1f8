"""Hosts and their turns: one request at a time, a delay after each answer, pauses, and giving up for the night."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from pipeline.crawl.politeness.not_fetched import NotFetched


@dataclass(slots=True, eq=False)
class Host:
    """A host: `delay` seconds lie between the end of one answer and the next request, never less.

    `failures` counts the requests in a row that it did not answer. Once `given_up` holds a reason of `NotFetched`,
    nothing more is asked.
    """

    name: str
    delay: float
    failures: int = 0
    given_up: str | None = None
    _ready_at: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _holder: object = None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def take_turn(self, holder: object) -> float:
        """Wait until the host may be asked, and how long that took, in seconds; `end_turn` must follow.

        Raises NotFetched where the host is given up, also while waiting.
        """
        began = monotonic()
        await self._turn.acquire()
        try:
            # a pause may grow while it is waited for
            while self.given_up is None and (left := self._ready_at - monotonic()) > 0:
                await _wait(self._stopped, left)
            if self.given_up is not None:
                raise NotFetched(self.given_up)
        except BaseException:
            self._turn.release()
            raise
        self._holder = holder
        return monotonic() - began

    def end_turn(self, holder: object) -> None:
        """The answer has ended, or there will be none; without effect for whoever has no turn."""
        if holder is None or self._holder is not holder:
            return
        self._holder = None
        self.pause(self.delay)
        self._turn.release()

    def pause(self, seconds: float) -> None:
        """Ask nothing for so long from now on; a longer pause that is on stays."""
        self._ready_at = max(self._ready_at, monotonic() + seconds)

    def give_up(self, reason: str) -> None:
        """Ask nothing more this night; whoever waits for a turn is told at once."""
        self.given_up = self.given_up or reason
        self._stopped.set()


class Hosts:
    """The hosts of a crawl, made when they are first asked for."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._hosts: dict[str, Host] = {}
        self._stopped: str | None = None

    def __getitem__(self, name: str) -> Host:
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(name, self._delay)
            if self._stopped is not None:
                host.give_up(self._stopped)
        return host

    def stop(self, reason: str) -> None:
        """Give all hosts up, those to come too."""
        self._stopped = self._stopped or reason
        for host in self._hosts.values():
            host.give_up(reason)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
