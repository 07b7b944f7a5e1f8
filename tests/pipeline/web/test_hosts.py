"""Who is answered: the desk's own names, and no name of another site that was made to lead here."""

import http.client
import socket
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.errors import Misuse
from pipeline.web.hosts import AnsweredHosts
from tests.pipeline.web.serving import served

_OWN = ("localhost", "LOCALHOST:80", "localhost.", "127.0.0.1", "127.0.0.1:8001", "[::1]", "[::1]:8001", "[0:0::1]:1")
_OTHERS = ("evil.example", "evil.example:8001", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5")
_NONE = ("", "a b", "::1", "[::1", "user@localhost", "localhost/", "localhost:80:80", "đ.example", "a," * 9999)


def scope(*hosts: str) -> dict[str, object]:
    return {"type": "http", "headers": [(b"accept", b"*/*"), *((b"host", host.encode()) for host in hosts)]}


@pytest.mark.parametrize("bound", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_at_loopback_its_own_names_are_answered_and_no_other(bound: str) -> None:
    hosts = AnsweredHosts.listening_at(bound)
    assert [host for host in (*_OWN, f"[{bound}]:1" if ":" in bound else bound) if hosts.refusal(scope(host))] == []
    for host in _OTHERS:
        said = hosts.refusal(scope(host))
        assert said is not None
        assert f"--allow-host {host.removesuffix(':8001')}\n" in said
    assert all("the header Host" in str(hosts.refusal(scope(host))) for host in _NONE)


@pytest.mark.parametrize("given", [(), ("localhost", "evil.example"), ("localhost", "localhost")])
def test_a_request_names_one_host(given: Sequence[str]) -> None:
    assert "one host" in str(AnsweredHosts().refusal(scope(*given)))


@pytest.mark.parametrize(
    ("bound", "allowed", "host", "answered"),
    [
        ("0.0.0.0", (), "192.168.1.5:8001", True),
        ("::", (), "[fd00::5]:8001", True),
        ("0.0.0.0", (), socket.gethostname(), True),
        ("0.0.0.0", (), "localhost", True),
        ("0.0.0.0", (), "evil.example", False),
        ("desk.lan", (), "Desk.LAN:80", True),
        ("127.0.0.1", ("desk.example.org",), "desk.example.org", True),
        ("127.0.0.1", ("Desk.Example.org.",), "desk.example.org:443", True),
        ("127.0.0.1", ("desk.example.org",), "evil.desk.example.org", False),
        ("127.0.0.1", ("bücher.example",), "xn--bcher-kva.example", True),
        ("127.0.0.1", ("[fd00::5]",), "[fd00:0::5]", True),
        ("127.0.0.1", ("10.0.0.5",), "10.0.0.5", True),
        ("127.0.0.1", ("10.0.0.5",), "10.0.0.6", False),
    ],
)
def test_elsewhere_addresses_and_allowed_names(bound: str, allowed: Sequence[str], host: str, answered: bool) -> None:
    assert (AnsweredHosts.listening_at(bound, allowed).refusal(scope(host)) is None) == answered


@pytest.mark.parametrize("given", ["", "http://desk.example.org", "desk.example.org:80", "a/b", "*", "a b", "é..vn"])
def test_an_allowed_name_is_a_name_alone(given: str) -> None:
    with pytest.raises(Misuse, match="give a name or an address alone"):
        AnsweredHosts.listening_at("127.0.0.1", [given])


def answer(address: str, host: str, method: str = "GET", path: str = "/") -> tuple[int, str]:
    """What a server at an address answers a request for another name: status and body."""
    at = urlsplit(address)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host)
    if method == "POST":
        connection.putheader("Content-Length", "0")
    connection.endheaders()
    found = connection.getresponse()
    body = found.read().decode()
    assert found.getheader("x-content-type-options") == "nosniff"
    connection.close()
    return found.status, body


def test_over_http_every_path_is_closed_to_other_names(desk_output: Path) -> None:
    with served(desk_output, "--allow-host", "desk.example.org") as (address, process):
        port = urlsplit(address).port
        for own in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}", "desk.example.org"):
            assert answer(address, own)[0] == 200, own
        for path in ("/", "/tables/documents.json", "/static/desk.css", "/checks/login"):
            for method in ("GET", "POST"):
                status, body = answer(address, f"evil.example:{port}", method, path)
                assert (status, body) == (
                    421,
                    "this server does not answer for the name evil.example: open the address that it printed at its"
                    " start, or start it with --allow-host evil.example\n",
                )
        process.terminate()
        assert process.communicate(timeout=60)[1] == ""
