"""Times as Vietnamese pages print them: `Thứ Tư, 20/11/2024 09:15 (GMT+7)`, `09:00 | 10/03/2021`, ISO 8601.

In: a printed time. Out: a datetime in Asia/Ho_Chi_Minh, or None where it names none; nothing is guessed. A time without
a zone is Vietnam's, a day without a time begins at midnight, and numbers are day first.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

#: Slashes and dashes that editors paste into dates (U+2044 stands in articles of 2012 and 2024).
_LOOKALIKES = str.maketrans({"\u2044": "/", "\u2215": "/", "\uff0f": "/", "\u2013": "-", "\u2011": "-", "\u00a0": " "})
#: Longer texts are no printed time.
_MAX_LENGTH = 200
_EARLIEST, _LATEST = 1990, 2100

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*,\s*|\s+)năm\s+(\d{4})(?!\d)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?::|\s?h|\s?giờ\s?)(\d{2})(?::(\d{2}))?(?:\s*(AM|PM|SA|CH)\b)?", re.IGNORECASE
)
_ZONE = re.compile(r"(?:(?:GMT|UTC)\s*|(?<=:\d\d)(?:\.\d+)?\s?)([+-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_ZULU = re.compile(r"(?<=:\d\d)(?:\.\d+)?Z\b|\b(?:GMT|UTC)\b")


def parse_time(printed: str) -> datetime | None:
    """Read a printed time; None where there is none, or it is no real day, or its year is not one of the web's."""
    if not printed or len(printed) > _MAX_LENGTH:
        return None
    text = printed.translate(_LOOKALIKES)
    if (iso := _ISO.search(text)) is not None:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
        rest = text[iso.end() :]
        if iso[4] is not None:
            clock = int(iso[4]), int(iso[5]), int(iso[6] or 0)
        else:
            clock = _clock(text[: iso.start()]) or _clock(rest) or (0, 0, 0)
    elif (match := _DAY_FIRST.search(text)) is not None:
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        rest = text[match.end() :]
        clock = _clock(rest) or _clock(text[: match.start()]) or (0, 0, 0)
    elif (match := _IN_WORDS.search(text)) is not None:
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        rest = text[match.end() :]
        clock = _clock(rest) or _clock(text[: match.start()]) or (0, 0, 0)
    else:
        return None
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        naive = datetime(year, month, day, *clock)
    except ValueError:
        return None
    zone = _zone(text)
    return naive.replace(tzinfo=VIETNAM) if zone is None else naive.replace(tzinfo=zone).astimezone(VIETNAM)


def _clock(text: str) -> tuple[int, int, int] | None:
    match = _CLOCK.search(text.strip(" -|,"))
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    elif half in ("AM", "SA") and hour == 12:
        hour = 0
    return hour, int(match[2]), int(match[3] or 0)


def _zone(text: str) -> timezone | None:
    """The zone that the text names: `Z`, `+0700`, `(GMT+7)`."""
    if ("+" in text or "-" in text) and (match := _ZONE.search(text)) is not None:
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if offset <= timedelta(hours=14):
            return timezone(offset if match[1] == "+" else -offset)
    return UTC if _ZULU.search(text) is not None else None
