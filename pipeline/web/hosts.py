"""Which names the desk answers for: a page of another site whose name is made to lead to this machine is none of them.

A browser that was told that `evil.example` is 127.0.0.1 sends that name as its `Host`. An address in digits cannot be
turned round so: where the desk listens for other machines, every such address is answered.
"""

import re
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from pipeline.errors import Misuse

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: A name or an address, perhaps with a port.
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]*)?", re.IGNORECASE)
#: Of a name that is refused so much is said again: no name in the DNS is longer.
_SAID = 253


@dataclass(frozen=True, slots=True)
class AnsweredHosts:
    """The names and addresses that a request may give as its `Host`, with any port."""

    names: Collection[str] = field(default=_LOOPBACK)
    every_address: bool = False

    @classmethod
    def listening_at(cls, bound: str, allowed: Collection[str] = ()) -> "AnsweredHosts":
        """Those of a server that listens at an address or name, and those that it was told to allow.

        At loopback the names of loopback; elsewhere these, every address in digits and this machine's own name. Raises
        Misuse for an allowed name that is none.
        """
        here = _plain(bound)
        if here in _LOOPBACK or _is_loopback(here):
            return cls(_LOOPBACK | {here, *map(_allowed, allowed)})
        return cls(_LOOPBACK | {here, _plain(socket.gethostname()), *map(_allowed, allowed)}, every_address=True)

    def refusal(self, scope: Mapping[str, Any]) -> str | None:
        """What to answer a request whose `Host` is not one of these; None for one that is."""
        if scope["type"] != "http":
            return None
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        match = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if match is None:
            return "a request must name one host that it is for (the header Host)\n"
        host = _plain(match[1] or match[2])
        if host in self.names or (self.every_address and _address(host) is not None):
            return None
        said = host[:_SAID]
        return (
            f"this server does not answer for the name {said}: open the address that it printed at its start,"
            f" or start it with --allow-host {said}\n"
        )


def _plain(host: str) -> str:
    """A name in small letters without the dot of the root, an address in its shortest spelling."""
    address = _address(host)
    return host.lower().removesuffix(".") if address is None else address


def _address(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    return _address(host) is not None and ip_address(host).is_loopback


def _allowed(given: str) -> str:
    try:
        # browsers send names with other letters in their ASCII form
        name = given if given.isascii() else given.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    plain = _plain(name.removeprefix("[").removesuffix("]"))
    if _address(plain) is None and re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", plain) is None:
        raise Misuse(f"--allow-host {given}: give a name or an address alone, such as desk.example.org")
    return plain
