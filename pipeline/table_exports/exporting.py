"""One export, from the tables to the place where it stands."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xlsxwriter.exceptions import XlsxFileError

from pipeline.asking import asking
from pipeline.errors import Misuse, TrichlucError
from pipeline.table_exports import files
from pipeline.table_exports.places import README, export_file, export_folder
from pipeline.table_exports.selection import Part, Selection
from pipeline.table_exports.telling import Told, readme
from pipeline.tables import published_tables


class TableForm(StrEnum):
    """The forms by the names that the command line gives them."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    GRAPHML = "graphml"
    JSONL = "jsonl"


#: Forms that are one file; the others are a folder of files.
ONE_FILE = (TableForm.XLSX, TableForm.SQLITE)
#: An export has no one to wait for it: it may take a day.
_MAX_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that was written: where, which tables with how many rows, and what is not as it is in the tables."""

    place: Path
    rows: dict[str, int]
    notes: tuple[str, ...]


def export(
    output: Path,
    form: TableForm,
    *,
    tables: Sequence[str] = (),
    where: str | None = None,
    place: Path | None = None,
    guarded: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Exported:
    """Export tables (none named: all) of an output folder, those rows for which a condition holds.

    `place` is the file or folder to write, by default under `exports` of the output folder; `progress` is called with
    the rows that are read and those that there are. Raises Misuse for what cannot be asked for, or where something else
    is at the place.
    """
    if form is TableForm.GRAPHML and tables:
        raise Misuse("--table: the graphs are drawn from decree_refs and decree_relations; leave it out")
    if guarded and form is not TableForm.CSV:
        raise Misuse("--guard-formulas goes with --format csv; the other forms say what is text")
    with asking(output, max_seconds=_MAX_SECONDS) as session:
        chosen = ("decree_refs",) if form is TableForm.GRAPHML else tables
        selection = Selection(session, chosen, where, progress)
        told = Told(
            origin=selection.origin,
            contents=_contents(form, tables),
            parts=selection.parts,
            where=where,
        )
        to = place if place is not None else _usual_place(output, form)
        try:
            if form in ONE_FILE:
                notes = _write_file(selection, told, form, to)
            else:
                notes = _write_folder(selection, told, form, to, guarded)
        except (OSError, sqlite3.Error, XlsxFileError) as error:
            raise TrichlucError(f"{to}: cannot be written ({error}); what was there is as it was") from None
    return Exported(to, {part.table.name: part.rows for part in selection.parts}, tuple(notes))


def _contents(form: TableForm, tables: Sequence[str]) -> str:
    if form is TableForm.GRAPHML:
        return "đồ thị văn bản / graph of legal documents"
    return ", ".join(tables) or "mọi bảng / all tables"


def _usual_place(output: Path, form: TableForm) -> Path:
    folder = output / "exports"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Misuse(f"{folder}: cannot be made ({error.strerror}); give a place with --output") from None
    return folder / (f"trichluc.{form}" if form in ONE_FILE else str(form))


def _write_file(selection: Selection, told: Told, form: TableForm, place: Path) -> list[str]:
    with export_file(place) as aside:
        if form is TableForm.XLSX:
            from pipeline.table_exports.workbook import write_workbook

            return write_workbook(selection, told, aside)
        from pipeline.table_exports.sqlite_file import write_sqlite

        return write_sqlite(selection, told, aside)


def _write_folder(selection: Selection, told: Told, form: TableForm, place: Path, guarded: bool) -> list[str]:
    with export_folder(place, _names()) as folder:
        notes: list[str] = []
        if form is TableForm.GRAPHML:
            from pipeline.table_exports.graphs import GRAPHML_FORM, write_graphs

            written: tuple[str, ...] = GRAPHML_FORM
            notes = write_graphs(selection, told, folder)
        else:
            write, written = _writer(form, guarded)
            for part in selection.parts:
                write(selection, part, folder)
        (folder / README).write_text(readme(told.noted(notes), written), "utf-8")
    return notes


def _writer(form: TableForm, guarded: bool) -> tuple[Callable[[Selection, Part, Path], None], tuple[str, ...]]:
    if form is TableForm.CSV:
        return (
            lambda selection, part, folder: files.write_csv(selection, part, folder, guarded=guarded),
            files.GUARDED_FORM if guarded else files.CSV_FORM,
        )
    if form is TableForm.JSONL:
        return files.write_jsonl, files.JSONL_FORM
    return files.write_parquet, files.PARQUET_FORM


def _names() -> frozenset[str]:
    """Every name of a file that an export as a folder may hold."""
    from pipeline.table_exports.graphs import COCITATION, RELATIONS

    tables = [f"{table.name}.{suffix}" for table in published_tables() for suffix in ("csv", "jsonl", "parquet")]
    return frozenset([*tables, RELATIONS, COCITATION])
