"""Web Annotation: expanded by pyld, a JSON-LD implementation that is not ours.

The standard's context is not fetched: `TERMS` states, from the Web Annotation Vocabulary, the terms that are used.
"""

from typing import Any

import orjson
import pytest
from pyld import jsonld

from pipeline.exports import web_annotation
from tests.pipeline.exports.mentions import DOC_ID, EXTRACTION, MENTIONS, TEXT

OA = "http://www.w3.org/ns/oa#"
ITEMS = "https://www.w3.org/ns/activitystreams#items"
COUNT = {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}
TERMS: dict[str, Any] = {
    "@context": {
        "oa": OA,
        "as": "https://www.w3.org/ns/activitystreams#",
        "id": "@id",
        "type": "@type",
        "Annotation": "oa:Annotation",
        "AnnotationPage": "as:OrderedCollectionPage",
        "TextPositionSelector": "oa:TextPositionSelector",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "identifying": "oa:identifying",
        "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
        "body": {"@id": "oa:hasBody", "@type": "@id"},
        "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "source": {"@id": "oa:hasSource", "@type": "@id"},
        "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
        "start": {"@id": "oa:start", **COUNT},
        "end": {"@id": "oa:end", **COUNT},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
    }
}


def expanded(encoded: bytes) -> dict[str, Any]:
    def load(address: str, _options: object) -> dict[str, Any]:
        assert address == "http://www.w3.org/ns/anno.jsonld"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": TERMS}

    (page,) = jsonld.expand(orjson.loads(encoded), {"documentLoader": load, "base": "urn:unresolved:"})
    return page  # type: ignore[no-any-return]


def value(node: dict[str, Any], name: str) -> Any:
    (found,) = node[name]
    return found.get("@value", found.get("@id"))


def test_another_reader_finds_every_mention_where_it_is() -> None:
    page = expanded(web_annotation.encode(DOC_ID, EXTRACTION))
    items = page[ITEMS][0]["@list"]
    assert len(items) == len(MENTIONS)
    for item, mention in zip(items, MENTIONS, strict=True):
        assert item["@type"] == [OA + "Annotation"]
        assert value(item, OA + "motivatedBy") == OA + "identifying"
        (target,) = item[OA + "hasTarget"]
        assert value(target, OA + "hasSource") == "urn:trichluc:document:b%C3%A1o%2F2012%3A%20a%3F%0A%231"
        position, quote = target[OA + "hasSelector"]
        assert (value(position, OA + "start"), value(position, OA + "end")) == (mention.start, mention.end)
        around = [value(quote, OA + name) for name in ("prefix", "exact", "suffix")]
        assert around[1] == mention.text
        assert TEXT.find("".join(around)) == mention.start - len(around[0])
        (body,) = item[OA + "hasBody"]
        assert body["@type"] == [f"urn:trichluc:{type(mention).__name__}"]


def test_values_and_their_order_are_kept() -> None:
    page = expanded(web_annotation.encode(DOC_ID, EXTRACTION))
    decree, dollars, dong = page[ITEMS][0]["@list"][:3]
    (body,) = decree[OA + "hasBody"]
    assert value(body, "urn:trichluc:symbol") == "45/2012/NĐ-CP"
    assert [part["@value"] for part in body["urn:trichluc:issuer"][0]["@list"]] == ["Chính phủ", "Bộ Công Thương"]
    assert value(body["urn:trichluc:pinpoint"][0], "urn:trichluc:dieu") == "5"
    assert "urn:trichluc:relation" not in body
    assert value(dollars[OA + "hasBody"][0], "urn:trichluc:equivalent_to") == dong["@id"]


def test_no_term_is_left_without_a_meaning() -> None:
    raw = orjson.loads(web_annotation.encode(DOC_ID, EXTRACTION))

    def names(node: Any) -> set[str]:
        if isinstance(node, dict):
            return {name for name in node if name != "@context"} | {
                name for key, part in node.items() if key != "@context" for name in names(part)
            }
        return {name for part in node for name in names(part)} if isinstance(node, list) else set()

    assert names(raw) <= set(TERMS["@context"]) | {name for name in names(raw) if name.startswith("trichluc:")}


@pytest.mark.parametrize(
    ("doc_id", "source"),
    [
        ("https://vneconomy.vn/a.htm?x=1", "https://vneconomy.vn/a.htm?x=1"),
        ("https://a b", "urn:trichluc:document:https%3A%2F%2Fa%20b"),
        ("báo", "urn:trichluc:document:b%C3%A1o"),
    ],
)
def test_what_is_targeted(doc_id: str, source: str) -> None:
    page = orjson.loads(web_annotation.encode(doc_id, EXTRACTION))
    assert {item["target"]["source"] for item in page["items"]} == {source}
