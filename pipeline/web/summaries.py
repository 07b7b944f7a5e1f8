"""What is counted ahead, so that no page counts: by legal document, by month, by province.

Each summary is a table of the SQLite file that everyone can query. Mentions in boilerplate never count; copies are left
out, or have a column of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.schemas import KINDS
from pipeline.web.schema import WebColumn, WebTable


@dataclass(frozen=True, slots=True)
class Summary:
    """A table that is counted ahead: what a row is, its columns and their SQLite types, the DuckDB SQL of its rows.

    `columns` that begin with a key's table (`decree`, `doc_id`, `mention_id`) refer to it.
    """

    name: str
    row: str
    columns: tuple[str, ...]
    rows: str
    indexes: tuple[tuple[str, ...], ...] = ()
    key: tuple[str, ...] = ()

    def table(self) -> WebTable:
        """As a table of the file."""
        columns = tuple(
            WebColumn(name, type_ or "TEXT", (f'"{name}"',), _REFERS.get(name))
            for name, _, type_ in (column.partition(" ") for column in self.columns)
        )
        return WebTable(self.name, columns, f"FROM ({self.rows})", self.key, self.indexes)


_REFERS = {
    "decree": ("decrees", "decree"),
    "other": ("decrees", "decree"),
    "source_decree": ("decrees", "decree"),
    "target_decree": ("decrees", "decree"),
    "doc_id": ("documents", "doc_id"),
    "sentence_id": ("sentences", "sentence_id"),
    "amount": ("amounts", "mention_id"),
}


def _kind_counts() -> str:
    return " UNION ALL ".join(
        f"SELECT {at} AS place, '{kind}' AS kind, count(*) AS mentions,"
        " count(*) FILTER (NOT is_duplicate) AS original_mentions,"
        " count(DISTINCT doc_id) FILTER (NOT is_duplicate) AS original_documents"
        f" FROM published_{kind} WHERE boilerplate IS NULL"
        for at, kind in enumerate(KINDS)
    )


SUMMARIES = (
    Summary(
        "document_months",
        "A month and a source: how many articles were published, copies apart.",
        ("month", "source", "documents INTEGER", "copies INTEGER"),
        "SELECT strftime(published_on, '%Y-%m') AS month, source, count(*) FILTER (NOT is_duplicate) AS documents,"
        " count(*) FILTER (is_duplicate) AS copies FROM published_documents GROUP BY ALL ORDER BY month, source",
        (("month",),),
    ),
    Summary(
        "kind_counts",
        "A kind of mention: how many there are.",
        ("kind", "mentions INTEGER", "original_mentions INTEGER", "original_documents INTEGER"),
        f"SELECT * FROM ({_kind_counts()}) ORDER BY place",
    ),
    Summary(
        "decree_documents",
        "An article that refers to a legal document, with the first sentence that does.",
        (
            "decree",
            "doc_id",
            "published_on",
            "is_duplicate INTEGER",
            "mentions INTEGER",
            "sentence_id INTEGER",
            "mention_id",
        ),
        "SELECT decree, doc_id, any_value(published_on)::VARCHAR AS published_on,"
        " any_value(is_duplicate)::INTEGER AS is_duplicate, count(*) AS mentions, min(sentence_id) AS sentence_id,"
        " arg_min(mention_id, start) AS mention_id FROM body_refs GROUP BY decree, doc_id"
        " ORDER BY decree, is_duplicate, sentence_id",
        (("decree", "is_duplicate", "sentence_id"), ("doc_id",)),
    ),
    Summary(
        "decree_months",
        "A legal document and a month: how often it was referred to, without copies.",
        ("decree", "month", "mentions INTEGER", "documents INTEGER"),
        "SELECT decree, strftime(published_on, '%Y-%m') AS month, count(*) AS mentions,"
        " count(DISTINCT doc_id) AS documents FROM body_refs WHERE NOT is_duplicate GROUP BY ALL ORDER BY ALL",
        (("decree",), ("month",)),
    ),
    Summary(
        "decree_pairs",
        "Two legal documents that the same articles refer to: in how many, without copies. Each pair stands both ways.",
        ("decree", "other", "documents INTEGER"),
        "WITH cited AS (SELECT DISTINCT decree, doc_id FROM body_refs WHERE NOT is_duplicate)"
        " SELECT one.decree, two.decree AS other, count(*) AS documents FROM cited AS one JOIN cited AS two"
        " ON one.doc_id = two.doc_id AND one.decree <> two.decree GROUP BY ALL"
        " ORDER BY one.decree, documents DESC, other",
        (("decree", "documents"), ("other",)),
    ),
    Summary(
        "decree_provinces",
        "A legal document and a province that stand in the same sentence: in how many, without copies.",
        ("decree", "name", "sentences INTEGER", "documents INTEGER"),
        "SELECT decree, name, count(DISTINCT sentence_id) AS sentences, count(DISTINCT refs.doc_id) AS documents"
        " FROM (SELECT DISTINCT decree, doc_id, sentence_id FROM body_refs WHERE NOT is_duplicate) AS refs"
        " JOIN (SELECT name, sentence_id FROM web_provinces WHERE boilerplate IS NULL) USING (sentence_id)"
        " GROUP BY ALL ORDER BY decree, sentences DESC, name",
        (("decree", "sentences"), ("name",)),
    ),
    Summary(
        "decree_amounts",
        "A sum that stands in the same sentence as a reference to a legal document, without copies.",
        ("decree", "amount", "doc_id", "sentence_id INTEGER"),
        "SELECT DISTINCT decree, amounts.mention_id AS amount, amounts.doc_id, sentence_id"
        " FROM (SELECT DISTINCT decree, sentence_id FROM body_refs WHERE NOT is_duplicate)"
        " JOIN (SELECT mention_id, doc_id, sentence_id FROM web_amounts WHERE boilerplate IS NULL) AS amounts"
        " USING (sentence_id) ORDER BY decree, sentence_id, amount",
        (("decree", "sentence_id"), ("amount",)),
    ),
    Summary(
        "decree_links",
        "What one legal document does to another: in how many articles that is said, without copies, and where first.",
        (
            "source_decree",
            "source_symbol",
            "relation",
            "target_decree",
            "documents INTEGER",
            "mentions INTEGER",
            "doc_id",
            "mention_id",
        ),
        "SELECT source_decree, source_symbol, relation, target_decree, count(DISTINCT doc_id) AS documents,"
        " count(*) AS mentions, arg_min(doc_id, (doc_id, start)) AS doc_id,"
        " arg_min(mention_id, (doc_id, start)) AS mention_id"
        " FROM web_decree_relations WHERE NOT is_duplicate AND target_decree IS NOT NULL"
        " AND source_decree IS DISTINCT FROM target_decree GROUP BY ALL"
        " ORDER BY target_decree, relation, documents DESC, source_symbol",
        (("target_decree",), ("source_decree",)),
    ),
    Summary(
        "province_counts",
        "A province by its name: how often and in how many articles it is named, copies apart.",
        (
            "name",
            "mentions INTEGER",
            "documents INTEGER",
            "original_mentions INTEGER",
            "original_documents INTEGER",
        ),
        "SELECT name, count(*) AS mentions, count(DISTINCT doc_id) AS documents,"
        " count(*) FILTER (NOT is_duplicate) AS original_mentions,"
        " count(DISTINCT doc_id) FILTER (NOT is_duplicate) AS original_documents"
        " FROM published_provinces WHERE boilerplate IS NULL AND name IS NOT NULL GROUP BY name ORDER BY name",
        (),
        ("name",),
    ),
)


def summary_tables() -> Iterator[WebTable]:
    """The tables of all summaries."""
    for summary in SUMMARIES:
        yield summary.table()
