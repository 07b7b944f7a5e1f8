"""A web server on loopback for simulated sites: real HTTP, broken where it is told to be, and a log of what was asked.

It is written on bare streams, so that it can send what no server library would, and sees request lines as they come.
"""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.client import responses as PHRASES
from itertools import pairwise
from time import monotonic
from typing import Literal, Self

#: What follows the bytes of an answer: nothing; the connection is closed or broken off; nothing more is said until the
#: client goes away; a byte now and then until it does.
Then = Literal["", "close", "reset", "hold", "drip"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer. `length` is a Content-Length of its own; `raw` are the bytes to send in place of all this."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    then: Then = ""
    raw: bytes | None = None

    def wire(self) -> bytes:
        """The bytes on the wire."""
        if self.raw is not None:
            return self.raw
        head = {"Content-Type": "text/html; charset=utf-8"} | dict(self.headers)
        if self.status != 304:
            head["Content-Length"] = str(len(self.body) if self.length is None else self.length)
        lines = [f"HTTP/1.1 {self.status} {PHRASES.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came: the request line and the headers as they were sent; header names in lower case."""

    line: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The target, raw."""
        return self.line.split(" ")[1]

    @property
    def host(self) -> str:
        """The host without its port."""
        return self.headers.get("host", "").rpartition(":")[0]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line of the log. `began` is when the request was in, `ended` when the last bytes of the answer were sent."""

    request: Request
    status: int
    began: float
    ended: float

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def host(self) -> str:
        return self.request.host


class Server:
    """Serves what `answer` gives, in a thread of its own, for all host names alike."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.log: list[Asked] = []
        #: The most requests, and connections, that a host had at a time.
        self.busiest: Counter[str] = Counter()
        #: Called when a request is in, and after its answer was sent.
        self.before: Callable[[Request], None] = lambda _: None
        self.after: Callable[[Request], None] = lambda _: None
        self.port = 0
        self._open: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def origins(self, hosts: Iterable[str]) -> dict[str, str]:
        """The origins at which the hosts are served here."""
        return {host: f"http://{host}:{self.port}" for host in hosts}

    def new_log(self) -> list[Asked]:
        """What was asked since this was called last."""
        log, self.log = self.log, []
        return log

    async def _listen(self) -> None:
        listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host: str | None = None
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                line, *rest = head.decode("latin-1").split("\r\n")
                pairs = (written.partition(":") for written in rest if written)
                request = Request(line=line, headers={name.lower(): value.strip() for name, _, value in pairs})
                if host is None:
                    host = request.host
                    self._open[host] += 1
                    self.busiest[host] = max(self.busiest[host], self._open[host])
                if not await self._one(request, reader, writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away
        finally:
            if host is not None:
                self._open[host] -= 1
            writer.close()

    async def _one(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        began = monotonic()
        self.before(request)
        reply = self.answer(request)
        # before the bytes are handed over: the client cannot have had the answer earlier
        ended = monotonic()
        log, at = self.log, len(self.log)
        log.append(Asked(request=request, status=reply.status, began=began, ended=ended))
        writer.write(reply.wire())
        await writer.drain()
        self.after(request)
        if reply.then == "hold":
            await reader.read()
        while reply.then == "drip" and not reader.at_eof():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)
        if reply.then in ("hold", "drip"):
            log[at] = Asked(request=request, status=reply.status, began=began, ended=monotonic())
        if reply.then == "reset":
            connection: socket.socket = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return not reply.then


def shortest_gap(log: Iterable[Asked], host: str) -> float:
    """The shortest time, in seconds, between the end of an answer of a host and its next request."""
    asked = [line for line in log if line.host == host]
    return min((later.began - earlier.ended for earlier, later in pairwise(asked)), default=999.0)
