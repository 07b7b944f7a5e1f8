"""CoNLL-U Plus: a block a sentence, a line a word, a column of `B-`, `I-`, `O` for each kind of mention.

Words are underthesea's and may hold spaces, as Vietnamese words do. `START` and `END` are the word's offsets in the
text as given. A mention marks every word that it touches, and a word that two mentions of one kind touch is the
first's; its exact span and values stand in a comment of the sentence in which it begins, so that none is lost.
A document without a sentence has no block.
"""

from bisect import bisect_right

from extractors import Extraction
from extractors.mentions import KINDS
from extractors.records import Record, extraction_records
from extractors.sentences import sentences
from extractors.words import words_of
from pipeline.exports.single_lines import single_line, single_line_json


def head() -> bytes:
    """The first line of the file: the names of the columns."""
    kinds = " ".join(f"TRICHLUC:{kind.list_name.upper()}" for kind in KINDS)
    return f"# global.columns = ID FORM TRICHLUC:START TRICHLUC:END {kinds}\n".encode()


def encode(doc_id: str, extraction: Extraction) -> bytes:
    """The blocks of one document."""
    text = extraction.text
    records = extraction_records(doc_id, extraction)
    placed = sentences(text)
    word_spans = words_of(text, placed)
    all_words = [span for spans in word_spans for span in spans]
    columns = [_tags(all_words, records[kind.list_name], kind.__name__) for kind in KINDS]
    starts = [start for start, _ in placed]
    comments: list[list[str]] = [[] for _ in placed]
    for kind in KINDS:
        for record in records[kind.list_name]:
            comments[bisect_right(starts, record["start"]) - 1].append(f"{kind.list_name} {single_line_json(record)}")
    lines: list[str] = []
    row = 0
    for number, ((start, end), spans, mentions) in enumerate(zip(placed, word_spans, comments, strict=True), 1):
        if number == 1:
            lines.append(f"# newdoc id = {single_line(doc_id)}")
        lines += f"# sent_id = {number}", f"# start = {start}", f"# text = {single_line(text[start:end])}"
        lines += (f"# mention_{position} = {mention}" for position, mention in enumerate(mentions, 1))
        for position, (begin, stop) in enumerate(spans, 1):
            tags = "\t".join(column[row] for column in columns)
            lines.append(f"{position}\t{single_line(text[begin:stop])}\t{begin}\t{stop}\t{tags}")
            row += 1
        lines.append("")
    return "".join(line + "\n" for line in lines).encode()


def _tags(spans: list[tuple[int, int]], mentions: list[Record], label: str) -> list[str]:
    """`B-`, `I-` or `O` for each word of a document."""
    tags = ["O"] * len(spans)
    ends = [end for _, end in spans]
    for mention in mentions:
        at = bisect_right(ends, mention["start"])
        prefix = "B-"
        while at < len(spans) and spans[at][0] < mention["end"]:
            if tags[at] == "O":
                tags[at] = prefix + label
                prefix = "I-"
            at += 1
    return tags
