"""Encodings: bytes to text, and text in the letters of a font from before Unicode to Vietnamese.

`decode` reads a document's bytes, `read_bytes` without hashing them; `convert_legacy` reads what HTML, PDF and DOCX
readers give where a document was typed in .VnTime or VNI-Times; `unescape_doubled` undoes entities that were escaped
twice. For a page: `read_bytes` with `markup=True`, parse, `unescape_doubled`, `convert_legacy`. All are pure functions
of their arguments.
"""

from .charts import compose_tones
from .decoding import Decoded, Reading, Undecodable, decode, read_bytes
from .entities import unescape_doubled
from .legacy import Converted, convert_legacy

__all__ = [
    "Converted",
    "Decoded",
    "Reading",
    "Undecodable",
    "compose_tones",
    "convert_legacy",
    "decode",
    "read_bytes",
    "unescape_doubled",
]
