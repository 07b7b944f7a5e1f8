"""From the options of `trichluc crawl` and `trichluc serve` to the settings of a crawl."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from pipeline.crawl.settings import CrawlSettings

#: Nobody's server is asked faster from the command line.
_SHORTEST_DELAY = 0.5
#: What has options of its own, which check more than a file's values are checked.
_OPTIONS_ALONE = ("site", "output", "contact", "dry_run")


def settings_of(
    site: str,
    output: Path,
    contact: str | None,
    *,
    delay: float,
    max_pages: int | None,
    max_minutes: float | None,
    max_bytes: int | None,
    since: "date | None" = None,
) -> "CrawlSettings":
    """The settings that the options of a command give. Raises Misuse."""
    from pipeline.crawl.settings import CrawlSettings, check_settings, find_site, settle_contact
    from pipeline.errors import Misuse

    if not delay >= _SHORTEST_DELAY:
        raise Misuse(f"--delay {delay:g}: give {_SHORTEST_DELAY:g} seconds or more")
    settings = CrawlSettings(
        site=find_site(site).name,
        output=output,
        contact=settle_contact(output, contact),
        since=since,
        max_pages=max_pages,
        max_minutes=max_minutes,
        max_bytes=max_bytes,
        delay=delay,
    )
    check_settings(settings)
    return settings


def more_settings(place: Path | None) -> dict[str, Any]:
    """The settings in the file of `--settings`, by name; none without a file. Raises Misuse."""
    import json

    from pipeline.errors import Misuse

    if place is None:
        return {}
    try:
        found = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Misuse(f"--settings {place}: cannot be read ({error}); it is one JSON object") from None
    if not isinstance(found, dict):
        raise Misuse(f"--settings {place}: it is one JSON object, setting by name")
    if given := [name for name in _OPTIONS_ALONE if name in found]:
        raise Misuse(f"--settings {place}: {', '.join(given)}: give that on the command line")
    return found


def with_more(settings: "CrawlSettings", more: dict[str, Any]) -> "CrawlSettings":
    """Settings with those of a file in their place. Raises Misuse.

    A site's own servers are never asked faster than `--delay` allows; a stand-in (`origins`) may be.
    """
    from pipeline.crawl.settings import check_settings, settings_with
    from pipeline.errors import Misuse

    merged = settings_with(settings, more)
    check_settings(merged)
    if merged.delay < _SHORTEST_DELAY and not merged.origins:
        raise Misuse(f"settings of a crawl: delay is {merged.delay:g}: give {_SHORTEST_DELAY:g} seconds or more")
    return merged
