"""What stands around a reference: its date, the body that issued it, its title."""

from dataclasses import dataclass
from datetime import date

from extractors.dates import date_at
from extractors.decree_refs.breaks import broken
from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.issuers import body_at, province_of
from extractors.decree_refs.letters import CAPITALS, compiled
from extractors.decree_refs.subjects import subject_behind
from extractors.quick import maker, quick
from extractors.text import Text

#: The words of a body's name in `của Chính phủ ngày …`: none that begins another clause.
_BODY_WORDS = (
    r"(?:(?!(?:hiệu|từ|đến|trước|sau|kể|áp|thi|có|về|quy|sửa|được|tại|hướng|phê|ngày|trong|vào|do|đã)\b)"
    r"[\w&.-]+[ \n,]+(?:-\s+)?){1,14}?"
)
#: `ngày 21/5/2012`, `(ngày …`, `, ban hành ngày …`, `của Chính phủ ngày …` behind a reference.
_DATE_BEHIND = compiled(
    rf"\s*[,(]?\s*(?:(?:của|do)\s+{_BODY_WORDS})?[(,]?\s*(?:(?:được\s+|đã\s+|mới\s+|vừa\s+)?"
    r"(?:ký\s+ban\s+hành|ban\s+hành|ký|đề|ra|thông\s+qua)\s+)?(?:vào\s+)?ng[àa]y\s+"
)
#: `Ngày` with a capital on a new line begins another paragraph.
_NEW_PARAGRAPH = compiled(r"\n\s*Ngày")
_BARE_DATE = compiled(r"\s*\(?\s*(?=\d{1,2}/\d{1,2}/\d{4})")
#: `… được Quốc hội thông qua ngày 27/6/2024`.
_PASSED = compiled(
    r"\s*(?:\([^)\n]{1,40}\)\s*)?,?\s*(?:đã\s+|vừa\s+|mới\s+)?được\s+(?:(?!sửa|bổ|thay|hướng)[^.;:()]){0,170}?"
    r"(?:thông\s+qua|ban\s+hành|ký)\s+(?:vào\s+)?(?:ngày\s+)?(?=\d)"
)
_YEAR_BEHIND = compiled(r"\s*(?:,\s*|\(\s*)?năm\s+(?P<year>(?:19[4-9]|20[0-4])\d)(?!\d|\s?[-/]\s?\d)")
#: The verbs by which a body issues what is named next.
_ISSUES = compiled(
    r"(?<!\w)(?:ban\s+hành|ký|ra|có|phê\s+duyệt(?:\s+tại)?|thông\s+qua|phát\s+(?:đi|hành)|gửi|công\s+bố)\s*(?:các\s+)?$"
)
_DAY = compiled(r"(?<!\w)(?:ngày|sáng|chiều|tối|trưa|đêm)\s+(?=\d)")
_NOT_ISSUE_DAY = compiled(r"(?:từ|đến|trước|sau|hạn|tới|hết|kể)\s+$")
_SENTENCE = compiled(r"[.;!?]\s")
_LETTERHEAD = compiled(r"(?:^|\n)[^\n]{0,60}số\s*:\s*$")
#: Without the colon the number must begin its line, and the place of issue follow at once.
_LINE_BEGINS = compiled(r"(?:^|\n)[ ]*(?:số\s*)?$")
_PLACE_LINE = compiled(r"\s*[^\W\d][^.;,\d]{1,60},\s*ngày\s+(?=\d{1,2}\s+tháng)")
_DATELINE = compiled(r"[^.;]{0,170}?,\s*ngày\s+(?=\d{1,2}\s+tháng)")
_PARTY_BODIES = (
    ("bộ chính trị", "Bộ Chính trị"),
    ("ban bí thư", "Ban Bí thư"),
    ("ban chấp hành trung ương", "Ban Chấp hành Trung ương Đảng"),
    ("bch trung ương", "Ban Chấp hành Trung ương Đảng"),
    ("trung ương", "Ban Chấp hành Trung ương Đảng"),
)
_NAME = rf"[{CAPITALS}][^\W\d_]*(?:\s?-\s?[{CAPITALS}][^\W\d_]+|[ ][{CAPITALS}][^\W\d_]+){{0,4}}"
#: The codes of provinces' bodies, and their names while the text does not say of which province.
LOCAL_CODES = {"UBND": "UBND", "UB": "UBND", "HĐND": "HĐND"}
NAMELESS = frozenset({"Ủy ban nhân dân", "Hội đồng nhân dân"})
_LOCAL = compiled(
    r"(?:(?P<people>ubnd|[uủ][ỷy] ban nhân dân)|(?P<council>hđnd|hội đồng nhân dân))"
    r"(?:\s+(?P<level>tỉnh|thành\s+phố|tp)(?!\w)\.?\s*)?"
)
_LOCAL_BEGINS = compiled(r"(?<!\w)(?=ubnd|hđnd|[uủ][ỷy] ban nhân|hội đồng nhân)")
_LOCAL_NAME = compiled(_NAME)
_OF = compiled(
    r"\s*\)?,?\s*(?:của|do)\s+(?:bộ\s+trưởng\s+(?=bộ)|thống\s+đốc\s+|chủ\s+tịch\s+(?=[uủ]|ubnd)|tổng\s+cục\s+trưởng\s+)?"
)
_BODY_BEGINS = compiled(
    r"(?<!\w)(?=(?:ubnd|hđnd|ủy ban|uỷ ban|hội đồng|bộ|ban|chính phủ|thủ tướng|quốc hội|ngân hàng|tổng cục|nhnn"
    r"|bảo hiểm|thanh tra|văn phòng|kiểm toán|chủ tịch nước|tòa án)\b)"
)


@quick
@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the text around a reference says of it; `end` is where the date and body behind it end.

    `body` is a name that only the text gives (a province's committee, the party's), `code` the body's code. `dated`
    tells where the date stands.
    """

    issued_on: date | None
    dated_before: bool
    year: int | None
    body: str | None
    code: str | None
    end: int
    title: str | None


_surroundings = maker(Surroundings)


def read(text: Text, candidate: Candidate, floor: int, ceiling: int) -> Surroundings:
    """Read around a reference, between what belongs to the references before and after it (`floor`, `ceiling`)."""
    day, end, year = _date_behind(text, candidate, ceiling)
    issued = _issuing_verb(text.lower, candidate.start, floor)
    before = None if day is not None or issued is None else _date_before(text, candidate, issued[0])
    body, code, body_end = _body_behind(text, candidate.end, ceiling)
    if code is None and end > candidate.end:
        body, code, body_end = _body_behind(text, end, ceiling)
    if code is None and issued is not None:
        body, code = _body_before(text, *issued)
    local = LOCAL_CODES.get(candidate.segments[-1]) if candidate.segments else None
    if local is not None and (body is None or body in NAMELESS):
        body, code = _local_before(text, candidate.start, floor, local) or body, local
    end = max(end, body_end)
    title = None
    if candidate.kind in ("full", "short"):
        title = subject_behind(text.folded, end, ceiling, cited=end > candidate.end)
    return _surroundings(day or before, day is None and before is not None, year, body, code, end, title)


def _date_behind(text: Text, candidate: Candidate, ceiling: int) -> tuple[date | None, int, int | None]:
    """The issue date behind a reference, or a year alone (`năm 2022`), and where that ends."""
    lower, end = text.lower, candidate.end
    behind = _DATE_BEHIND.match(lower, end, min(ceiling, end + 140))
    if behind is None and candidate.kind == "full":
        behind = _BARE_DATE.match(lower, end)
    if behind is None:
        behind = _PASSED.match(lower, end, min(ceiling, end + 220))
    if behind is not None and not _NEW_PARAGRAPH.search(text.folded, end, behind.end()):
        written = date_at(lower, behind.end())
        day = None if written is None else written.on(_reference_day(text, candidate))
        if written is not None and day is not None:
            return day, written.end, None
    if candidate.kind != "anaphor":
        if candidate.rule in ("symbol", "type_symbol"):
            day, stop = _dateline(lower, candidate)
            if day is not None:
                return day, stop, None
        alone = _YEAR_BEHIND.match(lower, end, min(ceiling, end + 20))
        if alone is not None:
            return None, alone.end(), int(alone["year"])
    return None, end, None


def _reference_day(text: Text, candidate: Candidate) -> date | None:
    """What a day without a year belongs to: the year of the symbol, else the article's date."""
    if candidate.year is not None and (text.published_on is None or text.published_on.year != candidate.year):
        return date(candidate.year, 12, 31)
    return text.published_on


def _issuing_verb(lower: str, start: int, floor: int) -> tuple[int, int] | None:
    """The verb before a reference by which a body issues it: from where on its clause may be read, where it stands."""
    verb = _ISSUES.search(lower, max(floor, start - 24), start)
    if verb is None:
        return None
    begin = max(floor, start - 260)
    return max(begin, lower.rfind("\n", begin, start) + 1), verb.start()


def _date_before(text: Text, candidate: Candidate, begin: int) -> date | None:
    """`Ngày 4/7/2003, Bộ trưởng … ban hành` before a reference."""
    lower = text.lower
    last = None
    for match in _DAY.finditer(lower, begin, candidate.start):
        if _NOT_ISSUE_DAY.search(lower, max(begin, match.start() - 8), match.start()) is None:
            last = match
    written = None if last is None else date_at(lower, last.end())
    if written is None or _SENTENCE.search(lower, written.end, candidate.start):
        return None
    return written.on(_reference_day(text, candidate))


def _dateline(lower: str, candidate: Candidate) -> tuple[date | None, int]:
    """`Số: 07/2022/TT-BLĐTBXH … Hà Nội, ngày 25 tháng 5 năm 2022` at a document's head."""
    if _LETTERHEAD.search(lower, max(0, candidate.start - 70), candidate.start) is not None:
        line = _DATELINE.match(lower, candidate.end)
    elif _LINE_BEGINS.search(lower, max(0, candidate.start - 12), candidate.start) is not None:
        line = _PLACE_LINE.match(lower, candidate.end)
    else:
        return None, candidate.end
    written = None if line is None else date_at(lower, line.end())
    if written is None or written.year is None:
        return None, candidate.end
    return written.on(None), written.end


def _body_behind(text: Text, at: int, ceiling: int) -> tuple[str | None, str | None, int]:
    of = _OF.match(text.lower, at, ceiling)
    if of is None:
        return None, None, at
    name, code, end = _body_at(text, of.end(), ceiling)
    return name, code, end if code is not None else at


def _body_at(text: Text, at: int, ceiling: int) -> tuple[str | None, str | None, int]:
    """The body named at a place: its name where only the text has it, its code (`TW`: the party's), its end."""
    lower = text.lower
    local = _LOCAL.match(lower, at, ceiling)
    if local is not None:
        name = "Ủy ban nhân dân" if local["people"] else "Hội đồng nhân dân"
        end = local.end()
        place = _LOCAL_NAME.match(text.folded, end, ceiling) if local["level"] else None
        if place is not None:
            name += (" tỉnh " if local["level"] == "tỉnh" else " thành phố ") + province_of(place.group())
            end = place.end()
        return name, "UBND" if local["people"] else "HĐND", end
    for written, name in _PARTY_BODIES:
        if lower.startswith(written, at):
            return name, "TW", at + len(written)
    named = body_at(lower, at, ceiling)
    return (None, None, at) if named is None else (None, *named)


def _local_before(text: Text, start: int, floor: int, code: str) -> str | None:
    """The province's body named last before a reference in its sentence: `UBND tỉnh … chấp thuận tại Quyết định`."""
    begin = max(floor, start - 180)
    found = None
    for match in _LOCAL_BEGINS.finditer(text.lower, begin, start):
        name, named_code, end = _body_at(text, match.start(), start)
        if named_code == code and name is not None and len(name.split()) > 4 and not broken(text.folded, end, start):
            found = name
    return found


def _body_before(text: Text, begin: int, verb: int) -> tuple[str | None, str | None]:
    """The body that is said to issue the reference: `UBND tỉnh Thanh Hóa ban hành Quyết định …`."""
    last: tuple[str | None, str | None] = (None, None)
    for match in _BODY_BEGINS.finditer(text.lower, max(begin, verb - 110), verb):
        name, code, end = _body_at(text, match.start(), verb)
        if code is not None and not broken(text.folded, end, verb):
            last = name, code
    return last
