"""Where one sentence ends and the next begins, as far as references need it: cheap, between two offsets."""

import re

#: A full stop and a capital, a blank line, a line that ends in punctuation. A line's end alone is no break: gazettes
#: wrap their lines. `TP. Hồ Chí Minh`, `Điều 1. Phạm vi` and initials do not end a sentence.
_BREAK = re.compile(
    r"(?<![Tt][Pp])(?<!\s[A-ZĐ])(?<!Th)(?<!TS)[.!?…][\"”’)]?\s+(?=[\"“(\-]?[A-ZÀ-ỸĐ0-9])|\n\s*\n|[.;:!?…][\"”’)]?[ ]*\n|;\s"
)


def broken(folded: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two offsets of the folded text."""
    return start < end and _BREAK.search(folded, start, end) is not None
