"""Pinpoints: the điều, khoản and điểm that a text names with a document, before it or behind it."""

import re

from extractors.decree_refs.letters import compiled
from extractors.mentions import Pinpoint

_NUMBERS = r"\d+[a-zđ]?(?!\w)"
_LETTERS = r"(?:[a-zđ]\d?|\d+(?:\.\d+)*)(?!\w)"
_ANY = r"(?:[a-zđ]\d?|\d+(?:\.\d+)*[a-zđ]?)(?!\w)"
_JOIN = r"(?:\s*,\s*(?:và\s+)?|\s+và\s+|\s*;\s*|\s+hoặc\s+|\s*-\s*|\s+đến\s+)"
#: One level with one value or several behind its word: `khoản 1`, `các điểm a, b và c`.
_LEVEL = rf"(?:(?:từ|các)\s+)*(?:điểm|khoản|điều)\s+{_ANY}(?:{_JOIN}{_ANY})*"
#: A part of another count does not part two levels: `khoản 2 mục III Điều 1`.
_OF = r"(?:\s*,?\s+(?:mục|phần|tiết)\s+[ivxlc\d]{1,5}(?!\w)\s*,?)?(?:\s+(?:của|thuộc|tại)\s+|\s*\(\s*|\s+)"
_PLACES = rf"(?P<places>{_LEVEL}(?:(?:{_JOIN}|{_OF}){_LEVEL})*)"
_BEFORE = compiled(
    rf"{_PLACES}(?:\s*,)?(?:\s+(?:chương|mục|phần)\s+[ivxlc\d]+)?(?:\s*,)?(?:\s+(?:của|thuộc|tại|trong))?(?:\s+các)?\s*$"
)
_BEHIND = compiled(rf"\s*(?:[,>:(]|tại|ở|quy\s+định\s+tại)\s*{_PLACES}")
#: What joins a pinpoint to the reference behind it: such a pinpoint is that reference's.
_LEADS_ON = frozenset({"", ",", "của", "thuộc", "tại", "trong"})
_LEVELS = {
    "dieu": compiled(rf"điều\s+({_NUMBERS}(?:{_JOIN}(?:điều\s+)?{_NUMBERS})*)"),
    "khoan": compiled(rf"khoản\s+({_NUMBERS}(?:{_JOIN}(?:khoản\s+)?{_NUMBERS})*)"),
    "diem": compiled(rf"điểm\s+({_LETTERS}(?:{_JOIN}(?:điểm\s+)?{_LETTERS})*)"),
}
_VALUE = compiled(
    r"(?P<range>-|đến)|(?<!\w)(?:điều|khoản|điểm|và|hoặc|từ)(?!\w)|(?P<value>\d+(?:\.\d+)*[a-zđ]?|[a-zđ]\d?)(?!\w)"
)
_BEGINS = compiled(r"(?<!\w)(?:điểm|khoản|điều|từ|các)(?!\w)")
_WINDOW = 160


def pinpoint_before(lower: str, start: int, floor: int) -> Pinpoint | None:
    """The pinpoint that ends where a reference starts; nothing before `floor` is read."""
    begin = max(floor, start - _WINDOW)
    if lower.find("điều", begin, start) < 0:
        return None
    for word in _BEGINS.finditer(lower, begin, start):
        match = _BEFORE.match(lower, word.start(), start)
        if match is not None and "điều" in match["places"]:
            return _read(match["places"])
    return None


def pinpoint_behind(lower: str, end: int, ceiling: int) -> Pinpoint | None:
    """The pinpoint that begins where a reference ends: `Luật số 35/2024/QH15, Điều 11 khoản 3`."""
    match = _BEHIND.match(lower, end, min(ceiling, end + _WINDOW))
    if match is None or "điều" not in match["places"]:
        return None
    if ceiling < len(lower) and lower[match.end() : ceiling].strip() in _LEADS_ON:
        return None
    return _read(match["places"])


def _read(places: str) -> Pinpoint:
    return Pinpoint(**{name: _values(pattern, places) for name, pattern in _LEVELS.items()})


def _values(pattern: re.Pattern[str], places: str) -> str | None:
    """The values of one level in reading order, each once: `1, 3`, `5-9`."""
    values: list[str] = []
    for match in pattern.finditer(places):
        ranged = False
        for part in _VALUE.finditer(match.group(1)):
            if part["range"]:
                ranged = bool(values)
            elif part["value"]:
                if ranged:
                    values[-1] += "-" + part["value"]
                    ranged = False
                elif part["value"] not in values:
                    values.append(part["value"])
    return ", ".join(values) or None
