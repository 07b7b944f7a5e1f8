"""`python -m bench`: every measurement in one run, printed and written to docs/benchmarks.md."""

import sys
from pathlib import Path

from bench import extraction, words
from bench.measure import machine

PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> int:
    if not extraction.CORPUS.exists():
        print(
            f"bench: {extraction.CORPUS} is not there. The measurements need that corpus beside the project; "
            "it is not part of it. Nothing was measured.",
            file=sys.stderr,
        )
        return 1
    page = "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`, all in one run.",
            "",
            f"Machine: {machine()}.",
            "",
            extraction.report(),
            "",
            words.report(),
            "",
        ]
    )
    print(page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
