"""Who the crawler says that it is."""

from importlib.metadata import version

#: What robots.txt calls this crawler by.
PRODUCT = "trichluc"


def user_agent(contact: str) -> str:
    """The User-Agent: product, version, and whom to write to; `+` goes before a web page and a mail address alike."""
    return f"{PRODUCT}/{version('trichluc')} (+{contact})"
