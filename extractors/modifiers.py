"""What stands around a number and bounds it: approximators and limits (`gần`, `hơn`, `không quá`, `trở lên`).

Words are read from the number outwards, so a modifier counts only where it belongs to this number.
"""

import re
from collections.abc import Sequence

from extractors.mentions import Modifier

#: How far back, in code points, the words before a number are looked at.
REACH = 90
_NEAR = 48

_ABOUT: Modifier = "about"
_OVER: Modifier = "over"
_UNDER: Modifier = "under"
_AT_LEAST: Modifier = "at_least"
_AT_MOST: Modifier = "at_most"

#: What `không … hơn` and `không được … hơn` bound.
_NOT_MORE: tuple[tuple[str, Modifier], ...] = (
    ("cao", _AT_MOST),
    ("nhiều", _AT_MOST),
    ("lớn", _AT_MOST),
    ("quá", _AT_MOST),
    ("thấp", _AT_LEAST),
    ("ít", _AT_LEAST),
    ("nhỏ", _AT_LEAST),
)
#: The word next to the number, then the words before it, nearest first; the first that fits decides. A pattern
#: that maps to None says that its last word is no modifier there.
_PHRASES: dict[str, tuple[tuple[str, Modifier | None], ...]] = {
    "gần": (("", _ABOUT),),
    # `trong khoảng 60-70 USD`: the word is an interval there
    "khoảng": (("trong", None), ("", _ABOUT)),
    "xấp": (),
    "xỉ": (("xấp", _ABOUT),),
    "chừng": (("", _ABOUT),),
    "ngót": (("", _ABOUT),),
    "quãng": (("", _ABOUT),),
    "cỡ": (("", _ABOUT),),
    "độ": (("chừng", _ABOUT), ("cỡ", _ABOUT)),
    "ước": (("", _ABOUT),),
    "tính": (("ước", _ABOUT),),
    "sát": (("", _ABOUT),),
    "~": (("", _ABOUT),),
    "≈": (("", _ABOUT),),
    "hơn": (
        *((f"không {allowed}{word}", bound) for allowed in ("", "được ") for word, bound in _NOT_MORE),
        ("không", _AT_MOST),
        ("không được", _AT_MOST),
        ("chưa", _UNDER),
        ("cao", None),
        ("thấp", None),
        ("nhiều", None),
        ("ít", None),
        ("lớn", None),
        ("nhỏ", None),
        ("tốt", None),
        ("kém", None),
        ("nhanh", None),
        ("chậm", None),
        ("rẻ", None),
        ("đắt", None),
        ("mạnh", None),
        ("yếu", None),
        ("sâu", None),
        ("dài", None),
        ("ngắn", None),
        ("", _OVER),
    ),
    "trên": (("tính", None), ("dựa", None), ("", _OVER)),
    "vượt": (("không", _AT_MOST), ("không được", _AT_MOST), ("chưa", _AT_MOST), ("", _OVER)),
    "quá": (
        ("không vượt", _AT_MOST),
        ("không được vượt", _AT_MOST),
        ("chưa vượt", _AT_MOST),
        ("không", _AT_MOST),
        ("không được", _AT_MOST),
        ("chưa", _AT_MOST),
        ("", _OVER),
    ),
    ">": (("", _OVER),),
    "dưới": (("trên", _ABOUT), ("không", _AT_LEAST), ("không được", _AT_LEAST), ("", _UNDER)),
    "đầy": (("chưa", _UNDER), ("không", _UNDER)),
    "<": (("", _UNDER),),
    "đa": (("tối", _AT_MOST),),
    "thiểu": (("tối", _AT_LEAST),),
    "nhất": (("ít", _AT_LEAST),),
    "≥": (("", _AT_LEAST),),
    "≤": (("", _AT_MOST),),
    "tới": (
        ("chưa", _UNDER),
        ("không", _UNDER),
        ("lên", _AT_MOST),
        ("phạt", _AT_MOST),
        ("suất", _AT_MOST),
        ("trợ", _AT_MOST),
        ("đa", _AT_MOST),
    ),
    "đến": (
        ("tiếp", None),
        *((digit, None) for digit in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")),
        ("chưa", _UNDER),
        ("không", _UNDER),
        ("lên", _AT_MOST),
        ("có", None),
        ("còn", None),
        ("tính", None),
        ("quan", None),
        ("dẫn", None),
        ("nói", None),
        ("cập", None),
        ("nhắc", None),
        ("hướng", None),
        ("mất", None),
        ("thiếu", None),
        ("lỗ", None),
        ("đạt", None),
        ("về", None),
        ("xuống", None),
        ("", _AT_MOST),
    ),
}
_Phrase = tuple[tuple[str, ...], Modifier | None]
#: The same by word: what it says alone, and the longer phrases by the word before it.
_RULES: dict[str, tuple[Modifier | None, dict[str, list[_Phrase]]]] = {}
for _word, _phrases in _PHRASES.items():
    _longer: dict[str, list[_Phrase]] = {}
    _alone: Modifier | None = None
    for _phrase, _modifier in _phrases:
        if _phrase:
            _longer.setdefault(_phrase.split()[-1], []).append((tuple(_phrase.split()), _modifier))
        else:
            _alone = _modifier
    _RULES[_word] = _alone, _longer
_SUPERLATIVES: dict[str, Modifier] = {
    "ít": _AT_LEAST,
    "thấp": _AT_LEAST,
    "cao": _AT_MOST,
    "nhiều": _AT_MOST,
}
#: What is fined, lent or granted has a limit.
_GRANTED = frozenset({"phạt", "trợ", "vay", "thường", "thưởng"})
#: Words that may stand between a modifier and its number.
_BETWEEN = frozenset({"là", "mức", "phải", "cũng", "đạt", "từ", "bằng", "ngưỡng", "mốc", "có", "được", "khoản", "chỉ"})
_SIGNS = frozenset("~≈<>≥≤")
#: The words next to a number of which one has to be there for any modifier before it.
TELLING = frozenset(_RULES) | _BETWEEN | {"nhất"}
_AFTER = re.compile(r",? (trở lên|trở xuống|trở lại|là tối đa|là tối thiểu|đổ lại|đổ lên)(?!\w)")
_AFTER_MODIFIER: dict[str, Modifier] = {
    "trở lên": _AT_LEAST,
    "đổ lên": _AT_LEAST,
    "là tối thiểu": _AT_LEAST,
    "trở xuống": _AT_MOST,
    "trở lại": _AT_MOST,
    "đổ lại": _AT_MOST,
    "là tối đa": _AT_MOST,
}
#: How that begins.
BEGIN_AFTER = frozenset({" t", " l", " đ", ", "})
# one class of characters first, so that the search for it is a short loop
_CLAUSE_END = re.compile(r"[,;:()\n.](?:(?<!\.)|(?=\s))")
#: `ước thu 8 tháng được 970 tỷ đồng`: an estimate, however far the number. `ước thực hiện` is the name of a column.
_ESTIMATED = re.compile(r"(?<!\w)ước (?!thực hiện|tính|mơ|vọng|muốn|mong|nguyện|lệ|định|hẹn|số)")
#: Where an estimate ends: at a number, and what is said next of it (`ước đạt 28,6 triệu tấn và tăng 8%`).
_ESTIMATE_ENDS = re.compile(r"\d[^,;\n]{0,40} và (?:tăng|giảm|bằng|đạt|vượt|chiếm|cao|thấp|gấp)(?!\w)")


def modifier_before(words: Sequence[str]) -> Modifier | None:
    """The modifier that the words before a number hold, given in their order in the text."""
    at = len(words) - 1
    if at > 0 and words[at] == "nhất":
        # `phạt cao nhất 5 triệu` is a limit, `căn cao nhất 5 tỷ` and `mức cao nhất là 5 triệu` are values
        limited = words[at - 1] == "ít" or not _GRANTED.isdisjoint(words[max(0, at - 5) : at - 1])
        return _SUPERLATIVES.get(words[at - 1]) if limited else None
    for _ in range(4):
        if at < 0:
            return None
        word = words[at]
        rule = _RULES.get(word)
        if rule is not None:
            alone, longer = rule
            for phrase, modifier in longer.get(words[at - 1], ()) if at else ():
                if len(phrase) == 1 or tuple(words[max(0, at - len(phrase)) : at]) == phrase:
                    return modifier
            return alone
        if word not in _BETWEEN or (word == "là" and words[at - 1] in ("đến", "tới")):
            return _RULES[word[-1]][0] if word[-1] in _SIGNS else None
        at -= 1
    return None


def modifier_after(lower: str, end: int) -> Modifier | None:
    """The modifier that follows a mention: `từ 50 tỷ đồng trở lên`."""
    match = _AFTER.match(lower, end)
    return _AFTER_MODIFIER[match.group(1)] if match else None


def modifier_of(lower: str, start: int, end: int, floor: int, *, told: bool = True) -> Modifier | None:
    """The modifier of the mention that begins at `start`; `end` is its end, with the unit of its rate.

    `floor` is where the mention before it ends: words before that belong to that one. `told`: False where the word
    before the mention is known to be none of `TELLING`.
    """
    modifier = modifier_after(lower, end) if lower[end : end + 2] in BEGIN_AFTER else None
    if modifier is None and told:
        near = lower[start - _NEAR if start - _NEAR > floor else floor : start].rstrip()
        # most words say nothing of a number, and then neither do those before them
        last = near[near.rfind(" ") + 1 :]
        if last in TELLING or not last.isalnum():
            modifier = modifier_before(near.split())
    if modifier is None and lower.find("ước ", start - REACH if start - REACH > floor else floor, start) >= 0:
        return "about" if estimated(lower, start, floor) else None
    return modifier


def clause_start(lower: str, start: int, floor: int = 0) -> int:
    """Where the clause that holds `start` begins: after the last comma, semicolon, colon, bracket or full stop."""
    begin = start - REACH if start - REACH > floor else floor
    last = begin
    for match in _CLAUSE_END.finditer(lower, begin, start):
        # a comma or point inside a number ends nothing
        if match.end() < len(lower) and lower[match.end()].isdigit() and lower[match.start() - 1].isdigit():
            continue
        last = match.end()
    return last


def estimated(lower: str, start: int, floor: int = 0) -> bool:
    """Whether the clause before a sum says that it is an estimate (`ước thu 8 tháng được`)."""
    at = lower.find("ước ", start - REACH if start - REACH > floor else floor, start)
    # `nước` and `trước` are far more frequent
    while at > 0 and lower[at - 1].isalpha():
        at = lower.find("ước ", at + 4, start)
    if at < 0:
        return False
    match = _ESTIMATED.search(lower, clause_start(lower, start, floor), start)
    return match is not None and _ESTIMATE_ENDS.search(lower, match.end(), start) is None
