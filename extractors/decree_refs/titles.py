"""Titles of laws: the words behind `Luật`, and how many of them are its title.

A title of the lexicon is taken as far as it goes. One that the lexicon does not have begins with a capital and runs to
the word that ends it.
"""

import re
from dataclasses import dataclass

from extractors.decree_refs.laws import title_patterns
from extractors.decree_refs.letters import respell

_WORD = r"[^\W\d_][^\W_]*(?:[/&-][^\W\d_]+)*"
#: Between two words of a title: a space, perhaps a line's end, perhaps a comma; never an empty line.
_GAP = r"(?:[ ]+(?:\n[ ]*)?|\n[ ]*)"
_RUN = re.compile(rf"{_GAP}{_WORD}(?:(?:\s?,)?{_GAP}{_WORD}){{0,19}}")
_WORD_BEHIND = re.compile(rf"(?P<comma>,)?\s+(?P<word>{_WORD})")
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
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdđghklmnpqrstvx])?[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợ"
    r"uùúủũụưừứửữựyỳýỷỹỵ]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words behind `Luật`: as compared, where they start and end, and behind which a comma stands."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    commas: list[int]


def read_words(lower: str, at: int) -> Words:
    """The words behind a place, as many as the longest title has, up to a figure or any mark but a comma."""
    following = Words([], [], [], [])
    run = _RUN.match(lower, at)
    if run is None:
        return following
    for found in _WORD_BEHIND.finditer(respell(run.group())):
        if found["comma"] is not None:
            following.commas.append(len(following.words) - 1)
        following.words.append(found["word"])
        following.starts.append(at + found.start("word"))
        following.ends.append(at + found.end("word"))
    return following


def known_title(kind: str, following: Words) -> tuple[int, str | None]:
    """How many words the longest title of the lexicon takes here, and its spelling there. A text may leave a title's
    commas out; a comma that the title has not ends it."""
    head = tuple(kind.lower().split())
    patterns = title_patterns()
    for size in range(len(following.words), 0, -1):
        pattern = patterns.get(head + tuple(following.words[:size]))
        if pattern is not None and all(at + len(head) in pattern.commas for at in following.commas if at < size - 1):
            return size, pattern.title
    return 0, None


def open_title(folded: str, following: Words) -> int:
    """How many words a title takes that the lexicon does not know: at least two, all Vietnamese or in capitals."""
    words = following.words
    if words[0] in _NO_TITLE:
        return 0
    size = 0
    for at, word in enumerate(words[:9]):
        pair = " ".join(words[at : at + 2])
        if word in _END or pair in _END_PAIRS:
            break
        printed = folded[following.starts[at] : following.ends[at]]
        if not (_SYLLABLE.fullmatch(word) or (printed.isupper() and len(printed) > 2)):
            return 0
        size = at + 1
        if at in following.commas:
            break
    printed = folded[following.starts[0] : following.ends[0]]
    return size if size > 1 or (len(printed) > 3 and printed.isupper()) else 0
