"""Titles of laws: the words behind `Luật`, and how many of them are its title.

A title of the lexicon is taken as far as it goes. One that the lexicon does not have begins with a capital and runs to
the word that ends it.
"""

from dataclasses import dataclass
from functools import lru_cache

from extractors.decree_refs.laws import title_tree
from extractors.decree_refs.letters import compiled, respell
from extractors.quick import quick

_WORD = r"[^\W\d_][^\W_]*(?:[/&-][^\W\d_]+)*"
#: Between two words of a title: a space, perhaps a line's end, perhaps a comma; never an empty line.
_GAP = r"(?:[ ]+(?:\n[ ]*)?|\n[ ]*)"
_NEXT = compiled(rf"(?P<comma>\s?,)?{_GAP}(?P<word>{_WORD})")
#: Words that never begin a title.
_NO_TITLE_WORDS = (
    "sư gia hóa lệ pháp chơi này đó trên mới cũ sửa số được có đã đang sẽ là và của thì tại về do vừa cũng còn không"
    " chưa phải việt định quốc mỹ anh trung nga nhật hàn eu liên luật chung thuế chuyên hiện cần"
)
_NO_TITLE = frozenset(_NO_TITLE_WORDS.split())
#: Words at which a title that the lexicon does not know ends.
_END_WORDS = (
    "của năm số đã được có là do tại theo khi sẽ này hiện cũng chưa và không phải để thì với cho nhằm từ đến trên sau"
    " trước trong vào ra về việc mà nên hay hoặc như đang vẫn còn cần đó mới cũ nếu vì bởi ngày sửa hết nêu nhưng cùng"
    " gồm sắp khiến vừa thành lần các lên bổ đối đưa"
)
_END = frozenset(_END_WORDS.split())
#: Pairs at which it ends, whose first word alone may be part of one (`giao thông`, `quy hoạch`).
_PAIRS = (
    "quy định,thông qua,ban hành,giao cho,giao chính,đồng thời,yêu cầu,quyết định,bao gồm,chính thức,chỉ rõ,cho phép"
    ",tạo điều,góp phần,đề ra,đề xuất,có hiệu,chịu trách"
)
_END_PAIRS = frozenset(_PAIRS.split(","))
_LONGEST_OPEN = 9
_SYLLABLE = compiled(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdđghklmnpqrstvx])?[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợ"
    r"uùúủũụưừứửữựyỳýỷỹỵ]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


@quick
@dataclass(frozen=True, slots=True)
class Title:
    """A title behind `Luật`: where its first word starts and its last ends, how many words, the lexicon's spelling."""

    start: int
    end: int
    size: int
    known: bool
    spelling: str | None


@lru_cache(maxsize=8192)
def _compared(word: str) -> str:
    return respell(word)


def known_title(lower: str, at: int, kind: str) -> Title | None:
    """The longest title of the lexicon behind a place, for a law of a kind (`Luật`, `Bộ luật`, `Pháp lệnh`).

    A text may leave a title's commas out; a comma that the title has not ends it.
    """
    node = title_tree()
    head = kind.lower().split()
    for word in head:
        node = node.following[word]
    size, start = len(head), at
    commas: list[int] = []
    best: Title | None = None
    while node.following and (following := _NEXT.match(lower, at)) is not None:
        child = node.following.get(_compared(following["word"]))
        if child is None or (following["comma"] is not None and size == len(head)):
            break
        if following["comma"] is not None:
            commas.append(size - 1)
        if size == len(head):
            start = following.start("word")
        node, at, size = child, following.end(), size + 1
        if node.ends and all(comma in node.commas for comma in commas):
            best = Title(start, at, size - len(head), True, node.title)
    return best


def open_title(folded: str, lower: str, at: int) -> Title | None:
    """A title that the lexicon does not know: a capital, and at least two words, all Vietnamese or in capitals."""
    start, end, size = at, at, 0
    following = _NEXT.match(lower, at)
    while following is not None and size < _LONGEST_OPEN:
        if following["comma"] is not None:
            break
        word, begin = following["word"], following.start("word")
        further = _NEXT.match(lower, following.end())
        pair = f"{word} {further['word']}" if further is not None and further["comma"] is None else word
        if word in _END or pair in _END_PAIRS:
            break
        printed = folded[begin : following.end()]
        if size == 0 and (word in _NO_TITLE or not printed[0].isupper()):
            return None
        if not (_SYLLABLE.fullmatch(word) or (printed.isupper() and len(printed) > 2)):
            return None
        start = begin if size == 0 else start
        end, size, following = following.end(), size + 1, further
    short = folded[start:end]
    return Title(start, end, size, False, None) if size > 1 or (len(short) > 3 and short.isupper()) else None
