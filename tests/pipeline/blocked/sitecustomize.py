"""Loaded by every Python that a test starts with this folder on its path: sockets reach this machine and no other.

What tries to leave is refused, and written to the file that `TRICHLUC_TEST_ESCAPES` names.
"""

import os
import socket

_LOCAL = ("127.", "localhost", "::1", "0.0.0.0", "::")


def _check(host: object, what: str) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or (isinstance(name, str) and (name == "" or name.startswith(_LOCAL))):
        return
    with open(os.environ["TRICHLUC_TEST_ESCAPES"], "a", encoding="utf-8") as escapes:
        escapes.write(f"{what} {name}\n")
    raise PermissionError(f"blocked by a test: {what} {name}")


class _LocalSocket(socket.socket):
    def connect(self, address):  # type: ignore[no-untyped-def]
        if self.family != socket.AF_UNIX:
            _check(address[0], "connect")
        return super().connect(address)

    def connect_ex(self, address):  # type: ignore[no-untyped-def]
        if self.family != socket.AF_UNIX:
            _check(address[0], "connect_ex")
        return super().connect_ex(address)

    def sendto(self, content, *rest):  # type: ignore[no-untyped-def]
        if self.family != socket.AF_UNIX:
            _check(rest[-1][0], "sendto")
        return super().sendto(content, *rest)


_getaddrinfo = socket.getaddrinfo


def _local_addresses(host, *rest, **named):  # type: ignore[no-untyped-def]
    _check(host, "getaddrinfo")
    return _getaddrinfo(host, *rest, **named)


def _local_name(by_name):  # type: ignore[no-untyped-def]
    def found(host):  # type: ignore[no-untyped-def]
        _check(host, by_name.__name__)
        return by_name(host)

    return found


if "TRICHLUC_TEST_ESCAPES" in os.environ:
    socket.socket = _LocalSocket  # type: ignore[misc]
    socket.getaddrinfo = _local_addresses
    socket.gethostbyname = _local_name(socket.gethostbyname)
    socket.gethostbyname_ex = _local_name(socket.gethostbyname_ex)
