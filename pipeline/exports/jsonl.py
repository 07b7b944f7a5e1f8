"""JSON lines: one object a document, with its `id` and a list of mentions for each kind."""

import orjson

from extractors import Extraction
from extractors.records import extraction_records, to_json


def encode(doc_id: str, extraction: Extraction) -> bytes:
    """One line: the id, and the mentions as the annotation guideline has them."""
    return to_json({"id": doc_id, **extraction_records(doc_id, extraction)}, orjson.OPT_APPEND_NEWLINE)
