"""How a legal document is found by its number however it is written: `45/2012`, `nd 45`, `nghi dinh 45/2012`, `NDCP`.

Each document has search words (beside its title's): the number with and without zeros before it, the year, each code of
the symbol apart and joined, its type in full and in short, its issuers. A query is cut into words the same way.
"""

import re
from collections.abc import Iterable

from extractors.decree_refs.types import ABBREVIATIONS, BY_NAME
from pipeline.web.folding import folded, words

#: Words between the parts of a number that say nothing: `Nghị định số 45 năm 2012 của Chính phủ`.
_IDLE = frozenset({"so", "nam", "ngay", "cua"})
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_CODES = re.compile(r"[^\W\d_]+")
_SHORT = {name: code for code, name in ABBREVIATIONS.items()}


def search_words(
    symbol: str | None,
    doc_type: str | None,
    number: str | None,
    year: int | None,
    title: str | None,
    issuers: Iterable[str],
) -> str:
    """What a document is found by, as one folded text."""
    kind = BY_NAME.get(doc_type or "")
    suffix = (symbol or "").removeprefix(number or "")
    parts = [symbol or "", number or "", (number or "").lstrip("0"), str(year or ""), doc_type or "", title or ""]
    parts += [_LETTER_DIGIT.sub(" ", symbol or ""), "".join(_CODES.findall(suffix)), _SHORT.get(doc_type or "", "")]
    parts += kind.codes if kind is not None else ()
    parts += issuers
    return " ".join(dict.fromkeys(words(" ".join(parts))))


def asked_words(query: str) -> list[str]:
    """The words of a query for a legal document; numbers without zeros before them, fused parts apart."""
    cut = words(_LETTER_DIGIT.sub(" ", folded(query)))
    kept = [word for word in cut if word not in _IDLE] or cut
    return [word.lstrip("0") or word if word.isdigit() else word for word in kept]


def asked_number(asked: Iterable[str]) -> str | None:
    """The number that a query begins with or names first: a document with that number comes before others."""
    return next((word for word in asked if word.isdigit()), None)
