"""The forms in which mentions leave the project, besides its tables: one module a form.

Each form writes what was found in one document as bytes that follow those of the document before; brat, which wants
two files a document, fills a folder instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from extractors import Extraction


class Form(StrEnum):
    """The forms by the names that the command line gives them."""

    JSONL = "jsonl"
    BRAT = "brat"
    CONLL = "conll"
    W3C = "w3c"


@dataclass(frozen=True, slots=True)
class Writer:
    """How one form is written: what the file begins with, and the bytes of one document (id and what was found)."""

    encode: Callable[[str, Extraction], bytes]
    head: bytes = b""


def writer(form: Form) -> Writer:
    """The writer of a form that is one file. What a form needs is imported only when it is asked for."""
    if form is Form.CONLL:
        from pipeline.exports import conll

        return Writer(conll.encode, conll.head())
    if form is Form.W3C:
        from pipeline.exports import web_annotation

        return Writer(web_annotation.encode)
    if form is Form.JSONL:
        from pipeline.exports import jsonl

        return Writer(jsonl.encode)
    raise ValueError(f"{form} is not one file")
