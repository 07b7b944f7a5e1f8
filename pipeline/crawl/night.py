"""What a night of crawling gives: what each source of addresses said, what became of each page, and the sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

SourceKind = Literal["sitemap", "news_sitemap", "feed", "section"]
#: `new`: never stored before; `changed`: another text than the one stored; `unchanged`: fetched, the same text;
#: `not_modified`: the server said so (304); `gone`: 404, 410, or a page that says so; `rejected`: an answer that
#: holds no article that could be read; `failed`: no usable answer, to be asked for again.
Verdict = Literal["new", "changed", "unchanged", "not_modified", "gone", "rejected", "failed"]
#: How a night ended: `robots` where robots.txt could not be read or forbids the site, `budget` where pages, minutes or
#: bytes were used up.
Ending = Literal["finished", "budget", "robots", "interrupted", "failed"]
#: `not_asked`: the run ended before it asked for one.
RobotsState = Literal["first", "same", "changed", "missing", "unreachable", "not_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An address that was asked for and gave no article, `rejected` or `failed`, and why."""

    url: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """One source of addresses, asked once: how many articles it named, and how many of them were never seen before."""

    name: str
    kind: SourceKind
    url: str
    status: int | None
    entries: int = 0
    new: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """What became of one article's address.

    `key` is `Site.address_key`; `reason` is one word where there is no article. `body_hash` is of title, sapo and body
    as extracted, never of the page. `empty_fields` are those of title, published_at, author, sapo that the page did not
    give.
    """

    key: str
    url: str
    verdict: Verdict
    fetched_at: datetime
    final_url: str | None = None
    status: int | None = None
    reason: str | None = None
    layout: str | None = None
    body_hash: str | None = None
    body_length: int | None = None
    empty_fields: tuple[str, ...] = ()
    published_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    bytes: int = 0
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A night's crawl of one site, in sums; several runs in one night are one `Night` each, told apart by `run_id`.

    `pages` = the sum of `verdicts`. `waiting` are addresses that were due and not asked for. `notes` are sentences on
    what was met on the wire (a host given up, a Crawl-delay that was cut). `error` says why a night `failed`.
    """

    site: str
    night: date
    run_id: str
    started_at: datetime
    ended_at: datetime
    ended: Ending
    robots: RobotsState
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    waiting: int = 0
    by_status: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    layouts: Mapping[str, int] = field(default_factory=dict)
    empty_fields: Mapping[str, int] = field(default_factory=dict)
    median_body_length: int | None = None
    sources: tuple[SourceSeen, ...] = ()
    warc_files: tuple[str, ...] = ()
    new_urls: tuple[str, ...] = ()
    changed_urls: tuple[str, ...] = ()
    gone_urls: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None
