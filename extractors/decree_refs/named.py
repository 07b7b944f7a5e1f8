"""Laws, codes, ordinances and the constitution by title: `Luật Đất đai năm 2013`, `BLHS 2015`, `Hiến pháp 2013`."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from extractors.decree_refs.candidates import Candidate, candidate_of
from extractors.decree_refs.laws import INITIALS, law_by_symbol
from extractors.decree_refs.letters import begins_word, compiled
from extractors.decree_refs.titles import known_title, open_title

#: The year right behind a title, and what makes it the year of an amendment.
_YEAR = compiled(
    r"\s*,?\s*(?P<amended>(?:sửa\s+đổi|sđ)(?:\s*,?\s*bổ\s+sung)?\s*)?(?P<open>\(\s*)?(?:năm\s+)?"
    r"(?P<year>(?:19[4-9]|20[0-4])\d)(?![\d/%]|[.,]\d|\s?[-/]\s?\d)(?(open)\s*\))"
)
#: `Luật Đất đai (sửa đổi)`, `Luật Nhà ở mới`.
_REVISED = compiled(r"\s*(?:\(\s*(?:sửa\s+đổi|thay\s+thế)|,?\s+(?:sửa\s+đổi|mới)(?!\w))")
#: What makes `Luật` something else than a law: a school, a firm, a journal.
_BEFORE_OTHER = compiled(
    r"(?:pháp|kỷ|âm|niêm|trường|đại\s+học|đh|khoa|viện|ngành|cử\s+nhân|thạc\s+s[ĩỹ]|tiến\s+s[ĩỹ]|công\s+ty|tạp\s+chí"
    r"|báo|hội|văn\s+phòng|hãng|tập\s+đoàn|học|dự|đạo|giới|giảng\s+viên|tổ\s+chức\s+hành\s+nghề|bình|lách)\s*$"
)
#: The most frequent of them, for a test without a pattern.
_OTHER_BEFORE = ("pháp ", "kỷ ", "đạo ", "dự ")
_CONVENTION = compiled(r"công\s+ước[^.;\n]{0,30}\s(?:về|của)\s+$")
#: A law that is not passed yet: `dự thảo Luật …`, `các dự án Luật …`, `4 dự thảo gồm Luật …`. The guideline counts a
#: law by its title and excepts no bill; but the title does not stand for the law in force.
_DRAFT = compiled(
    r"(?:dự\s+thảo|dự\s+án|dự\s+luật|đề\s+nghị\s+xây\s+dựng|hồ\s+sơ)"
    r"(?:\s+(?:các\s+)?(?:bộ\s+)?luật(?:\s*,\s*(?:pháp\s+lệnh|nghị\s+quyết))*)?"
    r"(?:\s*:|\s+(?:gồm|như|là|sửa\s+đổi|bổ\s+sung|các))*\s+$"
)
#: `Dự thảo Luật Cư trú lần 2` is a paper of its own, not the law.
_NUMBERED_DRAFT = compiled(r"\s+(?:\(sửa\s+đổi\)\s+)?lần\s+(?:thứ\s+)?(?:\d|nhất|hai|ba|tư|năm)")
_PLURAL = compiled(r"(?:các|những|hai|ba|bốn|năm|\d+)\s+$")
_TITLE_LINK = compiled(r"\s*(?:,|;|và|,\s*và)\s")
_DRAFT_LINK = compiled(r"(?:\s*\([^)]{0,40}\))?\s*(?:[,;]|và|,\s*và)\s+$")
_FOREIGN_NAMES = (
    r"(?:Mỹ|Hoa Kỳ|Trung Quốc|Nhật Bản|Nhật|Hàn Quốc|Anh|Pháp|Đức|Nga|Úc|Australia|Canada|Singapore|Thái Lan|EU|châu Âu"
    r"|Châu Âu|Liên minh châu Âu|Hồng Kông|Hong Kong|Đài Loan|Ấn Độ|Indonesia|Malaysia|Philippines|Campuchia|Lào"
    r"|Ukraine|Ireland|Italy|Tây Ban Nha|Hà Lan|Israel|Brazil|bang [A-Z]\w+)"
)
_FOREIGN = compiled(rf"(?:\s*\([^()\n]{{1,40}}\))?\s+(?:của\s+)?(?:nước\s+)?{_FOREIGN_NAMES}(?!\w)")
_FOREIGN_SUBJECT = compiled(
    rf"(?<!\w){_FOREIGN_NAMES}\s+(?:(?:đã|sẽ|đang|vừa|mới|cũng)\s+)?(?:áp\s+dụng|áp|ban\s+hành|thông\s+qua|có)\s+$"
)
_CONSTITUTION = compiled(
    r"(?:\s+(?:của\s+)?nước\s+cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|\s+nước\s+chxhcn\s+việt\s+nam"
    r"|\s+nước\s+việt\s+nam\s+dân\s+chủ\s+cộng\s+h(?:òa|oà)|\s+việt\s+nam(?=\s+(?:năm\s+)?\d{4}))?"
)
_NOT_CONSTITUTION = compiled(r"(?:tòa\s+án|tòa|toà|hội\s+đồng|ủy\s+ban|ngày|dự\s+thảo|luật)\s+$")
_NUMBER_FOLLOWS = compiled(r"\s*(?:,?\s*của\s+quốc\s+hội)?\s*,?\s*số\s*:?\s*$")
_BARE_NUMBER = compiled(
    r"\s+số\s*:?\s*(?P<number>\d{1,3})\s?/\s?(?P<year>(?:19[4-9]|20[0-4])\d)(?!\w)(?!\s?[/-]\s?\w|[.,]\d)"
)
#: `Luật sửa đổi, bổ sung một số điều của Luật …`: the number behind is that of the amending law.
_DATED = compiled(r"\s*,?\s*ngày\s+\d")
_AMENDING = compiled(r"luật\s+sửa\s+đổi[^.;:()]{0,60}?\scủa\s[^.;:()]{0,300}$")


def find_named(folded: str, lower: str, places: Iterable[tuple[int, int]]) -> list[Candidate]:
    """References by title, from the places of `luật`, `pháp lệnh`, `hiến pháp` and of the codes' initials."""
    found: list[Candidate] = []
    draft_end = -1
    for start, end in places:
        if found and start < found[-1].end:
            continue
        word = lower[start:end]
        candidate: Candidate | None
        if word == "hiến pháp":
            candidate = _constitution(folded, lower, start, end)
        elif word.startswith("bl"):
            candidate = _initials(folded, lower, start, end)
        else:
            begin = _head(lower, start, word)
            candidate = _by_title(folded, lower, begin, end, word)
            if candidate is not None and candidate.year is None and _is_draft(lower, begin, draft_end):
                draft_end = candidate.end
                candidate = None if _NUMBERED_DRAFT.match(lower, draft_end) else replace(candidate, revised=True)
        if candidate is not None:
            found.append(candidate)
            found.extend(_elided(folded, lower, candidate))
    return found


def _elided(folded: str, lower: str, head: Candidate) -> Iterable[Candidate]:
    """Further titles behind one `các luật`: `các luật Đất đai, Nhà ở và Kinh doanh bất động sản`."""
    if head.doc_type != "Luật" or not _PLURAL.search(lower, max(0, head.start - 8), head.start):
        return
    at = head.end
    while (link := _TITLE_LINK.match(lower, at)) is not None:
        title = known_title(lower, link.end() - 1, "Luật")
        if title is None or not folded[title.start].isupper():
            return
        yield candidate_of(
            start=title.start,
            end=title.end,
            kind="named",
            rule="title_list",
            doc_type="Luật",
            title="Luật " + " ".join(folded[title.start : title.end].split()),
            lexicon_title=title.spelling,
        )
        at = title.end


def _head(lower: str, start: int, word: str) -> int:
    """Where the reference begins: at `Bộ` of `Bộ luật`, else at the word."""
    if word == "luật" and lower[max(0, start - 3) : start] in ("bộ ", "bộ\n"):
        return start - 3 if start == 3 or not lower[start - 4].isalpha() else start
    return start


def _is_draft(lower: str, begin: int, draft_end: int) -> bool:
    """Whether a draft is named here, or the next of a list of drafts."""
    if draft_end >= 0 and begin - draft_end < 60 and _DRAFT_LINK.match(lower, draft_end, begin):
        return True
    return _DRAFT.search(lower, max(0, begin - 48), begin) is not None


def _by_title(folded: str, lower: str, begin: int, end: int, word: str) -> Candidate | None:
    if lower.endswith(_OTHER_BEFORE, 0, begin) or not begins_word(folded, begin) or folded[end : end + 1] not in " \n":
        return None
    kind = "Pháp lệnh" if word == "pháp lệnh" else "Bộ luật" if begin < end - len(word) else "Luật"
    capital = folded[begin].isupper()
    title = known_title(lower, end, kind)
    if title is None and capital and not folded[begin:end].isupper():
        title = open_title(folded, lower, end)
    if title is None or _BEFORE_OTHER.search(lower, max(0, begin - 24), begin):
        return None
    stop = title.end
    year = _YEAR.match(lower, stop)
    if not (capital or folded[title.start].isupper()) and year is None and kind != "Bộ luật" and title.size < 3:
        return None  # `luật đất đai`, `luật hình sự` in small letters: the field, not the law
    if not title.known and _FOREIGN_SUBJECT.search(folded, max(0, begin - 40), begin):
        return None
    if _FOREIGN.match(folded, stop) or _CONVENTION.search(lower, max(0, begin - 50), begin):
        return None
    return candidate_of(
        start=begin,
        end=stop if year is None else year.end(),
        kind="named",
        rule="title" if title.known else "title_capital",
        doc_type=kind,
        year=None if year is None else int(year["year"]),
        title=" ".join(folded[begin:stop].split()),
        lexicon_title=title.spelling,
        revised=year is None and _REVISED.match(lower, stop) is not None,
    )


def _initials(folded: str, lower: str, start: int, end: int) -> Candidate | None:
    code = folded[start:end]
    if code not in INITIALS or (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalnum():
        return None
    year = _YEAR.match(lower, end)
    title = INITIALS[code]
    return candidate_of(
        start=start,
        end=end if year is None else year.end(),
        kind="named",
        rule="initials",
        doc_type="Bộ luật",
        year=None if year is None else int(year["year"]),
        title=title,
        lexicon_title=title,
    )


def _constitution(folded: str, lower: str, start: int, end: int) -> Candidate | None:
    if folded[start] != "H" or not begins_word(folded, start) or lower[end : end + 1].isalpha():
        return None
    if _NOT_CONSTITUTION.search(lower, max(0, start - 12), start):
        return None
    named = _CONSTITUTION.match(lower, end)
    stop = named.end() if named is not None else end
    if _FOREIGN.match(folded, stop):
        return None
    year = _YEAR.match(lower, stop)
    return candidate_of(
        start=start,
        end=stop if year is None else year.end(),
        kind="named",
        rule="constitution",
        doc_type="Hiến pháp",
        year=None if year is None else int(year["year"]),
        title="Hiến pháp",
        lexicon_title="Hiến pháp",
    )


def join_amending(folded: str, lower: str, named: list[Candidate]) -> list[Candidate]:
    """`Luật sửa đổi, bổ sung một số điều của Luật … ngày 22/11/2019`: the date makes the amending law a reference."""
    kept: list[Candidate] = []
    for candidate in named:
        dated = candidate.doc_type == "Luật" and candidate.year is None and _DATED.match(lower, candidate.end)
        amending = _AMENDING.search(lower, max(0, candidate.start - 380), candidate.start) if dated else None
        if amending is None or folded[amending.start()] != "L":
            kept.append(candidate)
            continue
        kept = [other for other in kept if other.end <= amending.start()]
        title = " ".join(folded[amending.start() : candidate.end].split())
        kept.append(replace(candidate, start=amending.start(), title=title, lexicon_title=None, rule="title_amending"))
    return kept


def with_bare_numbers(lower: str, named: list[Candidate]) -> list[Candidate]:
    """`Luật Đấu thầu số 22/2023`: a title with number and year, but not of which National Assembly, is a short form."""
    found: list[Candidate] = []
    for candidate in named:
        behind = _BARE_NUMBER.match(lower, candidate.end)
        if behind is not None and candidate.year is None and candidate.doc_type != "Hiến pháp":
            candidate = replace(
                candidate,
                end=behind.end(),
                kind="short",
                rule="title_number",
                number=behind["number"],
                year=int(behind["year"]),
                revised=False,
            )
        found.append(candidate)
    return found


def join_numbers(lower: str, named: list[Candidate], full: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """`Luật Nhà ở số 65/2014/QH13` is one reference: a title followed by `số` and its symbol."""
    numbers = {candidate.start: candidate for candidate in full if candidate.rule in ("symbol", "list_symbol")}
    starts = sorted(numbers)
    kept: list[Candidate] = []
    joined: dict[int, Candidate] = {}
    for candidate in named:
        at = bisect_left(starts, candidate.end)
        if at == len(starts) or not _NUMBER_FOLLOWS.match(lower, candidate.end, min(starts[at], candidate.end + 40)):
            kept.append(candidate)
            continue
        symbol = numbers[starts[at]]
        if symbol.doc_type not in (None, "Luật", "Bộ luật", "Pháp lệnh", "Lệnh"):
            kept.append(candidate)  # `… của Luật Lâm nghiệp, số 75/2015/NĐ-CP`: the next of a list of decrees
            continue
        law = law_by_symbol(str(symbol.symbol))
        amending = None
        if law is None or law.title != candidate.lexicon_title:
            amending = _AMENDING.search(lower, max(0, candidate.start - 380), candidate.start)
        if amending is not None:
            kept = [other for other in kept if other.end <= amending.start()]
        joined[symbol.start] = replace(
            symbol,
            start=candidate.start if amending is None else amending.start(),
            doc_type=candidate.doc_type if amending is None else "Luật",
            title=candidate.title if amending is None else None,
            lexicon_title=candidate.lexicon_title if amending is None else None,
            rule="title_symbol",
        )
    return kept, [joined.get(candidate.start, candidate) for candidate in full]
