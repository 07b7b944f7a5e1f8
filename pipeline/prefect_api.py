"""Prefect's API for one run: `python -m pipeline.prefect_api FD` serves on an inherited socket until stdin ends.

Its database is a file in a temporary folder. Making one from nothing takes Prefect's migrations nine seconds, so an
empty one is kept in the user's cache, by Prefect's version, and copied.
"""

import os
import shutil
import socket
import sys
import tempfile
import threading
from importlib.metadata import version
from pathlib import Path

from pipeline.loading import loading

#: What a server for one flow has no use for.
_SETTINGS = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
}


def main() -> None:
    """Serve until the process that started this one is gone."""
    folder = Path(tempfile.mkdtemp(prefix="trichluc-prefect-"))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        _serve(folder / "prefect.db", socket.socket(fileno=int(sys.argv[1])))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(database: Path, listening: socket.socket) -> None:
    os.environ.update(_SETTINGS)
    os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{database}"
    make_database(database)

    with loading():
        import uvicorn
        from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app, factory=True, log_level="critical", lifespan="on", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])


def _end_with_parent(folder: Path) -> None:
    # read from the descriptor: a lock on sys.stdin held here would be in the way at exit
    while os.read(0, 4096):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def make_database(database: Path) -> None:
    """An empty database of Prefect's, from the cache where there is one."""
    cached = _cache() / f"prefect-{version('prefect')}.db"
    if cached.is_file():
        shutil.copyfile(cached, database)
        return
    import anyio
    from prefect.server.database import provide_database_interface

    anyio.run(provide_database_interface().create_db)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        aside = cached.with_name(f".{cached.name}.{os.getpid()}")
        shutil.copyfile(database, aside)
        os.replace(aside, cached)
    except OSError:
        # no place to keep it: the next start takes as long as this one
        pass


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trichluc"


if __name__ == "__main__":
    main()
