"""What a crawl is told: the site, where its files are, whose contact it gives, how far and how fast it may go."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from pipeline.crawl.clock import Clock, clock_from
from pipeline.errors import Misuse
from pipeline.sites import SITES, Site
from pipeline.sites.site import host_of

#: The environment's variable with the contact, where none is given.
CONTACT_VARIABLE = "TRICHLUC_CONTACT"
#: A mail address or a web page: whoever reads the server's log must be able to use it.
_CONTACT = re.compile(r"(?:mailto:)?[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>]+|https?://[^\s()<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """A night's crawl of one site. Times are in seconds, sizes in bytes; None is no limit.

    `site` is the name of a site module, `output` the folder that holds `crawl`, `warc`, `store` and `tables`. `since`
    leaves out new articles that are known to be older. `delay` lies between the end of a response and the next request
    to the same host. `now` starts the clock elsewhere than the system's does. `origins` maps a host to the origin that
    is asked in its place, and `resolver` names a class for Scrapy's TWISTED_DNS_RESOLVER: both are for tests.
    """

    site: str
    output: Path
    contact: str
    since: date | None = None
    max_pages: int | None = None
    max_minutes: float | None = None
    max_bytes: int | None = None
    delay: float = 2.0
    dry_run: bool = False
    now: datetime | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    resolver: str | None = None
    #: How long an answer may take as a whole, and how large it may be.
    timeout: float = 60.0
    #: How long its headers may take.
    headers_timeout: float = 30.0
    max_response_bytes: int = 32_000_000
    #: How often an address is asked again in one night, and the waits between: twice as long each time, with jitter.
    retries: int = 3
    backoff: float = 5.0
    max_backoff: float = 300.0
    #: A longer Crawl-delay of robots.txt is cut to this; a longer Retry-After gives the host up for the night.
    max_crawl_delay: float = 60.0
    max_retry_after: float = 900.0
    #: So many failures of a host in a row (429, 503, no answer), and it is given up for the night.
    host_failures: int = 8
    max_redirects: int = 5
    #: Where the jitter of the waits starts; None is elsewhere each time.
    seed: int | None = None
    #: How many articles older than two weeks are looked at again in a night.
    old_rechecks: int = 200

    @property
    def declared(self) -> Site:
        """The site's module."""
        return find_site(self.site)

    @property
    def crawl_folder(self) -> Path:
        """Where the frontier, the log and the kept contact are."""
        return self.output / "crawl"

    @property
    def frontier_path(self) -> Path:
        """The frontier's file."""
        return self.crawl_folder / f"{self.site}.sqlite"

    @property
    def log_path(self) -> Path:
        """The log of the fetching process."""
        return self.crawl_folder / f"{self.site}.log"

    @property
    def warc_folder(self) -> Path:
        """Where the raw responses are."""
        return self.output / "warc"

    @property
    def lock_path(self) -> Path:
        """The file whose lock a running crawl of the site holds."""
        return self.crawl_folder / f"{self.site}.lock"

    def clock(self) -> Clock:
        """The clock; each call with `now` gives one that starts there."""
        return clock_from(self.now)

    def to_wire(self, url: str) -> str:
        """The address that is asked for: the site's own, but for a host that `origins` puts elsewhere."""
        origin = self.origins.get(host_of(url) or "")
        if origin is None:
            return url
        parts, elsewhere = urlsplit(url), urlsplit(origin)
        return urlunsplit((elsewhere.scheme, elsewhere.netloc, parts.path, parts.query, parts.fragment))

    def to_json(self) -> str:
        """As JSON, for the fetching process."""
        record = {f.name: getattr(self, f.name) for f in fields(self)}
        record["output"] = str(self.output)
        record["since"] = self.since.isoformat() if self.since is not None else None
        record["now"] = self.now.isoformat() if self.now is not None else None
        record["origins"] = dict(self.origins)
        return json.dumps(record, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` gave."""
        record: dict[str, Any] = json.loads(text)
        record["output"] = Path(record["output"])
        record["since"] = date.fromisoformat(record["since"]) if record["since"] is not None else None
        record["now"] = datetime.fromisoformat(record["now"]) if record["now"] is not None else None
        return cls(**record)


def check_settings(settings: CrawlSettings) -> None:
    """Raise Misuse where a crawl cannot be made of the settings."""
    site = find_site(settings.site)
    if site.name != settings.site:
        raise Misuse(f"{settings.site}: the site's name is {site.name}: give that")
    if site.discovery is None:
        crawled = ", ".join(other.name for other in SITES if other.discovery is not None)
        raise Misuse(
            f"{site.name}: its module does not say where its articles are found; sites that can be crawled: {crawled}"
        )
    check_contact(settings.contact)
    if settings.output.exists() and not settings.output.is_dir():
        raise Misuse(f"{settings.output}: is no folder: give --output another one")
    if not 0 <= settings.delay < float("inf"):
        raise Misuse(f"a delay of {settings.delay} s: give seconds from 0 on")
    for name, limit in (
        ("pages", settings.max_pages),
        ("minutes", settings.max_minutes),
        ("bytes", settings.max_bytes),
    ):
        if limit is not None and not limit > 0:
            raise Misuse(f"a budget of {limit} {name}: give more than 0, or none for no limit")


def settings_with(settings: CrawlSettings, more: Mapping[str, Any]) -> CrawlSettings:
    """Settings with others in their place, by name, as JSON has them. Raises Misuse where there is none of a name."""
    record = json.loads(settings.to_json())
    if unknown := sorted(more.keys() - record.keys()):
        raise Misuse(f"{', '.join(unknown)}: no such setting of a crawl; there are {', '.join(sorted(record))}")
    for name, value in more.items():
        if not _fits(value, wanted := _KINDS[name]):
            raise Misuse(f"settings of a crawl: {name} is {value!r}: give {wanted}")
    try:
        return CrawlSettings.from_json(json.dumps(record | dict(more)))
    except (TypeError, ValueError) as error:
        raise Misuse(f"settings of a crawl: {error}") from None


#: What each setting is in JSON, in words: `_fits` knows them.
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("site", "output", "contact"), "a text"),
    **dict.fromkeys(("since", "now", "resolver"), "a text or null"),
    **dict.fromkeys(("max_pages", "max_bytes", "seed"), "a whole number from 0 on or null"),
    **dict.fromkeys(("max_response_bytes", "retries", "host_failures"), "a whole number from 0 on"),
    **dict.fromkeys(("max_redirects", "old_rechecks"), "a whole number from 0 on"),
    **dict.fromkeys(("delay", "timeout", "headers_timeout", "backoff", "max_backoff"), "a number from 0 on"),
    **dict.fromkeys(("max_crawl_delay", "max_retry_after"), "a number from 0 on"),
    "max_minutes": "a number from 0 on or null",
    "dry_run": "true or false",
    "origins": "an object of texts",
}


def _fits(value: object, wanted: str) -> bool:
    """Whether a value of JSON is what a setting takes."""
    if wanted.endswith(" or null"):
        return value is None or _fits(value, wanted.removesuffix(" or null"))
    match wanted:
        case "a text":
            return isinstance(value, str)
        case "true or false":
            return isinstance(value, bool)
        case "an object of texts":
            return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())
        case "a whole number from 0 on":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def find_site(name: str) -> Site:
    """The site of a name or of one of its hosts. Raises Misuse where there is none."""
    wanted = host_of(name) if "//" in name else name.strip().lower()
    for site in SITES:
        if wanted == site.name or wanted in site.hosts:
            return site
    known = ", ".join(site.name for site in SITES)
    raise Misuse(f"{name}: no such site is known; give one of {known}, or add its module (docs/sites.md)")


def check_contact(contact: str) -> str:
    """A contact that can stand in a User-Agent. Raises Misuse where it is neither a mail address nor a web page."""
    contact = contact.strip()
    if _CONTACT.fullmatch(contact) is None or not contact.isascii():
        raise Misuse(f"{contact!r} is no contact: give a mail address, or the address of a web page that names one")
    return contact


def settle_contact(output: Path, given: str | None) -> str:
    """The contact of a crawl into a folder: the one given, else the environment's, else the one kept from before.

    Raises Misuse where there is none: no server is asked by somebody who cannot be reached.
    """
    kept = _settings_path(output)
    contact = given or os.environ.get(CONTACT_VARIABLE)
    if not contact and kept.exists():
        try:
            found = tomllib.loads(kept.read_text("utf-8")).get("contact")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Misuse(f"{kept}: cannot be read ({error}): mend it, or give --contact") from None
        contact = found if isinstance(found, str) else None
    if not contact:
        raise Misuse(
            f"a crawl tells the site whom to write to: give --contact MAIL (kept in {kept}), or set {CONTACT_VARIABLE}"
        )
    return check_contact(contact)


def keep_contact(output: Path, contact: str) -> None:
    """Keep the contact for the crawls to come."""
    kept = _settings_path(output)
    kept.parent.mkdir(parents=True, exist_ok=True)
    text = f"# whom the site can write to: stands in the User-Agent\ncontact = {json.dumps(contact)}\n"
    if not kept.exists() or kept.read_text("utf-8") != text:
        new = kept.with_suffix(".new")
        new.write_text(text, "utf-8")
        new.replace(kept)


def _settings_path(output: Path) -> Path:
    return output / "crawl" / "settings.toml"
