"""What the words around a name say of it: its level, that it is a place, that it is put in another language."""

import re
from typing import Final

from extractors.provinces.words import word_set

#: Words that make the next name a province-level unit.
_LEVELS: Final = {
    "tỉnh": "province",
    "tinh": "province",
    "province": "province",
    "tp": "city",
    "tp.": "city",
    "t.p": "city",
    "t.p.": "city",
    "city": "city",
    "khu": "district",
}
_GLUED_LEVEL: Final = re.compile(r"(?:[^\w.]|^)(tỉnh|t\.?p\.?)$")
_LOCATIVES: Final = word_set("tại ở từ đến thuộc thành ubnd hđnd")
_BEFORE_FIRST: Final = word_set("và các như gồm là cùng với giữa")
#: Public bodies that are named after a city, so that `Hồ Chí Minh` after them is the city.
_BODY: Final = re.compile(r"(?:đại học|\bđh|(?<!cơ )\bsở|cục thuế|cục hải quan)\s[^.,;:()\n]{1,40}\Z")
#: Words that mean the person whose name the city bears.
_PERSON_BEFORE: Final = word_set("tịch tưởng sản bác người lăng mệnh cách gia thời đường huân chương")
_ADDRESS: Final = re.compile(r"(?:quận|huyện|\bq\.|thủ đức|phường|\bp\.)[^,;\n]{0,20}[,-]\s?\Z")
_LINE_BEFORE: Final = re.compile(r"(?:\n|^) *\Z")
_LINE_AFTER: Final = re.compile(r" *(?:\n|$)")
_COUNTRY_AFTER: Final = re.compile(r"\s?[,-]\s?(?:Việt Nam|Viet ?[Nn]am|VIỆT NAM|VN\b)")
_ENGLISH_AFTER: Final = re.compile(r"\s(?:[Cc]ity|[Pp]rovince|CITY|PROVINCE)\b")
_COORDINATION: Final = re.compile(
    r"\s?(?:,|;|/|&|,? ?và|,? ?cùng(?: với)?|-)\s?(?:các\s)?(?:(?:tỉnh|thành phố|tp\.?|tỉnh, thành phố)\s?)?"
)
#: Provinces of China whose Vietnamese names are also names of ours.
CHINESE: Final = frozenset(("Hà Nam", "Hà Bắc", "Sơn Tây", "Thái Nguyên"))
_CHINA_AFTER: Final = re.compile(r"\s?[,(-]?\s?(?:thuộc |của |ở |miền \w+ )?(?:Trung Quốc|Đài Loan)")


def level_before(words: list[str], last: str) -> str:
    """The level that the words right before a name give it (a value of `Needs`), or an empty string.

    `last` is the last of the words, bare, here and below.
    """
    level = _LEVELS.get(last)
    if level is not None:
        return level
    if last in ("phố", "thành"):
        before = words[-2].lower() if len(words) > 1 else ""
        return "city" if before.endswith(("thành", "hành") if last == "phố" else ("tỉnh", "tỉnh,")) else ""
    if not last or last.isalpha():
        return ""
    glued = _GLUED_LEVEL.search(last)
    if glued:
        return _LEVELS[glued[1]]
    return "city" if last.endswith("/thành") else ""


def is_place(last: str, text: str, lower: str, start: int, end: int) -> bool:
    """Whether a name's surroundings show that it is a place: a locative, an address, a body, a line of its own."""
    if _LINE_BEFORE.search(text, max(0, start - 4), start) and _LINE_AFTER.match(text, end):
        return True
    if last in _PERSON_BEFORE:
        return False
    before = lower[max(0, start - 60) : start]
    return (
        last in _LOCATIVES
        or _COUNTRY_AFTER.match(text, end) is not None
        or _ADDRESS.search(before) is not None
        or _BODY.search(before) is not None
    )


def may_open_list(words: list[str]) -> bool:
    """Whether a list of places may begin with the next name: nothing, a stop or a small joining word is before it."""
    return not words or words[-1][-1] in ",:;(" or words[-1].lower() in _BEFORE_FIRST


def is_unmarked_text(text: str, start: int, end: int) -> bool:
    """Whether a name without marks stands in a text without marks, or is put in English."""
    return (
        _ENGLISH_AFTER.match(text, end) is not None
        or _COUNTRY_AFTER.match(text, end) is not None
        or text[max(0, start - 60) : end + 60].isascii()
    )


def is_informal_address(words: list[str], text: str, start: int, end: int) -> bool:
    """Whether a name in small letters ends an address in small letters: `bắc từ liêm, hà nội`."""
    return bool(words) and words[-1][-1] == "," and text[max(0, start - 60) : end + 60].islower()


def is_chinese(name: str, text: str, lower: str, start: int, end: int) -> bool:
    """Whether a name of `CHINESE` means that province. `Hà Bắc` and `Sơn Tây` do wherever China is spoken of."""
    if _CHINA_AFTER.match(text, end):
        return True
    around = lower[max(0, start - 200) : end + 100]
    return name in ("Hà Bắc", "Sơn Tây") and ("trung quốc" in around or "bắc kinh" in around or "ông tập" in around)


def coordinated(lower: str, end: int, start: int) -> bool:
    """Whether two names that end and start here are joined as in a list or a route."""
    return start - end < 24 and _COORDINATION.fullmatch(lower, end, start) is not None
