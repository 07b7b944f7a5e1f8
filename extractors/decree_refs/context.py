"""What stands around a reference: its date, the body that issued it, its title."""

import re
from dataclasses import dataclass
from datetime import date

from extractors.dates import date_at
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.issuers import code_of, names_pattern
from extractors.text import Text

_BODY_WORDS = r"(?:(?!hiệu\b|từ\b|đến\b|trước\b|sau\b|kể\b|áp\b|thi\b|có\b|về\b|quy\b|sửa\b|được\b|tại\b|hướng\b|phê\b|ngày\b)[\w&.-]+[ \n,]+(?:-\s+)?){1,14}?"
#: `ngày 21/5/2012`, `(ngày …`, `, ban hành ngày …`, `của Chính phủ ngày …` behind a reference.
_DATE_BEHIND = re.compile(
    rf"\s*[,(]?\s*(?:(?:của|do)\s+{_BODY_WORDS})?[(,]?\s*(?:(?:được\s+|đã\s+|mới\s+|vừa\s+)?(?:ký\s+ban\s+hành|ban\s+hành|ký|thông\s+qua)\s+)?"
    r"(?:vào\s+)?ngày\s+"
)
_BARE_DATE = re.compile(r"\s*\(?\s*(?=\d{1,2}/\d{1,2}/\d{4})")
#: `… được Quốc hội thông qua ngày 27/6/2024`.
_PASSED = re.compile(
    r"\s*(?:\([^)\n]{1,40}\)\s*)?,?\s*(?:đã\s+|vừa\s+|mới\s+)?được\s+(?:(?!sửa|bổ|thay)[^.;:()]){0,170}?(?:thông\s+qua|ban\s+hành|ký)"
    r"\s+(?:vào\s+)?(?:ngày\s+)?(?=\d)"
)
_YEAR_BEHIND = re.compile(r"\s*(?:,\s*|\(\s*)?năm\s+(?P<year>(?:19[4-9]|20[0-4])\d)(?!\d|\s?[-/]\s?\d)")
#: The verbs by which a body issues what is named next.
_ISSUES = re.compile(
    r"(?<!\w)(?:ban\s+hành|ký|ra|có|phê\s+duyệt(?:\s+tại)?|thông\s+qua|phát\s+(?:đi|hành)|gửi|công\s+bố)\s*(?:các\s+)?$"
)
_DAY = re.compile(r"(?<!\w)(?:ngày|sáng|chiều|tối|trưa|đêm)\s+(?=\d)")
_NOT_ISSUE_DAY = re.compile(r"(?:từ|đến|trước|sau|hạn|tới|hết|kể)\s+$")
_LETTERHEAD = re.compile(r"(?:^|\n)[^\n\w]*(?:nghị\s+quyết\s+|[^\n]{0,40})?số\s*:\s*$")
_DATELINE = re.compile(r"[^.;]{0,170}?,\s*ngày\s+(?=\d{1,2}\s+tháng)")
_PARTY_BODIES = (
    ("bộ chính trị", "Bộ Chính trị"),
    ("ban bí thư", "Ban Bí thư"),
    ("ban chấp hành trung ương", "Ban Chấp hành Trung ương Đảng"),
    ("bch trung ương", "Ban Chấp hành Trung ương Đảng"),
    ("trung ương", "Ban Chấp hành Trung ương Đảng"),
)
_LOCAL = re.compile(
    r"(?P<body>UBND|[ỦU][ỷyỶY] ban nhân dân|Ủy ban Nhân dân|HĐND|Hội đồng nhân dân|Hội đồng Nhân dân)"
    r"(?:\s+(?P<level>tỉnh|thành phố|Thành phố|TP\.?|Tp\.?)\s*(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s?-\s?[A-ZĐÀ-Ỹ][^\W\d_]+|\s+[A-ZĐÀ-Ỹ][^\W\d_]+){0,4})?)?"
)
_OF = re.compile(
    r"\s*(?:,\s*)?(?:của|do)\s+(?:bộ\s+trưởng\s+(?=bộ)|thống\s+đốc\s+|chủ\s+tịch\s+(?=ủy|ubnd)|tổng\s+cục\s+trưởng\s+)?"
)
_TITLE = re.compile(r"\s*,?\s*(?P<title>(?:về(?:\s+việc)?|v/v)\s+[^.;:()\n]{3,220})")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the text around a reference says of it; `end` is where the date and body behind it end."""

    issued_on: date | None
    year: int | None
    body: str | None
    code: str | None
    end: int
    title: str | None


def read(text: Text, candidate: Candidate, floor: int, ceiling: int) -> Surroundings:
    """Read around a reference, between the references before and after it (`floor`, `ceiling`)."""
    lower = text.lower
    day, end, year = _date(text, candidate, floor, ceiling)
    body, code, body_end = _body_behind(text, candidate.end, ceiling)
    if code is None and end > candidate.end:
        body, code, body_end = _body_behind(text, end, ceiling)
    if code is None:
        body, code = _body_before(text, candidate.start, floor)
    end = max(end, body_end)
    title = None
    if candidate.kind != "anaphor":
        named = _TITLE.match(lower, end, min(ceiling, end + 260))
        if named is not None:
            title = " ".join(text.folded[named.start("title") : named.end()].split()).rstrip(" ,\"”'")
    return Surroundings(day, year, body, code, end, title)


def _date(text: Text, candidate: Candidate, floor: int, ceiling: int) -> tuple[date | None, int, int | None]:
    """The issue date, where it ends, and a year alone (`năm 2022`)."""
    lower, end = text.lower, candidate.end
    published = text.published_on
    if candidate.year is not None and (published is None or published.year != candidate.year):
        published = date(candidate.year, 12, 31)
    behind = _DATE_BEHIND.match(lower, end, min(ceiling, end + 140)) or (
        _BARE_DATE.match(lower, end) if candidate.kind == "full" else None
    )
    if behind is None:
        behind = _PASSED.match(lower, end, min(ceiling, end + 220))
    if behind is not None:
        written = date_at(lower, behind.end())
        if written is not None and (day := written.on(published)) is not None:
            return day, written.end, None
    alone = _YEAR_BEHIND.match(lower, end)
    year = int(alone["year"]) if alone is not None and candidate.kind != "anaphor" else None
    day = _date_before(text, candidate, floor, published)
    if day is None and candidate.kind == "full":
        day = _dateline(lower, candidate, published)
    return day, end, year


def _date_before(text: Text, candidate: Candidate, floor: int, published: date | None) -> date | None:
    """`Ngày 4/7/2003, Bộ trưởng … ban hành` before a reference."""
    lower = text.lower
    begin = max(floor, candidate.start - 260, lower.rfind("\n", 0, candidate.start) + 1)
    if _ISSUES.search(lower, max(begin, candidate.start - 24), candidate.start) is None:
        return None
    last = None
    for match in _DAY.finditer(lower, begin, candidate.start):
        if _NOT_ISSUE_DAY.search(lower, max(begin, match.start() - 8), match.start()) is None:
            last = match
    if last is None:
        return None
    written = date_at(lower, last.end())
    if written is None or re.search(r"[.;!?]\s", lower[written.end : candidate.start]):
        return None
    return written.on(published)


def _dateline(lower: str, candidate: Candidate, published: date | None) -> date | None:
    """`Số: 07/2022/TT-BLĐTBXH … Hà Nội, ngày 25 tháng 5 năm 2022` at a document's head."""
    if candidate.rule != "symbol" or _LETTERHEAD.search(lower, max(0, candidate.start - 60), candidate.start) is None:
        return None
    line = _DATELINE.match(lower, candidate.end)
    written = date_at(lower, line.end()) if line is not None else None
    return None if written is None or written.year is None else written.on(published)


def _body_behind(text: Text, at: int, ceiling: int) -> tuple[str | None, str | None, int]:
    of = _OF.match(text.lower, at, ceiling)
    if of is None:
        return None, None, at
    return _body_at(text, of.end(), ceiling)


def _body_at(text: Text, at: int, ceiling: int) -> tuple[str | None, str | None, int]:
    """The body named at a place: its name, its code (`TW` for the party's), and where the name ends."""
    lower = text.lower
    local = _LOCAL.match(text.folded, at, ceiling)
    if local is not None:
        council = local["body"][0] == "H"
        name = "Hội đồng nhân dân" if council else "Ủy ban nhân dân"
        if local["name"]:
            level = "tỉnh" if local["level"] == "tỉnh" else "thành phố"
            name += f" {level} " + " ".join(local["name"].split())
        return name, "HĐND" if council else "UBND", local.end()
    for written, name in _PARTY_BODIES:
        if lower.startswith(written, at):
            return name, "TW", at + len(written)
    match = names_pattern().match(lower, at, ceiling)
    if match is None:
        return None, None, at
    return None, code_of(match.group()), match.end()


def _body_before(text: Text, start: int, floor: int) -> tuple[str | None, str | None]:
    """The body that is said to issue the reference: `UBND tỉnh Thanh Hóa ban hành Quyết định …`."""
    lower = text.lower
    begin = max(floor, start - 120, lower.rfind("\n", 0, start) + 1)
    verb = _ISSUES.search(lower, max(begin, start - 24), start)
    if verb is None:
        return None, None
    last: tuple[str | None, str | None] = (None, None)
    for match in re.finditer(
        r"(?<!\w)(?:ubnd|hđnd|ủy ban|uỷ ban|hội đồng|bộ|ban|chính phủ|thủ tướng|quốc hội|ngân hàng|tổng cục|nhnn|bảo hiểm|thanh tra|văn phòng|kiểm toán)(?!\w)",
        lower[begin : verb.start()],
    ):
        name, code, _ = _body_at(text, begin + match.start(), verb.start())
        if code is not None:
            last = (name, code)
    return last
