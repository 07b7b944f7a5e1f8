"""CoNLL-U Plus: read back by the package conllu, a reader that is not ours."""

import conllu
import orjson

from extractors import Extraction
from extractors.mentions import KINDS
from pipeline.exports import conll
from tests.pipeline.exports.mentions import DOC_ID, EXTRACTION, MENTIONS, TEXT

NOTHING = dict.fromkeys(EXTRACTION.lists, ())


def read(*encoded: bytes) -> list[conllu.models.TokenList]:
    text = (conll.head() + b"".join(encoded)).decode()
    columns = text.split("\n", 1)[0].split(" = ")[1].lower().split()
    return conllu.parse(text, fields=columns)


def test_words_stand_where_they_say() -> None:
    found = [word for sentence in read(conll.encode(DOC_ID, EXTRACTION)) for word in sentence]
    done = 0
    for word in found:
        start, end = int(word["trichluc:start"]), int(word["trichluc:end"])
        assert " ".join(TEXT[start:end].split()) == " ".join(word["form"].split())
        assert not TEXT[done:start].strip()
        done = end
    assert done == len(TEXT)


def test_every_mention_is_marked_on_its_words() -> None:
    found = [word for sentence in read(conll.encode(DOC_ID, EXTRACTION)) for word in sentence]
    for kind in KINDS:
        marked = [word for word in found if word[f"trichluc:{kind.list_name}"] != "O"]
        mentions = [mention for mention in MENTIONS if type(mention) is kind]
        begun = [word for word in marked if word[f"trichluc:{kind.list_name}"] == f"B-{kind.__name__}"]
        assert len(begun) == len(mentions)
        for word, mention in zip(begun, mentions, strict=True):
            assert int(word["trichluc:start"]) <= mention.start < int(word["trichluc:end"])
        for word in marked:
            start, end = int(word["trichluc:start"]), int(word["trichluc:end"])
            assert any(mention.start < end and start < mention.end for mention in mentions)


def test_no_mention_is_lost() -> None:
    told: list[tuple[str, str]] = []
    for sentence in read(conll.encode(DOC_ID, EXTRACTION)):
        for name, value in sentence.metadata.items():
            if name.startswith("mention_"):
                kind, record = value.split(" ", 1)
                values = orjson.loads(record)
                assert TEXT[values["start"] : values["end"]] == values["text"]
                told.append((kind, values["text"]))
    assert sorted(told) == sorted((mention.list_name, mention.text) for mention in MENTIONS)


def test_documents_follow_one_another() -> None:
    encoded = [
        conll.encode("a", Extraction("Một. Hai.", lists=NOTHING)),
        conll.encode("b", Extraction(" \n", lists=NOTHING)),
        conll.encode("c", Extraction("Ba", lists=NOTHING)),
    ]
    found = read(*encoded)
    assert [(s.metadata.get("newdoc id"), s.metadata["text"]) for s in found] == [
        ("a", "Một."),
        (None, "Hai."),
        ("c", "Ba"),
    ]
