"""Errors that a user can act on: each says what is wrong, where, and what to do; none shows a traceback."""


class TrichlucError(Exception):
    """The work failed; the command exits with 1."""

    exit_code = 1


class Misuse(TrichlucError):
    """The command was called wrongly (a path that is not there, an option that does not fit); it exits with 2."""

    exit_code = 2


def first_line(error: BaseException) -> str:
    """What an error of a library says, without the lines that only its makers understand."""
    lines = str(error).splitlines()
    return lines[0][:300] if lines else type(error).__name__
