"""A server on loopback that answers with the very bytes it is told to, fails as told, and logs what it was asked."""

import asyncio
import datetime
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

#: `hold` says nothing more until the client goes away; `drip` sends a byte now and then until it does; `reset` breaks
#: the connection off; `close` closes it.
Step = bytes | Literal["hold", "drip", "reset", "close"]
Reply = Sequence[Step]


def answer(
    status: int = 200, body: bytes = b"", *headers: str, length: int | None = None, kind: str = "text/html"
) -> Reply:
    """A whole answer; `length` is a Content-Length of its own."""
    head = [f"HTTP/1.1 {status} Some Reason", f"Content-Type: {kind}", *headers]
    head.append(f"Content-Length: {len(body) if length is None else length}")
    return ["\r\n".join(head).encode() + b"\r\n\r\n" + body]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its line and headers as they came, when they had come, when the answer's last bytes went."""

    line: str
    headers: Mapping[str, str]
    connection: int
    began: float
    ended: float

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]


@dataclass(slots=True)
class FaultyServer:
    """Answers each path with its replies in turn; the last one stays. Paths without any get 404."""

    routes: Mapping[str, Sequence[Reply]]
    tls: ssl.SSLContext | None = None
    log: list[Asked] = field(default_factory=list)
    busiest: int = 0
    port: int = 0
    _asked: dict[str, int] = field(default_factory=dict)
    _connections: int = 0
    _open: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        connection = self._connections
        self._open += 1
        self.busiest = max(self.busiest, self._open)
        try:
            while await self._one(reader, writer, connection):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open -= 1
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        began = monotonic()
        line, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (r.partition(":") for r in rest) if name}
        path = line.split(" ")[1]
        replies = self.routes.get(path, [answer(404, b"no such page")])
        count = self._asked.get(path, 0)
        self._asked[path] = count + 1
        # when the last bytes are about to go: on a busy machine this thread may see that they went long after they came
        ended = [began]
        try:
            return await self._play(replies[min(count, len(replies) - 1)], reader, writer, ended)
        finally:
            self.log.append(Asked(line, headers, connection, began, ended[-1]))

    async def _play(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ended: list[float]
    ) -> bool:
        for step in reply:
            ended.append(monotonic())
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            elif step == "hold":
                await reader.read()
                return False
            elif step == "drip":
                while not reader.at_eof():
                    ended.append(monotonic())
                    writer.write(b".")
                    await writer.drain()
                    await asyncio.sleep(0.02)
                return False
            else:
                if step == "reset":
                    raw = writer.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
        return True


class Servers:
    """Faulty servers in a thread of their own."""

    def __init__(self, servers: Sequence[FaultyServer]) -> None:
        self._servers = servers
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Servers":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        for server in self._servers:
            listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=server.tls)
            server.port = listening.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def unknown_certificate(host: str, folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate for a host that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
