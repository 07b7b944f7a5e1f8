"""Where the time of `trichluc extract` goes: stage by stage in one process, against the script of four patterns.

usage: python -m bench.stages
"""

import gzip
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import orjson

from bench.extraction import CORPUS
from bench.four_patterns import PATTERNS
from bench.measure import machine
from extractors.extraction import Extraction, _given
from extractors.mentions import Mention
from extractors.records import extraction_records, to_json
from extractors.registry import scanner
from extractors.text import Text
from pipeline.jsonl import Document, parse

Result = TypeVar("Result")
#: One article of so many article: what a stage leaves for the next is held in memory.
_EVERY = 5
_REPETITIONS = 5


def stages(lines: Sequence[bytes]) -> dict[str, float]:
    """Seconds of processor time that each stage takes with all lines, in the order of the stages."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Result]) -> Result:
        begin = time.process_time()
        result = work()
        taken[name] = time.process_time() - begin
        return result

    parsed = timed("JSON decoded", lambda: [parse(line) for line in lines])
    documents = [document for document in parsed if isinstance(document, Document)]
    texts = timed("folded, lower case", lambda: [Text.of(each.text, each.published_on) for each in documents])
    scans = timed("anchors found", lambda: [scanner().scan(text.lower, text.fold.single) for text in texts])
    found: list[dict[str, Sequence[Mention]]] = [{} for _ in texts]

    def run(at: int) -> None:
        extractor = scanner().extractors[at]
        for text, hits, before in zip(texts, scans, found, strict=True):
            wanted = hits[at] or any(before.get(name) for name in extractor.after)
            before[extractor.name] = extractor.find(text, hits[at], before) if wanted else ()

    for at, extractor in enumerate(scanner().extractors):
        timed(f"`{extractor.name}`", lambda at=at: run(at))
    given = timed(
        "offsets in the text as given",
        lambda: [
            {name: _given(text, mentions) for name, mentions in lists.items()}
            if text.folded is not text.given
            else lists
            for text, lists in zip(texts, found, strict=True)
        ],
    )
    extractions = [Extraction(each.text, lists=lists) for each, lists in zip(documents, given, strict=True)]
    records = timed(
        "records with ids",
        lambda: [extraction_records(each.id, one) for each, one in zip(documents, extractions, strict=True)],
    )
    timed("JSON encoded", lambda: [to_json(each) for each in records])
    return taken


def reference(texts: Sequence[str]) -> float:
    """Seconds of processor time that the four patterns alone take."""
    begin = time.process_time()
    for text in texts:
        for pattern in PATTERNS.values():
            for match in pattern.finditer(text):
                _ = match.start(), match.end(), match.group(), match.groupdict()
    return time.process_time() - begin


def table(taken: dict[str, float], script: float, megabytes: float) -> str:
    """The stages as a Markdown table: their shares, and each against the four patterns."""
    whole = sum(taken.values())
    rows = [f"| {name} | {each / whole:.1%} | {each / script:.2f} |" for name, each in taken.items()]
    return "\n".join(
        [
            f"Processor time over {megabytes:.1f} MB of text, starting and unpacking apart; {machine(short=True)}.",
            "",
            "| stage | share | against the four patterns |",
            "| --- | ---: | ---: |",
            *rows,
            f"| all | 100.0% | {whole / script:.2f} |",
        ]
    )


def main() -> int:
    if not CORPUS.exists():
        print(f"bench: {CORPUS} is not there; nothing was measured.", file=sys.stderr)
        return 1
    with gzip.open(CORPUS) as opened:
        lines = list(opened)[::_EVERY]
    texts = [orjson.loads(line)["text"] for line in lines]
    best: dict[str, float] = {}
    script = float("inf")
    for _ in range(_REPETITIONS):
        script = min(script, reference(texts))
        for name, each in stages(lines).items():
            best[name] = min(each, best.get(name, each))
    print(table(best, script, sum(len(text.encode()) for text in texts) / 1e6))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
