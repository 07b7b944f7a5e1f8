"""What a percentage says: an increase, a decrease, a share of something, or a level.

The words before the percentage are read outwards. A verb of change or of sharing in its clause decides; `đạt`, `là`,
`ở mức` let the reader look further (`sức tăng là 5%`), and `lên`, `xuống`, `từ` right before it make it a level
that was reached or left (`giảm xuống 11%`).
"""

import re
from itertools import pairwise

from extractors.mentions import Direction, Percentage

_REACH = 130
# one class of characters first, so that the search for it is a short loop
_SENTENCE_END = re.compile(r"[.?!…\n](?:(?<=\n)|(?=[\s\"”»)]))")

_INCREASE: Direction = "increase"
_DECREASE: Direction = "decrease"
_SHARE: Direction = "share"
_LEVEL: Direction = "level"

_VERBS: dict[str, Direction] = {
    "tăng": _INCREASE,
    "nâng": _INCREASE,
    "nhích": _INCREASE,
    "vọt": _INCREASE,
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
    "chiếm": _SHARE,
    "góp": _SHARE,
    "nắm": _SHARE,
    "hữu": _SHARE,
}
_PAIRS: dict[tuple[str, str], Direction] = {
    ("bốc", "hơi"): _DECREASE,
    ("lao", "dốc"): _DECREASE,
    ("thu", "hẹp"): _DECREASE,
    ("rút", "ngắn"): _DECREASE,
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
    ("cổ", "tức"): _LEVEL,
    ("lạm", "phát"): _LEVEL,
    ("hoàn", "thành"): _LEVEL,
}
#: The words that the search stops at.
_TELLING = frozenset(_VERBS) | {second for _, second in _PAIRS} | {"mức", "so"}
#: Verbs that speak of change only right before the number, and where the number counts nothing: `phục hồi 20%`, but
#: `phục hồi 80% doanh thu` tells how much of it.
_CHANGES_NEARBY: dict[tuple[str, str], Direction] = {
    ("phục", "hồi"): _INCREASE,
    ("hồi", "phục"): _INCREASE,
    ("mở", "rộng"): _INCREASE,
    ("lên", "giá"): _INCREASE,
    ("đội", "vốn"): _INCREASE,
    ("đội", "giá"): _INCREASE,
    ("xuống", "giá"): _DECREASE,
    ("suy", "yếu"): _DECREASE,
}
#: `tiết kiệm` is a verb here, neither a deposit (`lãi suất tiết kiệm 5%`) nor a rate.
_SAVED = re.compile(
    r"(?<!suất )(?<!gửi )(?<!sổ )(?<!mức )(?<!lệ )(?<!tiền )tiết kiệm (?:(?:được|đến|tới|khoảng|gần|hơn|trên) ){0,2}$"
)
_DEGREES = frozenset({"mạnh", "nhẹ", "thêm", "tới", "khá", "sâu", "nhanh"})
_SHARE_NOUNS = frozenset({("tỷ", "trọng"), ("tỉ", "trọng"), ("thị", "phần")})
#: Words that make the number a level that was reached, and words that may stand between them and it.
_TURNS = frozenset({"lên", "xuống", "về", "còn"})
_STEPS = frozenset(
    {"mức", "tới", "đến", "chỉ", "khoảng", "gần", "hơn", "trên", "dưới", "ngưỡng", "mốc", "quanh", "mục", "tiêu"}
)
_AND = frozenset({"và", "hoặc", "hay"})
#: Marks that may cling to a word.
_MARKS = ",;:()\"“”'"
#: A noun of measuring takes the verb after it along over a comma.
_MEASURES = frozenset({"mức", "sức", "đà"})
#: After a comma these say in percent what was said before it.
_SAYING_AGAIN = (["tương", "đương"], ["tương", "ứng"])
#: What ends the search: the number is a limit, or what something is compared with.
_LEVEL_ENDS = frozenset({("mức", "tối"), ("so", "với")})
#: What is exceeded by so much: `vượt 4,4% kế hoạch`.
_PLANNED = re.compile(r" (?:so với|so|kế hoạch|chỉ tiêu|dự toán|mục tiêu|định mức)(?!\w)")
_LEVEL_WORDS = frozenset({"đạt", "bằng", "mức", "ngưỡng", "mốc", "tiêu", "thuế"})
#: What is fulfilled by so much: `tương đương 58% kế hoạch năm`.
_OF_PLAN = re.compile(r" (?:so với )?(?:kế hoạch|chỉ tiêu|dự toán|mục tiêu|định mức)(?!\w)")
#: What a part is a part of: `lên tới 3% tổng GDP`, `1% trong tổng số 68 tỷ đồng`.
_OF_TOTAL = re.compile(r" (?:(?:của|trong|trên) )?tổng (?!giám|cục|bí|thống)")
#: How the two begin.
_BEGIN_PLAN = frozenset({" s", " k", " c", " d", " m", " đ"})
_BEGIN_TOTAL = frozenset({" c", " t"})
_QUANTIFIED = re.compile(r" ([^\W\d_]+)(?: ([^\W\d_]+))?")
#: What follows a percentage that is the subject of its clause.
_PREDICATE = re.compile(
    r" (?:là|cho (?:biết|rằng)|có|được|đã|đang|sẽ|không|chưa|còn lại|thuộc|trong (?:số|tổng)|đánh giá|tin|nói|trả lời|"
    r"đồng ý|kỳ vọng|dự (?:báo|đoán|kiến)|lựa chọn|cảm thấy)(?!\w)"
)
#: Words after `%` that begin no noun: the percentage counts nothing there.
# fmt: off
_NO_NOUN = frozenset({
    "so", "mỗi", "một", "và", "trong", "vào", "do", "nhờ", "lên", "xuống", "còn", "từ", "đến", "tới", "năm",
    "tháng", "quý", "nhưng", "để", "với", "thì", "là", "theo", "khi", "nếu", "mà", "ở", "tại", "sau", "trước",
    "trên", "dưới", "hàng", "hằng", "bằng", "hay", "hoặc", "như", "cho", "được", "bị", "bởi", "tính", "cùng",
    "hiện", "này", "đó", "trở", "nên", "vì", "cũng", "đã", "sẽ", "đang", "vẫn", "rồi", "nữa", "không", "chưa",
    "trung", "bình", "tương", "đối", "dù", "song", "qua", "giữa", "kể", "thay", "thông", "đạt", "tăng", "giảm",
    "chiếm", "của", "về", "nhằm", "khiến", "gây", "thêm", "ngay", "mới", "tùy", "tuỳ", "đồng", "thấp", "cao", "hơn",
    "chỉ", "mua", "bán", "lãi", "gồm", "ra", "trừ", "nói", "nào", "dành", "áp", "đánh",
})
# fmt: on


def direction_of(
    lower: str, start: int, end: int, *, ranged: bool, sign: str, percent: bool, before: Percentage | None
) -> Direction:
    """The direction of the percentage at `start:end`.

    `ranged`: it is a range or bounded, so that `từ` before it is no origin. `sign` is the printed sign if any,
    `percent` is False for percentage points, `before` is the percentage before this one in the text: one without
    words of its own in a row of percentages goes the way of the one before it.
    """
    if sign:
        return _DECREASE if sign == "-" else _INCREASE
    floor = before.end if before is not None else 0
    begin = start - _REACH if start - _REACH > floor else floor
    for match in _SENTENCE_END.finditer(lower, begin, start):
        begin = match.end()
    words = lower[begin:start].split()
    same_sentence = before is not None and begin == floor
    if same_sentence and before is not None and words and words[-1] in _AND:
        return before.direction
    if words and words[-1] == "vượt" and _PLANNED.match(lower, end) is not None:
        return _INCREASE
    following = lower[end : end + 2]
    of_plan = following in _BEGIN_PLAN and _OF_PLAN.match(lower, end) is not None
    if of_plan and words[-2:] in _SAYING_AGAIN:
        return _LEVEL
    of_total = following in _BEGIN_TOTAL and _OF_TOTAL.match(lower, end) is not None
    own = _own_direction(words, ranged=ranged, percent=percent, of_total=of_total)
    if own is not None:
        return own
    counts = not of_plan and _counts(lower, end)
    saved = lower.find("tiết kiệm ", begin, start) >= 0 and _SAVED.search(lower, begin, start) is not None
    if saved and not lower.startswith((" thu nhập", " lương"), end):
        return _DECREASE
    subject = _is_subject(words, lower, end)
    if not counts and not subject and (changed := _changed_nearby(words)) is not None:
        return changed
    if same_sentence and before is not None and counts and _coordinated(lower, words, before):
        return before.direction
    level = not _LEVEL_WORDS.isdisjoint([word.strip(_MARKS) for word in words[-5:]])
    if same_sentence and before is not None and "so" not in words:
        if before.direction == _SHARE and "bằng" not in words[-4:] and not (level and counts):
            return _SHARE
        if not level and len(words) <= 6 and not counts and not subject:
            return before.direction
    if level:
        return _LEVEL
    return _SHARE if counts or subject else _LEVEL


def _changed_nearby(words: list[str]) -> Direction | None:
    """The direction of a verb that ends right before the number, or right before a comma before it.

    `phục hồi 20%`; `giá giảm so với năm trước, khoảng 30%`, where the change has no number of its own.
    """
    at = len(words) - 1
    while at >= 0 and (words[at] in _STEPS or words[at] in _DEGREES):
        at -= 1
    if at < 1:
        return None
    if words[at][-1] != ",":
        return _CHANGES_NEARBY.get((words[at - 1], words[at]))
    if at == len(words) - 1:
        return None
    for place in range(at, -1, -1):
        word = words[place]
        if word[-1].isdigit() or (word[-1] in _MARKS and place < at):
            return None
        direction = _VERBS.get(word.rstrip(","))
        if direction in (_INCREASE, _DECREASE):
            following = words[place + 1] if place < at else ""
            if words[place - 1] in ("độ", "lệ"):
                return None  # `tốc độ tăng`
            return direction if _is_verb(word.rstrip(","), words[place - 1], following, words, place) else None
    return None


def _coordinated(lower: str, words: list[str], before: Percentage) -> bool:
    """Whether a number goes on after a comma where the one before it left off: `giảm 52% lượng nước, 97% lượng …`."""
    changed = before.direction in (_INCREASE, _DECREASE)
    return changed and 2 <= len(words) <= 7 and _ends_only_with_comma(words) and _counts(lower, before.end)


def _ends_only_with_comma(words: list[str]) -> bool:
    return words[-1][-1] == "," and all(word.isalnum() for word in words[:-1])


def _is_subject(words: list[str], lower: str, end: int) -> bool:
    """Whether the percentage opens its clause and says how many do what follows: `…; hơn 90% là nữ`."""
    at = len(words) - 1
    while at >= 0 and words[at] in _STEPS:
        at -= 1
    return (at < 0 or words[at][-1] in ",;:" or words[at] == "với") and _PREDICATE.match(lower, end) is not None


def _counts(lower: str, end: int) -> bool:
    """Whether the percentage says how much of what follows it: `53% số doanh nghiệp`, `49% cổ phần`."""
    match = _QUANTIFIED.match(lower, end)
    return match is not None and (match[1] not in _NO_NOUN or _OF_TOTAL.match(lower, end) is not None)


def _own_direction(words: list[str], *, ranged: bool, percent: bool, of_total: bool) -> Direction | None:
    """The direction that the words of the percentage's own clause state, read outwards from it."""
    step = len(words) - 1
    while step >= 0 and words[step] in _STEPS:
        step -= 1
    if step >= 0 and (words[step] in _TURNS or (words[step] == "từ" and not ranged)):
        if "chiếm" in words or any(pair in _SHARE_NOUNS for pair in pairwise(words)):
            return _SHARE
        if words[step] == "từ":
            return None
        return _SHARE if of_total else _LEVEL
    noun: Direction | None = None
    crossed = False
    at = len(words) - 1
    while at >= 0:
        raw = words[at]
        if raw.isalpha() and raw not in _TELLING:
            at -= 1
            continue
        if raw[-1] == ")" and at != len(words) - 1 and (opened := _opened(words, at)) is not None:
            at = opened - 1
            continue
        if raw[-1] in ",;:" or raw == "-":
            # `tăng 13,75 điểm, tương đương 1,12%` says again how much it rose
            crossed = crossed or not (raw[-1] == "," and words[at + 1 : at + 3] in _SAYING_AGAIN)
        word = raw.strip(_MARKS)
        if word not in _TELLING:
            at -= 1
            continue
        previous = words[at - 1].strip(_MARKS) if at else ""
        following = words[at + 1].strip(_MARKS) if at + 1 < len(words) else ""
        if (word, following) in _LEVEL_ENDS:
            return noun if crossed else _LEVEL
        direction = _PAIRS.get((previous, word))
        if direction is not None and word == "hơn":
            if following in ("mức", "là", "ở"):
                return _LEVEL
            if len(words) - at > 5:
                direction = None
        elif direction is None and (direction := _VERBS.get(word)) is not None:
            direction = direction if _is_verb(word, previous, following, words, at) else None
        if direction is None:
            at -= 1
            continue
        if crossed:
            # `có mức tăng mạnh nhất, đạt mức 22%`
            return direction if noun is None and previous in _MEASURES and direction != _SHARE else noun
        if direction == _LEVEL:
            noun = _LEVEL
        elif noun is None:
            return _LEVEL if word == "tăng" and previous in ("độ", "lệ") and following != "thêm" else direction
        elif direction == _SHARE:
            if len(words) - at <= 4:
                return _SHARE  # `chiếm tỷ lệ 45%`
        else:
            # `hạ lãi suất 0,25 điểm phần trăm`: the verb takes the noun
            near = len(words) - at <= 7 and (not percent or word in ("hạ", "giảm", "tăng", "nâng"))
            return direction if near else noun
        at -= 1
    return noun


def _opened(words: list[str], at: int) -> int | None:
    """Where the bracket opens that closes at word `at`."""
    return next((place for place in range(at, -1, -1) if words[place].startswith("(")), None)


def _is_verb(word: str, previous: str, following: str, words: list[str], at: int) -> bool:
    """Whether a word that may speak of change or sharing does so here."""
    match word:
        case "tăng":
            vat = previous == "gia" and at > 1 and words[at - 2] == "trị"
            return not vat and following not in ("cường", "tốc")
        case "hữu":
            return previous == "sở"
        case "nắm":
            return following != "bắt"
        case "mất":
            return following not in ("vốn", "khả")
        case "hạ":
            return following not in ("tầng", "nghị", "viện", "du")
    return True
