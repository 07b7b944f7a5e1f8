"""What a percentage says: an increase, a decrease, a share of something, or a level.

The words before the percentage are read outwards. A verb of change or of sharing in its clause decides; `đạt`, `là`,
`ở mức` let the reader look further (`sức tăng là 5%`), and `lên`, `xuống`, `từ` right before it make it a level
that was reached or left (`giảm xuống 11%`).
"""

import re
from itertools import pairwise

from extractors.mentions import Direction, Percentage

_REACH = 130
_SENTENCE_END = re.compile(r"[.?!…](?=[\s\"”»)])|\n")

_INCREASE: Direction = "increase"
_DECREASE: Direction = "decrease"
_SHARE: Direction = "share"
_LEVEL: Direction = "level"

_VERBS: dict[str, Direction] = {
    "tăng": _INCREASE,
    "nâng": _INCREASE,
    "nhích": _INCREASE,
    "vọt": _INCREASE,
    "vượt": _INCREASE,
    "giảm": _DECREASE,
    "hạ": _DECREASE,
    "sụt": _DECREASE,
    "rớt": _DECREASE,
    "tụt": _DECREASE,
    "rơi": _DECREASE,
    "lùi": _DECREASE,
    "trượt": _DECREASE,
    "mất": _DECREASE,
    "bớt": _DECREASE,
    "cắt": _DECREASE,
    "hụt": _DECREASE,
    "chiếm": _SHARE,
    "góp": _SHARE,
    "nắm": _SHARE,
    "hữu": _SHARE,
}
_PAIRS: dict[tuple[str, str], Direction] = {
    ("bốc", "hơi"): _DECREASE,
    ("lao", "dốc"): _DECREASE,
    ("thu", "hẹp"): _DECREASE,
    ("suy", "giảm"): _DECREASE,
    ("tỷ", "trọng"): _SHARE,
    ("tỉ", "trọng"): _SHARE,
    ("thị", "phần"): _SHARE,
    ("cổ", "phần"): _SHARE,
    ("cao", "hơn"): _INCREASE,
    ("nhiều", "hơn"): _INCREASE,
    ("lớn", "hơn"): _INCREASE,
    ("thấp", "hơn"): _DECREASE,
    ("ít", "hơn"): _DECREASE,
    ("nhỏ", "hơn"): _DECREASE,
    ("rẻ", "hơn"): _DECREASE,
    ("đắt", "hơn"): _INCREASE,
    ("mở", "rộng"): _INCREASE,
    ("tỷ", "lệ"): _LEVEL,
    ("tỉ", "lệ"): _LEVEL,
    ("lãi", "suất"): _LEVEL,
    ("thuế", "suất"): _LEVEL,
    ("lợi", "suất"): _LEVEL,
    ("tỷ", "suất"): _LEVEL,
    ("hiệu", "suất"): _LEVEL,
    ("công", "suất"): _LEVEL,
    ("xác", "suất"): _LEVEL,
    ("khả", "năng"): _LEVEL,
    ("lạm", "phát"): _LEVEL,
    ("hoàn", "thành"): _LEVEL,
}
#: Words that say nothing of their own between a verb and the number.
_SHARE_NOUNS = frozenset({("tỷ", "trọng"), ("tỉ", "trọng"), ("thị", "phần")})
_TURNS = frozenset({"lên", "xuống", "về", "còn"})
_STEPS = frozenset(
    {"mức", "tới", "đến", "chỉ", "khoảng", "gần", "hơn", "trên", "dưới", "ngưỡng", "mốc", "còn", "quanh"}
)
_LEVEL_WORDS = frozenset({"đạt", "bằng", "mức", "ngưỡng", "mốc", "tiêu", "thuế"})
_QUANTIFIED = re.compile(r" ([^\W\d_]+)(?: ([^\W\d_]+))?")
#: Words after `%` that begin no noun: the percentage counts nothing there.
# fmt: off
_NO_NOUN = frozenset({
    "so", "mỗi", "một", "và", "trong", "vào", "do", "nhờ", "lên", "xuống", "còn", "từ", "đến", "tới", "năm",
    "tháng", "quý", "nhưng", "để", "với", "thì", "là", "theo", "khi", "nếu", "mà", "ở", "tại", "sau", "trước",
    "trên", "dưới", "hàng", "hằng", "hay", "hoặc", "như", "cho", "được", "bị", "bởi", "tính", "cùng", "hiện", "này",
    "đó", "trở", "nên", "vì", "cũng", "đã", "sẽ", "đang", "vẫn", "rồi", "nữa", "không", "chưa", "trung", "bình",
    "tương", "đối", "dù", "song", "qua", "giữa", "kể", "thay", "thông", "đạt", "tăng", "giảm", "chiếm", "của", "về",
    "nhằm", "khiến", "gây", "thêm", "ngay", "mới", "tùy", "tuỳ", "đồng", "thấp", "cao", "hơn", "chỉ", "mua", "bán",
    "lãi", "gồm", "ra", "trừ", "nói", "nào", "dành", "áp", "đánh",
})
# fmt: on
_SHARED = frozenset({"tổng", "số", "dân", "cổ", "toàn", "lượng", "vốn", "diện", "thị"})


def direction_of(
    lower: str, start: int, end: int, *, percent: bool, ranged: bool, sign: str, before: Percentage | None
) -> Direction:
    """The direction of the percentage at `start:end`.

    `percent` is False for percentage points, `sign` is the printed sign if any, `before` the percentage before this
    one in the text. One without words of its own in a row of percentages goes the way of the one before it.
    """
    if sign:
        return _DECREASE if sign == "-" else _INCREASE
    floor = before.end if before is not None else 0
    begin = max(start - _REACH, 0, floor)
    for match in _SENTENCE_END.finditer(lower, begin, start):
        begin = match.end()
    same_sentence = before is not None and begin == floor
    words = lower[begin:start].split()
    own = _own_direction(words, percent=percent, ranged=ranged)
    if own is not None:
        return own
    counts = _counts(lower, end)
    level = any(word.strip(",;:()") in _LEVEL_WORDS for word in words[-5:])
    if same_sentence and before is not None and "so" not in words:
        if before.direction == _SHARE and "bằng" not in words[-4:] and not (level and counts):
            return _SHARE
        if not level and len(words) <= 6 and not counts:
            return before.direction
    if counts and not level:
        return _SHARE
    return _LEVEL


def _counts(lower: str, end: int) -> bool:
    """Whether the percentage says how much of what follows it: `53% số doanh nghiệp`, `49% cổ phần`."""
    match = _QUANTIFIED.match(lower, end)
    return match is not None and match.group(1) not in _NO_NOUN


def _own_direction(words: list[str], *, percent: bool, ranged: bool) -> Direction | None:
    """The direction that the words of the percentage's own clause state, read outwards from it."""
    at = len(words) - 1
    stepped = at
    while stepped >= 0 and words[stepped] in _STEPS and words[stepped] != "còn":
        stepped -= 1
    if stepped >= 0 and (words[stepped] in _TURNS or (words[stepped] == "từ" and not ranged)):
        if any(pair in _SHARE_NOUNS for pair in pairwise(words)) or "chiếm" in words:
            return _SHARE
        return None if words[stepped] == "từ" else _LEVEL
    crossed = False
    noun: Direction | None = None
    while at >= 0:
        raw = words[at]
        word = raw.strip(",;:()\"“”'")
        if raw[-1] == ")" and at != len(words) - 1 and (opened := _opened(words, at)) is not None:
            at = opened - 1
            continue
        if raw[-1] in ",;:" or raw == "-" or (raw[-1] == ")" and at != len(words) - 1):
            crossed = True
        previous = words[at - 1].strip(",;:()\"“”'") if at else ""
        following = words[at + 1].strip(",;:()\"“”'") if at + 1 < len(words) else ""
        if word == "mức" and following == "tối":
            return _LEVEL
        direction = _PAIRS.get((previous, word))
        if direction is None:
            direction = _VERBS.get(word)
            if direction is not None and not _is_verb(word, previous, following, words, at):
                direction = None
        elif word == "hơn" and following in ("mức", "là", "ở"):
            return _LEVEL
        if direction is not None:
            if crossed:
                nominal = previous in ("mức", "sức", "đà") and direction != _SHARE
                return direction if nominal and noun is None else noun
            if direction == _LEVEL:
                noun = noun or _LEVEL
            elif noun is None or direction != _SHARE:
                if noun is not None and percent and word not in ("hạ", "giảm", "tăng", "nâng"):
                    return noun
                if noun is not None and len(words) - at > 7:
                    return noun
                if word == "tăng" and (previous == "độ" or (previous == "lệ" and following != "thêm")):
                    return _LEVEL
                return direction
        at -= 1
    return noun


def _opened(words: list[str], at: int) -> int | None:
    """Where the bracket opens that closes at word `at`."""
    return next((place for place in range(at, -1, -1) if words[place].startswith("(")), None)


def _is_verb(word: str, previous: str, following: str, words: list[str], at: int) -> bool:
    """Whether a word that may speak of change does so here."""
    if word == "tăng":
        if following in ("cường", "tốc", "vốn", "thu"):
            return False
        return not (previous == "gia" and at > 1 and words[at - 2] == "trị")
    if word == "hữu":
        return previous == "sở"
    if word == "vượt":
        return not following or following in ("khoảng", "gần", "hơn", "trên")
    if word == "nắm":
        return following != "bắt"
    if word == "mất":
        return following not in ("vốn", "khả")
    return not (word == "hạ" and following == "tầng")
