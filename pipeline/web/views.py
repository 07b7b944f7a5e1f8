"""The published tables as DuckDB sees them, with the numbers and keys that the SQLite file has beside them.

Documents are numbered by date and sentences by document, so that the newest are found without sorting; a mention gets
the number of the sentence that it begins in, a reference the key of the legal document that it means.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.queries import parquet
from pipeline.schemas import KINDS
from pipeline.tables import decree_identity, published_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The key of a legal document, which stands in its page's address: its symbol, with the year where the symbol has none;
#: of a law that is only named, its title and year. `13/CT-BCT (2012)`, `Luật Đất đai (2013)`.
_KEY = """
  coalesce(symbol, cited_title, doc_type, '?') || CASE
    WHEN year IS NULL OR contains(coalesce(symbol, ''), '/' || year || '/') THEN '' ELSE ' (' || year || ')' END
"""
#: What an article is called in lists: its title, else how its text begins, else its id.
_BEGINNING = r"regexp_extract(substring(text, 1, 400), '\S[^\n\r]*')"
_HEADING = (
    f"coalesce(nullif(trim(title), ''), nullif(CASE WHEN length({_BEGINNING}) > 110"
    f" THEN regexp_extract(substring({_BEGINNING}, 1, 110), '^(.*)\\s', 1) || ' …' ELSE {_BEGINNING} END, ''), doc_id)"
)


def make_plain_views(tables: Path, connection: "DuckDBPyConnection") -> None:
    """Make a view `web_NAME` of each published table that has neither numbers nor keys of ours."""
    for name in ("revisions", "rejects", "runs"):
        connection.execute(f"CREATE VIEW web_{name} AS SELECT * FROM {_rows(tables, name)}")


def make_views(tables: Path, connection: "DuckDBPyConnection") -> None:
    """Make a view `web_NAME` of each published table, and what they are joined by."""
    run = connection.execute
    make_plain_views(tables, connection)
    for table in published_tables():
        run(f"CREATE VIEW published_{table.name} AS SELECT * FROM {_rows(tables, table.name)}")
    run(
        "CREATE TABLE document_numbers AS SELECT doc_id,"
        " row_number() OVER (ORDER BY published_on NULLS FIRST, doc_id) AS document_number FROM published_documents"
    )
    run(
        "CREATE TABLE sentence_places AS SELECT doc_id, start,"
        " row_number() OVER (ORDER BY document_number, start) AS sentence_id"
        " FROM (SELECT doc_id, start FROM published_sentences) JOIN document_numbers USING (doc_id)"
    )
    run(
        f"CREATE TABLE decree_keys AS SELECT {decree_identity()} AS identity, symbol,"
        f" {_KEY} || CASE WHEN again > 1 THEN ' #' || again ELSE '' END AS decree"
        f" FROM (SELECT *, row_number() OVER (PARTITION BY {_KEY} ORDER BY file_row_number) AS again"
        " FROM published_decrees)"
    )
    run(
        f"CREATE VIEW web_documents AS SELECT *, {_HEADING} AS heading FROM published_documents"
        " JOIN document_numbers USING (doc_id)"
    )
    run("CREATE VIEW web_sentences AS SELECT * FROM published_sentences JOIN sentence_places USING (doc_id, start)")
    for kind in KINDS:
        more = ", decree" if kind == "decree_refs" else ""
        run(
            f"CREATE VIEW web_{kind} AS SELECT mentions.*, sentence_id{more} FROM published_{kind} AS mentions"
            " ASOF LEFT JOIN sentence_places ON mentions.doc_id = sentence_places.doc_id"
            " AND mentions.start >= sentence_places.start"
            + (
                " LEFT JOIN decree_keys ON CASE WHEN mentions.symbol IS NOT NULL OR mentions.kind = 'named'"
                f" THEN {decree_identity('mentions.')} END = decree_keys.identity"
                if kind == "decree_refs"
                else ""
            )
        )
    run(
        "CREATE VIEW web_decrees AS SELECT *, decree FROM published_decrees"
        f" JOIN (SELECT identity, decree FROM decree_keys) ON identity = {decree_identity()}"
    )
    run(
        "CREATE VIEW web_decree_relations AS SELECT relations.*, sources.decree AS source_decree,"
        " targets.decree AS target_decree FROM published_decree_relations AS relations"
        " LEFT JOIN (SELECT mention_id, decree FROM web_decree_refs) AS targets USING (mention_id)"
        " LEFT JOIN (SELECT symbol, any_value(decree) AS decree FROM decree_keys WHERE symbol IS NOT NULL"
        " GROUP BY symbol HAVING count(*) = 1) AS sources ON relations.source_symbol = sources.symbol"
    )
    run(
        "CREATE TABLE body_refs AS SELECT decree, doc_id, sentence_id, mention_id, start, published_on, is_duplicate"
        " FROM web_decree_refs WHERE decree IS NOT NULL AND boilerplate IS NULL"
    )


def _rows(tables: Path, name: str) -> str:
    """The SQL of a published table's rows, each with its number in the file."""
    return f"{parquet([tables / f'{name}.parquet']).removesuffix(')')}, file_row_number = true)"
