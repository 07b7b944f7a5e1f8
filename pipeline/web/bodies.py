"""What is sent to the server is a form: short, and of a length that is said beforehand. Other bodies are not read."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

#: Bytes of a form, at most: room for a note of the greatest length, percent-encoded.
LONGEST_FORM = 65_536
_WITHOUT = frozenset({"GET", "HEAD", "OPTIONS"})


def refusal(scope: Mapping[str, Any]) -> int | None:
    """The status that answers a request with a body of another kind; None for one that may be read."""
    if scope["type"] != "http" or scope["method"] in _WITHOUT:
        return None
    length = dict(scope["headers"]).get(b"content-length", b"")
    if not length.isdigit():
        return 411
    return 413 if len(length) > 9 or int(length) > LONGEST_FORM else None


async def refuse(
    status: int, send: Callable[[dict[str, Any]], Awaitable[None]], said: str = "send a form of at most 64 KiB\n"
) -> None:
    """Answer without reading what was sent; the connection ends, as the rest of the body is no request."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})
