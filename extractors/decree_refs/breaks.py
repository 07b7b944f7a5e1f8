"""Where one sentence ends and the next begins, as far as references need it: cheap, between two offsets."""

from extractors.decree_refs.letters import CAPITALS, compiled

#: A full stop and a capital, a blank line, a line that ends in punctuation. A line's end alone is no break: gazettes
#: wrap their lines. `TP. Hồ Chí Minh`, `Điều 1. Phạm vi` and initials do not end a sentence.
_BREAK = compiled(
    rf"(?<![Tt][Pp])(?<!\s[{CAPITALS}])(?<!Th)(?<!TS)[.!?…][\"”’)]?\s+(?=[\"“(\-]?[{CAPITALS}0-9])"
    r"|\n\s*\n|[.;:!?…][\"”’)]?[ ]*\n|;\s"
)


_LONGEST = 1500


def broken(folded: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two offsets of the folded text; one does in any long stretch."""
    return end - start > _LONGEST or (start < end and _BREAK.search(folded, start, end + 1) is not None)
