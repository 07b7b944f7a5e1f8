"""What is kept of a text to compare it by: the same however its words were found."""

import sys

from hypothesis import example, given
from hypothesis import strategies as st

from extractors.folding import fold
from pipeline.copies.seeing import see, squeezed
from pipeline.copies.sequences import pieces_of
from pipeline.text_columns import text_columns

TEXTS = st.text(st.sampled_from("aăế \n\r\t\u00a0\u2000\u2009\u2028\x1f–\u0301.,1") | st.characters(), max_size=80)


@given(TEXTS)
@example(" a \u2028\x1f b\u3000\u3000c ")
def test_squeezing_is_splitting_and_joining(text: str) -> None:
    assert squeezed(text) == " ".join(text.split())


def test_every_blank_is_known() -> None:
    every = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1))))
    assert squeezed(f"a{every}b") == "a b"


@given(TEXTS)
@example("Nghị định\u2000số 45–2012\n\nngày 21\u00a0tháng 5\r\nHà Nội")
@example("e\u0301 a b c d e f")
def test_a_text_with_nothing_to_compose_is_seen_the_same(text: str) -> None:
    seen = see(text)
    columns = text_columns(text, None, (), fold(text))
    if not columns["boilerplate"]:
        assert columns["body_digest"] == seen.digest
        assert columns["sequences"] == seen.length
        assert columns["sketch"].tolist() == seen.sketch.astype("int32").tolist()
    if not fold(text).folded_at:
        assert see(text, pieces_of(text), composed=True).digest == seen.digest
