"""What a percentage is compared with: `so với kế hoạch năm 2011`, in the text's words."""

import re

_AFTER = re.compile(r"(?:(?! - )[^,.;:()|\n%]){0,60}?(?<!\w)(so (?:với|cùng|sánh với) )")
_BEFORE = re.compile(r"(?<!\w)(so (?:với|sánh với) [^,.;:()|\n]{2,80}),(?!\d)")
#: Where the compared thing ends: at a bracket, the end of a clause, or a word that begins another statement.
_END = re.compile(
    r"[,;:()|\n?!…\"”]|\.(?!\d)| - "
    r"| (?:và|nhưng|lên|xuống|còn|chiếm|tăng|giảm|đạt|bằng|trong khi|do|nhờ|là|khiến|vì|thì|tương đương|tương ứng|"
    r"song|để|sau khi|khi|cho thấy|đã|sẽ|được|vẫn|gồm|theo|nên|mà|với)(?!\w)"
)
_LONGEST = 120


def base_after(lower: str, folded: str, end: int, limit: int) -> str | None:
    """The comparison that follows a percentage ending at `end`, looked for up to `limit` (the next percentage)."""
    if lower.find("so ", end, min(end + 70, limit)) < 0:
        return None
    match = _AFTER.match(lower, end, limit)
    if match is None:
        return None
    stop = _END.search(lower, match.end(), match.end() + _LONGEST)
    close = stop.start() if stop else min(match.end() + _LONGEST, len(lower))
    base = folded[match.start(1) : close].rstrip()
    return base if len(base) > len(match.group(1)) else None


def base_before(lower: str, folded: str, start: int, floor: int) -> str | None:
    """The comparison that opens the sentence: `So với năm 2011, kinh phí tăng 20%`."""
    begin = max(floor, start - 160, 0)
    if lower.find("so ", begin, start) < 0:
        return None
    last = max(_BEFORE.finditer(lower, begin, start), key=re.Match.start, default=None)
    if last is None or "\n" in lower[last.end() : start] or ". " in lower[last.end() : start]:
        return None
    return folded[last.start(1) : last.end(1)]
