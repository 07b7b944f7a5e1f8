"""The tables' schemas, and the page that is generated from them."""

from pathlib import Path

from pipeline.schemas import KINDS
from pipeline.table_docs import tables_page
from pipeline.tables import published_tables

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_page_is_in_step() -> None:
    assert PAGE.read_text(encoding="utf-8") == tables_page(), "python -m pipeline.table_docs > docs/tables.md"


def test_every_column_has_a_meaning_and_a_name_of_its_own() -> None:
    for table in published_tables():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names), table.name
        assert all(column.meaning.endswith((".", "…")) for column in table.columns)
        assert set(table.order) <= set(names)


def test_every_kind_has_its_table_with_document_and_provenance() -> None:
    tables = {table.name: {column.name for column in table.columns} for table in published_tables()}
    for name in KINDS:
        assert tables[name] >= {
            *("mention_id", "doc_id", "title", "published_on", "source", "url"),
            *("sentence", "start", "end", "text", "rule", "extractor", "extractor_version"),
        }
