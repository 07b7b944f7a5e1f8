"""`docs/tables.md`, generated from the tables' schemas: `python -m pipeline.table_docs > docs/tables.md`."""

from collections.abc import Iterator

import pyarrow as pa

from pipeline.tables import PublishedTable, published_tables

_HEAD = """\
# The tables

`trichluc run PATH... --output DIR` publishes these tables as Parquet under `DIR/tables` (with `--csv` as CSV too).
This page is generated from their schemas: `python -m pipeline.table_docs > docs/tables.md`.

- Each file is written aside and then renamed: a reader sees a whole table, the old one or the new one.
  `manifest.json`, renamed last, says from which versions of the store the set was drawn.
- The same documents and the same version of the program give the same bytes, whatever the order or number of runs;
  only `runs` tells of runs. Rows are sorted by the columns named under each table.
- Offsets (`start`, `end`) count Unicode code points from 0 in `documents.text`, which is the text as it was given;
  `end` is the first code point past the stretch. In Python `text[start:end]`, in DuckDB
  `substring(text, start + 1, "end" - start)`.
- Sums are decimals, never floating point. Dates are dates. Lists are lists; in CSV they are JSON.
- CSV files are UTF-8 with a byte order mark, so that Excel reads them right; null is an empty cell.
- Mentions in boilerplate (`documents.boilerplate`) are kept in the store, and are in these tables only after
  `trichluc run --with-boilerplate`; the column `boilerplate` then names the rule. Counts never include them.
"""

_TYPES = {
    "string": "text",
    "int32": "integer",
    "int64": "integer",
    "bool": "boolean",
    "date32[day]": "date",
    "double": "number",
    "timestamp[us, tz=UTC]": "time (UTC)",
    "timestamp[us, tz=Asia/Ho_Chi_Minh]": "time (Vietnam)",
}


def tables_page() -> str:
    """The page, as Markdown."""
    parts = [_HEAD, "| table | a row is |\n| --- | --- |"]
    parts.extend(f"| [`{table.name}`](#{table.name}) | {table.row} |" for table in published_tables())
    for table in published_tables():
        parts.extend(_section(table))
    return "\n".join(parts) + "\n"


def _section(table: PublishedTable) -> Iterator[str]:
    order = ", ".join(f"`{name}`" for name in table.order)
    yield f"\n## {table.name}\n\n{table.row} Sorted by {order}.\n\n| column | type | meaning |\n| --- | --- | --- |"
    for column in table.columns:
        yield f"| `{column.name}` | {type_words(column.type)} | {column.meaning} |"


def type_words(type_: pa.DataType) -> str:
    """A column's type in words."""
    if pa.types.is_list(type_):
        return f"list of {type_words(type_.value_type)}"
    if pa.types.is_struct(type_):
        return "record of " + ", ".join(f"`{field.name}`" for field in type_)
    if pa.types.is_decimal(type_):
        return f"decimal({type_.precision}, {type_.scale})"
    return _TYPES[str(type_)]


if __name__ == "__main__":
    print(tables_page(), end="")
