"""What stands around a name: a level, a sign that it is a place, or a sign that it is something else.

All functions look at a few words next to the name, never further than `REACH` code points.
"""

import re
from typing import Final

REACH: Final = 48


def word_set(listed: str) -> frozenset[str]:
    """The words of a line, as a set to look them up in."""
    return frozenset(listed.split())


#: Words that make the next name a province-level unit.
_LEVELS: Final = {
    "tỉnh": "province", "tinh": "province", "province": "province", "t.": "province",
    "tp": "city", "tp.": "city", "t.p": "city", "t.p.": "city", "tp:": "city", "city": "city",
    "khu": "district",
}  # fmt: skip
#: Words that make the next name a place below the province, or no place of this kind at all.
_BELOW: Final = word_set(
    "xã phường huyện quận trấn ấp thôn bản làng buôn sóc phum xóm tổ hẻm ngõ ngách kiệt tx tx. tt tt. h. q. p. x. "
    "đ. sông suối kênh rạch mương hồ đầm phá vịnh vũng đèo núi đồi dãy đảo cồn cù hòn cầu phà đò chợ đường phố"
)
#: The word before one of `_BELOW` that takes its meaning away: `yêu cầu Đồng Nai`, `miền núi Nghệ An`.
_NOT_BELOW: Final = {
    "cầu": word_set("yêu toàn điểm đầu nhu thỉnh cơ địa"),
    "núi": word_set("miền rừng vùng đồi"),
    "đảo": word_set("bán biển"),
    "hồ": word_set("ao sông"),
    "sông": frozenset(("lưu",)),
    "phố": word_set("thành hành đường dãy góc"),
    "bản": word_set("cơ văn nhật xuất ấn kịch địa căn bài phiên"),
    "phá": word_set("đột khám tàn"),
    "tổ": word_set("thủy"),
    "thôn": frozenset(("nông",)),
    "ngõ": word_set("cửa qua"),
    "chợ": word_set("hội"),
}  # fmt: skip
#: A route, named by its ends, is no street: `đường Thái Nguyên - Chợ Mới`.
_ROUTE_AFTER: Final = re.compile(r"\s?[-]\s?\w")

#: Family names that begin a person's name. Those that are also other words (Cao, Hà, Hồ, Mai) are apart.
_FAMILY: Final = word_set(
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Ngô Đinh Trịnh Lương Tô Tạ Chu Lưu Đào Dương Lý Vương "
    "Trương Doãn Nghiêm Phùng Quách Thái Tống Triệu Đàm Đậu Khuất Kiều Lâm Lại La Mạc Ninh Tăng Thân Từ Viên"
)
_FAMILY_OR_WORD: Final = word_set("Cao Hà Hồ Mai Thạch Kim Sơn Bạch Châu Giang Hứa Tôn Văn Diệp Đồng")
_TITLES: Final = word_set(
    "ông bà anh chị cô chú bác dì cậu em cụ sĩ ts ts. ths ths. pgs. gs. pgs.ts gs.ts bs. bs ks. mc nsnd nsưt"
)
#: Names of provinces that parents also give to children.
_GIVEN: Final = frozenset(
    (
        "Hòa Bình", "Thái Bình", "Hải Dương", "Bình Dương", "Hà Giang", "Hà Nam", "Long An", "An Giang", "Thái Nguyên",
        "Bình Định", "Phú Yên", "Hậu Giang", "Kiên Giang", "Khánh Hòa", "Hưng Yên", "Vĩnh Phúc", "Vĩnh Long",
        "Quảng Ninh", "Quảng Bình", "Ninh Bình", "Bình Thuận", "Bình Phước", "Nam Định", "Lâm Đồng", "Tuyên Quang",
        "Hải Phòng", "Huế", "Thanh Hóa", "Phú Thọ", "Tiền Giang", "Bắc Giang", "Sơn La", "Minh Hải",
    )
)  # fmt: skip
_ORGANISATIONS: Final = word_set(
    "trường viện quận huyện phường xã đường phố nghiệp cụm máy ty thpt thcs ubnd kcn ccn chùa đền chợ cầu sạn"
)
_OPENING: Final = "([{\"'“‘«<*•-–/:;"


def words_before(text: str, start: int) -> list[str]:
    """The last words before a place in the text, at most five."""
    return text[max(0, start - REACH) : start].split()[-5:]


def level_before(words: list[str]) -> str:
    """The level that the words right before a name give it, or an empty string."""
    if not words:
        return ""
    last = words[-1].lower().lstrip(_OPENING)
    level = _LEVELS.get(last)
    if level is not None:
        return level
    if last == "phố":
        before = words[-2].lower() if len(words) > 1 else ""
        return "city" if before.endswith(("thành", "hành")) else ""
    if last in ("thành", "phố,", "thành,") or "/" in last:
        return "city" if last.endswith(("tỉnh/thành", "/tp", "/tp.", "/thành", "thành/tỉnh")) else ""
    if last.endswith((".tp", ".tp.", ",tp.", ",tp", "(tp.", "tỉnh")):
        return "province" if last.endswith("tỉnh") else "city"
    return ""


def is_below(words: list[str], text: str, end: int) -> bool:
    """Whether the name is that of a place below the province, a water, a street: `phường Yên Bái`, `sông Đồng Nai`."""
    last = words[-1].lower().lstrip(_OPENING)
    if last not in _BELOW:
        return False
    if len(words) > 1 and words[-2].lower().lstrip(_OPENING) in _NOT_BELOW.get(last, ()):
        return False
    return not (last == "đường" and _ROUTE_AFTER.match(text, end))


def is_person(words: list[str], name: str, text: str, start: int, end: int) -> bool:
    """Whether the name is (the end of) a person's: `Nguyễn Hòa Bình`, `chị Huế`, `ông Hà Nam Khánh`.

    A family name right before decides. A family and middle names, or a title, decide for the provinces' names that
    are given to children.
    """
    last = words[-1]
    lowered = last.lower().lstrip(_OPENING)
    if lowered in _TITLES:
        return name in _GIVEN
    if not last[0].isupper() or not last[-1].isalpha() or not text[start - 1].isspace():
        return False
    run = 1
    while run < len(words) and run < 4 and words[-run - 1][0].isupper() and words[-run - 1][-1].isalpha():
        run += 1
    first = words[-run].lstrip(_OPENING)
    before = words[-run - 1].lower().lstrip(_OPENING) if run < len(words) else ""
    if run == 1:
        return first in _FAMILY or (
            first in _FAMILY_OR_WORD and (name in _GIVEN or before in _TITLES) and first != "Đoàn"
        )
    if name not in _GIVEN or before in _ORGANISATIONS:
        return False
    return first in _FAMILY or (first in _FAMILY_OR_WORD and (words[-2] == "Thị" or before in _TITLES))


#: What shows that the next name is a place.
_LOCATIVES: Final = word_set("tại ở từ đến thuộc ubnd hđnd")
_BEFORE_FIRST: Final = word_set("và các như gồm là cùng với giữa")
_ADDRESS: Final = re.compile(r"(?:quận|huyện|\bq\.|thủ đức|phường|\bp\.)[^,;\n]{0,20}[,-]\s?$")
_COUNTRY_AFTER: Final = re.compile(r"\s?[,-]\s?(?:Việt Nam|Viet ?[Nn]am|VIỆT NAM|VN\b)")
_ENGLISH_AFTER: Final = re.compile(r"\s(?:[Cc]ity|[Pp]rovince|CITY|PROVINCE)\b")
_COORDINATION: Final = re.compile(
    r"\s?(?:,|;|/|&|,? ?và|,? ?cùng(?: với)?| -|-)\s?(?:các\s)?(?:(?:tỉnh|thành phố|tp\.?|tỉnh, thành phố)\s?)?"
)


def is_place(words: list[str], text: str, lower: str, start: int, end: int) -> bool:
    """Whether the words around show that the name is a place: a locative, an address, the country after it."""
    last = words[-1].lower().lstrip(_OPENING) if words else ""
    return (
        last in _LOCATIVES
        or _COUNTRY_AFTER.match(text, end) is not None
        or _ADDRESS.search(lower[max(0, start - 30) : start]) is not None
    )


def is_running_text(words: list[str]) -> bool:
    """Whether a word in small letters is before the name, so that the name's capital is no sentence's."""
    return bool(words) and words[-1].islower() and words[-1][-1].isalpha()


def may_open_list(words: list[str]) -> bool:
    """Whether a list of places may begin with the next name: nothing, a stop or a small joining word is before it."""
    if not words:
        return True
    return words[-1][-1] in ",:;(" or words[-1].lower() in _BEFORE_FIRST


def is_unmarked_text(text: str, lower: str, start: int, end: int) -> bool:
    """Whether a name without marks stands in a text without marks, or is put in English."""
    return (
        _ENGLISH_AFTER.match(text, end) is not None
        or _COUNTRY_AFTER.match(text, end) is not None
        or text[max(0, start - 60) : end + 60].isascii()
    )


def coordinated(lower: str, end: int, start: int) -> bool:
    """Whether two names that end and start here are joined as in a list or a route."""
    return start - end < 24 and _COORDINATION.fullmatch(lower, end, start) is not None


_LIST_HEAD: Final = re.compile(
    r"(?:các|những|\d|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|và|,|gồm)\s"
    r"(?:xã|phường|huyện|quận|thị xã|thị trấn)(?:,? (?:xã|phường|thị trấn|thị xã|đặc khu))?"
    r"(?:\s(?:là|gồm|như|mới))?:?\s(?=\w)"
)
_SMALL: Final = re.compile(r"(?<!\w)(?!và(?!\w))[a-zà-ỹăâđêôơư]\w*")
_GOES_ON: Final = re.compile(r"(?:,| và)\s(?=[^\W\d_])")


def in_list_below(text: str, lower: str, start: int, end: int) -> bool:
    """Whether a plural head before the name makes all of its list places below: `3 xã là Lộc An, Bình Sơn và Long An`.

    After a comma the last name may also be the province of the places before it (`các huyện Mê Linh, Sóc Sơn,
    Hà Nội`), so only a name after `và`, or one that the list goes on from, is taken for one of them.
    """
    begin = max(0, start - 160)
    window = lower[begin:start]
    if "xã" not in window and "phường" not in window and "huyện" not in window and "quận" not in window:
        return False
    heads = list(_LIST_HEAD.finditer(window))
    if not heads:
        return False
    between = text[begin + heads[-1].end() : start]
    if not between or _SMALL.search(between) or any(stop in between for stop in ".;(:\n"):
        return False
    goes_on = _GOES_ON.match(text, end)
    return between.endswith("và ") or (goes_on is not None and text[goes_on.end()].isupper())
