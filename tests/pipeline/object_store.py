"""An S3 server on loopback, as a process of its own, and what tests put there and find there."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.places import Address

BUCKET = "trichluc"
#: Keys that the server takes for good; where credentials are missing nobody is asked for them but this machine.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """A server with an empty bucket; gives the environment that leads to it."""
    port = free_port()
    environment = ENVIRONMENT | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        _make_bucket(port)
        yield environment
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
        except ConnectionRefusedError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.2)
            continue
        return
    raise AssertionError(f"moto's server ended with {server.returncode}")


def _make_bucket(port: int) -> None:
    import httpx

    httpx.put(f"http://127.0.0.1:{port}/{BUCKET}", timeout=60, trust_env=False).raise_for_status()


def put_folder(folder: Path, place: Address) -> None:
    """Put a folder's files at an address."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            (place / file.relative_to(folder).as_posix()).write_bytes(file.read_bytes())


def published_at(output: Address) -> dict[str, str]:
    """A hash of each published file that does not tell of runs."""
    return {
        place.name: hashlib.sha256(place.read_bytes()).hexdigest()
        for place, _ in sorted((output / "tables").walk())
        if place.name.partition(".")[0] not in ("runs", "manifest")
    }
