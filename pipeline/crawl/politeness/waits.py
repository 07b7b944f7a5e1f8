"""How long to leave a server alone: what its Retry-After says, or a wait that grows with each failure."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_tz


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for; 0 for a date that is past, None where it says nothing that can be read.

    `value` is a count of seconds or a date in any of HTTP's three forms (RFC 9110, 10.2.3 and 5.6.7). `now` is the
    time by the server's clock, as in its Date header.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    moment = http_date(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def http_date(value: str | None) -> datetime | None:
    """A date of HTTP (`Sun, 06 Nov 1994 08:49:37 GMT`, RFC 850's, asctime's), in UTC; None where it is none."""
    parts = parsedate_tz(value or "")
    if parts is None:
        return None
    try:
        # asctime has no zone: HTTP's dates are all in GMT
        return datetime(*parts[:6], tzinfo=UTC)
    except ValueError:
        return None


def back_off(failures: int, *, base: float, longest: float, random: Callable[[], float]) -> float:
    """The wait after so many failures: up to `base`, twice that, four times …, at most `longest` seconds.

    The wait is taken evenly from 0 to that bound ("full jitter"), so that clients that failed together do not come
    back together; `random` gives a number from 0 to 1. The delay between requests holds besides.
    """
    bound = min(longest, base * 2.0 ** min(max(failures, 1) - 1, 60))
    return bound * random()
