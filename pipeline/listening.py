"""Sockets that servers of ours listen at."""

import socket


def listen(host: str, port: int, *, backlog: int = 128, family: socket.AddressFamily = socket.AF_INET) -> socket.socket:
    """A socket that listens at an address; raises OSError as `socket.create_server` does.

    What is accepted there sends at once. asyncio sees to that where it makes the socket itself; without it an answer in
    two pieces waits 40 ms for the other side to acknowledge the first.
    """
    listening = socket.create_server((host, port), backlog=backlog, family=family)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
