"""A store as it was, with today's columns: what an older program wrote is brought along aside, not in the store."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deltalake import DeltaTable, write_deltalake

from pipeline.places import uri_of
from pipeline.store import TABLES, Store

_ASIDE = ".columns"


@contextmanager
def with_columns_of_today(store: Store, aside: Path) -> Iterator[Store]:
    """A store with the rows of this one and today's columns: this one, or where it has others a copy in `aside`."""
    brought = {name: rows for name in TABLES if (rows := store.in_todays_columns(name)) is not None}
    if not brought:
        yield store
        return
    place = aside / _ASIDE
    shutil.rmtree(place, ignore_errors=True)
    try:
        copy = Store(place)
        for name, schema in TABLES.items():
            DeltaTable.create(uri_of(copy.folder / name), schema=schema)
            rows = brought[name] if name in brought else store.all_rows(name)
            write_deltalake(uri_of(copy.folder / name), rows, mode="append")
        yield copy
    finally:
        shutil.rmtree(place, ignore_errors=True)
