"""`python -m bench`: every measurement in one run, printed and written to docs/benchmarks.md and README.md.

With `--quick` little is measured, once, printed and written nowhere. What takes many minutes has a command of its own:
`python -m bench.memory` puts its section on the page.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import extraction, memory, whole_run, words
from bench.measure import machine
from bench.pages import IMAGE, PAGE, README, put_block, put_section
from pipeline.partitions import worker_count


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and write docs/benchmarks.md.")
    parser.add_argument("--quick", action="store_true", help="measure little, and write nothing")
    quick = parser.parse_args(arguments).quick
    if not extraction.CORPUS.exists():
        print(
            f"bench: {extraction.CORPUS} is not there. The measurements need that corpus beside the project; "
            "it is not part of it. Nothing was measured.",
            file=sys.stderr,
        )
        return 1
    if quick:
        extracted, tokenized, runs = extraction.compare(1), words.compare(20), whole_run.measure((100, 250))
        with tempfile.TemporaryDirectory() as folder:
            whole_run.draw(runs, Path(folder) / IMAGE.name)
        print(_page("", extracted, tokenized, runs), _figures(extracted, tokenized, runs[-1]), sep="\n")
        return 0
    extracted, tokenized, runs = extraction.compare(), words.compare(), whole_run.measure()
    whole_run.draw(runs, IMAGE)
    page = _page(PAGE.read_text("utf-8") if PAGE.exists() else "", extracted, tokenized, runs)
    PAGE.write_text(page, "utf-8")
    README.write_text(put_block(README.read_text("utf-8"), _figures(extracted, tokenized, runs[-1])), "utf-8")
    print(page)
    return 0


def _page(before: str, extracted: extraction.Compared, tokenized: words.Compared, runs: Sequence[whole_run.Run]) -> str:
    """docs/benchmarks.md; what other commands have put there stays."""
    page = f"# Benchmarks\n\nWritten by `make bench`, all in one run.\n\nMachine: {machine()}.\n"
    if "\n## " in before:
        page += before[before.index("\n## ") :]
    page = put_section(page, "Extraction", extraction.report(extracted))
    page = put_section(page, "Words", words.report(tokenized))
    page = put_section(page, "The whole run", whole_run.report(runs, worker_count(), f"images/{IMAGE.name}"))
    return put_section(page, "Memory", memory.report([(run.articles, run.peak) for run in runs]))


def _figures(extracted: extraction.Compared, tokenized: words.Compared, run: whole_run.Run) -> str:
    """The figures of README.md."""
    script = extracted.timings["four patterns"]
    names = {
        "trichluc extract": "`trichluc extract`",
        "four patterns": "a script of four `re` patterns that finds less and normalises nothing",
        "JSON alone": "the same JSON decoded and encoded, nothing else",
    }
    cores = worker_count()
    share = run.own / cores
    return "\n".join(
        [
            f"How fast (`make bench`, {run.articles:,} articles, {run.megabytes:.1f} MB of text;",
            f"{machine(short=True)}; [docs/benchmarks.md](docs/benchmarks.md)):",
            "",
            "| a whole process | s | against the script |",
            "| --- | ---: | ---: |",
            *(
                f"| {name} | {extracted.timings[key].wall:.2f} | {extracted.timings[key].wall / script.wall:.2f} |"
                for key, name in names.items()
            ),
            "",
            f"`trichluc run`, with sentences, words, store and tables, takes {run.timing.wall:.1f} s on {cores} cores:",
            f"{run.articles / run.timing.wall:.0f} articles a second, {run.timing.wall / share:.2f} times its own"
            " extraction and words. Words are",
            f"underthesea's, token for token, {tokenized.cold / tokenized.underthesea:.0f} times as fast as by its own"
            " call.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
