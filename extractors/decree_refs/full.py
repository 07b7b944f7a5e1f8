"""References with a symbol: `Nghị định số 45/2012/NĐ-CP`, `số 45/2012/NĐ-CP`, lists that share a type."""

import re
from collections.abc import Iterable

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.laws import law_by_symbol
from extractors.decree_refs.letters import any_marks, begins_word, compiled, unmarked
from extractors.decree_refs.symbols import Symbol, symbol_at
from extractors.decree_refs.types import ABBREVIATIONS, BY_WORDS, GENERIC_TYPE, GENERIC_WORDS

_TYPE = "|".join(any_marks(words) for words in (*BY_WORDS, *GENERIC_WORDS))
_BY_UNMARKED = {unmarked(words): words for words in (*BY_WORDS, *GENERIC_WORDS)}
_NUMBER_WORD = r"s[ốôoổ](?:\s*hiệu)?\s*[:.]?\s*"
#: The type right before the number, with `số` or without.
_BESIDE = compiled(rf"(?P<type>{_TYPE})(?P<colon>\s*:)?\s*(?:{_NUMBER_WORD})?$")
#: Its short form: `NĐ 100/2019/NĐ-CP`, `TT số 08/2022/TT-BYT`.
_BESIDE_SHORT = compiled(rf"(?<![\w/&.-])(?P<type>NĐ|TTLT|TT|QĐ|NQ|CT)\s*(?:{_NUMBER_WORD})?$")
#: The type, a few words, `số`: `Công điện hỏa tốc số …`, `Quyết định xử phạt vi phạm hành chính số …`.
_APART = compiled(
    rf"(?P<type>{_TYPE})(?P<between>(?:[ ]+(?!số\b|và\b|của\b|tại\b|theo\b|các\b|ngày\b|về\b|do\b)[^\W\d_]+){{1,7}})"
    rf"[ ]+{_NUMBER_WORD}$"
)
_ANY_TYPE = compiled(f"(?P<type>{_TYPE})")
#: Bodies whose code alone behind `số` makes a symbol of the time before 1998: `số 27/CP`.
_GOVERNMENT = ("CP", "TTg", "HĐBT")
_NUMBER_BEFORE = compiled(rf"(?<!\w){_NUMBER_WORD}$")
#: What may stand between two documents of one list.
LIST_LINK = compiled(
    r"\s*(?:\(?\s*,?\s*ngày\s+[\d/.\s-]{6,12}(?:tháng\s+\d+\s+năm\s+\d{4})?\)?)?\s*(?:[,;]|và|hoặc|hay|cùng)\s*(?:và\s+)?"
    r"(?:số\s*:?\s*)?"
)
#: Standards, forms, permits and accounts carry numbers that look like symbols.
_OTHER_NUMBER = compiled(
    r"(?:tcvn|qcvn|tcxdvn|tcn|qcđp|iso|iec|mẫu(?:\s+biểu)?(?:\s+số)?|biểu(?:\s+mẫu)?(?:\s+số)?|phiếu(?:\s+số)?"
    r"|hợp\s+đồng[^\n.,;]{0,30}|giấy\s+phép[^\n.,;]{0,60}|bản\s+án[^\n.,;]{0,40}|tài\s+khoản(?:\s+số)?"
    r"|chứng\s+nhận[^\n.,;]{0,60}|gpkd[^\n.,;]{0,20}|đkkd[^\n.,;]{0,20})\s*(?:số\s*)?[:\s]*[\d.\s:-]*$"
)


def find_full(folded: str, lower: str, digits: Iterable[int]) -> list[Candidate]:
    """References with a symbol, from the places where a digit stands before a separator and a letter."""
    found: list[Candidate] = []
    done = 0
    for digit in digits:
        if digit < done:
            continue
        symbol = symbol_at(folded, lower, digit)
        if symbol is None or symbol.start < done:
            continue
        candidate = _with_type(folded, lower, symbol, found[-1] if found else None)
        if candidate is not None:
            found.append(candidate)
            done = candidate.end
    return found


def _with_type(folded: str, lower: str, symbol: Symbol, before: Candidate | None) -> Candidate | None:
    floor = max(0, symbol.start - 96, before.end if before is not None else 0)
    start, doc_type, rule = _type_before(folded, lower, symbol, floor)
    if start == symbol.start:
        head = _list_head(lower, before, symbol)
        if rule == "headed_symbol":
            rule = "list_symbol"
        elif head is not None:
            doc_type, rule = doc_type or head.doc_type, "list_symbol"
        elif not symbol.firm and not (
            _NUMBER_BEFORE.search(lower, max(floor, symbol.start - 12), symbol.start)
            and (symbol.doc_type or symbol.segments[0] in _GOVERNMENT)
        ):
            return None
        if _OTHER_NUMBER.search(lower, max(floor, symbol.start - 90), symbol.start):
            return None
        if doc_type is None:
            doc_type = _type_without_words(symbol)
    return Candidate(
        start=start,
        end=symbol.end,
        kind="full",
        rule=rule,
        doc_type=doc_type,
        number=symbol.number,
        year=symbol.year,
        symbol=symbol.canonical,
        segments=symbol.segments,
    )


def _type_before(folded: str, lower: str, symbol: Symbol, floor: int) -> tuple[int, str | None, str]:
    """Where the reference starts with the type's word before its number, the type, and the rule; without such a word
    the number's own start and what the codes say."""
    last = lower[max(floor, symbol.start - 5) : symbol.start].rstrip()[-1:]
    if not last.isalpha() and last not in (":", "."):
        return symbol.start, symbol.doc_type, "symbol"  # no word ends here
    near = max(floor, symbol.start - 40)
    beside = _BESIDE.search(lower, near, symbol.start)
    # `pháp luật số`: the law's title ends in the word, the number belongs to the whole
    if beside is not None and begins_word(folded, beside.start()) and not lower.endswith("pháp ", 0, beside.start()):
        doc_type = _type_of(_words_of(beside), symbol)
        if beside["colon"]:
            return symbol.start, doc_type, "headed_symbol"  # `các công văn: số 2973/CHK-VTHK, …`
        if symbol.doc_type in (None, doc_type) or (apart := _apart(folded, lower, symbol, floor)) is None:
            return beside.start(), doc_type, "type_symbol"
        return apart, symbol.doc_type, "type_words_symbol"  # `Thông báo kết luận số 393/TB-BPC`
    short = _BESIDE_SHORT.search(folded, max(floor, symbol.start - 12), symbol.start)
    if short is not None:
        return short.start(), symbol.doc_type or ABBREVIATIONS[short["type"]], "type_symbol"
    start = _apart(folded, lower, symbol, floor)
    if start is not None:
        return start, _type_at(lower, start), "type_words_symbol"
    return symbol.start, symbol.doc_type, "symbol"


def _apart(folded: str, lower: str, symbol: Symbol, floor: int) -> int | None:
    """Where a type stands that a few words part from `số`; it must be the type of the codes, where they say one."""
    apart = _APART.search(lower, floor, symbol.start)
    if apart is None or not begins_word(folded, apart.start()):
        return None
    kind = BY_WORDS.get(_words_of(apart))
    fits = kind is not None and not kind.titled and symbol.doc_type in (None, kind.name)
    return apart.start() if fits else None


def _type_at(lower: str, start: int) -> str | None:
    words = _ANY_TYPE.match(lower, start)
    return None if words is None else BY_WORDS[_words_of(words)].name


def _words_of(match: re.Match[str]) -> str:
    """The type's words in their right spelling."""
    return _BY_UNMARKED[unmarked(" ".join(match["type"].split()))]


def _type_of(words: str, symbol: Symbol) -> str | None:
    if words in GENERIC_WORDS:
        return symbol.doc_type or GENERIC_TYPE
    name = BY_WORDS[words].name
    if symbol.doc_type in ("Thông tư liên tịch", "Nghị quyết liên tịch") and symbol.doc_type.startswith(name):
        return symbol.doc_type
    return name


def _list_head(lower: str, before: Candidate | None, symbol: Symbol) -> Candidate | None:
    """The document before, when this one continues its list."""
    if before is None or symbol.start - before.end > 60:
        return None
    alike = symbol.segments[0].rstrip("0123456789") in ("QH", "UBTVQH") or before.segments[:1] == symbol.segments[:1]
    if symbol.doc_type is None and not alike and before.doc_type != GENERIC_TYPE:
        return None
    link = LIST_LINK.match(lower, before.end)
    return before if link is not None and link.end() == symbol.start else None


def _type_without_words(symbol: Symbol) -> str | None:
    if symbol.segments[0].startswith(("QH", "UBTVQH")):
        law = law_by_symbol(symbol.canonical)
        return None if law is None else law.doc_type
    return GENERIC_TYPE if len(symbol.segments) > 1 else None
