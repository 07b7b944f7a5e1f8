"""Times as sitemaps and feeds write them: the W3C's forms, RFC 822's, and what sites write instead."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from pipeline.sites.dates import VIETNAM, parse_time

_MAX_LENGTH = 100
_EARLIEST, _LATEST = 1990, 2100
_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_ENGLISH_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
#: `GMT+7`, which RFC 822 does not know.
_NAMED_ZONE = re.compile(r"\b(?:GMT|UTC|ICT)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?\s*$", re.IGNORECASE)
_ICT = re.compile(r"\bICT\s*$")


def read_time(written: str) -> datetime | None:
    """Read a time; None where it is none, no real day, or of no year of the web's.

    A time without a zone is Vietnam's. A day, month or year alone is its beginning.
    """
    written = written.strip()
    if not written or len(written) > _MAX_LENGTH or not written.isprintable():
        return None
    if (match := _YEAR_MONTH.fullmatch(written)) is not None:
        return _beginning(int(match[1]), int(match[2] or 1))
    if _ENGLISH_MONTH.search(written) is not None:
        return _rfc_822(written)
    return parse_time(written)


def _beginning(year: int, month: int) -> datetime | None:
    if not _EARLIEST <= year <= _LATEST or not 1 <= month <= 12:
        return None
    return datetime(year, month, 1, tzinfo=VIETNAM)


def _rfc_822(written: str) -> datetime | None:
    zoned = _NAMED_ZONE.sub(lambda match: f"{match[1]}{int(match[2]):02d}{match[3] or '00'}", written)
    zoned = _ICT.sub("+0700", zoned)
    try:
        time = parsedate_to_datetime(zoned)
        if not _EARLIEST <= time.year <= _LATEST:
            return None
        return (time if time.tzinfo is not None else time.replace(tzinfo=VIETNAM)).astimezone(VIETNAM)
    except (ValueError, TypeError, IndexError, OverflowError):  # all of them for what is no time
        return None
