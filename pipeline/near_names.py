"""Names that are near one that is not there: for errors that say what was perhaps meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def near(name: str, known: Iterable[str]) -> str:
    """`: did you mean NAME?`, else `: there are NAMES`, as the end of a message that a name is not there."""
    names = sorted(known)
    found = get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    if found:
        return f"; did you mean {', '.join(found)}?"
    return f"; there are {', '.join(names)}" if names else "; there are none"
