"""Words: underthesea's patterns and model over one sentence, as places in the text as given.

`underthesea.word_tokenize` gives strings, some of them rewritten. Its patterns and its model are used apart here,
so that a word is a place from the beginning: the patterns find tokens in the folded sentence, the model says which of
them continue a word. The words are those of `word_tokenize(sentence, use_token_normalize=False)`, which a test holds
them to.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Any

from extractors.folding import fold
from extractors.sentences import cut

#: A stretch this long, in code points, is tokenized by itself: some of the patterns look ahead to the end of what
#: they are given from each place in it. No sentence that people write is as long.
_LONGEST = 2000
#: In underthesea's pattern for addresses a repeated group holds a repeated class, which takes 2ⁿ steps on
#: `http:/!!!!…`. The same with each character taken once, and brackets that do not hold one another twice.
_ADDRESS_TAIL = re.compile(r"\(\?:\s+# One or more:.*?\)\+\s+\(\?:\s+# End with:", re.DOTALL)
_LINEAR_TAIL = r"(?:[^\s()<>{}\[\]]|\([^\s()]*\([^\s()]+\)[^\s()]*\)|\([^\s()]+\))+(?:"
_SURROGATE = re.compile("[\ud800-\udfff]")


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each word of the sentence `text[start:end]` begins and ends (half-open, in the text as given).

    The spans are in order, and every character of the sentence that is not white space is in exactly one. A word of
    several syllables holds the white space between them.
    """
    sentence = text[start:end]
    folded = fold(sentence)
    starts = [at for begin, stop in _stretches(folded.text) for at in _starts(folded.text, begin, stop)]
    return [(start + begin, start + stop) for begin, stop in cut(sentence, folded, starts)]


def _stretches(text: str) -> list[tuple[int, int]]:
    """The text in stretches of at most `_LONGEST`, cut at white space where there is any."""
    if len(text) <= _LONGEST:
        return [(0, len(text))]
    cuts = [0]
    while len(text) - cuts[-1] > _LONGEST:
        begin = cuts[-1]
        space = text.rfind(" ", begin + 1, begin + _LONGEST)
        cuts.append(space if space > 0 else begin + _LONGEST)
    return list(pairwise([*cuts, len(text)]))


def _starts(text: str, begin: int, stop: int) -> list[int]:
    """Where words begin in a stretch of a folded sentence."""
    # the model reads UTF-8, which has no lone surrogates
    stretch = _SURROGATE.sub("\ufffd", text[begin:stop])
    found = [(match.start(), match[0]) for match in _patterns().finditer(stretch)]
    if not found:
        return []
    tags = _model().predict([[token] for _, token in found])
    return [
        begin + at
        for position, ((at, _), tag) in enumerate(zip(found, tags, strict=True))
        if tag != "I-W" or position == 0
    ]


@cache
def _patterns() -> re.Pattern[str]:
    """Underthesea's token patterns in their order, as they were before any call with `fixed_words` changed them."""
    from underthesea.pipeline.word_tokenize import regex_tokenize

    patterns = [
        _ADDRESS_TAIL.sub(lambda _: _LINEAR_TAIL, pattern) if pattern is regex_tokenize.url else pattern
        for pattern in regex_tokenize.regex_patterns
    ]
    return re.compile("|".join(patterns), re.VERBOSE)


@cache
def _model() -> Any:
    """Underthesea's model for word boundaries, loaded once a process."""
    from os.path import dirname, join

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    model = FastCRFSequenceTagger()
    model.load(join(dirname(word_tokenize.__file__), "models", "ws_crf_vlsp2013_20230727"))
    return model
