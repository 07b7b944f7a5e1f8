"""The unit of a rate: `đồng/kWh`, `5 triệu đồng một tháng`, `mỗi hộ được hỗ trợ 5 triệu đồng`."""

import re
from functools import cache

from extractors.lexicons import table
from extractors.modifiers import clause_start

_SLASH = re.compile(r" ?/ ?(?:1 |một |mỗi )?([^\W\d_][\w²³]*)")
_MORE_SLASH = re.compile(r"/([^\W\d_][\w²³]*(?: dịch| học| hạn)?)")
_EACH = re.compile(r" (?:(?:cho|trên|tính trên|trong(?= mỗi)) )?(mỗi|một|1|hàng|hằng) ([^\W\d_][\w²³]*)")
#: How it begins.
_BEGIN_EACH = frozenset({" m", " h", " 1", " c", " t"})
_EACH_BEFORE = re.compile(r"(?<!\w)mỗi (?:một )?([^\W\d_][\w²³]*)")
_NEXT_WORD = re.compile(r" ([^\W\d_][\w²³]*)")
_EVERY = frozenset({"năm", "tháng", "ngày", "tuần", "quý", "giờ"})
#: What `một` may count when it makes a rate; after `một` other words are an object of their own.
# fmt: off
_UNITS = _EVERY | frozenset({
    "đêm", "phút", "giây", "buổi", "ca", "vụ", "kỳ", "phiên", "lần", "lượt", "chuyến", "km", "m", "mét", "m2", "m²",
    "m3", "m³", "ha", "hecta", "héc", "sào", "công", "mẫu", "kg", "kilogram", "gram", "gam", "tấn", "tạ", "yến",
    "lít", "thùng", "bao", "gói", "chai", "lon", "hộp", "cái", "chiếc", "con", "quả", "trái", "cây", "cành", "bông",
    "bó", "bộ", "đôi", "tờ", "quyển", "cuốn", "vé", "suất", "người", "hộ", "khách", "học", "ounce", "oz", "lượng",
    "chỉ", "cổ", "kwh", "mwh", "bài", "trang", "phòng", "căn", "ghế", "giường", "container", "teu", "bánh", "liều",
    "mũi", "lô", "bitcoin", "usd", "euro",
})
# fmt: on
#: What stands after a slash that parts two sums: `129 tỷ/hơn 2.206 tỷ đồng`.
_NOT_A_UNIT = frozenset({"hơn", "gần", "khoảng", "trên", "tổng", "dưới", "và", "hoặc"})
#: `mỗi` before these makes no rate.
_NOT_EACH = frozenset({"khi", "lúc", "nơi", "chiều", "bên", "loại", "khác", "thứ", "mỗi"})


@cache
def _longer_units() -> dict[str, tuple[str, ...]]:
    """Units of several words, by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for row in table("rate_units.csv"):
        found.setdefault(row["unit"].split(" ", 1)[0], []).append(row["unit"])
    return {first: tuple(sorted(units, key=lambda unit: -len(unit))) for first, units in found.items()}


def _unit_end(lower: str, start: int, end: int) -> int:
    """The end of the unit whose first word stands at `start:end`."""
    for unit in _longer_units().get(lower[start:end], ()):
        stop = start + len(unit)
        if lower.startswith(unit, start) and not lower[stop : stop + 1].isalnum():
            return stop
    return end


def begins_rate(following: str) -> bool:
    """Whether a rate may follow a mention, by the two characters behind it."""
    return following[:1] == "/" or following == " /" or following in _BEGIN_EACH


def rate_after(lower: str, folded: str, end: int) -> tuple[str, int] | None:
    """The unit of the rate that a mention ending at `end` states, in the text's words, and where it ends."""
    following = lower[end : end + 2]
    if following[:1] == "/" or following == " /":
        match = _SLASH.match(lower, end)
        if match is None or match.group(1) in _NOT_A_UNIT:
            return None
        stop = _unit_end(lower, match.start(1), match.end(1))
        while (more := _MORE_SLASH.match(lower, stop)) is not None:
            stop = _unit_end(lower, more.start(1), more.end())
        return folded[match.start(1) : stop], stop
    if following not in _BEGIN_EACH:
        return None
    match = _EACH.match(lower, end)
    if match is None:
        return None
    each, word = match.groups()
    if each in ("hàng", "hằng"):
        return (folded[match.start(2) : match.end(2)], match.end(2)) if word in _EVERY else None
    if each in ("một", "1"):
        if word not in _UNITS:
            return None
    elif word in _NOT_EACH:
        return None
    stop = _unit_end(lower, match.start(2), match.end(2))
    if word in ("cổ", "học", "héc") and stop == match.end(2):
        return None
    return folded[match.start(2) : stop], stop


def rate_before(lower: str, folded: str, start: int, floor: int = 0) -> str | None:
    """The unit that `mỗi …` earlier in the same clause gives: `mỗi lượng vàng miếng giảm hơn 100 nghìn đồng`."""
    if lower.find("mỗi ", start - 80 if start - 80 > floor else floor, start) < 0:
        return None
    clause = clause_start(lower, start, floor)
    last = max(_EACH_BEFORE.finditer(lower, clause, start), key=re.Match.start, default=None)
    # `10.000 mặt hàng mỗi ngày và 5 tỷ đồng`: `và` begins something else
    if last is None or last.group(1) in _NOT_EACH or lower.find(" và ", last.end(), start) >= 0:
        return None
    return folded[last.start(1) : _unit_end(lower, last.start(1), last.end(1))]
