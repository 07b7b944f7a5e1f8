"""Prefect's settings for a run, and its API where none is configured. Import this before anything of Prefect.

Where `PREFECT_API_URL` is set, or the active profile has one, runs are recorded there and nothing is started. Else a
server of Prefect's own serves on loopback for as long as the program runs (`pipeline.prefect_api`). Prefect would do
that too, but it loads the whole server into this process first, counts to 20 seconds, and leaves the server behind
when the program is killed. Ours starts while this process loads the rest, and ends with it, however it ends.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import Misuse, TrichlucError
from pipeline.listening import listen
from pipeline.loading import loading

#: What is set unless the user has set it: no telemetry, no version checks, no log below a warning.
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
}
#: For the embedded API only: it keeps nothing, so nobody would read these; and it asks for no token.
_EMBEDDED = {
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}
#: For an API that lasts: the logs of runs are there to be read, and go to the journal too.
_LASTING = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # what is called `pipeline` in the folder that the program was started in is not ours
    "PYTHONSAFEPATH": "1",
}


@contextmanager
def prefect_api(meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Load Prefect with these settings and an API to talk to; what else there is to do, `meanwhile` does.

    Raises TrichlucError where the API does not answer.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if os.environ.get("PREFECT_API_URL"):
        _check(os.environ["PREFECT_API_URL"])
        meanwhile()
        yield
        return
    with _embedded_api() as (server, url):
        with loading():
            from prefect.context import refresh_global_settings_context
            from prefect.events.clients import NullEventsClient
            from prefect.events.worker import EventsWorker
            from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, get_current_settings, temporary_settings

        configured = get_current_settings().api.url
        if configured:
            # a profile names an API: what was started meanwhile is not needed
            server.kill()
            _check(configured)
            meanwhile()
            yield
            return
        os.environ["PREFECT_API_URL"] = url
        for name, value in _EMBEDDED.items():
            os.environ.setdefault(name, value)
        refresh_global_settings_context()
        meanwhile()
        # the first flow would load it, when the API is there already
        import fastapi.encoders  # noqa: F401

        _check_started(url, server)
        EventsWorker.set_client_override(NullEventsClient)
        try:
            # who would miss a heartbeat is told nothing; stopping it takes up to a second
            with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
                yield
        finally:
            # what is still on its way asks the API for what it belongs to, and complains where there is none
            EventsWorker.drain_all(timeout=10)
            del os.environ["PREFECT_API_URL"]
            refresh_global_settings_context()


@contextmanager
def lasting_api(folder: Path, host: str, port: int) -> Iterator[tuple[str, bool]]:
    """Load Prefect with an API that keeps runs and shows them: the one that is configured, else a server of our own.

    Ours has its database in `folder`, serves the UI too, and ends with this program. Gives the API's address, and
    whether it is ours. Raises Misuse where the port is taken, TrichlucError where the API does not answer.
    """
    _be_lasting()
    from prefect.context import refresh_global_settings_context
    from prefect.settings import get_current_settings

    configured = get_current_settings().api.url
    if configured:
        _check(configured)
        yield configured, False
        return
    with _listening(host, port) as listening:
        address = f"[{host}]" if ":" in host else host
        url = f"http://{address}:{listening.getsockname()[1]}/api"
        server = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.prefect_server", str(listening.fileno()), str(folder)],
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
            | _of_the_ui(url),
        )
    try:
        os.environ["PREFECT_API_URL"] = url
        refresh_global_settings_context()
        _check_started(url, server)
        yield url, True
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        refresh_global_settings_context()
        _end(server)


def _of_the_ui(url: str) -> dict[str, str]:
    """Where a browser finds the API of the UI: a wildcard's address is no address, so it asks where it came from."""
    everywhere = "//0.0.0.0:" in url or "//[::]:" in url
    return {"PREFECT_UI_API_URL": os.environ.get("PREFECT_UI_API_URL") or ("/api" if everywhere else url)}


def check_cron(cron: str, timezone: str) -> None:
    """Raise Misuse where a schedule is none to Prefect."""
    _be_lasting()
    from prefect.client.schemas.schedules import CronSchedule

    try:
        CronSchedule(cron=cron, timezone=timezone)
    except ValueError:
        raise Misuse(f"--cron {cron!r}: give five fields, such as '0 2 * * *' for two o'clock every night") from None


def _be_lasting() -> None:
    for name, value in (_QUIET | _LASTING).items():
        os.environ.setdefault(name, value)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    if not 0 <= port < 1 << 16:
        raise Misuse(f"--port {port}: give a number from 1 to 65535, or 0 for any port that is free")
    try:
        listening = listen(host, port, family=_family(host))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise Misuse(f"{host}:{port}: {reason}; give another --host or --port") from None
    with listening:
        yield listening


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@contextmanager
def _embedded_api() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the embedded API; requests wait at its socket until it is ready."""
    with listen("127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        server = subprocess.Popen(
            [sys.executable, "-m", "pipeline.prefect_api", str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            # an interrupt from the terminal is for this process, which then ends the server
            start_new_session=True,
        )
    try:
        yield server, url
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server of ours: the end of its stdin tells it to."""
    with suppress(BrokenPipeError):
        server.stdin.close()  # type: ignore[union-attr]
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _check_started(url: str, server: subprocess.Popen[bytes]) -> None:
    try:
        _check(url)
    except TrichlucError:
        code = server.poll()
        if code is None:
            raise
        raise TrichlucError(f"Prefect's own server ended at once (exit code {code}); see above why") from None


def _check(url: str) -> None:
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=90, trust_env=False).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TrichlucError(
            f"Prefect's API at {url} does not answer ({error}); start that server, or unset PREFECT_API_URL"
        ) from None
