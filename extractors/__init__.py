"""Trích Lục's library: Vietnamese text in, mentions out.

    >>> from extractors import extract
    >>> [m.symbol for m in extract("theo Nghị định số 45/2012/NĐ-CP").decree_refs]
    ['45/2012/NĐ-CP']

No Prefect, pandas, files or network: passes over plain text. See `extractors.registry` for how a kind is added.
"""

from extractors.cells import Cell
from extractors.extraction import Extraction, extract, versions

__all__ = ["Cell", "Extraction", "extract", "versions"]
