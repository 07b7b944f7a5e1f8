"""What the formats that count lines need: texts and JSON in which nothing ends a line."""

import re

from extractors.records import to_json

#: Everything that some reader takes for the end of a line, or for the next column.
LINE_ENDS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")


def single_line(text: str) -> str:
    """A text with its line ends and tabs as spaces: of the same length."""
    return LINE_ENDS.sub(" ", text)


def single_line_json(value: object) -> str:
    """A value as JSON with every line end escaped."""
    return LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", to_json(value).decode())
