"""`trichluc run`: from files and folders to tables."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pipeline.word_choice import WordsOf


def run(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, folders (recursive), addresses such as s3://bucket/folder; docs/inputs.md lists the formats.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="DIR", help="Where the store and the tables are; made if missing."),
    ],
    text_column: Annotated[
        str | None,
        typer.Option("--text-column", metavar="NAME", help="The column or field with the text; text if not given."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="MAP.toml", help="What other columns are called, in TOML or JSON."),
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Also write the tables as CSV; later runs keep the CSV files in step.")
    ] = False,
    with_boilerplate: Annotated[
        bool,
        typer.Option("--with-boilerplate", help="Publish mentions in teasers, tags and footers too, with the rule."),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--no-resume",
            help="Take over what a killed run had extracted and not stored yet, or throw it away.",
        ),
    ] = True,
    words: Annotated[
        WordsOf,
        typer.Option(
            "--words", metavar="WHICH", help="Sentences kept with words: all, those with mentions, or none of them."
        ),
    ] = "mentions",
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Extract on a Dask cluster: its scheduler's address (tcp://host:8786), or local for one made here.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where anything could not be read.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary.")] = False,
) -> None:
    """Extract from every document, keep it in the store of DIR, and publish the tables under DIR/tables.

    Documents that the store holds as they are, by content and extractor versions, are not extracted again.
    """
    from pipeline.columns import read_columns
    from pipeline.inputs import check_output, check_paths
    from pipeline.loading import loading
    from pipeline.lock import check_free
    from pipeline.places import place_of
    from pipeline.prefect_settings import prefect_api

    place = place_of(output)
    check_paths(paths)
    check_output(place)
    check_free(place)
    if dask is not None:
        from pipeline.cluster import check_scheduler

        check_scheduler(dask)
    columns = read_columns(mapping, text_column)

    began = ExitStack()

    def begin() -> None:
        with loading():
            import pipeline.flows  # noqa: F401

        # on a cluster it is the flow that has the input looked into
        if dask is None:
            from pipeline.beginning import begun_ahead

            began.enter_context(begun_ahead(paths, place, columns, resume=resume, words_of=words))
        # publishing would load it
        import duckdb  # noqa: F401

    try:
        with began, prefect_api(begin):
            from pipeline.flows import run_ingest

            summary = run_ingest(
                paths,
                place,
                with_csv=csv,
                with_boilerplate=with_boilerplate,
                progress=not quiet and sys.stderr.isatty(),
                columns=columns,
                resume=resume,
                words_of=words,
                dask=dask,
            )
    except KeyboardInterrupt:
        print("trichluc: interrupted; what was committed is kept, and the same command goes on there", file=sys.stderr)
        raise typer.Exit(130) from None
    if json:
        import orjson

        typer.echo(orjson.dumps(summary.as_record(), option=orjson.OPT_INDENT_2).decode())
    elif not quiet:
        from pipeline.cli.summary import print_summary

        print_summary(summary)
    if strict and summary.counts.rejected:
        raise typer.Exit(1)
