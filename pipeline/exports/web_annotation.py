"""W3C Web Annotation (JSON-LD): a line a document, an `AnnotationPage` whose items are its mentions.

Each annotation targets the document by position (code points, as the standard counts) and by quotation, with the
text around it. Its body holds the mention's values under `urn:trichluc:`. A document whose id is a web address is
targeted under that address, any other under `urn:trichluc:document:` and its percent-encoded id.
"""

import re
from urllib.parse import quote

import orjson

from extractors import Extraction
from extractors.mentions import KINDS
from extractors.records import Record, extraction_records, to_json

#: The standard's own context, and ours; the lists whose order has a meaning are named.
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "trichluc": "urn:trichluc:",
        "trichluc:issuer": {"@container": "@list"},
        "trichluc:members": {"@container": "@list"},
        "trichluc:equivalent_to": {"@type": "@id"},
    },
]
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
#: How much of the text on either side a quotation is given with, in code points.
_AROUND = 32


def encode(doc_id: str, extraction: Extraction) -> bytes:
    """The page of one document, on one line."""
    source = doc_id if _WEB_ADDRESS.fullmatch(doc_id) else f"urn:trichluc:document:{quote(doc_id, safe='')}"
    records = extraction_records(doc_id, extraction)
    page = {
        "@context": CONTEXT,
        "id": f"urn:trichluc:page:{quote(doc_id, safe='')}",
        "type": "AnnotationPage",
        "items": [
            _annotation(source, extraction.text, kind.__name__, record)
            for kind in KINDS
            for record in records[kind.list_name]
        ],
    }
    return to_json(page, orjson.OPT_APPEND_NEWLINE)


def _annotation(source: str, text: str, kind: str, record: Record) -> Record:
    start, end = record["start"], record["end"]
    body: Record = {"type": f"trichluc:{kind}"}
    for name, value in record.items():
        if value is None or name in ("start", "end", "text", "mention_id"):
            continue
        if name == "equivalent_to":
            value = _mention(value)
        elif isinstance(value, dict):
            value = {f"trichluc:{part}": written for part, written in value.items()}
        body[f"trichluc:{name}"] = value
    return {
        "id": _mention(record["mention_id"]),
        "type": "Annotation",
        "motivation": "identifying",
        "body": body,
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": record["text"],
                    "prefix": text[max(0, start - _AROUND) : start],
                    "suffix": text[end : end + _AROUND],
                },
            ],
        },
    }


def _mention(mention_id: str) -> str:
    return f"urn:trichluc:mention:{mention_id}"
