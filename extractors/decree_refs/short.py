"""References by type and bare number: `Nghị định 45`, `Thông tư số 11/2020`, `NĐ 100`, lists of them."""

import re
from collections.abc import Callable, Iterable

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.types import ABBREVIATIONS, BY_NAME, BY_WORDS, GENERIC_TYPE, GENERIC_WORDS

_NUMBER = re.compile(
    r"(?P<between>(?:\s+(?:hỏa\s+tốc|hoả\s+tốc|thượng\s+khẩn|khẩn|mật|liên\s+ngành|liên\s+bộ|kết\s+luận|thanh\s+tra)){1,3}(?=\s+số))?"
    r"(?:[ ]*\n?[ ]*)(?P<word>số(?:[ ]*hiệu)?[ ]*[:.]?[ ]*\n?[ ]*)?(?P<number>\d{1,6}[a-zđ]?(?:\.\d{1,2}(?=/))?)(?:\s?/\s?(?P<year>(?:19[4-9]|20[0-4])\d))?"
    r"(?![\w%])(?!\s?[/-]\s?\d)(?![.,]\d)(?!\s?%)"
)
_MORE = re.compile(
    r"\s*(?:,|;|và|,\s*và|hoặc|hay)\s+(?:số\s+)?(?P<number>\d{1,5}[a-z]?)(?:\s?/\s?(?P<year>(?:19[4-9]|20[0-4])\d))?"
    r"(?![\w%])(?![.,]\d)(?!\s?%)(?!\s?/\s?\d)"
)
#: What is counted, where the number behind a type's name is not the document's.
_COUNTED = re.compile(
    r"\s*(?:-\s*\d+\s*)?(?:%|năm(?!\s+(?:19|20)\d\d)|tháng|ngày(?!\s+\d)|tuần|giờ|phút|giây|quý|tỷ|tỉ|triệu|nghìn|ngàn|trăm|đồng"
    r"|usd|người|doanh\s+nghiệp|dự\s+án|điều(?!\s+chỉnh)|khoản|chương|điểm|nội\s+dung|vấn\s+đề|trường\s+hợp|đối\s+tượng|nhóm"
    r"|mức|loại|hành\s+vi|biện\s+pháp|phương\s+án|giải\s+pháp|nhiệm\s+vụ|lần|kỳ|đợt|cá\s+nhân|tổ\s+chức|đơn\s+vị|bộ(?!\s+\w+\s+(?:ban|chính))"
    r"|thủ\s+tục|cổ\s+phiếu|mục|tiêu\s+chí|m2|ha|km|kg|tấn|lao\s+động|khách|xe|căn|thư|máy|lớp|cấp|bước|hộ|xã|phường|tỉnh"
    r"|địa\s+phương|quốc\s+gia|nước|đại\s+biểu|thành\s+viên|ngân\s+hàng|công\s+ty|lô|gói|tuyến|đoạn|chỉ\s+tiêu|nguyên\s+tắc"
    r"|túi|labs|x\s)(?!\w)"
)
_FOLLOWS = re.compile(
    r"\s*(?:$|[.,;:)\]”\"’'…]|của|về|ngày|năm\s+(?:19|20)\d\d|có|đã|là|và|được|quy|qui|hướng|sửa|đang|này|nêu|cũng|còn|mới"
    r"|sẽ|phải|cho|với|thì|do|ban|tại|trong|theo|khi|để|hay|hoặc|ra|trước|sau|thay|bãi|gửi|yêu|đề|hết|chỉ|không|chưa|vừa"
    r"|nhằm|trên|bộ|chính|trao|hiện|từ|đến|lên|đưa|giao|tiếp|đặt|xác|tháng|\()"
)
_FOREIGN = re.compile(r"\s+(?:của\s+)?(?:trung\s+quốc|mỹ|hoa\s+kỳ|eu|nhật|hàn)(?!\w)")
_PLURAL = re.compile(r"(?:các|những|hai|ba|bốn|năm|\d+)\s+$")
#: Types whose bare number, even behind a capital, mostly belongs to a programme or an article of trade.
_NEVER_BARE = frozenset({"Chương trình", "Lệnh", "Pháp lệnh", "Hướng dẫn", "Quy chế", "Luật", "Bộ luật", "Hiến pháp"})


def find_short(
    folded: str, lower: str, places: Iterable[tuple[int, int]], covered: Callable[[int, int], bool]
) -> list[Candidate]:
    """References by type and number, from the places of the types' words; `covered` tells what is found already."""
    found: list[Candidate] = []
    done = 0
    for start, end in places:
        if start < done:
            continue
        name = _type_at(folded, lower, start, end)
        if name is None:
            continue
        match = _NUMBER.match(lower, end)
        if match is None or covered(start, match.end()):
            continue
        sure = _is_number_of(folded, lower, name, start, match)
        if sure is None:
            continue
        head = _candidate(start, match.end(), name, match, "type_number", sure)
        found.append(head)
        done = match.end()
        for more in _rest_of_list(lower, head, bool(match["word"]), covered):
            found.append(more)
            done = more.end
    return found


def _candidate(start: int, end: int, name: str, match: re.Match[str], rule: str, sure: bool) -> Candidate:
    year = match["year"]
    return Candidate(
        start=start,
        end=end,
        kind="short",
        rule=rule,
        doc_type=name,
        number=match["number"],
        year=None if year is None else int(year),
        sure=sure,
    )


def _type_at(folded: str, lower: str, start: int, end: int) -> str | None:
    """The type that the word at a place names; None inside another word or a longer type's name."""
    if start and folded[start - 1].isalpha() and not (folded[start].isupper() and folded[start - 1].islower()):
        return None
    written = folded[start:end]
    if written in ABBREVIATIONS:
        # in a symbol the same letters stand behind a separator
        return None if start and folded[start - 1] in "/-&." else ABBREVIATIONS[written]
    word = " ".join(lower[start:end].split())
    if word in GENERIC_WORDS:
        return None if lower.startswith(" hợp nhất", end) else GENERIC_TYPE
    kind = BY_WORDS.get(word)
    if kind is None or lower[end : end + 10].split()[:1] == ["liên"]:
        return None
    if word == "lệnh" and start and lower[:start].endswith(("pháp ", "sắc ", "mệnh ")):
        return None
    return kind.name


def _is_number_of(folded: str, lower: str, name: str, start: int, match: re.Match[str]) -> bool | None:
    """Whether the number is the document's: None no, True yes, False only if the text names the document elsewhere."""
    end = match.end()
    if match.start("number") == match.start() and folded[start : match.start()] not in ABBREVIATIONS:
        return None
    number = match["number"].rstrip("abcdefghijklmnopqrstuvwxyzđ")
    if _FOREIGN.match(lower, end):
        return None
    if match["word"]:
        return True if name not in ("Luật", "Bộ luật", "Hiến pháp") else None
    if match["year"]:
        return True if name not in _NEVER_BARE else None
    if _COUNTED.match(lower, end) or name in ("Luật", "Bộ luật", "Hiến pháp"):
        return None
    capital = folded[start].isupper()
    year_like = len(number) == 4 and number.startswith(("19", "20"))
    if folded[start : match.start()].isupper() and folded[start : match.start()] in ABBREVIATIONS:
        if folded[start : match.start()] in ("NĐ", "NQ"):
            return not year_like
        return True if number.startswith("0") else False
    if BY_NAME[name].bare:
        if capital:
            return not year_like
        return (len(number) >= 2 and _FOLLOWS.match(lower, end) is not None and not year_like) or False
    if name in _NEVER_BARE:
        return False if capital else None
    follows = _FOLLOWS.match(lower, end) is not None
    if (capital or name in ("Công văn", "Tờ trình")) and len(number) >= 2 and follows and not year_like:
        return True
    return False if capital and len(number) >= 2 else None


def _rest_of_list(
    lower: str, head: Candidate, numbered: bool, covered: Callable[[int, int], bool]
) -> Iterable[Candidate]:
    """Further numbers of one list: `các Thông tư 01, 03 và 14`, `Chỉ thị 15, 16`."""
    at = head.end
    plural = _PLURAL.search(lower, max(0, head.start - 8), head.start) is not None
    while True:
        more = _MORE.match(lower, at)
        if more is None or covered(more.start("number"), more.end()) or _COUNTED.match(lower, more.end()):
            return
        padded = more["number"].startswith("0")
        if not (plural or more["year"] or padded or (numbered and "số" in more.group())):
            following = _FOLLOWS.match(lower, more.end())
            if following is None or len(more["number"]) < 2 or len(more["number"]) == 4:
                return
        yield _candidate(more.start("number"), more.end(), str(head.doc_type), more, "list_number", head.sure)
        at = more.end()
