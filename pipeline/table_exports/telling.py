"""What every export says of itself, in Vietnamese and English: run, versions, filter, and how to cite it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.column_labels import column_label
from pipeline.plurals import counted
from pipeline.table_docs import type_words
from pipeline.table_exports.selection import Origin, Part

#: The first line of a README of ours, by which an export is told from what is not.
MARK = "<!-- trichluc export -->"
#: The columns of a data dictionary.
DICTIONARY = ("table", "column", "type", "cột", "meaning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to say: of what the export is, how it was narrowed, what is particular about it."""

    origin: Origin
    #: What is exported, in a word or two: the tables' names, or `decree graph`.
    contents: str
    parts: tuple[Part, ...] = ()
    where: str | None = None
    #: SQL and parameters, where it is the answer to a question.
    sql: str | None = None
    notes: tuple[str, ...] = ()

    def noted(self, notes: Sequence[str]) -> "Told":
        """The same with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def facts(told: Told) -> list[tuple[str, str]]:
    """Names and values, in order: for a sheet, a table or attributes."""
    origin = told.origin
    found = [
        ("Nội dung / contents", told.contents),
        ("Lần chạy / run", origin.run_id),
        ("Kết thúc lúc / ended at", f"{origin.ended_at:%Y-%m-%d %H:%M:%S %z}"),
        ("Phiên bản / version", f"trichluc {origin.code_version}"),
        ("Bộ nhận dạng / extractors", ", ".join(f"{name} {at}" for name, at in sorted(origin.versions.items()))),
        ("Số bài trong kho / documents in the store", f"{origin.documents}"),
        ("Lọc / filter", told.where or "không / none"),
    ]
    if told.sql is not None:
        found.append(("SQL", told.sql))
    found += [(f"Số dòng / rows: {part.table.name}", _rows(part)) for part in told.parts]
    found += [("Lưu ý / note", note) for note in told.notes]
    found += [("Trích dẫn", cited_in_vietnamese(told)), ("Cite as", cited_in_english(told))]
    return found


def _rows(part: Part) -> str:
    return f"{part.rows}" if part.rows == part.of_rows else f"{part.rows} / {part.of_rows}"


def cited_in_vietnamese(told: Told) -> str:
    """How to cite the export, in Vietnamese."""
    origin = told.origin
    narrowed = f", lọc theo {told.where}" if told.where else ""
    return (
        f"Trích Lục, phiên bản {origin.code_version}: {told.contents}{narrowed}, trích từ {origin.documents} bài,"
        f" lần chạy {origin.run_id} ngày {origin.ended_at.day}/{origin.ended_at.month}/{origin.ended_at.year}."
    )


def cited_in_english(told: Told) -> str:
    """How to cite the export, in English."""
    origin = told.origin
    narrowed = f", where {told.where}" if told.where else ""
    return (
        f"Trích Lục, version {origin.code_version}: {told.contents}{narrowed},"
        f" drawn from {counted(origin.documents, 'document')} by run {origin.run_id} of {origin.ended_at:%Y-%m-%d}."
    )


def readme(told: Told, form: Sequence[str]) -> str:
    """The README beside files, as Markdown; `form` says, a paragraph each, how values are written."""
    lines = [MARK, "# Trích Lục", "", "| | |", "| --- | --- |"]
    lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in facts(told)]
    lines += [
        "",
        "Mỗi dòng nêu bài (`doc_id`) và vị trí (`start`, `end`: số ký tự Unicode tính từ 0, không gồm `end`) trong"
        " `documents.text`.",
        "Each row names its document (`doc_id`) and its place (`start`, `end`: Unicode code points from 0, half-open)"
        " in `documents.text`.",
        "",
    ]
    for paragraph in form:
        lines += [paragraph, ""]
    for part in told.parts:
        lines += [f"## {part.table.name}", "", part.table.row, "", "| column | type | cột | meaning |"]
        lines.append("| --- | --- | --- | --- |")
        lines += ["| " + " | ".join(map(_cell, row[1:])) + " |" for row in dictionary([part])]
        lines.append("")
    return "\n".join(lines)


def dictionary(parts: Sequence[Part]) -> list[tuple[str, str, str, str, str]]:
    """The data dictionary: table, column, type, the column's name in Vietnamese, what it means."""
    return [
        (
            part.table.name,
            column.name,
            type_words(column.type),
            column_label(part.table.name, column.name),
            column.meaning,
        )
        for part in parts
        for column in part.table.columns
    ]


def _cell(text: str) -> str:
    """Text that neither ends a cell of Markdown nor a line of it."""
    return " ".join(text.replace("|", "\\|").split())
