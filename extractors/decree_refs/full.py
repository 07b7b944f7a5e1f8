"""References with a symbol: `Nghị định số 45/2012/NĐ-CP`, `số 45/2012/NĐ-CP`, lists that share a type."""

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.cells import cell_start
from extractors.decree_refs.candidates import Candidate, candidate_of
from extractors.decree_refs.laws import law_by_symbol
from extractors.decree_refs.letters import CAPITALS, compiled, unmarked
from extractors.decree_refs.symbols import Symbol, symbol_at
from extractors.decree_refs.types import ABBREVIATIONS, BY_WORDS, GENERIC_TYPE, GENERIC_WORDS
from extractors.quick import quick

#: The widest white space between a number and the word before it.
_WIDEST = 8
_BY_UNMARKED = {unmarked(words): words for words in (*BY_WORDS, *GENERIC_WORDS)}
#: Words (a capital behind a small letter begins one that lost its space) and colons.
_TOKEN = compiled(rf"[{CAPITALS}]?[^\W\d_{CAPITALS}]+|[{CAPITALS}]+|:")
_NUMBER_WORD = r"s[ốôoổ](?:\s*hiệu)?\s*[:.]?\s*"
#: Words that stand in no document's name between its type and `số`.
_NO_NAME = frozenset({"so", "va", "cua", "tai", "theo", "cac", "ngay", "ve", "do", ":"})
#: `văn bản hỏa tốc số …`: only these part the general word from its number.
_URGENCY = frozenset({"hoa", "toc", "thuong", "khan", "mat"})
#: So many words may part a type from `số`: `Quyết định xử phạt vi phạm hành chính số …`.
_MOST_APART = 7
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
    # the type may stand in a cell of its own
    floor = cell_start(lower, symbol.start, floor)
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
    return candidate_of(
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


@quick
@dataclass(frozen=True, slots=True)
class _Words:
    """The words before a number: their texts without diacritics, where they start and end."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def type_at(self, lower: str, first: int, last: int) -> str | None:
        """The type whose words are those from `first` to before `last`, with only white space between them."""
        words = _BY_UNMARKED.get(" ".join(self.words[first:last]))
        if words is None or any(
            self.ends[at] == self.starts[at + 1] or lower[self.ends[at] : self.starts[at + 1]].strip()
            for at in range(first, last - 1)
        ):
            return None
        return words


def _type_before(folded: str, lower: str, symbol: Symbol, floor: int) -> tuple[int, str | None, str]:
    """Where the reference starts with the type's word before its number, the type, and the rule; without such a word
    the number's own start and what the codes say."""
    alone = symbol.start, symbol.doc_type, "symbol"
    last = lower[max(floor, symbol.start - 5) : symbol.start].rstrip()[-1:]
    if not last.isalpha() and last not in (":", "."):
        return alone
    plain = _plain_type(lower, symbol, floor)
    if plain is not None:
        return plain
    before = _words_before(folded, lower, symbol.start, floor)
    if before is None:
        return alone
    stop, numbered = _before_number_word(before.words)
    colon = stop > 0 and before.words[stop - 1] == ":"
    stop -= colon
    for size in (4, 3, 2, 1):
        first = stop - size
        words = before.type_at(lower, first, stop) if first >= 0 else None
        if words is None or (words == "luật" and first and before.words[first - 1] == "phap"):
            continue  # `pháp luật số`: the law's title ends in the word, the number belongs to the whole
        doc_type = _type_of(words, symbol)
        if colon:
            return symbol.start, doc_type, "headed_symbol"  # `các công văn: số 2973/CHK-VTHK, …`
        if numbered and symbol.doc_type not in (None, doc_type):
            apart = _apart(lower, before, stop, symbol)
            if apart is not None:
                return apart  # `Thông báo kết luận số 393/TB-BPC`
        return before.starts[first], doc_type, "type_symbol"
    short = folded[before.starts[stop - 1] : before.ends[stop - 1]] if stop else ""
    if short in ABBREVIATIONS and not folded.endswith(("/", "-", "&", "."), 0, before.starts[stop - 1]):
        return before.starts[stop - 1], symbol.doc_type or ABBREVIATIONS[short], "type_symbol"
    return (_apart(lower, before, stop, symbol) if numbered and not colon else None) or alone


def _plain_type(lower: str, symbol: Symbol, floor: int) -> tuple[int, str, str] | None:
    """The frequent case, for a short way: `Nghị định số …`, `Quyết định …` in right spelling with single spaces."""
    end = symbol.start - (4 if lower.endswith(" số ", floor, symbol.start) else 1)
    first = lower.rfind(" ", floor, max(floor, lower.rfind(" ", floor, end)))
    kind = BY_WORDS.get(lower[first + 1 : end]) if first >= 0 else None
    if kind is None or symbol.doc_type not in (None, kind.name) or lower[end] != " ":
        return None
    return first + 1, kind.name, "type_symbol"


def _words_before(folded: str, lower: str, start: int, floor: int) -> _Words | None:
    """The words before a number, up to it: None where anything but white space stands between."""
    tokens = list(_TOKEN.finditer(folded, floor, start))
    if not tokens or lower[tokens[-1].end() : start].strip(" \n.") or start - tokens[-1].end() > _WIDEST:
        return None
    return _Words(
        [unmarked(token.group().lower()) for token in tokens],
        [token.start() for token in tokens],
        [token.end() for token in tokens],
    )


def _before_number_word(words: list[str]) -> tuple[int, bool]:
    """Where the words before `số`, `số hiệu`, `số:` end, and whether there is such a word."""
    stop = len(words)
    if words[stop - 1] == ":" and stop > 1 and words[stop - 2] in ("so", "hieu"):
        stop -= 1
    if words[stop - 1] == "hieu" and stop > 1 and words[stop - 2] == "so":
        return stop - 2, True
    return (stop - 1, True) if words[stop - 1] == "so" else (stop, False)


def _apart(lower: str, before: _Words, stop: int, symbol: Symbol) -> tuple[int, str, str] | None:
    """A type that a few words part from `số`; it must be the type of the codes, where they say one."""
    found = None
    for first in range(stop - 2, max(-1, stop - _MOST_APART - 5), -1):
        gap = lower[before.ends[first] : before.starts[first + 1]]
        if before.words[first + 1] in _NO_NAME or gap.strip(" ") or not gap or before.words[first] in _NO_NAME:
            break
        for last in range(min(first + 4, stop - 1), first, -1):
            words = before.type_at(lower, first, last)
            kind = None if words is None else BY_WORDS.get(words)
            if kind is not None and not kind.titled and symbol.doc_type in (None, kind.name):
                found = before.starts[first], kind.name, "type_words_symbol"
                break
            if words in GENERIC_WORDS and _URGENCY.issuperset(before.words[last:stop]):
                found = before.starts[first], symbol.doc_type or GENERIC_TYPE, "type_words_symbol"
                break
    return found


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
