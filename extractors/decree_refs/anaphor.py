"""References back: `Nghị định này`, `Thông tư nói trên`, `Quyết định trên`."""

from collections.abc import Iterable

from extractors.decree_refs.candidates import Candidate, candidate_of
from extractors.decree_refs.letters import compiled
from extractors.decree_refs.types import BY_WORDS, GENERIC_TYPE, GENERIC_WORDS

_BACK = compiled(r"\s+(?P<word>này|nói\s+trên|nêu\s+trên|kể\s+trên|vừa\s+nêu|dẫn\s+trên|trên\s+đây|trên|ấy)(?!\w)")
#: Behind `trên` alone: what shows that it points back and is no preposition.
_CLOSES = compiled(
    r"\s*(?:$|[.,;:)\]”\"]|\n|có|đã|được|quy\s+định|là|sẽ|cũng|còn|do|và|nhằm|thì|phải|không|chưa|đang|để|mới|nêu|yêu\s+cầu)(?!\w)"
)
_BEGINS_BACK = frozenset({"nà", "nó", "nê", "kể", "vừ", "dẫ", "tr", "ấy"})
_PLURAL = compiled(r"(?:các|những|hai|ba|bốn|(?<!điều )(?<!khoản )(?<!\d)\d+|nhiều|số|loạt)\s+$")
_DRAFT = compiled(r"(?:dự\s+thảo|dự\s+án)\s+$")
#: Types whose name in small letters is an everyday word (`kế hoạch này`): taken with a capital only.
_CAPITAL_ONLY = frozenset(
    {"Luật", "Bộ luật", "Thông báo", "Kết luận", "Kế hoạch", "Tờ trình", "Báo cáo", "Hướng dẫn",
     "Quy định", "Quy chế", "Chương trình", "Hiến pháp", "Lệnh"}
)  # fmt: skip
#: In small letters these may also be a resolve or a paper: a document only where the text settles which.
_SETTLED_ONLY = frozenset({"Quyết định", "Công văn"})


def find_anaphors(folded: str, lower: str, places: Iterable[tuple[int, int]]) -> list[Candidate]:
    """References back, from the places of the types' words. What they point to is resolved later."""
    found: list[Candidate] = []
    for start, end in places:
        following = lower[end : end + 3]
        if following[:1] == " " and following[1:2] not in " \n" and following[1:] not in _BEGINS_BACK:
            continue
        match = _BACK.match(lower, end)
        if match is None:
            continue
        word = " ".join(lower[start:end].split())
        name = GENERIC_TYPE if word in GENERIC_WORDS else BY_WORDS[word].name if word in BY_WORDS else None
        if name is None:
            continue
        begin = start
        if word == "luật" and lower[max(0, start - 3) : start].strip() == "bộ":
            continue
        if begin and folded[begin - 1].isalpha():
            continue
        if match["word"] == "trên" and _CLOSES.match(lower, match.end()) is None:
            continue
        if name in _CAPITAL_ONLY and not folded[begin].isupper():
            continue
        if word == "lệnh" and lower.endswith(("pháp ", "sắc "), 0, begin):
            continue
        before = lower[max(0, begin - 12) : begin]
        if _PLURAL.search(before) or _DRAFT.search(before):
            continue
        sure = name not in _SETTLED_ONLY or (folded[begin].isupper() and word not in GENERIC_WORDS)
        found.append(candidate_of(start=begin, end=match.end(), kind="anaphor", rule="back", doc_type=name, sure=sure))
    return found
