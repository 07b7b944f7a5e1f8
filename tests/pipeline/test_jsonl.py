"""Lines of JSON: what is a document, and the reason given for each line that is none."""

from datetime import date

import pytest

from pipeline.jsonl import BadLine, Document, parse, read_documents


@pytest.mark.parametrize(
    ("line", "document"),
    [
        ('{"id": "a", "text": "Huế"}', Document("a", "Huế")),
        ('{"id": "", "text": "", "published_on": null, "more": [1]}', Document("", "")),
        ('{"id": "a", "text": "b", "published_on": "2012-11-17"}\r\n', Document("a", "b", date(2012, 11, 17))),
        ('{"id": "a", "text": "\\u0000\\ud83d\\ude00"}', Document("a", "\x00😀")),
    ],
)
def test_a_document(line: str, document: Document) -> None:
    assert parse(line.encode()) == document


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON in UTF-8"),
        (b'{"id": "a", "text": "\xff"}', "not JSON in UTF-8"),
        (b'{"id": "a", "text": "\\ud800"}', "not JSON in UTF-8"),
        (b"[" * 5000, "not JSON in UTF-8"),
        (b"[]", "not a JSON object"),
        (b'{"text": "b"}', '"id" is missing'),
        (b'{"id": 7, "text": "b"}', '"id" must be a string, not a number'),
        (b'{"id": null, "text": "b"}', '"id" must be a string, not null'),
        (b'{"id": "a"}', '"text" is missing'),
        (b'{"id": "a", "text": ["b"]}', '"text" must be a string, not a list'),
        (b'{"id": "a", "text": true}', '"text" must be a string, not true or false'),
        (b'{"id": "a", "text": {}}', '"text" must be a string, not an object'),
        (b'{"id": "a", "text": "b", "published_on": 2012}', '"published_on" must be a date'),
        (b'{"id": "a", "text": "b", "published_on": "17/11/2012"}', '"published_on" must be a date'),
        (b'{"id": "a", "text": "b", "published_on": "20121117"}', '"published_on" must be a date'),
        (b'{"id": "a", "text": "b", "published_on": "2012-11-31"}', "a date that no calendar has"),
    ],
)
def test_why_a_line_is_no_document(line: bytes, reason: str) -> None:
    found = parse(line)
    assert isinstance(found, str)
    assert reason in found


def test_lines_are_numbered_and_blank_ones_left_out() -> None:
    told: list[BadLine] = []
    lines = [b'{"id": "a", "text": ""}\n', b"\n", b" \r\n", b"x\n", b'{"id": "b", "text": ""}']
    found = list(read_documents(lines, told.append))
    assert [(number, document.id) for number, document in found] == [(1, "a"), (5, "b")]
    assert [line.number for line in told] == [4]
