"""Loaded by every Python that a test starts with this folder on its path: who opens a deadly file is killed.

`TRICHLUC_TEST_DEADLY` is the end of the file's name; `TRICHLUC_TEST_DEATHS` a folder in which each death is noted, and
after as many as `TRICHLUC_TEST_MOST_DEATHS` the file does no more harm.
"""

import os
import signal
import sys


def _kill(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str) and arguments[0].endswith(os.environ["TRICHLUC_TEST_DEADLY"]):
        deaths = os.environ["TRICHLUC_TEST_DEATHS"]
        if len(os.listdir(deaths)) < int(os.environ["TRICHLUC_TEST_MOST_DEATHS"]):
            os.mkdir(os.path.join(deaths, str(os.getpid())))
            os.kill(os.getpid(), signal.SIGKILL)


if "TRICHLUC_TEST_DEADLY" in os.environ:
    sys.addaudithook(_kill)
