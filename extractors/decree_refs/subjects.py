"""What a numbered document is about: the title behind its number, date and body, as far as it surely goes."""

from extractors.decree_refs.letters import CAPITALS, compiled

#: A title runs to the end of its clause, over a wrapped line; these words begin what is said of the document.
_STOPS = (
    r"(?!,?\s(?:đã|đang|sẽ|vẫn|cũng|mà|nêu|yêu\s+cầu|khiến|nhằm|trong\s+đó|theo\s+đó|cho\s+thấy|cho\s+biết"
    r"|được\s+(?:ban|triển\s+khai|thông\s+qua|kỳ\s+vọng|đánh\s+giá|coi|xem|Quốc|Chính|Thủ|Bộ)|có\s+hiệu"
    r"|khẳng\s+định|nhấn\s+mạnh|(?:chỉ|xác\s+định|ghi)\s+rõ|đề\s+ra|chính\s+thức\s+(?:có|được|ban|áp|thông)"
    r"|vừa\s+(?:được|ban|qua)|ra\s+đời|không\s+chỉ"
    r"|là|thì|và\s+các\s+văn|không\s+có\s+nghĩa|quy\s+định\s+(?:việc|rõ|cụ\s+thể)|gửi\s+(?=[A-ZĐỦ])"
    r"|do\s+(?:Chính|Thủ|Bộ|[UỦ][ỷy]|UBND|HĐND|Hội|Tổng))\b"
    r"|,\s+(?:đ[ặă][ct]\s+biệt|hoàn\s+thành|nhất\s+là|đồng\s+thời|qua\s+đó|từ\s+đó|do\s+đó|vì\s+vậy|góp\s+phần|giúp|tạo"
    r"|cụ\s+thể|tuy\s+nhiên|trình|đề\s+nghị|sau\s+đó|để|ngay|nhân\s+dịp|coi|sớm|hiện\s+nay)\b)"
)
_RUN = rf"(?:{_STOPS}(?:[^.;:()|\n]|\.(?=\w)|(?<=TP)\.|\n(?![{CAPITALS}\d\s*•-])))"
_LONGEST = 300
_ABOUT = compiled(rf"\s*,?\s*(?P<title>(?:về(?:\s+việc)?|[Vv]/v)\s+{_RUN}{{3,{_LONGEST}}})")
#: The verbs that open a title where date or body show that the document is cited in full.
_OPENED = compiled(
    r"\s*,?\s*(?P<title>(?:quy\s+định(?!\s+(?:rõ|cụ\s+thể|như|rằng|thì|này|trên|doanh|người|việc|nếu|khi|trường))"
    r"|ban\s+hành|phê\s+duyệt|sửa\s+đổi|hướng\s+dẫn|bãi\s+bỏ|thí\s+điểm)"
    rf"\s+{_RUN}{{8,{_LONGEST}}})"
)
#: The first letters of a title, how far behind the document it begins, and what stands where that is only white space.
_BEGINS = frozenset("vVqbpsht") | {""}
_FURTHEST = 9
#: A statement says what must be; a title does not.
_STATEMENT = compiled(r"\s(?:phải|không|được|nếu|cần|có\s+thể|bị|tối\s+(?:đa|thiểu)|từ\s+ngày|kể\s+từ)\s")
_SUBJECT = (
    r"(?:Cục|Bộ|Sở|UBND|[UỦ][ỷy]\s+ban|HĐND|Hội\s+đồng|Chính\s+phủ|Thủ\s+tướng|Phó\s+Thủ\s+tướng|Thứ\s+trưởng|Tổng\s+cục"
    r"|Vụ|Ban|Văn\s+phòng|Ngân\s+hàng|Quốc\s+hội|Công\s+ty|Tập\s+đoàn|Chủ\s+tịch|Đại\s+biểu|ông|bà"
    r"|các\s+(?:cơ\s+quan|bộ|địa\s+phương|doanh\s+nghiệp|đơn\s+vị|sở))(?!\w)"
)
#: Another clause behind a comma, with a subject of its own and a verb.
_CLAUSE = compiled(
    rf",\s+{_SUBJECT}[^,]{{0,60}}?\s(?:chủ\s+trì|phối\s+hợp|yêu\s+cầu|đề\s+nghị|chỉ\s+đạo|triển\s+khai|ban\s+hành|giao"
    r"|tiếp\s+tục|cũng|cần|phải|vừa|tập\s+trung|khẩn\s+trương|tham\s+mưu|cho\s+rằng)(?!\w)"
)
#: The subject of the verb at which the run stopped.
_SUBJECT_LAST = compiled(rf",\s+{_SUBJECT}[^,]{{0,60}}$")
#: A title never ends on these: something that belongs to it follows, or another thing is joined.
_JOINING = compiled(
    r"(?:\s*,|\s(?:và|hoặc|hay|cùng)(?:\s+(?:các\s+)?(?:Thông\s+tư|Nghị\s+định|Nghị\s+quyết|Quyết\s+định)(?:\s+số)?)?)+$"
)
_OPEN_END = compiled(r"\s(?:của|tại|theo|do|bởi|cho|với|về|các|những|để|thuộc|trong|từ|đến)$")
_FEWEST_WORDS = 2


def subject_behind(folded: str, at: int, ceiling: int, *, cited: bool) -> str | None:
    """The title at a place, up to the next reference at most; None where it cannot be told where it ends.

    `cited`: a date or body stands before it, as in `Nghị định số … ngày … của Chính phủ quy định …`.
    """
    if folded[at : at + _FURTHEST].lstrip(" ,\n")[:1] not in _BEGINS:
        return None
    limit = min(ceiling, at + _LONGEST + 40)
    found = _ABOUT.match(folded, at, limit)
    opened = found is None and cited
    if opened:
        found = _OPENED.match(folded, at, limit)
    if found is None:
        return None
    run = folded[found.start("title") : found.end()]
    clause = _CLAUSE.search(run)
    if clause is None and folded[found.end() : found.end() + 1] in (" ", ","):
        clause = _SUBJECT_LAST.search(run)
    if clause is not None:
        run = run[: clause.start()]
    elif len(run) >= _LONGEST or (limit <= found.end() < len(folded) and not _JOINING.search(run.rstrip())):
        return None  # cut off, or the next reference is part of it
    title = _JOINING.sub("", " ".join(run.split()))
    if _OPEN_END.search(title) or len(title.split()) < _FEWEST_WORDS or (opened and _STATEMENT.search(title)):
        return None
    return title.rstrip(" ,") if "“" in title and title.count("“") == title.count("”") else title.rstrip(" ,\"”'")
