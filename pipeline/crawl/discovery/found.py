"""What a source of addresses gives: articles, further sitemaps, and what was wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

#: Why an address that a source names is not asked for: another site's; on the site's deny lists; no article's; none.
Skip = Literal["off_site", "denied", "not_article", "no_address"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a source names.

    `url` is the address to ask, `key` what is equal for all addresses of the article. `lastmod` is aware: when the
    source says that the article was last changed, else published; a source may be wrong about it, even in the future.
    """

    url: str
    key: str
    lastmod: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one answer of a source gave.

    `entries` are in the order of the source, each article once. `nested` are sitemaps to ask next. `problem` says in
    words what was wrong, None where nothing was: entries that were read before or around the fault are kept. `skipped`
    counts the addresses that are no entry, by reason.
    """

    entries: tuple[Entry, ...] = ()
    nested: tuple[str, ...] = ()
    problem: str | None = None
    skipped: Mapping[Skip, int] = field(default_factory=dict)
