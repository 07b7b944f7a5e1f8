"""The full-text index, made beside the tables and taken over: every word of every document, and nothing else."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from pipeline.web.database import web_file
from pipeline.web.folding import match_all, words


def test_each_word_leads_to_the_documents_that_have_it(desk_output: Path) -> None:
    with closing(sqlite3.connect(f"file:{web_file(desk_output)}?mode=ro", uri=True)) as file:
        holders: dict[str, set[int]] = defaultdict(set)
        documents = file.execute(
            "SELECT documents.rowid, coalesce(title, ''), text FROM documents JOIN document_texts USING (doc_id)"
        ).fetchall()
        for row, title, text in documents:
            for word in words(f"{title}\n{text}"):
                holders[word].add(row)
        assert len(holders) > 50
        for word, rows in holders.items():
            found = file.execute("SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?", (match_all([word]),))
            assert {row for (row,) in found} == rows, word
        left = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE name LIKE '%words%'")]
        assert left == []
