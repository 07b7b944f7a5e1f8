"""Numbers, read in one place for all who need them: in digits, with the document's habit, and in words."""

from extractors.numerals.digits import (
    NO_HABIT,
    Habit,
    Reading,
    digits_before,
    habit_of,
    number_habit,
    parse_number,
    read_number,
)
from extractors.numerals.words import (
    NUMBER_WORDS,
    SCALES,
    words_after,
    words_before,
    words_to_number,
)

__all__ = [
    "NO_HABIT",
    "NUMBER_WORDS",
    "SCALES",
    "Habit",
    "Reading",
    "digits_before",
    "habit_of",
    "number_habit",
    "parse_number",
    "read_number",
    "words_after",
    "words_before",
    "words_to_number",
]
