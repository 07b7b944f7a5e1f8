"""`python -m bench.memory`: memory and time of `trichluc run` over an input twenty times as large as the corpus.

The input is made here: the corpus again and again, each time with other ids and other words, so that what is compared
to find copies is as new as in an archive of that size. It takes many minutes and some gigabytes of disk, and writes a
section of docs/benchmarks.md.
"""

import argparse
import gzip
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import orjson

from bench.extraction import CORPUS
from bench.measure import machine
from bench.pages import PAGE, put_section
from bench.watching import Peak, Watched, watch

#: What all processes together may have, in bytes.
_ALLOWED = 1_500_000_000
_TITLE = "Memory, twenty times the corpus"


def rows(watched: Sequence[tuple[int, Peak]]) -> list[str]:
    """Rows of a Markdown table: memory by process at the moment when all together had most."""
    roles = ("the run itself", "workers", "Prefect's API", "other")
    return [
        f"| articles | together, MB | {' | '.join(roles)} |",
        f"| ---: | ---: | {' | '.join('---:' for _ in roles)} |",
        *(
            f"| {articles:,} | {peak.total / 1e6:.0f} | "
            + " | ".join(f"{peak.then.get(role, 0) / 1e6:.0f}" for role in roles)
            + " |"
            for articles, peak in watched
        ),
    ]


def report(watched: Sequence[tuple[int, Peak]]) -> str:
    """A Markdown section with the memory of runs of several sizes."""
    return "\n".join(
        [
            "## Memory",
            "",
            "The same runs: proportional set size (what a process has to itself and its share of what several have), "
            "looked at twice a second, when all processes together had most, in MB. `python -m bench.memory` "
            "measures an input of 100,000 articles.",
            "",
            *rows(watched),
        ]
    )


def enlarged(times: int, place: Path) -> int:
    """Write the corpus so many times; give the number of articles.

    The first time it is as it is. In each further one half of the words that stand apart from numbers and capitals are
    other words of the corpus (the same one for a word, all through that time), so that what is found stays and few
    sequences of five words do.
    """
    with gzip.open(CORPUS) as lines:
        articles = [orjson.loads(line) for line in lines]
    vocabulary = sorted({word for article in articles for word in article["text"].split() if _is_plain(word)})
    with open(place, "wb") as out:
        for time in range(times):
            others = _others(vocabulary, time) if time else {}
            for article in articles:
                text = "\n".join(_with_others(line, others) for line in article["text"].split("\n"))
                out.write(orjson.dumps(article | {"id": f"{article['id']}-{time}", "url": None, "text": text}) + b"\n")
    return times * len(articles)


def _is_plain(word: str) -> bool:
    return word.isalpha() and word.islower()


def _others(vocabulary: Sequence[str], time: int) -> dict[str, str]:
    """For half of the words another one."""
    found = {}
    for word in vocabulary:
        number = int.from_bytes(hashlib.blake2b(f"{time} {word}".encode(), digest_size=8).digest(), "little")
        if number % 2:
            found[word] = vocabulary[number // 2 % len(vocabulary)]
    return found


def _with_others(line: str, others: dict[str, str]) -> str:
    words = line.split(" ")
    plain = [True, *map(_is_plain, words), True]
    return " ".join(
        others.get(word, word) if before and here and after else word
        for word, before, here, after in zip(words, plain, plain[1:], plain[2:], strict=False)
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="how many times the corpus")
    parser.add_argument("--folder", type=Path, help="where the input and the output are put meanwhile")
    asked = parser.parse_args(arguments)
    if not CORPUS.exists():
        print(f"bench: {CORPUS} is not there. Nothing was measured.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        source = Path(folder) / "articles.jsonl"
        articles = enlarged(asked.times, source)
        size = source.stat().st_size
        trichluc = str(Path(sys.executable).with_name("trichluc"))
        watched = watch([trichluc, "run", str(source), "--output", str(Path(folder) / "out"), "--json"])
    section = _section(articles, size, watched)
    PAGE.write_text(put_section(PAGE.read_text("utf-8"), _TITLE, section), "utf-8")
    print(section)
    return 0 if watched.peak.total <= _ALLOWED else 1


def _section(articles: int, size: int, watched: Watched) -> str:
    summary = orjson.loads(watched.printed)
    if summary["extracted"] != articles:
        raise RuntimeError(f"{summary['extracted']} of {articles} articles were extracted from")
    spent = ", ".join(f"{stage} {seconds:,.0f} s" for stage, seconds in summary["processor_seconds"].items())
    tables = summary["tables"]
    ever = ", ".join(f"{role} {held / 1e6:,.0f} MB" for role, held in sorted(watched.peak.ever.items()))
    return "\n".join(
        [
            f"## {_TITLE}",
            "",
            f"Written by `python -m bench.memory`. Machine: {machine()}.",
            "",
            f"{articles:,} articles, {size / 1e6:,.0f} MB of JSON lines: the corpus again and again, each time with "
            "other ids; in each but the first half of the words that stand apart from numbers and capitals are other "
            f"words of the corpus. In the tables: {tables['decree_refs']:,} legal references, {tables['amounts']:,} "
            f"sums, {tables['sentences']:,} sentences with their words.",
            "",
            *rows([(articles, watched.peak)]),
            "",
            f"Each kind of process at its own most: {ever}.",
            "",
            f"Wall {watched.timing.wall:,.0f} s, {articles / watched.timing.wall:.0f} articles a second; processor "
            f"time {watched.timing.processor:,.0f} s: {spent}.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
