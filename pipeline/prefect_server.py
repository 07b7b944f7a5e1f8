"""A Prefect server that lasts: `python -m pipeline.prefect_server FD FOLDER` serves API and UI until stdin ends.

Its database and the files of its UI are in FOLDER. It serves on an inherited socket, so that a port in use is found
before anything is started, and ends when the process that started it is gone, however that ended.
"""

import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.prefect_api import make_database

if TYPE_CHECKING:
    import uvicorn

#: Nothing is told to anybody, and nothing is offered.
_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}


def main() -> None:
    """Serve until the process that started this one is gone."""
    listening, folder = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    database = folder / "prefect.db"
    os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{database}"
    # beside the database: where Prefect is installed may not be ours to write to
    os.environ["PREFECT_UI_STATIC_DIRECTORY"] = str(folder / "ui")
    # the server itself talks to no API
    os.environ.pop("PREFECT_API_URL", None)
    if not database.exists():
        aside = folder / ".prefect.db"
        aside.unlink(missing_ok=True)
        make_database(aside)
        os.replace(aside, database)

    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app, factory=True, log_level="warning", lifespan="on", access_log=False)
    server = uvicorn.Server(config)
    threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listening])


def _end_with_parent(server: "uvicorn.Server") -> None:
    # read from the descriptor: a lock on sys.stdin held here would be in the way at exit
    while os.read(0, 4096):
        pass
    server.should_exit = True


if __name__ == "__main__":
    main()
