"""The list of commands, in the order of the help page. One line a command."""

import typer


def register(app: typer.Typer) -> None:
    """Add every command to the application."""
