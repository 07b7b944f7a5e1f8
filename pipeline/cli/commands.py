"""The list of commands, in the order of the help page. One line a command."""

import typer

from pipeline.cli.check import check
from pipeline.cli.compact import compact
from pipeline.cli.crawl import crawl
from pipeline.cli.diff import diff
from pipeline.cli.evaluate import evaluate
from pipeline.cli.export import export
from pipeline.cli.extract import extract
from pipeline.cli.gold import gold
from pipeline.cli.history import history
from pipeline.cli.query import query
from pipeline.cli.render import render
from pipeline.cli.run import run
from pipeline.cli.serve import serve
from pipeline.cli.show import show
from pipeline.cli.tables import tables
from pipeline.cli.web import web


def register(app: typer.Typer) -> None:
    """Add every command to the application."""
    app.command()(run)
    app.command()(crawl)
    app.command()(serve)
    app.command()(tables)
    app.command()(show)
    app.command()(web)
    app.command()(history)
    app.command()(diff)
    app.command()(compact)
    app.command()(check)
    app.command()(query)
    app.command()(export)
    app.command()(gold)
    app.command()(extract)
    app.command()(evaluate)
    app.command()(render)
