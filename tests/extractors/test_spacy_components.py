"""spaCy: offsets exact whatever the text, every value kept, and all of it in a process that imports nothing of ours."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from extractors import extract
from extractors.mentions import KINDS
from extractors.spacy_components import _plain, _typed
from tests.pipeline.exports.mentions import MENTIONS

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "vi_underthesea"}}}
TEXT = (
    "  Theo   Nghị định số\u00a045/2012/NĐ-CP,\n\n\tHà Nội và Hà Nam chi khoảng 62,584 tỷ đồng, tăng 12,5%.\u200b "
    "Điểm a khoản 2 Điều 5 Nghị định số 45/2012/NĐ-CP. "
)
HOSTILE = st.text(
    st.sampled_from("aBđĐộ15 \t\n\r\u00a0\u2009\u2028\u200b\u00ad\ufeff\u0300\u0323.?!…,;:\"”'()*-–·/%\x00\x1fðÐİ😀")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    pipeline = spacy.blank("vi", config=CONFIG)
    for kind in KINDS:
        pipeline.add_pipe(f"trichluc_{kind.list_name}")
    pipeline.add_pipe("trichluc_sentences")
    return pipeline


@given(text=HOSTILE)
@settings(max_examples=200, deadline=None)
def test_a_text_survives_its_tokens(nlp: spacy.Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token)] == token.text
        assert token.is_space or token.text == token.text.strip()


def test_spans_are_the_mentions(nlp: spacy.Language) -> None:
    doc = nlp(TEXT)
    found = extract(TEXT).lists
    assert sum(map(len, found.values())) >= 7
    for kind in KINDS:
        group = doc.spans[kind.list_name]
        assert tuple(span._.trichluc for span in group) == tuple(found[kind.list_name])
        for span in group:
            assert span.label_ == kind.__name__
            assert span.start_char <= span._.trichluc.start < span._.trichluc.end <= span.end_char
            assert TEXT[span._.trichluc.start : span._.trichluc.end] == span._.trichluc.text
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Theo   Nghị định số\u00a045/2012/NĐ-CP,",
        "Hà Nội và Hà Nam chi khoảng 62,584 tỷ đồng, tăng 12,5%.\u200b",
        "Điểm a khoản 2 Điều 5 Nghị định số 45/2012/NĐ-CP.",
    ]


@pytest.mark.parametrize("mention", MENTIONS, ids=lambda mention: type(mention).__name__)
def test_every_value_comes_back(mention: Any) -> None:
    assert _typed(type(mention), _through_message_pack(_plain(mention))) == mention


def _through_message_pack(value: Any) -> Any:
    import srsly

    return srsly.msgpack_loads(srsly.msgpack_dumps(value))


def test_a_mention_within_a_token_keeps_its_offsets(nlp: spacy.Language) -> None:
    text = "ngày mai chi xyz5%abc."
    doc = Doc(nlp.vocab, words=["ngày mai", "chi", "xyz5%abc", "."], spaces=[True, True, False, False])
    doc = nlp.get_pipe("trichluc_percentages")(doc)
    found = extract(text).percentages
    assert [span._.trichluc for span in doc.spans["percentages"]] == list(found)


def test_the_date_settles_what_is_open(nlp: spacy.Language) -> None:
    codes = []
    for published_on in ("2012-11-17", "2025-11-17"):
        doc = nlp.make_doc("UBND tỉnh Bắc Ninh họp.")
        doc._.trichluc_published_on = published_on
        codes.append([span._.trichluc.code for span in nlp.get_pipe("trichluc_provinces")(doc).spans["provinces"]])
    assert codes == [["27"], ["24"]]


def test_a_span_of_another_is_no_mention(nlp: spacy.Language) -> None:
    doc = nlp(TEXT)
    assert doc[0:2]._.trichluc is None
    bare = next(iter(DocBin(docs=[doc]).get_docs(nlp.vocab)))
    assert [span._.trichluc for span in bare.spans["decree_refs"]] == [None] * len(doc.spans["decree_refs"])


FRESH = """
import sys
import spacy
from spacy import displacy
from spacy.tokens import DocBin
import orjson

config = {"nlp": {"tokenizer": {"@tokenizers": "vi_underthesea"}}}
kinds = ["decree_refs", "amounts", "percentages", "provinces", "province_lists", "regions"]


def main():
    text = orjson.loads(sys.stdin.buffer.read())
    nlp = spacy.blank("vi", config=config)
    for kind in kinds:
        nlp.add_pipe("trichluc_" + kind)

    def seen(doc):
        return {
            kind: [[s.start_char, s.end_char, s._.trichluc.start, s._.trichluc.end, str(s._.trichluc)] for s in group]
            for kind, group in doc.spans.items()
        }

    nlp.to_disk(sys.argv[1] + "/model")
    again = spacy.load(sys.argv[1] + "/model")
    DocBin(docs=[nlp(text)], store_user_data=True).to_disk(sys.argv[1] + "/docs")
    stored = next(DocBin().from_disk(sys.argv[1] + "/docs").get_docs(spacy.blank("vi", config=config).vocab))
    doc = nlp(text)
    print(orjson.dumps({
        "here": seen(doc),
        "in workers": [seen(doc) for doc in nlp.pipe([text] * 4, n_process=2, batch_size=1)],
        "stored": seen(stored),
        "loaded": seen(again(text)),
        "page": displacy.render(doc, style="span", options={"spans_key": "decree_refs"}, jupyter=False),
        "ours": sorted(name for name in sys.modules if name.startswith("extractors.") and "spacy" in name),
    }).decode())


if __name__ == "__main__":
    main()
"""


def test_all_of_spacy_in_a_fresh_process(tmp_path: Path) -> None:
    script = tmp_path / "fresh.py"
    script.write_text(FRESH)
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], input=orjson.dumps(TEXT), capture_output=True, check=True
    )
    found = orjson.loads(done.stdout)
    assert len(found["here"]["decree_refs"]) == 2
    assert [row[2:4] for row in found["here"]["amounts"]] == [[m.start, m.end] for m in extract(TEXT).amounts]
    assert found["in workers"] == [found["here"]] * 4
    assert found["stored"] == found["loaded"] == found["here"]
    assert "DecreeRef" in found["page"]
    assert found["ours"] == ["extractors.spacy_components"]
