"""The argument that names a store to look into: the same for every command that does."""

from pathlib import Path
from typing import Annotated

import typer


def _on_this_machine(given: str) -> Path:
    from pipeline.errors import Misuse
    from pipeline.places import is_address

    if is_address(given):
        raise Misuse(
            f"{given}: only `trichluc run` reads and writes at addresses; copy what is there into a folder of this"
            " machine, and give that"
        )
    return Path(given)


StoreFolder = Annotated[
    Path, typer.Argument(metavar="DIR", parser=_on_this_machine, help="The folder that `trichluc run` wrote to.")
]
