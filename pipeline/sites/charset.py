"""The text of a page: out of its bytes, and out of the letters of a font from before Unicode."""

import re
from collections.abc import Sequence

from pipeline.encodings import Reading, convert_legacy, read_bytes

#: Browsers look no further for the page's own word on its encoding.
_PRESCAN = 4096
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


#: Letters that only Unicode has: a line of Vietnamese without one of them was typed in an old font, or is short.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")
_LONG = 80


def decode_page(raw: bytes, declared: str | None) -> Reading:
    """Decode a page by what the response (`declared`) or the page says and what its bytes show.

    Raises `pipeline.encodings.Undecodable` where there is no text in it.
    """
    meta = _META.search(raw[:_PRESCAN])
    said = declared or (meta[1].decode("ascii") if meta is not None else None)
    return read_bytes(raw, declared=said, markup=True)


def modernise(texts: Sequence[str]) -> tuple[list[str], str | None, float]:
    """Texts out of a page, with what was typed in .VnTime or VNI-Times made Unicode.

    Gives the texts, the encoding that some were in (None where none was) and the confidence in it. Only pages that have
    a long paragraph without any letter of Unicode's own are looked at.
    """
    if not any(len(t) >= _LONG and not t.isascii() and _UNICODE_ONLY.search(t) is None for t in texts):
        return list(texts), None, 1.0
    converted = convert_legacy("\n".join(texts))
    lines = iter(converted.text.split("\n"))  # conversion keeps the lines
    result = ["\n".join(next(lines) for _ in range(text.count("\n") + 1)) for text in texts]
    return result, converted.encoding, converted.confidence
