"""`python -m bench`: every measurement in one run, printed and written to docs/benchmarks.md and README.md.

What takes many minutes has a command of its own: `python -m bench.memory` puts its section on the page.
"""

import sys

from bench import extraction, memory, whole_run, words
from bench.measure import machine
from bench.pages import IMAGE, PAGE, README, put_block, put_section
from pipeline.partitions import worker_count


def main() -> int:
    if not extraction.CORPUS.exists():
        print(
            f"bench: {extraction.CORPUS} is not there. The measurements need that corpus beside the project; "
            "it is not part of it. Nothing was measured.",
            file=sys.stderr,
        )
        return 1
    extracted, tokenized, runs = extraction.compare(), words.compare(), whole_run.measure()
    whole_run.draw(runs, IMAGE)
    sections = {
        "Extraction": extraction.report(extracted),
        "Words": words.report(tokenized),
        "The whole run": whole_run.report(runs, worker_count(), f"images/{IMAGE.name}"),
        "Memory": memory.report([(run.articles, run.peak) for run in runs]),
    }
    head = f"# Benchmarks\n\nWritten by `make bench`, all in one run.\n\nMachine: {machine()}.\n"
    page = PAGE.read_text("utf-8") if PAGE.exists() else ""
    # what other commands have put there stays
    page = head + page[page.index("\n## ") :] if "\n## " in page else head
    for title, section in sections.items():
        page = put_section(page, title, section)
    PAGE.write_text(page, "utf-8")
    readme = put_block(README.read_text("utf-8"), _figures(extracted, tokenized, runs[-1]))
    README.write_text(readme, "utf-8")
    print(page)
    return 0


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
    sys.exit(main())
