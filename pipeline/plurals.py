"""Counts in English messages."""


def counted(count: int, noun: str) -> str:
    """`1 row`, `2 rows`, `0 rows`, `1,000 rows`: a count with a noun that takes an s."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
