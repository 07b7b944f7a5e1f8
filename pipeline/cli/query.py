"""`trichluc query`: the published tables asked in SQL, or with a saved question."""

import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.store_folder import StoreFolder
from pipeline.errors import Misuse, TrichlucError
from pipeline.plurals import counted

if TYPE_CHECKING:
    from pipeline.asking import Answer, Asking
    from pipeline.questions import Question

#: How many rows a terminal is shown where `--limit` does not say.
_SHOWN_ROWS = 100


def query(
    folder: StoreFolder,
    sql: Annotated[
        str | None,
        typer.Argument(metavar="SQL", help="One SELECT, in DuckDB's SQL; - reads it from stdin.", show_default=False),
    ] = None,
    saved: Annotated[
        str | None, typer.Option("--saved", metavar="NAME", help="Ask a saved question instead; --list names them.")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="A parameter of the saved question; may be repeated."),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the tables, their columns and the questions.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON: an array with an object a row.")] = False,
    xlsx: Annotated[
        str | None, typer.Option("--xlsx", metavar="FILE.xlsx", help="Write an Excel workbook to this file.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, in the form of its suffix.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most N rows.", show_default=False)
    ] = None,
    max_seconds: Annotated[
        float, typer.Option("--max-seconds", metavar="S", min=0.1, help="Give up after S seconds.")
    ] = 300.0,
) -> None:
    """Ask the published tables of DIR in SQL: they are read, and nothing else can be."""
    from pipeline.asking import asking

    form, place = _form(as_csv, as_json, xlsx, output)
    if listed:
        _list(folder, as_json)
        return
    text, values, question = _asked(sql, saved, parameters or [])
    with asking(folder, max_seconds=max_seconds) as session:
        if question is not None:
            from pipeline.question_values import as_stored

            values = as_stored(question, values, session.rows)
        if form == "table":
            _print(session.ask(text, values), limit)
        else:
            _write(session, text, values, limit, form, place)


def _form(as_csv: bool, as_json: bool, xlsx: str | None, output: str | None) -> tuple[str, str]:
    """The form that is wanted and where it goes (`-`: stdout). Raises Misuse where the options do not fit."""
    if as_csv + as_json + (xlsx is not None) > 1:
        raise Misuse("--csv, --json and --xlsx exclude one another")
    if xlsx is not None:
        if output is not None:
            raise Misuse("--xlsx names the file itself; leave --output out")
        return "xlsx", xlsx
    if as_csv or as_json:
        return "csv" if as_csv else "json", output or "-"
    if output is None:
        return "table", "-"
    suffix = Path(output).suffix.lower().removeprefix(".")
    if suffix not in ("csv", "json", "xlsx"):
        raise Misuse(f"--output {output}: end it in .csv, .json or .xlsx, or say --csv or --json")
    return suffix, output


def _asked(
    sql: str | None, saved: str | None, parameters: Sequence[str]
) -> "tuple[str, dict[str, str], Question | None]":
    """The SQL, its parameters' values, and the saved question that it is of. Raises Misuse."""
    if (sql is None) == (saved is None):
        raise Misuse("give either SQL or --saved NAME; --list names the saved questions, the tables and their columns")
    given: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise Misuse(f"--param {parameter}: write NAME=VALUE")
        given[name.strip()] = value
    if saved is not None:
        from pipeline.questions import question_named

        question = question_named(saved)
        return question.duckdb, question.values(given), question
    if given:
        raise Misuse("--param goes with --saved; in SQL write the value")
    assert sql is not None
    return (_from_stdin() if sql == "-" else sql), {}, None


def _from_stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misuse(f"stdin: the SQL is not UTF-8 at byte {error.start + 1}") from None


def _print(answer: "Answer", limit: int | None) -> None:
    from rich.console import Console

    from pipeline.cli.answer_table import print_answer

    most = limit or _SHOWN_ROWS
    rows = list(islice(answer.rows, most + 1))
    console = Console(highlight=False, soft_wrap=False)
    print_answer(console, answer.columns, rows[:most])
    if len(rows) > most:
        console.print(f"the first {most:,} rows; --limit N shows more, --csv, --json and --xlsx write all")
    else:
        console.print(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}")


def _write(session: "Asking", sql: str, values: dict[str, str], limit: int | None, form: str, place: str) -> None:
    from pipeline.answer_files import write_csv, write_json
    from pipeline.lines import written_aside

    try:
        with written_aside(place) as opened:
            if form == "xlsx":
                from pipeline.table_exports.answer_book import write_answer

                for note in write_answer(session, sql, values, limit, opened):
                    print(f"trichluc: {place}: {note}", file=sys.stderr)
                return
            answer = session.ask(sql, values)
            names, rows = [column.name for column in answer.columns], islice(answer.rows, limit)
            if form == "csv":
                # for Excel, which guesses without a byte order mark; other programs that read stdin take it for text
                write_csv(names, rows, opened, for_excel=place != "-")
            else:
                write_json(names, rows, opened)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise TrichlucError(f"{place}: cannot be written ({error})") from None


def _list(folder: Path, as_json: bool) -> None:
    """The saved questions with their parameters, and the tables with their columns."""
    from pipeline.published import PublishedTables
    from pipeline.questions import QUESTIONS
    from pipeline.tables import table_named

    found = PublishedTables.of(folder).tables()
    if as_json:
        from dataclasses import asdict

        import orjson

        questions = [asdict(question) | {"sql": question.duckdb} for question in QUESTIONS]
        tables = [
            {
                "name": each.name,
                "row": each.row,
                "rows": each.rows,
                "columns": {column.name: column.meaning for column in table_named(each.name).columns},
            }
            for each in found
        ]
        typer.echo(orjson.dumps({"questions": questions, "tables": tables}, option=orjson.OPT_INDENT_2).decode())
        return
    typer.echo("Saved questions: trichluc query DIR --saved NAME --param NAME=VALUE\n")
    for question in QUESTIONS:
        typer.echo(f"  {question.name}: {question.title_vi} / {question.title_en}")
        typer.echo(f"    {question.about_vi}\n    {question.about_en}")
        for parameter in question.parameters:
            usual = parameter.default or "''"
            typer.echo(f"    --param {parameter.name}={usual}: {parameter.meaning_vi} / {parameter.meaning_en}")
        typer.echo("")
    typer.echo("Tables and their columns:\n")
    for each in found:
        typer.echo(f"  {each.name} ({counted(each.rows, 'row')}): {each.row}")
        for column in table_named(each.name).columns:
            typer.echo(f"    {column.name}: {column.meaning}")
        typer.echo("")
