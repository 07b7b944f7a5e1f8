"""Laws, codes, ordinances and the constitution by title: `Luật Đất đai năm 2013`, `BLHS 2015`, `Hiến pháp 2013`."""

import re
from collections.abc import Iterable

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.laws import INITIALS, longest_title, respell, title_patterns

_WORD = re.compile(r"[^\W_]+(?:[/&-][^\W\d_]+)*")
#: Between two words of a title: a space, perhaps a line's end, perhaps a comma.
_GAP = re.compile(r"(?P<comma>\s?,)?\s+")
_YEAR = re.compile(
    r"\s*,?\s*(?:(?:\(\s*)?(?:sửa\s+đổi|sđ)(?:\s*,\s*bổ\s+sung)?\s*)?(?P<open>\(\s*)?(?:năm\s+)?(?P<year>(?:19[4-9]|20[0-4])\d)"
    r"(?![\d/%]|[.,]\d|\s?[-/]\s?\d)(?(open)\s*\))"
)
_BEFORE_OTHER = re.compile(
    r"(?:pháp|kỷ|định|quy|qui|âm|niêm|trường|đại\s+học|đh|khoa|viện|ngành|cử\s+nhân|thạc\s+sĩ|thạc\s+sỹ|tiến\s+sĩ|công\s+ty"
    r"|tạp\s+chí|báo|hội|văn\s+phòng|hãng|học|dự|giới|giảng\s+viên)\s+$"
)
_DRAFT = re.compile(
    r"(?:dự\s+thảo|dự\s+án|dự\s+luật|đề\s+nghị\s+xây\s+dựng|đề\s+xuất\s+xây\s+dựng|hồ\s+sơ|xây\s+dựng)\s+(?:các\s+)?"
    r"(?:(?:bộ\s+)?luật\s+)?$"
)
_LINK = re.compile(r"(?:\s*\(sửa\s+đổi[^)]{0,20}\))?\s*(?:[,;]|và|,\s*và)\s+$")
_NOT_TITLE = frozenset(
    "sư gia hóa hoá lệ pháp chơi này đó trên mới cũ sửa số được có đã đang sẽ quy qui là và của thì tại về do vừa cũng còn"
    " không chưa phải các việt quốc mỹ anh pháp trung nga nhật hàn eu liên".split()
)
#: Words at which a title that the lexicon does not know ends.
_STOP = frozenset(
    "của năm số đã được có quy qui là do tại theo khi sẽ này hiện cũng chưa không phải để thì với cho nhằm từ đến trên sau"
    " trước trong vào ra về việc mà nên hay hoặc như đang vẫn còn cần đó mới nếu vì bởi thông ban ngày sửa hết nêu giao"
    " nhưng cùng lần gồm sắp khiến bao chính vừa đồng thời quyết yêu chỉ tạo bổ giúp góp đưa".split()
)
_FOREIGN = re.compile(
    r"\s+(?:của\s+)?(?:nước\s+)?(?:mỹ|hoa\s+kỳ|trung\s+quốc|nhật\s+bản|nhật|hàn\s+quốc|anh|pháp|đức|nga|úc|canada|singapore"
    r"|thái\s+lan|eu|châu\s+âu|liên\s+minh\s+châu\s+âu|hồng\s+kông|hong\s+kong|đài\s+loan|ấn\s+độ|indonesia|malaysia"
    r"|philippines|campuchia|lào|ukraine|bang\s)(?!\w)"
)
_CONSTITUTION = re.compile(
    r"(?:\s+(?:của\s+)?nước\s+cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|\s+nước\s+chxhcn\s+việt\s+nam"
    r"|\s+việt\s+nam(?=\s+(?:năm\s+)?\d{4}))?"
)
_NAMED_NUMBER = re.compile(r"\s*(?:,?\s*của\s+quốc\s+hội)?\s*,?\s*số\s*:?\s*$")


def find_named(folded: str, lower: str, places: Iterable[tuple[int, int]]) -> list[Candidate]:
    """References by title, from the places of `luật`, `pháp lệnh`, `hiến pháp` and of the codes' initials."""
    found: list[Candidate] = []
    draft_end = -1
    for start, end in places:
        if found and start < found[-1].end:
            continue
        word = lower[start:end]
        if word == "hiến pháp":
            candidate = _constitution(folded, lower, start, end)
        elif word.startswith("bl"):
            candidate = _initials(folded, lower, start, end)
        else:
            begin = _head(lower, start, word)
            if _BEFORE_OTHER.search(lower, max(0, begin - 14), begin):
                continue
            candidate = _by_title(folded, lower, begin, end, word)
            if candidate is not None:
                linked = draft_end >= 0 and begin - draft_end < 30 and _LINK.match(lower, draft_end, begin)
                if linked or _DRAFT.search(lower, max(0, begin - 32), begin):
                    draft_end = candidate.end
                    continue
        if candidate is not None:
            found.append(candidate)
    return found


def _head(lower: str, start: int, word: str) -> int:
    """Where the reference begins: at `Bộ` of `Bộ luật`, else at the word."""
    if word == "luật" and start >= 3 and lower[start - 3 : start - 1] == "bộ" and lower[start - 1] in " \n":
        return start - 3 if start == 3 or not lower[start - 4].isalpha() else start
    return start


def _by_title(folded: str, lower: str, begin: int, end: int, word: str) -> Candidate | None:
    if begin and folded[begin - 1].isalpha() and not (folded[begin].isupper() and folded[begin - 1].islower()):
        return None
    if end < len(lower) and lower[end] not in " \n":
        return None
    kind = "Pháp lệnh" if word == "pháp lệnh" else "Bộ luật" if begin < end - len(word) else "Luật"
    words, ends, commas, starts = _words(lower, end)
    if not words:
        return None
    head = tuple(kind.lower().split())
    patterns = title_patterns()
    matched, title = 0, None
    for size in range(len(words), 0, -1):
        pattern = patterns.get(head + tuple(words[:size]))
        if pattern is not None and all(at + len(head) in pattern.commas for at in commas if at < size - 1):
            matched, title = size, pattern.title
            break
    capital_head = folded[begin].isupper()
    capital_title = folded[starts[0]].isupper()
    if matched:
        year = _YEAR.match(lower, ends[matched - 1])
        if not capital_head and not capital_title and not (year or kind == "Bộ luật"):
            return None
        if capital_head and capital_title and title is None:
            title = None
        rule = "title"
        longer = _capital_tail(folded, lower, words, ends, commas, matched)
        if longer is not None:
            matched, title, rule = longer, None, "title_capital"
    else:
        if not (capital_head and capital_title) or words[0] in _NOT_TITLE or folded[begin:end].isupper():
            return None
        matched = _open_title(folded, lower, words, ends, commas, starts)
        if not matched or (matched == 1 and kind == "Luật" and len(words[0]) < 3):
            return None
        rule = "title_capital"
    stop = ends[matched - 1]
    if _FOREIGN.match(lower, stop):
        return None
    title_text = " ".join(folded[begin:stop].split())
    year = _YEAR.match(lower, stop)
    if year is not None:
        stop = year.end()
    return Candidate(
        start=begin,
        end=stop,
        kind="named",
        rule=rule,
        doc_type=kind,
        year=None if year is None else int(year["year"]),
        title=title_text,
        lexicon_title=title,
    )


def _words(lower: str, at: int) -> tuple[list[str], list[int], list[int], list[int]]:
    """The words that follow a place, until one that no title goes past; their ends, the commas after, their starts."""
    words: list[str] = []
    ends: list[int] = []
    commas: list[int] = []
    starts: list[int] = []
    limit = longest_title()
    while len(words) < limit:
        gap = _GAP.match(lower, at)
        if gap is None:
            break
        if gap["comma"] is not None:
            if not words:
                break
            commas.append(len(words) - 1)
        word = _WORD.match(lower, gap.end())
        if word is None or word.group().isdigit():
            break
        words.append(respell(word.group()))
        starts.append(word.start())
        ends.append(word.end())
        at = word.end()
    return words, ends, commas, starts


def _capital_tail(
    folded: str, lower: str, words: list[str], ends: list[int], commas: list[int], matched: int
) -> int | None:
    """Reserved for titles longer than the lexicon's: `Luật Xây dựng Thủ đô`."""
    return None


def _open_title(
    folded: str, lower: str, words: list[str], ends: list[int], commas: list[int], starts: list[int]
) -> int:
    """How many words a title has that the lexicon does not know: to the first comma, stop word or `và` + small word."""
    size = 0
    for at, word in enumerate(words):
        if word in _STOP or at >= 9:
            break
        if word == "và":
            break
        size = at + 1
        if at in commas:
            break
    return size


def _initials(folded: str, lower: str, start: int, end: int) -> Candidate | None:
    code = folded[start:end]
    if code not in INITIALS or (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalpha():
        return None
    stop = end
    year = _YEAR.match(lower, end)
    if year is not None:
        stop = year.end()
    title = INITIALS[code]
    return Candidate(
        start=start,
        end=stop,
        kind="named",
        rule="initials",
        doc_type="Bộ luật",
        year=None if year is None else int(year["year"]),
        title=title,
        lexicon_title=title,
    )


def _constitution(folded: str, lower: str, start: int, end: int) -> Candidate | None:
    if folded[start] != "H" or (start and folded[start - 1].isalpha()) or lower[end : end + 1].isalpha():
        return None
    if re.search(r"(?:tòa\s+án|tòa|toà|hội\s+đồng|ủy\s+ban|ngày|dự\s+thảo)\s+$", lower[max(0, start - 12) : start]):
        return None
    named = _CONSTITUTION.match(lower, end)
    stop = named.end() if named is not None else end
    year = _YEAR.match(lower, stop)
    if year is not None:
        stop = year.end()
    if _FOREIGN.match(lower, stop):
        return None
    return Candidate(
        start=start,
        end=stop,
        kind="named",
        rule="constitution",
        doc_type="Hiến pháp",
        year=None if year is None else int(year["year"]),
        title="Hiến pháp",
        lexicon_title="Hiến pháp",
    )


def join_numbers(lower: str, named: list[Candidate], full: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """`Luật Nhà ở số 65/2014/QH13` is one reference: a title followed by `số` and its symbol."""
    from dataclasses import replace

    by_start = {candidate.start: candidate for candidate in full if candidate.rule in ("symbol", "list_symbol")}
    if not by_start or not named:
        return named, full
    kept: list[Candidate] = []
    joined: dict[int, Candidate] = {}
    starts = sorted(by_start)
    from bisect import bisect_left

    for candidate in named:
        at = bisect_left(starts, candidate.end)
        if (
            at < len(starts)
            and starts[at] - candidate.end < 40
            and _NAMED_NUMBER.match(lower, candidate.end, starts[at])
        ):
            symbol = by_start[starts[at]]
            joined[symbol.start] = replace(
                symbol,
                start=candidate.start,
                doc_type=candidate.doc_type,
                title=candidate.title,
                lexicon_title=candidate.lexicon_title,
                rule="title_symbol",
                head=None,
            )
        else:
            kept.append(candidate)
    return kept, [joined.get(candidate.start, candidate) for candidate in full]
