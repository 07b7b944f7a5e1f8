"""Words: the project's decoder against underthesea's own call, over the same sentences, in one process."""

import gzip
import time
from dataclasses import dataclass
from itertools import islice

import orjson

from bench.extraction import CORPUS


@dataclass(frozen=True)
class Compared:
    """Megabytes a second of sentences, of words (nothing remembered yet; all remembered), of underthesea's words; and
    what was compared."""

    articles: int
    megabytes: float
    words: int
    sentences: int
    differing: int
    split: float
    cold: float
    warm: float
    underthesea: float


def compare(articles: int = 200) -> Compared:
    """Find the words of so many articles in both ways."""
    from underthesea import word_tokenize

    from extractors.folding import fold
    from extractors.sentences import sentences
    from extractors.words import words, words_of

    with gzip.open(CORPUS) as lines:
        texts = [orjson.loads(line)["text"] for line in islice(lines, 0, 5000, 5000 // articles)]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    # all load their model before the clock starts
    sentences("Một.")
    words("một", 0, 3)
    word_tokenize("một", use_token_normalize=False)
    seconds: list[float] = []

    def lap(begun: float) -> None:
        seconds.append(time.process_time() - begun)

    begun = time.process_time()
    bounds = [sentences(text) for text in texts]
    lap(begun)
    for _ in range(2):
        begun = time.process_time()
        ours = [words_of(text, within) for text, within in zip(texts, bounds, strict=True)]
        lap(begun)
    given = [fold(text[start:end]).text for text, within in zip(texts, bounds, strict=True) for start, end in within]
    begun = time.process_time()
    theirs = [word_tokenize(sentence, use_token_normalize=False) for sentence in given]
    lap(begun)
    written = [
        [fold(text[start:end]).text for start, end in spans]
        for text, found in zip(texts, ours, strict=True)
        for spans in found
    ]
    # underthesea puts a blank between the tokens of a word where the text may have none
    differing = sum(
        ["".join(word.split()) for word in one] != ["".join(word.split()) for word in another]
        for one, another in zip(written, theirs, strict=True)
    )
    split, cold, warm, other = (megabytes / each for each in seconds)
    return Compared(len(texts), megabytes, sum(map(len, theirs)), len(given), differing, split, cold, warm, other)


def report(found: Compared) -> str:
    """A Markdown section with the speeds of both, and how many words differ."""
    other = found.underthesea
    return "\n".join(
        [
            "## Words",
            "",
            f"{found.articles:,} articles, {found.megabytes:.1f} MB, {found.words:,} words; processor time of one "
            f"process, models loaded. Sentences in which a word differs: {found.differing} of {found.sentences:,}. "
            "(`python -m bench.words 1000` compares a thousand articles.)",
            "",
            "| | MB/s | against underthesea |",
            "| --- | ---: | ---: |",
            f"| sentences | {found.split:.2f} | |",
            f"| words, nothing remembered yet | {found.cold:.2f} | {found.cold / other:.1f} times as fast |",
            f"| words, of the same articles again | {found.warm:.2f} | {found.warm / other:.1f} times as fast |",
            f"| `underthesea.word_tokenize` | {found.underthesea:.2f} | 1.0 |",
        ]
    )


if __name__ == "__main__":
    import sys

    print(report(compare(int(sys.argv[1]) if sys.argv[1:] else 200)))
