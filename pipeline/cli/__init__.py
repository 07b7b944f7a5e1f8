"""The command `trichluc`: one module a command, each a thin function over the pipeline.

Everything heavy (Prefect, pandas, underthesea) is imported inside the function that needs it, so that `--help` and
`extract` start fast; a test holds the start-up to it.
"""

import sys
from typing import Annotated

import typer

from pipeline.errors import TrichlucError

app = typer.Typer(
    name="trichluc",
    help="Citable tables from Vietnamese news and reports: legal references, sums, percentages, provinces.",
    no_args_is_help=True,
    add_completion=False,
    # plain help: importing what draws the boxes takes longer than all the rest
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"trichluc {version('trichluc')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Nothing to do before a command."""


def _register() -> None:
    from pipeline.cli import commands

    commands.register(app)


_register()


def main() -> None:
    """Run the command line; an error that a user can act on becomes one line on stderr and an exit code."""
    try:
        app()
    except TrichlucError as error:
        print(f"trichluc: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        # the reader of our output went away (`| head`): not an error, and nothing more can be said to it
        sys.stderr.close()
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("trichluc: interrupted", file=sys.stderr)
        raise SystemExit(130) from None
