"""Lexicons: tables of facts that the extractors know, as CSV files in this package.

Each file begins with a header and has a column `source` that says where a row's fact comes from. `table` reads one;
the modules that need facts at run time turn the rows into look-ups once a process.
"""

import csv
from os.path import join
from typing import cast


def table(name: str) -> list[dict[str, str]]:
    """Read a lexicon by its file name (`provinces.csv`): one dict a row, keyed by the header.

    The package's own loader reads the bytes, so that the library works from a zip too; `importlib.resources` would do
    the same for 20 ms of imports. Raises FileNotFoundError when there is no such lexicon.
    """
    loaded = cast(bytes, __loader__.get_data(join(__path__[0], name)))  # type: ignore[name-defined]
    return list(csv.DictReader(loaded.decode("utf-8").splitlines()))
