"""What to do about what is found."""

from pathlib import Path


def store_file(output: Path, table: str) -> str:
    """For a damaged file of a table of the store."""
    if table == "documents":
        return (
            "put the file back from a backup; without one, read the input into another folder (`trichluc run PATH"
            " --output OTHER`): what only this file holds is lost"
        )
    return f"put the file back from a backup; without one, the rows of `{table}` in it are lost"


def log_file() -> str:
    """For a damaged file of a Delta log."""
    return "put the file back from a backup: without it the versions from there on cannot be read"


def published(output: Path) -> str:
    """For a published table that is not as it was drawn."""
    return f"delete {output / 'tables' / 'manifest.json'}, and the next `trichluc run` draws the tables again"


def row() -> str:
    """For a row that something else than this program changed, or a damage that the file's format does not notice."""
    return "the row is not as it was stored: put the file back from a backup, or report it if nothing else changed it"
