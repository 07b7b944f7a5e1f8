"""The watch list: which of a night's articles mention a legal document, a province, or plain words.

A watched word is read by our own extractors, so that any written form of a symbol or a province finds all the others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import extract
from extractors.folding import fold
from extractors.sentences import sentences
from pipeline.errors import Misuse, TrichlucError

#: Where a folder's own watch list is: a word a line, `#` before remarks.
WATCH_FILE = "watch.txt"
_WORD = r"[^\W_]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A watched word as it is looked for: a document's `symbol` or `title`, else a `province`, else the words."""

    word: str
    symbol: str | None = None
    title: str | None = None
    province: str | None = None

    @property
    def meaning(self) -> str:
        """What is looked for, in words."""
        if self.symbol is not None:
            return f"the document {self.symbol}"
        if self.title is not None:
            return f"the document {self.title}"
        return f"the province {self.province}" if self.province is not None else "these words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that mentions a watched word, and the sentence in which it does first."""

    word: str
    doc_id: str
    title: str | None
    url: str | None
    sentence: str


def read_watched(word: str) -> Watched:
    """What a watched word means. Raises Misuse where it holds no letter and no digit."""
    word = " ".join(word.split())
    if re.search(_WORD, word) is None:
        raise Misuse(f"--watch {word!r}: give a symbol (45/2012/NĐ-CP), a province (Bắc Ninh), or words")
    found = extract(word)
    for reference in found.decree_refs:
        if (reference.start, reference.end) == (0, len(word)) and (reference.symbol or reference.title):
            return Watched(word=word, symbol=reference.symbol, title=None if reference.symbol else reference.title)
    for province in found.provinces:
        # what stands before is its level: `tỉnh Bắc Ninh`
        if province.end == len(word) and fold(word[: province.start]).lower.strip(" .") in _LEVELS:
            return Watched(word=word, province=province.name)
    return Watched(word=word)


_LEVELS = ("", "tỉnh", "thành phố", "tp")


def watch_list(output: Path, words: Sequence[str] = ()) -> tuple[Watched, ...]:
    """The words given, and those of the folder's own list, each once. Raises Misuse."""
    place = output / "crawl" / WATCH_FILE
    kept: list[str] = []
    try:
        kept = place.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"{place}: cannot be read ({error}); it is a text file in UTF-8, a word a line") from None
    listed = [*words, *(line for line in kept if line.strip() and not line.lstrip().startswith("#"))]
    return tuple(dict.fromkeys(read_watched(word) for word in listed))


def find_watched(output: Path, doc_ids: Iterable[str], watched: Sequence[Watched]) -> tuple[Hit, ...]:
    """Which of some documents mention a watched word: word by word, in the order in which the documents are given.

    A province's name finds the unit of that name of before and of since July 2025, and the units that became part of
    it. Raises TrichlucError where a table cannot be read.
    """
    ids = list(dict.fromkeys(doc_ids))
    if not ids or not watched:
        return ()
    tables = output / "tables"
    documents = {row["doc_id"]: row for row in _rows(tables, "documents", ("title", "url", "text"), ids)}
    ids = [name for name in ids if name in documents]
    if not ids:
        return ()
    references = _rows(tables, "decree_refs", ("symbol", "cited_title", "sentence"), ids)
    provinces = _rows(tables, "provinces", ("name", "name_2025", "sentence"), ids)
    hits: list[Hit] = []
    for each in watched:
        if each.symbol is not None or each.title is not None:
            named = _first(row for row in references if _is_reference(each, row))
        elif each.province is not None:
            named = _first(row for row in provinces if each.province in (row["name"], row["name_2025"]))
        else:
            named = {name: where for name in ids if (where := _sentence(documents[name]["text"], each.word))}
        hits += (
            Hit(
                word=each.word,
                doc_id=name,
                title=documents[name]["title"],
                url=documents[name]["url"],
                sentence=" ".join(named[name].split()),
            )
            for name in ids
            if name in named
        )
    return tuple(hits)


def _is_reference(watched: Watched, row: Mapping[str, Any]) -> bool:
    if watched.symbol is not None:
        return bool(row["symbol"] == watched.symbol)
    title = row["cited_title"]
    return watched.title is not None and title is not None and fold(title).lower == fold(watched.title).lower


def _first(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The first sentence of each document."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["doc_id"], row["sentence"])
    return found


def _sentence(text: str, word: str) -> str | None:
    """The first sentence of a text that holds words, however they are composed, cased and spaced; None without one."""
    folded = fold(text)
    wanted = r"\s+".join(map(re.escape, fold(word).lower.split()))
    match = re.search(rf"(?<!{_WORD}){wanted}(?!{_WORD})", folded.lower)
    if match is None:
        return None
    start, end = folded.span(*match.span())
    return next((text[first:last] for first, last in sentences(text) if first <= start < last), text[start:end])


def _rows(tables: Path, name: str, columns: Sequence[str], ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of some documents, in the table's order."""
    place = tables / f"{name}.parquet"
    try:
        read: list[dict[str, Any]] = pq.read_table(
            place, columns=["doc_id", *columns], filters=[("doc_id", "in", list(ids))]
        ).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise TrichlucError(f"{place}: cannot be read ({error}); `trichluc run` draws the tables again") from None
    return read
