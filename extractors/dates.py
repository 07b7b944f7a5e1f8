"""Written dates: `21/5/2012`, `21-5-2012`, `21.5.2012`, `ngày 21 tháng 5 năm 2012`, `ngày 7/9` with the article's year.

Patterns are for the lower-cased folded text; they match at a place and never scan.
"""

import re
from dataclasses import dataclass
from datetime import date

from extractors.quick import quick

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DIGITS = re.compile(rf"{_DAY}\s?(?P<mark>[/.-])\s?{_MONTH}(?:\s?(?P=mark)\s?{_YEAR})?(?![\d/])(?!\s?%)")
_WORDS = re.compile(
    rf"{_DAY}\s+tháng\s+(?P<month>0?[1-9]|1[0-2]|giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?)"
    rf"(?:\s*,?\s*năm\s+{_YEAR})?(?!\d)"
)
_MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip


@quick
@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: its span, and its parts as written (`year` None where the text gives only day and month)."""

    start: int
    end: int
    day: int
    month: int
    year: int | None

    def on(self, published_on: date | None) -> date | None:
        """The date, a missing year taken from the article's date; None where there is none, or no such day.

        A day and month after the article's own belong to the year before: what is reported has happened.
        """
        year = self.year
        if year is None:
            if published_on is None:
                return None
            year = published_on.year
            if (self.month, self.day) > (published_on.month, published_on.day):
                year -= 1
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def date_at(lower: str, at: int) -> WrittenDate | None:
    """The date that begins at a place of the lower-cased text (the number of the day, not the word `ngày`)."""
    match = _WORDS.match(lower, at) or _DIGITS.match(lower, at)
    if match is None:
        return None
    written = match["month"]
    month = int(written) if written.isdigit() else _MONTH_WORDS[" ".join(written.split())]
    year = match["year"]
    return WrittenDate(match.start(), match.end(), int(match["day"]), month, None if year is None else int(year))
