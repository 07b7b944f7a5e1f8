"""Short names that a text gives a law: `Luật Doanh nghiệp (LDN)`, `… (sau đây gọi là Luật Đất đai mới)`."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.decree_refs.candidates import Candidate
from extractors.decree_refs.letters import compiled

_CALLED = r"(?:(?:sau\s+đây\s+)?(?:gọi|viết)\s+(?:tắt\s+|chung\s+)?là\s*:?\s*)?[\"“]?"
_CODE = compiled(rf"\s*\(\s*{_CALLED}(?P<code>(?:BL|PL|L)[A-ZĐ]{{2,7}})[\"”]?\s*\)")
_OPENED = compiled(rf"\s*\(\s*{_CALLED}$")
#: More than this many short names in one text are no short names; it bounds the work too.
_MOST = 20


def with_definitions(folded: str, named: Sequence[Candidate]) -> list[Candidate]:
    """The named laws and what the text calls them for short: a code where it stands, a title as the law it renames."""
    titles: dict[str, str] = {}
    codes: dict[str, Candidate] = {}
    for at, law in enumerate(named):
        if law.lexicon_title is None:
            continue
        following = named[at + 1] if at + 1 < len(named) else None
        if (
            following is not None
            and following.lexicon_title is None
            and following.start - law.end < 40
            and _OPENED.match(folded, law.end, following.start)
            and folded[following.end : following.end + 1] in (")", "”", '"')
        ):
            titles.setdefault(str(following.title).lower(), law.lexicon_title)
        code = _CODE.match(folded, law.end)
        if code is not None and len(codes) < _MOST:
            codes.setdefault(code["code"], replace(law, end=code.end()))
    found = (
        [
            law if law.lexicon_title is not None else replace(law, lexicon_title=titles.get(str(law.title).lower()))
            for law in named
        ]
        if titles
        else list(named)
    )
    for name in sorted(codes):
        found.extend(_uses(folded, name, codes[name]))
    return sorted(found, key=lambda law: (law.start, -law.end))


def _uses(folded: str, code: str, law: Candidate) -> list[Candidate]:
    """Where a code stands as a word, behind its definition."""
    uses: list[Candidate] = []
    at = folded.find(code, law.end)
    while at >= 0:
        end = at + len(code)
        if not folded[at - 1].isalnum() and folded[at - 1] not in "/-" and not folded[end : end + 1].isalnum():
            uses.append(replace(law, start=at, end=end, rule="defined", year=None, revised=False))
        at = folded.find(code, end)
    return uses
