"""Words: underthesea's patterns and model over sentences, as places in the text as given.

`underthesea.word_tokenize` gives strings, some of them rewritten, at 0.17 MB/s. Its patterns and its model are used
apart here, so that a word is a place from the beginning: the patterns find tokens in the folded sentence, the model
says which of them continue a word. The words are those of `word_tokenize(sentence, use_token_normalize=False)`, which
tests hold them to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from extractors.crf_model import read_model
from extractors.folding import fold
from extractors.sentences import cut
from extractors.word_boundaries import WordBoundaries
from extractors.word_features import Integers, WordFeatures

Span = tuple[int, int]
_Numbers = tuple[int, ...]

#: A stretch this long, in code points, is tokenized by itself: some of the patterns look ahead to the end of what
#: they are given from each place in it. No sentence that people write is as long.
_LONGEST = 2000
#: How many pieces between blanks are remembered before all are forgotten: less than 20 MB.
_MOST_PIECES = 100_000
#: In underthesea's pattern for addresses a repeated group holds a repeated class, which takes 2ⁿ steps on
#: `http:/!!!!…`. The same with each character taken once, and brackets that do not hold one another twice.
_ADDRESS_TAIL = re.compile(r"\(\?:\s+# One or more:.*?\)\+\s+\(\?:\s+# End with:", re.DOTALL)
_LINEAR_TAIL = r"(?:[^\s()<>{}\[\]]|\([^\s()]*\([^\s()]+\)[^\s()]*\)|\([^\s()]+\))+(?:"
#: Letters that a blank or a closing sign follows: no other pattern matches there, and nine tokens in ten are such.
#: `Th S` is one token to underthesea, whose pattern for `Th.S` has a bare dot.
_PLAIN_WORD = r"(?!Th.[Ss])[^\W\d_]+(?=[\s,;!?)\]”\"]|\Z)"
_BLANK = re.compile(r"Th\s[Ss]")
_remembering = Lock()


def words(text: str, start: int, end: int) -> list[Span]:
    """Where each word of the sentence `text[start:end]` begins and ends (half-open, in the text as given).

    The spans are in order, and every character of the sentence that is not white space is in exactly one. A word of
    several syllables holds the white space between them.
    """
    (found,) = words_of(text, [(start, end)])
    return found


def words_of(text: str, sentences: Sequence[Span]) -> list[list[Span]]:
    """The words of several sentences of a text, in order. They take less time together than one by one."""
    folded = [fold(text[start:end]) for start, end in sentences]
    found: list[list[Span]] = [[] for _ in sentences]
    # what is remembered belongs to all threads
    with _remembering:
        for number, spans in _found_words([each.text for each in folded]):
            found[number] += spans
    for number, ((start, end), each) in enumerate(zip(sentences, folded, strict=True)):
        if each.folded_at or not each.text:
            # what folding removed goes with the word before it
            found[number] = cut(text[start:end], each, [begin for begin, _ in found[number]])
        if start:
            found[number] = [(start + begin, start + stop) for begin, stop in found[number]]
    return found


def _found_words(sentences: Sequence[str]) -> list[tuple[int, list[Span]]]:
    """The words of folded sentences, by the number of the sentence; of a long one in several stretches, in order."""
    tokens = _tokenizer().tokens(sentences)
    if not tokens.owners:
        return []
    firsts = np.cumsum(tokens.counts) - tokens.counts
    begins = ~_model().all_continue(tokens.numbers, tokens.counts)
    begins[firsts] = True
    starts = tokens.starts[begins].tolist()
    stops = (tokens.starts + tokens.lengths)[np.append(begins[1:], True)].tolist()
    spans = list(zip(starts, stops, strict=True))
    cuts = np.cumsum(np.add.reduceat(begins, firsts, dtype=np.int64)).tolist()
    return [
        (owner, spans[begin:stop]) for owner, (begin, stop) in zip(tokens.owners, pairwise([0, *cuts]), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of some stretches: their numbers in the model, where each begins in its sentence, how long it is;
    and of each stretch its sentence and how many tokens it has."""

    numbers: Integers
    starts: Integers
    lengths: Integers
    owners: list[int]
    counts: Integers


class _Tokenizer:
    """Underthesea's token patterns. They are asked once for what stands between two blanks, and it is remembered.

    No token but `Th S` holds a blank, and of what follows a blank no pattern sees more than whether there is anything.
    """

    def __init__(self, features: WordFeatures) -> None:
        self.features = features
        self._inner, self._last = _Pieces(features, " "), _Pieces(features, "")
        self._forgotten = features.forgotten

    def _may_forget(self) -> None:
        """Forget what is too much to remember; pieces go when the numbers of their tokens do."""
        if self.features.are_many():
            self.features.forget()
        if self._forgotten != self.features.forgotten or len(self._inner) + len(self._last) > _MOST_PIECES:
            self._forgotten = self.features.forgotten
            self._inner.clear()
            self._last.clear()

    def tokens(self, sentences: Sequence[str]) -> _Tokens:
        """The tokens of folded sentences; first of those that are pieces with a blank between them, then of others."""
        self._may_forget()
        owners: list[int] = []
        others: list[int] = []
        pieces: list[_Numbers] = []
        ends: list[int] = []
        for number, sentence in enumerate(sentences):
            between = sentence.split()
            if not between or len(sentence) > _LONGEST or " ".join(between) != sentence or _BLANK.search(sentence):
                others.append(number)
                continue
            last = self._last[between.pop()]
            pieces += map(self._inner.__getitem__, between)
            pieces.append(last)
            owners.append(number)
            ends.append(len(pieces))
        sizes = np.array(list(map(len, pieces)), np.int64)
        numbers = np.fromiter(chain.from_iterable(pieces), np.int64, int(sizes.sum()))
        placed = self._placed(numbers, sizes, np.array(ends, np.int64), owners)
        return self._with_others(placed, sentences, others) if others else placed

    def _placed(self, numbers: Integers, sizes: Integers, ends: Integers, owners: list[int]) -> _Tokens:
        """Tokens with their places, from how many each piece has and with which piece each sentence ends."""
        lengths = self.features.lengths(numbers)
        # the characters before a token are those of the tokens before it and a blank for each piece
        before = np.cumsum(lengths) - lengths + np.repeat(np.arange(len(sizes)), sizes)
        token_ends = np.cumsum(sizes)[ends - 1] if len(ends) else ends
        counts = np.diff(token_ends, prepend=0)
        starts = before - np.repeat(before[token_ends - counts], counts)
        return _Tokens(numbers, starts, lengths, owners, counts)

    def _with_others(self, placed: _Tokens, sentences: Sequence[str], others: Sequence[int]) -> _Tokens:
        """Tokens with those of other sentences, found where they stand."""
        owners: list[int] = []
        counts: list[int] = []
        matches: list[re.Match[str]] = []
        for number in others:
            for begin, stop in _stretches(sentences[number]):
                found = list(_patterns().finditer(sentences[number], begin, stop))
                if found:
                    matches += found
                    owners.append(number)
                    counts.append(len(found))
        numbers = np.array(self.features.numbers(match[0] for match in matches), np.int64)
        starts = np.array([match.start() for match in matches], np.int64)
        return _Tokens(
            np.concatenate([placed.numbers, numbers]),
            np.concatenate([placed.starts, starts]),
            np.concatenate([placed.lengths, self.features.lengths(numbers)]),
            placed.owners + owners,
            np.concatenate([placed.counts, np.array(counts, np.int64)]),
        )


class _Pieces(dict[str, _Numbers]):
    """The tokens of each piece of text that stands between blanks, before one or at the end of a sentence."""

    def __init__(self, features: WordFeatures, after: str) -> None:
        self._features = features
        self._after = after

    def __missing__(self, piece: str) -> _Numbers:
        found = tuple(self._features.numbers(match[0] for match in _patterns().finditer(piece + self._after)))
        self[piece] = found
        return found


def _stretches(text: str) -> list[Span]:
    """The text in stretches of at most `_LONGEST`, cut at white space where there is any."""
    if len(text) <= _LONGEST:
        return [(0, len(text))]
    cuts = [0]
    while len(text) - cuts[-1] > _LONGEST:
        begin = cuts[-1]
        space = text.rfind(" ", begin + 1, begin + _LONGEST)
        cuts.append(space if space > 0 else begin + _LONGEST)
    return list(pairwise([*cuts, len(text)]))


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
def _tokenizer() -> _Tokenizer:
    return _Tokenizer(_model().features)


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
