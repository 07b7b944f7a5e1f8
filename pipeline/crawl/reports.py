"""DIR/reports: the reports on disk, `DATE.json` and `DATE.md`, each written aside and renamed.

A file is of a night: it holds one report a site, and a report made again takes the place of the one before.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.crawl.report import NightReport
from pipeline.errors import TrichlucError

_PARTING = "\n---\n\n"


def write_report(output: Path, report: NightReport) -> Path:
    """Write a night's report beside those of other sites in the folder. Gives the Markdown's path.

    Raises TrichlucError where the folder cannot be written to.
    """
    folder = output / "reports"
    night = report.tonight.night.night.isoformat()
    record = report.as_record() | {"markdown": report.as_markdown()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _turn(folder):
            sites = [site for site in _sites(folder / f"{night}.json") if site.get("site") != record["site"]]
            sites = sorted([*sites, record], key=lambda site: str(site["site"]))
            text = json.dumps({"night": night, "sites": sites}, ensure_ascii=False, indent=1)
            _replace(folder / f"{night}.json", text + "\n")
            _replace(folder / f"{night}.md", _PARTING.join(str(site["markdown"]) for site in sites))
    except OSError as error:
        for aside in (_aside(folder / f"{night}.json"), _aside(folder / f"{night}.md")):
            with suppress(OSError):
                aside.unlink(missing_ok=True)
        raise TrichlucError(f"{folder}: {error.strerror}: the report could not be written; make room") from None
    return folder / f"{night}.md"


def reported_runs(output: Path, site: str, night: date) -> tuple[str, ...]:
    """The runs that a night's report tells of; none where there is no report."""
    sites = _sites(output / "reports" / f"{night.isoformat()}.json")
    return next((tuple(each.get("runs") or ()) for each in sites if each.get("site") == site), ())


def _sites(place: Path) -> list[dict[str, Any]]:
    """What a report's file holds by site; what cannot be read is made again."""
    try:
        sites = json.loads(place.read_bytes())["sites"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [site for site in sites if isinstance(site, dict) and isinstance(site.get("markdown"), str)]


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes a report: two sites of one folder may end at the same time."""
    with open(folder / ".lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}")


def _replace(place: Path, text: str) -> None:
    aside = _aside(place)
    with open(aside, "w", encoding="utf-8", errors="backslashreplace") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(aside, place)
