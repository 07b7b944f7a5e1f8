"""Words: the project's decoder against underthesea's own call, over the same sentences, in one process."""

import gzip
import time
from itertools import islice

import orjson

from bench.extraction import CORPUS


def report(articles: int = 200) -> str:
    """A Markdown section with the speeds of both, and how many words differ."""
    from underthesea import word_tokenize

    from extractors.folding import fold
    from extractors.sentences import sentences
    from extractors.words import words

    with gzip.open(CORPUS) as lines:
        texts = [orjson.loads(line)["text"] for line in islice(lines, 0, 5000, 5000 // articles)]
    begun = time.process_time()
    found = [fold(text[start:end]).text for text in texts for start, end in sentences(text)]
    split = time.process_time() - begun
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    # both load their model before the clock starts
    words("một", 0, 3)
    word_tokenize("một", use_token_normalize=False)
    begun = time.process_time()
    ours = [[sentence[start:end] for start, end in words(sentence, 0, len(sentence))] for sentence in found]
    own = time.process_time() - begun
    begun = time.process_time()
    theirs = [word_tokenize(sentence, use_token_normalize=False) for sentence in found]
    other = time.process_time() - begun
    # underthesea puts a blank between the tokens of a word where the text may have none
    differing = sum(
        ["".join(word.split()) for word in one] != ["".join(word.split()) for word in another]
        for one, another in zip(ours, theirs, strict=True)
    )
    return "\n".join(
        [
            "## Words",
            "",
            f"{articles} articles, {megabytes:.1f} MB, {sum(map(len, theirs)):,} words; processor time of one process, "
            f"models loaded. Sentences in which a word differs: {differing} of {len(found):,}.",
            "",
            "| | MB/s | against underthesea |",
            "| --- | ---: | ---: |",
            f"| sentences | {megabytes / split:.2f} | |",
            f"| words | {megabytes / own:.2f} | {other / own:.1f} times as fast |",
            f"| `underthesea.word_tokenize` | {megabytes / other:.2f} | 1.0 |",
        ]
    )
