"""The published tables: as they were drawn, from the store as it is, with keys and counts that fit together."""

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.checks import remedies
from pipeline.checks.files import UNREADABLE
from pipeline.checks.findings import Report
from pipeline.checksums import checksum
from pipeline.plurals import counted
from pipeline.publish import MANIFEST, TablesState, manifest
from pipeline.queries import connect, parquet
from pipeline.schemas import KINDS
from pipeline.store import Store
from pipeline.tables import published_tables

#: Tables with a row of a document, or of what stands in one.
_OF_DOCUMENTS = ("revisions", "sentences", *KINDS, "decree_relations")


def check_published(output: Path, runs: int, spill: Path, report: Report) -> None:
    """Check the tables of the output folder, whose store has so many runs; a broken one is not read further."""
    store, folder = Store(output), output / "tables"
    remedy = remedies.published(output)
    if not folder.is_dir():
        report.notes.append("no tables were published yet")
        return
    drawn = manifest(folder)
    if drawn is None:
        report.add(folder / MANIFEST, "", "manifest", "missing, or not as this program writes it", remedy)
    elif drawn.versions != {name: store.version(name) for name in drawn.versions}:
        problem = "says that the tables were drawn from another version of the store than the present one"
        report.add(folder / MANIFEST, "", "manifest", problem, "the next `trichluc run` draws the tables again")
    broken = {table.name for table in published_tables() if not _is_whole(folder, table.name, drawn, report, remedy)}
    for name, seal in (drawn.checksums if drawn is not None else {}).items():
        if name.endswith(".csv"):
            _check_sum(folder / name, seal, report, remedy)
    if "runs" not in broken and pq.read_metadata(folder / "runs.parquet").num_rows != runs:
        problem = "has other runs than the store"
        report.add(folder / "runs.parquet", "", "count", problem, "the next `trichluc run` draws it again")
    if "documents" not in broken:
        _check_rows(folder, broken, spill, report, remedy, drawn)


def _is_whole(folder: Path, name: str, drawn: TablesState | None, report: Report, remedy: str) -> bool:
    file = folder / f"{name}.parquet"
    report.checked["tables"] += 1
    seal = drawn.checksums.get(file.name) if drawn is not None else None
    if seal is not None and not _check_sum(file, seal, report, remedy):
        return False
    try:
        with pq.ParquetFile(file) as opened:
            if seal is None:
                for group in range(opened.num_row_groups):
                    opened.read_row_group(group)
            rows = opened.metadata.num_rows
    except UNREADABLE as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({str(error)[:200]})"
        report.add(file, "", "table", problem, remedy)
        return False
    if drawn is not None and name in drawn.rows and drawn.rows[name] != rows:
        report.add(file, "", "table", f"has {counted(rows, 'row')}, the manifest says {drawn.rows[name]:,}", remedy)
        return False
    return True


def _check_sum(file: Path, seal: str, report: Report, remedy: str) -> bool:
    try:
        if checksum(file) == seal:
            return True
        problem = "not as it was written (checksum)"
    except OSError as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
    report.add(file, "", "table", problem, remedy)
    return False


def _check_rows(
    folder: Path, broken: set[str], spill: Path, report: Report, remedy: str, drawn: TablesState | None
) -> None:
    """Every row's document is there, mentions are told apart, and the documents' counts are those of the tables."""
    documents = parquet([folder / "documents.parquet"])
    with connect(spill) as connection:
        for name in _OF_DOCUMENTS:
            if name in broken:
                continue
            file = folder / f"{name}.parquet"
            rows = parquet([file])
            query = f"SELECT count(*) FROM {rows} WHERE doc_id NOT IN (SELECT doc_id FROM {documents})"
            [(lost,)] = connection.sql(query).fetchall()
            if lost:
                report.add(file, "", "key", f"{counted(lost, 'row')} of documents that are not in `documents`", remedy)
            if name not in KINDS:
                continue
            # with those in boilerplate, which the documents' counts leave out
            query = f"SELECT count(*), count(DISTINCT mention_id), count(*) FILTER (boilerplate IS NULL) FROM {rows}"
            [(all_, different, in_bodies)] = connection.sql(query).fetchall()
            [(said,)] = connection.sql(f"SELECT coalesce(sum({name}), 0) FROM {documents}").fetchall()
            if different != all_:
                report.add(
                    file,
                    "",
                    "key",
                    f"{counted(all_ - different, 'row')} with the `mention_id` of another one",
                    remedy,
                )
            if said != in_bodies:
                report.add(file, "", "count", f"has {in_bodies:,} rows, the documents' counts say {said:,}", remedy)
