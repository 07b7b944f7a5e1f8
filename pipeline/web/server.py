"""Datasette over an output folder's SQLite file, with our pages, served by uvicorn in this process."""

import errno
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.app import Datasette

from pipeline.errors import Misuse, TrichlucError
from pipeline.listening import listen
from pipeline.web import plugin
from pipeline.web.addresses import DATABASE
from pipeline.web.database import MOST_ROWS
from pipeline.web.guesses import Guesses
from pipeline.web.hosts import AnsweredHosts
from pipeline.web.reopening import Version, WebDatabase

if TYPE_CHECKING:
    from uvicorn import Server

#: Datasette's settings that are not its own defaults. Queries of analysts may take a little longer, and a spreadsheet's
#: worth of rows comes out of one.
_SETTINGS: dict[str, Any] = {
    "sql_time_limit_ms": 5_000,
    "max_returned_rows": MOST_ROWS,
    # tables are wide: a page of more rows takes longer than a reader waits
    "default_page_size": 25,
    "max_csv_mb": 0,
    "num_sql_threads": 3,
    "default_cache_ttl": 0,
    # to look at each column of a wide table for what it could be grouped by takes longer than the page may; the menu of
    # each column groups by it
    "suggest_facets": False,
}


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What `trichluc web` is started with: the folder, the language of who has chosen none, the token for reviews, the
    names that it answers for.
    """

    output: Path
    lang: str = "vi"
    review_token: str | None = None
    hosts: AnsweredHosts = field(default_factory=AnsweredHosts)


class Desk(Datasette):  # type: ignore[misc]
    """Datasette over an output folder; `desk` says which and how. `clock` is what wrong tokens are timed by."""

    def __init__(self, settings: DeskSettings, place: Path, clock: Callable[[], float] = time.monotonic) -> None:
        plugin.register()
        # before all else: the hooks ask for it
        self.desk = settings
        self.guesses = Guesses(clock)
        self._noted: Version | None = None
        templates = files("pipeline").joinpath("templates/web")
        static = files("pipeline").joinpath("static")
        super().__init__(
            template_dir=str(templates), static_mounts=[("static", str(static))], settings=_SETTINGS, metadata=_METADATA
        )
        # without files Datasette offers an empty database in memory, whose tables nobody made
        self.remove_database("_memory")
        self.add_database(WebDatabase(self, place), name=DATABASE)

    async def refresh_schemas(self) -> None:
        """Note the schemas in Datasette's own database, once for each version of the file."""
        version = self.get_database(DATABASE).version()
        if version != self._noted:
            await super().refresh_schemas()
            self._noted = version


_METADATA = {
    "title": "Trích Lục",
    "databases": {
        DATABASE: {"tables": {"documents": {"label_column": "heading"}, "sentences": {"label_column": "text"}}}
    },
}


def serve(desk: Desk, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until told to end; `ready` gets the address when requests are answered. Raises Misuse for a taken port."""
    import uvicorn

    # a thread that makes rows of SQLite's holds Python's lock for so long at most while the others have answers to give
    sys.setswitchinterval(0.001)
    opened = _listen(host, port)
    at = opened.getsockname()[1]
    config = uvicorn.Config(desk.app(), log_level="warning", access_log=False, lifespan="on", server_header=False)

    class Told(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            ready(f"http://{f'[{host}]' if ':' in host else host}:{at}/")

    server: Server = Told(config)
    with opened:
        server.run(sockets=[opened])
    if not server.started:
        raise TrichlucError(f"{desk.desk.output}: the server could not start; what went wrong is told above")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return listen(host, port, family=family, backlog=256)
    except OSError as error:
        remedy = "another --port (0: any that is free)"
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            remedy = "an address of this machine as --host"
        raise Misuse(f"cannot listen at {host}:{port} ({error.strerror or error}); give {remedy}") from None
