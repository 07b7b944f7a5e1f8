"""References by type and bare number: `Nghị định 45`, `Thông tư số 11/2020`, `NĐ 100`, lists of them."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from extractors.decree_refs.anchors import Place
from extractors.decree_refs.candidates import Candidate, candidate_of
from extractors.decree_refs.letters import begins_word, compiled
from extractors.decree_refs.types import ABBREVIATIONS, BY_NAME, BY_WORDS, GENERIC_TYPE, GENERIC_WORDS

#: Whether a stretch of the text is part of a reference that another pass found.
Covered = Callable[[int, int], bool]

_YEAR = r"(?:\s?/\s?(?P<year>(?:19[4-9]|20[0-4])\d))?"
#: What shows that the digits are no part of a bigger figure: a decimal, a date, a share. A word may be glued on.
_CLOSED = r"(?!\d|[.,]\d|\s?%|\s?[/-]\s?\d)(?!(?!(?:ngày|của|về|quy|quyđịnh|do|và|được|có|đã|ban)\b)\w)"
_NUMBER = compiled(
    r"(?P<urgent>(?:\s+(?:hỏa\s+tốc|hoả\s+tốc|thượng\s+khẩn|khẩn|mật|liên\s+ngành|liên\s+bộ|kết\s+luận|thanh\s+tra"
    r"|thẩm\s+định|thẩm\s+tra|giám\s+sát|đánh\s+giá|tổng\s+hợp|giải\s+trình|xử\s+phạt|điều\s+chỉnh)){1,3}"
    r"(?=\s+số))?[ ]*(?:\n[ ]*)?(?P<word>số(?:[ ]*hiệu)?[ ]*[:.]?[ ]*(?:\n[ ]*)?)?"
    rf"(?P<number>\d{{1,6}}(?:[a-zđ](?!\w))?(?:\.\d{{1,2}}(?=/))?){_YEAR}{_CLOSED}"
)
_MORE = compiled(
    rf"\s*(?:,|;|và|,\s*và|hoặc|hay)\s+(?P<word>số\s+)?(?P<number>\d{{1,5}}[a-z]?){_YEAR}(?!\w)(?![.,]\d|\s?%|\s?/\s?\d)"
)
#: What is counted, where the number behind a type's name is not the document's.
_COUNTED = compiled(
    r"\s*(?:-\s*\d+\s*)?(?:%|năm(?!\s+(?:19|20)\d\d)|tháng|ngày(?!\s+\d)|tuần|giờ|phút|giây|quý|tỷ|tỉ|triệu|nghìn|ngàn"
    r"|trăm|đồng|usd|người|doanh\s+nghiệp|dự\s+án|điều(?!\s+chỉnh)|khoản|chương|điểm|nội\s+dung|vấn\s+đề|trường\s+hợp"
    r"|đối\s+tượng|nhóm|mức|loại|hành\s+vi|biện\s+pháp|phương\s+án|giải\s+pháp|nhiệm\s+vụ|lần(?!\s+này)|kỳ|đợt|cá\s+nhân"
    r"|tổ\s+chức|đơn\s+vị|thủ\s+tục|cổ\s+phiếu|mục|tiêu\s+chí|m2|ha|km|kg|tấn|lao\s+động|khách|xe|căn|thư|máy|cấp|bước"
    r"|hộ|xã|phường|tỉnh|địa\s+phương|quốc\s+gia|nước|đại\s+biểu|thành\s+viên|ngân\s+hàng|công\s+ty|lô|gói|tuyến|đoạn"
    r"|chỉ\s+tiêu|nguyên\s+tắc|túi|labs|quyền|phần|cơ\s+chế|cuộc)(?!\w)"
)
#: What follows the number of a document, where neither a capital nor `số` shows that it is one.
_FOLLOWS = compiled(
    r"\s*(?:$|[.,;:)\]”\"’'…(]|(?:của|về|ngày|năm|có|đã|là|và|được|quy|qui|hướng|sửa|đang|này|nêu|cũng|còn|mới|sẽ|phải"
    r"|cho|với|thì|do|ban|tại|trong|theo|khi|để|hay|hoặc|ra|trước|sau|thay|bãi|gửi|yêu|đề|hết|chỉ|không|chưa|vừa|nhằm|trên"
    r"|bộ|chính|trao|hiện|từ|đến|lên|đưa|giao|tiếp|đặt|xác|tháng)(?!\w))"
)
_FOREIGN = compiled(
    r"\s+(?:của\s+)?(?:trung\s+quốc|mỹ|hoa\s+kỳ|eu|nhật|hàn|(?:đại\s+)?hội\s+đồng\s+(?:bảo\s+an|liên\s+hợp)"
    r"|liên\s+hợp\s+quốc|nghị\s+viện\s+châu\s+âu)(?!\w)"
)
_PLURAL = compiled(r"(?:các|những|hai|ba|bốn|năm|\d+)\s+$")
#: Types whose bare number mostly belongs to a programme or an article of trade.
_NEVER_BARE = frozenset({"Chương trình", "Lệnh", "Pháp lệnh", "Hướng dẫn", "Quy chế"})
#: Small letters show less of these: `công văn 1149`, `tờ trình 7766` are documents all the same.
_BARE_IN_SMALL = frozenset({"Công văn", "Tờ trình"})
_LAWS = frozenset({"Luật", "Bộ luật"})
#: Words for nothing but documents: in small letters, too, the number behind them is one's.
_NEVER_COUNTING = frozenset({"Nghị định", "Thông tư", "Thông tư liên tịch"})
#: What may stand behind a type and a space: a figure or more space, `số` or the beginning of a word of urgency.
_BEGINS_NUMBER = frozenset("0123456789 \n")
_BEGINS_WORDS = frozenset({"số", "hỏ", "ho", "th", "kh", "mậ", "li", "kế", "gi", "đá", "tổ", "xử", "đi"})
#: A longer run of numbers is a table of figures, no list of documents.
_LONGEST_LIST = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyzđ"


@lru_cache(maxsize=4096)
def _may_follow(following: str) -> bool:
    """Whether a number may stand behind a type, by the three characters behind it."""
    return following[:1] != " " or following[1:2] in _BEGINS_NUMBER or following[1:] in _BEGINS_WORDS


def find_short(folded: str, lower: str, places: Iterable[Place], covered: Covered) -> list[Candidate]:
    """References by type and number, from the places of the types' words and short forms."""
    found: list[Candidate] = []
    done = 0
    for start, end in places:
        if start < done or not _may_follow(lower[end : end + 3]):
            continue
        match = _NUMBER.match(lower, end)
        if match is None or covered(start, match.end()):
            continue
        name = _type_at(folded, lower, start, end)
        if (
            name is None
            or (name in _LAWS and not _is_law(folded, lower, start, match))
            or not _is_number_of(folded, lower, name, start, match)
        ):
            continue
        head = _candidate(start, name, match, "type_number", sure=_is_sure(folded, lower, name, start, match))
        found.append(head)
        found.extend(_rest_of_list(lower, head, bool(match["word"]), covered))
        done = found[-1].end
    return found


def _candidate(start: int, name: str, match: re.Match[str], rule: str, *, sure: bool) -> Candidate:
    year = match["year"]
    return candidate_of(
        start=start,
        end=match.end() if year is not None else match.end("number"),
        kind="short",
        rule=rule,
        doc_type=name,
        number=match["number"],
        year=None if year is None else int(year),
        sure=sure,
    )


def _type_at(folded: str, lower: str, start: int, end: int) -> str | None:
    """The type that the word at a place names; None inside another word or a longer type's name."""
    if not begins_word(folded, start):
        return None
    written = folded[start:end]
    if written in ABBREVIATIONS:
        # in a symbol the same letters stand behind a separator
        return None if folded[max(0, start - 1) : start] in ("/", "-", "&", ".") else ABBREVIATIONS[written]
    word = " ".join(lower[start:end].split())
    if word in GENERIC_WORDS:
        return GENERIC_TYPE
    kind = BY_WORDS.get(word)
    if kind is None or kind.name == "Hiến pháp":
        return None
    if word == "lệnh" and lower[max(0, start - 5) : start].endswith(("pháp ", "sắc ", "mệnh ", "khớp ")):
        return None
    return kind.name


def _is_law(folded: str, lower: str, start: int, match: re.Match[str]) -> bool:
    """Whether a number is a law's: `Luật số 10/2012`, with all of this; the law is else known by its title."""
    written = bool(match["word"]) and bool(match["year"]) and folded[start].isupper()
    return written and not lower.endswith(("pháp ", "kỷ "), 0, start)


def _is_number_of(folded: str, lower: str, name: str, start: int, match: re.Match[str]) -> bool:
    """Whether the number can be the document's at all."""
    abbreviated = folded[start : match.start()] in ABBREVIATIONS
    if match.start("number") == match.start() and not abbreviated:
        return False  # glued to the word: a footnote's mark
    if _FOREIGN.match(lower, match.end()):
        return False
    if match["word"]:
        return True
    if _COUNTED.match(lower, match.end("number")) and not match["year"]:
        return False
    if name in _NEVER_BARE:
        return not match["year"] and folded[start].isupper()
    return True


def _is_sure(folded: str, lower: str, name: str, start: int, match: re.Match[str]) -> bool:
    """Whether the number is the document's by itself, or only if the text names the document elsewhere."""
    if match["word"] or match["year"]:
        return True
    digits = match["number"].rstrip(_LETTERS)
    if name in _NEVER_BARE or (len(digits) == 4 and digits.startswith(("19", "20"))):
        return False
    written = folded[start : match.start()]
    if written in ABBREVIATIONS:
        return written in ("NĐ", "NQ", "TTLT") or digits.startswith("0")
    capital = folded[start].isupper()
    if BY_NAME[name].bare and capital:
        return True
    if len(digits) > 1 and name in _NEVER_COUNTING:
        return True
    if len(digits) < 2 or not _FOLLOWS.match(lower, match.end()):
        return False
    return BY_NAME[name].bare or capital or name in _BARE_IN_SMALL


def _rest_of_list(lower: str, head: Candidate, numbered: bool, covered: Covered) -> Iterable[Candidate]:
    """Further numbers of one list: `các Thông tư 01, 03 và 14`, `Chỉ thị 15, 16`."""
    at, most = head.end, _LONGEST_LIST
    plural = _PLURAL.search(lower, max(0, head.start - 8), head.start) is not None
    while most:
        most -= 1
        more = _MORE.match(lower, at)
        if more is None or covered(more.start("number"), more.end()) or _COUNTED.match(lower, more.end()):
            return
        number = more["number"]
        if not (plural or more["year"] or number.startswith("0") or (numbered and more["word"])) and (
            len(number) < 2 or len(number) == 4 or not _FOLLOWS.match(lower, more.end())
        ):
            return
        yield _candidate(more.start("number"), str(head.doc_type), more, "list_number", sure=head.sure)
        at = more.end()
