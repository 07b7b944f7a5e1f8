"""The full-text indexes of the file: of documents by title and text, of legal documents by what they may be called.

An index has the folded words alone: what they stand in is in the tables. That of the documents takes as long as all
tables, so it is made beside them, in a file of its own, and taken over.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from pipeline.web.folding import UNDASHED
from pipeline.web.symbols import search_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TOKENIZER = "tokenize = 'unicode61 remove_diacritics 2'"
_DOCUMENTS = (
    "CREATE VIRTUAL TABLE documents_fts USING fts5"
    f'(title, text, content="documents", content_rowid="rowid", columnsize = 0, {_TOKENIZER})'
)
#: What FTS5 keeps such a table in.
_KEPT_IN = ("documents_fts_data", "documents_fts_idx")
#: Bytes of words that are gathered before they are written: fewer pieces to be merged.
_GATHERED = 128_000_000
_BATCH = 500


def index_texts(drawn: "DuckDBPyConnection", place: Path) -> None:
    """Make a file with the index of all documents, numbered as the table `documents` numbers its rows."""
    with closing(sqlite3.connect(place, isolation_level=None)) as file:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192"):
            file.execute(f"PRAGMA {setting}")
        file.execute("BEGIN")
        file.execute(_DOCUMENTS)
        file.execute("INSERT INTO documents_fts (documents_fts, rank) VALUES ('hashsize', ?)", (_GATHERED,))
        texts = drawn.execute("SELECT document_number, title, text FROM web_documents ORDER BY document_number")
        undashed = UNDASHED.format(column="?")
        insert = f"INSERT INTO documents_fts (rowid, title, text) VALUES (?, {undashed}, {undashed})"
        while batch := texts.fetchmany(_BATCH):
            file.executemany(insert, batch)
        file.execute("COMMIT")


def take_over_texts(file: sqlite3.Connection, place: Path) -> None:
    """Put the index that `index_texts` made into the file with the tables; not within a transaction."""
    file.execute("ATTACH ? AS words", (str(place),))
    file.execute("BEGIN")
    file.execute(_DOCUMENTS)
    for table in _KEPT_IN:
        file.execute(f"DELETE FROM main.{table}")
        file.execute(f"INSERT INTO main.{table} SELECT * FROM words.{table}")
    file.execute("COMMIT")
    file.execute("DETACH words")


def index_decrees(file: sqlite3.Connection) -> None:
    """Make the index of legal documents, from their table."""
    file.execute(f'CREATE VIRTUAL TABLE decrees_fts USING fts5(words, content="", columnsize = 0, {_TOKENIZER})')
    decrees = file.execute("SELECT rowid, symbol, doc_type, number, year, cited_title, issuer FROM decrees").fetchall()
    file.executemany(
        "INSERT INTO decrees_fts (rowid, words) VALUES (?, ?)",
        (
            (row, search_words(symbol, doc_type, number, year, title, orjson.loads(issuers or "[]")))
            for row, symbol, doc_type, number, year, title, issuers in decrees
        ),
    )
