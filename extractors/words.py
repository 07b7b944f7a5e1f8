"""Words: underthesea's patterns and model over one sentence, as places in the text as given.

`underthesea.word_tokenize` gives strings, some of them rewritten, at 0.17 MB/s. Its patterns and its model are used
apart here, so that a word is a place from the beginning: the patterns find tokens in the folded sentence, the model
says which of them continue a word. The words are those of `word_tokenize(sentence, use_token_normalize=False)`, which
tests hold them to.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractors.crf_model import read_model
from extractors.folding import fold
from extractors.sentences import cut
from extractors.word_boundaries import WordBoundaries

#: A stretch this long, in code points, is tokenized by itself: some of the patterns look ahead to the end of what
#: they are given from each place in it. No sentence that people write is as long.
_LONGEST = 2000
#: In underthesea's pattern for addresses a repeated group holds a repeated class, which takes 2ⁿ steps on
#: `http:/!!!!…`. The same with each character taken once, and brackets that do not hold one another twice.
_ADDRESS_TAIL = re.compile(r"\(\?:\s+# One or more:.*?\)\+\s+\(\?:\s+# End with:", re.DOTALL)
_LINEAR_TAIL = r"(?:[^\s()<>{}\[\]]|\([^\s()]*\([^\s()]+\)[^\s()]*\)|\([^\s()]+\))+(?:"
#: Letters that a blank or a closing sign follows: no other pattern matches there, and nine tokens in ten are such.
#: `Th S` is one token to underthesea, whose pattern for `Th.S` has a bare dot.
_PLAIN_WORD = r"(?!Th.[Ss])[^\W\d_]+(?=[\s,;!?)\]”\"]|\Z)"


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each word of the sentence `text[start:end]` begins and ends (half-open, in the text as given).

    The spans are in order, and every character of the sentence that is not white space is in exactly one. A word of
    several syllables holds the white space between them.
    """
    sentence = text[start:end]
    folded = fold(sentence)
    found = [span for begin, stop in _stretches(folded.text) for span in _words(folded.text, begin, stop)]
    if folded.folded_at or not folded.text:
        # what folding removed goes with the word before it
        found = cut(sentence, folded, [begin for begin, _ in found])
    return [(start + begin, start + stop) for begin, stop in found]


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


def _words(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """Where words stand in a stretch of a folded sentence."""
    tokens: list[str] = []
    places: list[tuple[int, int]] = []
    for match in _patterns().finditer(text, begin, stop):
        tokens.append(match[0])
        places.append(match.span())
    found: list[tuple[int, int]] = []
    for place, continued in zip(places, _model().continues(tokens), strict=True):
        if continued and found:
            found[-1] = found[-1][0], place[1]
        else:
            found.append(place)
    return found


@cache
def _patterns() -> re.Pattern[str]:
    """Underthesea's token patterns in their order, as they were before any call with `fixed_words` changed them."""
    from underthesea.pipeline.word_tokenize import regex_tokenize

    patterns = [
        _ADDRESS_TAIL.sub(lambda _: _LINEAR_TAIL, pattern) if pattern is regex_tokenize.url else pattern
        for pattern in regex_tokenize.regex_patterns
    ]
    return re.compile("|".join([_PLAIN_WORD, *patterns]), re.VERBOSE)


@cache
def _model() -> WordBoundaries:
    """Underthesea's model for word boundaries, loaded once a process."""
    import joblib  # type: ignore[import-untyped]

    folder = _model_folder()
    return WordBoundaries(
        read_model(folder / "models.bin"),
        templates=joblib.load(folder / "features.bin"),
        dictionary=joblib.load(folder / "dictionary.bin"),
        settle=lambda tokens: [tag == "I-W" for tag in _tagger().predict([[token] for token in tokens])],
    )


@cache
def _tagger() -> Any:
    """Underthesea's own tagger over the same model."""
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    tagger = FastCRFSequenceTagger()
    tagger.load(str(_model_folder()))
    return tagger


def _model_folder() -> Path:
    from underthesea.pipeline import word_tokenize

    return Path(word_tokenize.__file__).parent / "models/ws_crf_vlsp2013_20230727"
